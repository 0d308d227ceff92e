"""Correcting and withdrawing: a new entry with a reason, never an edit; every version stays."""

from __future__ import annotations

import pytest

from mobile_unit.domain.corrections import Asked
from mobile_unit.errors import UserFacingError
from mobile_unit.services.corrections import Unchanged
from mobile_unit.services.duplicates import Duplicates
from mobile_unit.services.intake import Refused
from mobile_unit.store import applications, journal, requests
from tests.pictures import picture


@pytest.fixture
def sealed(unit, adult, draft_of):
    return unit.intake.submit(draft_of(adult).id)


def correct(unit, application, reason="Salah ketik", **applicant):
    draft = unit.intake.draft(unit.corrections.begin(application.id))
    unit.intake.save_draft(draft.id, draft.applicant | applicant, draft.answers)
    unit.corrections.save_reason(draft.id, reason)
    return unit.corrections.submit(draft.id)


def entries(unit, application):
    with unit.context.store.read() as connection:
        return journal.about(connection, application.id)


def test_a_correction_is_a_new_entry_and_rows_follow_it(unit, sealed, adult, clock):
    clock.move(minutes=5)
    assert correct(unit, sealed, full_name="BUDI SANTOSO", phone="+628129990001") == sealed
    first, second = entries(unit, sealed)
    assert (first.kind, second.kind) == ("application.submitted", "application.corrected")
    assert first.body["applicant"]["full_name"] == adult["applicant"]["full_name"]
    assert (second.body["id"], second.body["number"]) == (sealed.id, sealed.number)
    assert (second.body["correction"], second.body["reason"]) == (1, "Salah ketik")
    assert second.body["submitted_at"] == first.body["submitted_at"]
    assert second.body["officer"]["nip"] == unit.officer.nip
    detail = unit.tracking.application(sealed.number)
    assert detail.summary.full_name == detail.applicant["full_name"] == "BUDI SANTOSO"
    assert detail.corrections == 1
    for found in ("budi sant", "081299900", sealed.number):
        assert [row.id for row in unit.tracking.search(found).rows] == [sealed.id], found
    assert unit.tracking.search(adult["applicant"]["full_name"]).rows == ()
    assert unit.tracking.search(adult["applicant"]["phone"]).rows == ()
    assert unit.intake.drafts() == ()
    assert next(unit.broken_things(), None) is None


def test_the_history_says_what_changed(unit, sealed, adult, clock):
    clock.move(minutes=1)
    correct(unit, sealed, birth_place="Kasui")
    clock.move(minutes=1)
    draft_id = unit.corrections.begin(sealed.id)
    unit.intake.attach(draft_id, "ktp", picture("blue"))
    unit.corrections.save_reason(draft_id, "KTP tidak terbaca")
    unit.corrections.submit(draft_id)
    _submitted, first, second = unit.tracking.application(sealed.id).timeline
    (change,) = first.changes
    assert (change.field, change.before, change.after) == (
        "applicant.birth_place",
        adult["applicant"]["birth_place"],
        "KASUI",
    )
    assert change.label.id == "Tempat lahir"
    assert (first.count, first.note, first.officer) == (1, "Salah ketik", unit.officer.nip)
    assert [change.field for change in second.changes] == ["documents.ktp"]
    assert second.count == 2


def test_every_version_can_be_drawn_again(unit, sealed, adult, clock):
    before = unit.receipts.draw(sealed.id)
    original = unit.tracking.body(sealed.id)
    clock.move(days=1)
    correct(unit, sealed, full_name="BUDI SANTOSO")
    assert unit.tracking.body(sealed.id, 0) == original
    assert unit.tracking.body(sealed.id, 1)["applicant"]["full_name"] == "BUDI SANTOSO"
    from mobile_unit.receipts.content import receipt_of
    from mobile_unit.receipts.pdf import draw
    from tests.receipts.bodies import text_of

    code = unit.authenticity.code(original)
    again = draw(receipt_of(unit.tracking.body(sealed.id, 0), unit.catalogue, unit.regions, code=code))
    assert again == before
    said = text_of(unit.receipts.draw(sealed.id))
    assert "BUDI SANTOSO" in said
    assert "koreksi ke-1, 25 November 2026" in said
    assert adult["applicant"]["full_name"] not in said


def test_a_replaced_scan_is_kept_for_the_version_that_names_it(unit, sealed):
    old = unit.tracking.application(sealed.id).documents
    draft_id = unit.corrections.begin(sealed.id)
    new = unit.intake.attach(draft_id, "ktp", picture("blue"))
    unit.corrections.save_reason(draft_id, "KTP tidak terbaca")
    unit.corrections.submit(draft_id)
    documents = unit.tracking.application(sealed.id).documents
    assert new.sha256 in {document.sha256 for document in documents}
    assert [document.kind for document in documents] == [document.kind for document in old]
    assert all(unit.intake.blob(document.sha256) for document in old)


def test_a_begun_correction_is_one_draft_however_often_it_is_begun(unit, sealed):
    draft_id = unit.corrections.begin(sealed.id)
    unit.intake.save_draft(draft_id, {"full_name": "BUDI"}, {})
    assert unit.corrections.begin(sealed.id) == draft_id
    assert unit.intake.draft(draft_id).applicant == {"full_name": "BUDI"}
    (summary,) = unit.intake.drafts()
    assert summary.corrects == sealed.number
    with pytest.raises(UserFacingError):
        unit.intake.submit(draft_id)


def test_a_correction_is_no_second_application_of_the_same_person(unit, sealed, adult):
    draft_id = unit.corrections.begin(sealed.id)
    duplicates = Duplicates(unit.context)
    assert duplicates.of(draft_id, adult["applicant"]) == ()
    assert duplicates.of("another", adult["applicant"]) != ()


def test_what_is_wrong_is_refused_and_the_draft_stays(unit, sealed):
    with pytest.raises(Refused):
        correct(unit, sealed, nik="12")
    assert len(entries(unit, sealed)) == 1
    assert len(unit.intake.drafts()) == 1


@pytest.mark.parametrize(("reason", "applicant"), [(" ", {"birth_place": "Kasui"}), ("Salah ketik", {})])
def test_without_a_reason_or_a_change_nothing_is_corrected(unit, sealed, reason, applicant):
    with pytest.raises(UserFacingError):
        correct(unit, sealed, reason, **applicant)
    assert len(entries(unit, sealed)) == 1


def test_the_age_is_that_of_the_application_s_own_day(unit, sealed, clock):
    """Fees and requirements do not move because the correction comes later."""
    clock.move(days=900)
    correct(unit, sealed, birth_place="Kasui")
    first, second = entries(unit, sealed)
    assert second.body["fees"] == first.body["fees"]


def test_a_withdrawn_application_says_so_everywhere_and_stays_as_it_is(unit, sealed, clock):
    from tests.receipts.bodies import text_of

    unit.corrections.begin(sealed.id)
    clock.move(minutes=1)
    unit.corrections.withdraw(sealed.id, "Pemohon  batal berangkat")
    unit.corrections.withdraw(sealed.id, "Sekali lagi")
    _submitted, withdrawn = entries(unit, sealed)
    assert withdrawn.kind == "application.withdrawn"
    assert withdrawn.body == {"id": sealed.id, "number": sealed.number, "reason": "Pemohon batal berangkat"}
    assert unit.tracking.application(sealed.id).summary.state == "withdrawn"
    assert unit.tracking.search(state="withdrawn").total == 1
    assert unit.intake.drafts() == ()
    assert "DITARIK PEMOHON" in text_of(unit.receipts.print(sealed.id).pdf)
    copy = text_of(unit.receipts.print(sealed.id).pdf)
    assert "DITARIK PEMOHON" in copy
    assert "SALINAN ke-1" in copy
    with pytest.raises(UserFacingError):
        unit.corrections.begin(sealed.id)
    assert next(unit.broken_things(), None) is None


def test_what_is_ready_for_pick_up_is_neither_corrected_nor_withdrawn(unit, sealed):
    begun = unit.corrections.begin(sealed.id)
    unit.corrections.save_reason(begun, "Salah ketik")
    with unit.context.store.write() as connection:
        applications.set_status(connection, sealed.id, "ready")
    for change in (
        lambda: unit.corrections.begin(sealed.id),
        lambda: unit.corrections.submit(begun),
        lambda: unit.corrections.withdraw(sealed.id, "Batal berangkat"),
    ):
        with pytest.raises(UserFacingError):
            change()
    assert len(entries(unit, sealed)) == 1
    assert unit.tracking.application(sealed.id).summary.state == "ready"


def test_withdrawing_needs_a_reason(unit, sealed):
    with pytest.raises(UserFacingError):
        unit.corrections.withdraw(sealed.id, "  ")
    assert len(entries(unit, sealed)) == 1


def test_a_crash_in_the_middle_leaves_the_old_version_and_the_draft(unit, sealed, monkeypatch):
    def power_cut(*_arguments):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(applications, "correct_application", power_cut)
        with pytest.raises(RuntimeError):
            correct(unit, sealed, full_name="BUDI SANTOSO")
    assert len(entries(unit, sealed)) == 1
    (draft,) = unit.intake.drafts()
    unit.corrections.submit(draft.id)
    assert unit.tracking.application(sealed.id).summary.full_name == "BUDI SANTOSO"


def test_half_an_answer_is_not_taken_for_a_whole_one(unit, sealed):
    asked = [Asked("applicant.birth_place", "Salah."), Asked("documents.ktp", "Tidak terbaca.")]
    with unit.context.store.write() as connection:
        requests.put(connection, "r1", sealed.id, "2026-11-24T10:00:00+07:00", asked)
    with pytest.raises(Unchanged) as told:
        correct(unit, sealed, birth_place="Kasui")
    assert [each.field for each in told.value.asked] == ["documents.ktp"]
    assert len(entries(unit, sealed)) == 1
    (draft,) = unit.intake.drafts()
    with pytest.raises(Unchanged):
        unit.corrections.submit(draft.id, left_alone=["applicant.birth_place"])
    unit.corrections.submit(draft.id, left_alone=["documents.ktp"])
    assert entries(unit, sealed)[1].body["answers_request"] == "r1"


def test_a_row_left_behind_by_a_correction_is_named(unit, sealed):
    correct(unit, sealed, birth_place="Kasui")
    with unit.context.store.write() as connection:
        connection.exec_driver_sql("UPDATE applications SET seq = seq - 1")
    assert "older version" in " ".join(unit.broken_things())
