"""Draft, check, submit: one transaction, one number, nothing lost."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from mobile_unit.domain.numbers import is_application_number
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.validation import check
from mobile_unit.services.intake import Refused
from mobile_unit.store import applications, journal


def entries(unit, application_id: str):
    with unit.context.store.read() as connection:
        return journal.about(connection, application_id)


def test_a_draft_keeps_what_was_typed(unit, adult):
    draft = unit.intake.new_draft("passport.new")
    unit.intake.save_draft(draft.id, {"full_name": "SI"}, {"purpose": "umrah"})
    kept = unit.intake.draft(draft.id)
    assert (kept.applicant, kept.answers) == ({"full_name": "SI"}, {"purpose": "umrah"})
    assert [summary.full_name for summary in unit.intake.drafts()] == ["SI"]


def test_submitting_seals_application_scans_number_and_entry(unit, adult, draft_of):
    draft = draft_of(adult)
    submitted = unit.intake.submit(draft.id, {"name.one_word": "Sesuai KTP"})
    assert is_application_number(submitted.number)
    assert submitted.number.startswith("WK01A-261124-0001-")
    (entry,) = entries(unit, draft.id)
    assert entry.kind == "application.submitted"
    assert entry.body["number"] == submitted.number
    assert entry.body["applicant"]["nik"] == adult["applicant"]["nik"]
    assert entry.body["place"] is None
    assert sum(line["amount"] for line in entry.body["fees"]) > 0
    detail = unit.tracking.application(submitted.number)
    assert [d.kind for d in detail.documents] == [d["kind"] for d in adult["documents"]]
    assert all(len(unit.intake.blob(d.sha256)) == d.bytes for d in detail.documents)
    assert detail.summary.state == "waiting"
    assert unit.intake.drafts() == ()


def test_reasons_for_warnings_stay_on_record(unit, samples, draft_of):
    one_word = next(r for r in samples if " " not in r["applicant"]["full_name"])
    draft = draft_of(one_word)
    unit.intake.submit(draft.id, {"name.one_word": "Sesuai KTP"})
    warnings = {w["code"]: w["reason"] for w in entries(unit, draft.id)[0].body["warnings"]}
    assert warnings["name.one_word"] == "Sesuai KTP"


def test_submitting_again_gives_the_same_number(unit, adult, draft_of):
    draft = draft_of(adult)
    first = unit.intake.submit(draft.id)
    assert unit.intake.submit(draft.id) == first
    assert len(entries(unit, draft.id)) == 1


def test_a_refused_draft_changes_nothing(unit, adult):
    draft = unit.intake.new_draft("passport.new")
    unit.intake.save_draft(draft.id, adult["applicant"], adult["answers"])
    with pytest.raises(Refused) as refused:
        unit.intake.submit(draft.id)
    assert {finding.code for finding in refused.value.findings} == {"document.required"}
    assert entries(unit, draft.id) == ()
    assert unit.intake.draft(draft.id).applicant == adult["applicant"]


def test_ten_at_once_get_ten_numbers(unit, samples, draft_of):
    drafts = [draft_of(record) for record in samples[:10]]
    numbers = []
    threads = [
        threading.Thread(target=lambda d=draft: numbers.append(unit.intake.submit(d.id).number))
        for draft in drafts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number[13:17] for number in numbers) == [f"{n:04d}" for n in range(1, 11)]
    assert next(unit.broken_things(), None) is None


def test_the_day_s_numbers_start_again_and_a_clock_set_back_repeats_none(unit, samples, draft_of, clock):
    numbers = [unit.intake.submit(draft_of(samples[0]).id).number]
    clock.move(days=1)
    numbers.append(unit.intake.submit(draft_of(samples[1]).id).number)
    clock.move(days=-1)
    numbers.append(unit.intake.submit(draft_of(samples[2]).id).number)
    assert [number[6:17] for number in numbers] == ["261124-0001", "261125-0001", "261124-0002"]


def test_a_crash_between_rows_and_commit_leaves_the_draft(unit, adult, draft_of, monkeypatch):
    draft = draft_of(adult)

    def power_cut(*_arguments):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(applications, "insert_application", power_cut)
        with pytest.raises(RuntimeError):
            unit.intake.submit(draft.id)
    assert entries(unit, draft.id) == ()
    assert unit.intake.submit(draft.id).number.startswith("WK01A-261124-0001-")


def test_saving_a_submitted_draft_is_told(unit, adult, draft_of):
    draft = draft_of(adult)
    unit.intake.submit(draft.id)
    with pytest.raises(UserFacingError):
        unit.intake.save_draft(draft.id, {}, {})


def test_a_document_is_replaced_and_removed(unit):
    from tests.pictures import picture

    draft = unit.intake.new_draft("passport.new")
    first = unit.intake.attach(draft.id, "ktp", picture("red"))
    second = unit.intake.attach(draft.id, "ktp", picture("blue"))
    assert first.sha256 != second.sha256
    assert [d.sha256 for d in unit.intake.draft(draft.id).documents] == [second.sha256]
    unit.intake.detach(draft.id, "ktp")
    assert unit.intake.draft(draft.id).documents == ()
    for gone in (first, second):
        with pytest.raises(UserFacingError):
            unit.intake.blob(gone.sha256)


def test_a_scan_stays_while_another_draft_or_application_holds_it(unit, adult, draft_of):
    draft, other = draft_of(adult), draft_of(adult)
    unit.intake.submit(draft.id)
    unit.intake.discard_draft(other.id)
    assert all(unit.intake.blob(d.sha256) for d in unit.tracking.application(draft.id).documents)
    assert next(unit.broken_things(), None) is None


def test_place_occupation_and_address_are_kept_in_one_case_whoever_types_them(unit, adult, draft_of):
    """Perdim 11 is filled in with large letters; what was begun under an older version stays as it was."""
    typed = {"birth_place": "kota Bumi", "occupation": "Petani", "address": "Jl.  Merdeka 9"}
    record = {**adult, "applicant": adult["applicant"] | typed | {"full_name": "budi adi"}}
    submitted = unit.intake.submit(draft_of(record).id)
    said = unit.tracking.application(submitted.id).applicant
    assert [said[key] for key in typed] == ["KOTA BUMI", "PETANI", "JL. MERDEKA 9"]
    assert said["full_name"] == "BUDI ADI"
    old = check(
        Catalogue.load("2026.2").service(record["service"]),
        {key: record[key] for key in ("applicant", "answers")}, on=date(2026, 11, 24),
        documents=[each["kind"] for each in record["documents"]], regions=unit.regions,
    )  # fmt: skip
    assert old.ok
    assert old.applicant["birth_place"] == "kota Bumi"
