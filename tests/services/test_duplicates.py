"""The same person is found again among drafts, queue and history, and told, whoever submits."""

from __future__ import annotations

import io
import json

import pytest

from mobile_unit.domain.duplicates import Duplicate, findings_of, name_key
from mobile_unit.resources import resource
from mobile_unit.services.duplicates import Duplicates
from mobile_unit.services.lines import LineIntake
from mobile_unit.store import applications, journal


@pytest.fixture
def taken(unit, draft_of):
    def take(record: dict):
        return unit.intake.submit(draft_of(record).id)

    return take


def of(unit, applicant: dict, own: str = "another"):
    return Duplicates(unit.context).of(own, applicant)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Nur'aini  Ségo", "NUR AINI SEGO"), ("Siti-Aminah", "siti aminah"), ("M. ALI", "m ali")],
)
def test_names_are_compared_without_case_accents_spaces_and_marks(one, other):
    assert name_key(one) == name_key(other)


def test_other_names_are_others():
    assert name_key("SITI AMINAH") != name_key("SITI AMINA")


def test_the_same_nik_is_found_among_the_applications(unit, adult, taken):
    first = taken(adult)
    (found,) = of(unit, {"nik": adult["applicant"]["nik"]})
    assert (found.code, found.number, found.state) == ("duplicate.nik", first.number, "waiting")


def test_the_same_name_and_birth_date_are_found_however_written(unit, adult, taken):
    first = taken(adult)
    person = adult["applicant"]
    written = {
        "full_name": person["full_name"].lower().replace(" ", "  "),
        "birth_date": person["birth_date"],
    }
    (found,) = of(unit, {**written, "nik": "1808131512642259"})
    assert (found.code, found.id) == ("duplicate.name_birth", first.id)
    assert of(unit, {**written, "birth_date": "1950-01-01"}) == ()
    assert of(unit, {"full_name": person["full_name"]}) == ()


def test_a_draft_of_the_same_person_is_found_and_never_itself(unit, adult, draft_of):
    draft = draft_of(adult)
    (found,) = of(unit, {"nik": adult["applicant"]["nik"]})
    assert found.is_draft
    assert found.id == draft.id
    assert of(unit, adult["applicant"], own=draft.id) == ()


def test_what_cannot_be_compared_finds_nothing(unit, adult, draft_of):
    draft_of(adult)
    for applicant in ({}, {"nik": ""}, {"nik": 5, "full_name": ["x"], "birth_date": None}):
        assert of(unit, applicant) == ()


def doubles_in(submitted) -> list[str]:
    return [finding.code for finding in submitted.warnings if finding.code.startswith("duplicate")]


def test_going_on_needs_no_service_but_stays_on_record_with_its_reason(unit, adult, taken, draft_of):
    taken(adult)
    again = draft_of(adult)
    submitted = unit.intake.submit(again.id, {"duplicate.nik": "Paspor pertama hilang di jalan"})
    assert doubles_in(submitted) == ["duplicate.nik"]
    body = unit.tracking.body(submitted.id)
    assert {
        "field": "applicant.nik",
        "code": "duplicate.nik",
        "reason": "Paspor pertama hilang di jalan",
    } in body["warnings"]


def test_every_warning_of_what_is_taken_is_answered(unit, adult, taken):
    taken(adult)
    (answer,) = answers(unit, adult)
    told = [(finding.field, finding.code) for finding in answer.submitted.warnings]
    assert told == [(each["field"], each["code"]) for each in unit.tracking.body(answer.id)["warnings"]]
    assert {"name.one_word", "duplicate.nik"} <= {code for _field, code in told}


def test_one_that_was_let_go_is_told_but_is_no_warning(unit, adult, taken, draft_of):
    first = taken(adult)
    with unit.context.store.write() as connection:
        applications.set_status(connection, first.id, "rejected")
    (found,) = of(unit, adult["applicant"])
    assert found.is_let_go
    assert doubles_in(unit.intake.submit(draft_of(adult).id)) == []


def test_each_way_of_being_the_same_is_one_warning_and_names_no_person():
    twice = [
        Duplicate("duplicate.nik", str(n), f"WK01A-261124-000{n}-K", "passport.new", "", "sent")
        for n in (1, 2)
    ]
    (finding,) = findings_of(twice)
    assert "WK01A-261124-0001-K" in finding.message.id
    assert finding.severity == "warn"


def answers(unit, *records: dict) -> list[dict]:
    lines = io.BytesIO("\n".join(json.dumps(record) for record in records).encode())
    return list(LineIntake(unit.context, unit.intake, resource("samples")).take_all(lines))


def test_a_line_of_a_file_is_taken_and_told(unit, adult, taken):
    taken(adult)
    (answer,) = answers(unit, {**adult, "id": "01890000-0000-7000-8000-000000000001"})
    assert doubles_in(answer.submitted) == ["duplicate.nik"]
    (warning,) = [w for w in unit.tracking.body(answer.id)["warnings"] if w["code"].startswith("duplicate")]
    assert warning["reason"] is None


def test_the_same_line_again_is_silent_and_another_content_is_told(unit, adult):
    other = {**adult, "applicant": {**adult["applicant"], "mother_name": "LAIN"}}
    less = {**adult, "documents": adult["documents"][:-1]}
    broken = {"id": adult["id"], "service": "no.such"}
    first, again, changed, fewer, wrong = answers(unit, adult, adult, other, less, broken)
    assert {each.submitted.number for each in (first, again, changed, fewer, wrong)} == {
        first.submitted.number
    }
    assert [[f.code for f in each.submitted.warnings] for each in (again, changed, fewer, wrong)] == [
        [],
        ["id.other_content"],
        ["id.other_content"],
        ["id.other_content"],
    ]
    assert unit.tracking.body(adult["id"])["applicant"]["mother_name"] != "LAIN"
    assert unit.intake.drafts() == ()


def test_which_notice_was_given_is_on_record(unit, adult, draft_of, taken):
    shown = unit.intake.submit(draft_of(adult).id, notice="shown")
    assert unit.tracking.body(shown.id)["notice"] == {"version": "2026-1", "how": "shown"}
    assert unit.tracking.body(taken(adult).id)["notice"] == {"version": "2026-1", "how": None}


def test_lookups_go_by_index(unit):
    with unit.context.store.read() as connection:
        for where in ("nik = 'x'", "birth_date = 'x' AND name_key = 'x'"):
            plan = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN SELECT id FROM applications WHERE {where} ORDER BY position DESC"
            ).all()
            assert "USING INDEX" in plan[0].detail
            assert len(plan) == 1


def test_a_correction_moves_whom_it_is_compared_as(unit, adult, taken):
    """Through the same rows as the list's."""
    submitted = taken(adult)
    with unit.context.store.read() as connection:
        row = applications.find(connection, submitted.id)
        body = journal.entry(connection, row["journal"], row["seq"]).body
    assert row["name_key"] == name_key(body["applicant"]["full_name"])
    assert row["birth_date"] == body["applicant"]["birth_date"]
