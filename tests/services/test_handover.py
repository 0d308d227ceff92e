"""A passport is handed over once it is ready, to somebody with the papers, and signed for."""

from __future__ import annotations

import pytest
from pypdfium2 import PdfDocument

from mobile_unit.errors import UserFacingError
from mobile_unit.store import applications, blobs, journal
from tests.pictures import picture
from tests.receipts.bodies import letters, text_of

PAPERS = {
    "self": ("payment_proof", "id_card"),
    "family": ("payment_proof", "id_card", "family_card_copy"),
    "other": ("payment_proof", "id_card", "power_of_attorney"),
}


@pytest.fixture
def sealed(unit, adult, draft_of):
    return unit.intake.submit(draft_of(adult).id)


@pytest.fixture
def ready(unit, sealed):
    become_ready(unit, sealed)
    return sealed


def become_ready(unit, taken) -> None:
    with unit.context.store.write() as connection:
        applications.set_status(connection, taken.id, "ready")


@pytest.mark.parametrize("relation", PAPERS)
def test_who_collects_shows_the_papers_of_the_law(unit, ready, relation):
    needed = unit.handover.rules().receivers[relation].papers
    assert needed == PAPERS[relation]
    for missing in needed:
        with pytest.raises(UserFacingError):
            unit.handover.record(ready.id, relation, "Budi Santoso", set(needed) - {missing})
    unit.handover.record(ready.id, relation, "  Budi  Santoso", needed, "x 123 4567")
    with unit.context.store.read() as connection:
        entry = journal.about(connection, ready.id)[-1]
    assert entry.kind == "passport.handed_over"
    assert entry.body["receiver"] == {"relation": relation, "name": "BUDI SANTOSO"}
    assert entry.body["papers"] == list(needed)
    assert entry.body["passport_number"] == "X1234567"
    detail = unit.tracking.application(ready.id)
    assert detail.summary.state == "handed_over"
    collected = detail.timeline[-1].collected
    assert (collected.relation, collected.name, collected.papers) == (relation, "BUDI SANTOSO", needed)
    assert next(unit.broken_things(), None) is None


def test_a_passport_that_is_not_ready_stays_here(unit, sealed):
    with pytest.raises(UserFacingError):
        unit.handover.record(sealed.id, "self", "Budi", PAPERS["self"])
    with pytest.raises(UserFacingError):
        unit.handover.note(sealed.id)


def test_it_is_handed_over_once(unit, ready):
    unit.handover.record(ready.id, "self", "Budi", PAPERS["self"])
    for again in (
        lambda: unit.handover.record(ready.id, "self", "Budi", PAPERS["self"]),
        lambda: unit.corrections.begin(ready.id),
        lambda: unit.corrections.withdraw(ready.id, "x"),
    ):
        with pytest.raises(UserFacingError):
            again()


def test_a_correction_that_was_begun_goes_with_its_scan(unit, sealed):
    draft_id = unit.corrections.begin(sealed.id)
    scan = unit.intake.attach(draft_id, "ktp", picture("blue"))
    become_ready(unit, sealed)
    unit.handover.record(sealed.id, "self", "Budi", PAPERS["self"])
    assert unit.intake.drafts() == ()
    with unit.context.store.read() as connection:
        assert blobs.content(connection, scan.sha256) is None


@pytest.mark.parametrize(("name", "number"), [("", ""), ("Budi 7", ""), ("Budi", "A/1"), ("x" * 101, "")])
def test_what_can_t_stand_on_paper_is_refused(unit, ready, name, number):
    with pytest.raises(UserFacingError):
        unit.handover.record(ready.id, "self", name, PAPERS["self"], number)


def test_the_note_is_signed_where_the_counter_stands_that_day(unit, ready):
    unit.day.open_visit("18.08.04.2005")
    unit.handover.record(ready.id, "self", "Budi", PAPERS["self"])
    assert letters("Gunung Katun, 24 November 2026") in letters(text_of(unit.handover.note(ready.id)))


@pytest.mark.parametrize("name", ["B", "MUHAMMAD " * 11])
def test_the_note_says_it_all_on_one_page(unit, ready, adult, name):
    unit.handover.record(ready.id, "other", name, PAPERS["other"])
    pdf = unit.handover.note(ready.id)
    assert pdf == unit.handover.note(ready.id)
    said = letters(text_of(pdf))
    for words in (name, adult["applicant"]["full_name"], ready.number, "Surat kuasa", "Yang menerima",
                  "Permenkumham 8/2014 Ps 23"):  # fmt: skip
        assert letters(words) in said
    assert adult["applicant"]["nik"] not in said
    assert adult["applicant"]["full_name"] not in str(PdfDocument(pdf).get_metadata_dict())
