"""Receipts are recorded before they are handed over, and every one after the first is a copy."""

from __future__ import annotations

import io

import pypdf
import pytest

from mobile_unit.app import Home
from mobile_unit.services.print_faults import PrintFailed
from mobile_unit.services.receipt_desk import PaperState, PrintTrouble
from mobile_unit.store import journal
from tests.conftest import CHEAP
from tests.units import NIP, PIN


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def submitted(unit, adult, draft_of):
    return unit.intake.submit(draft_of(adult).id)


def test_the_first_is_no_copy_and_the_second_is(unit, submitted):
    first = unit.receipts.print(submitted.id)
    second = unit.receipts.print(submitted.id, target="printer")
    assert (first.copy, second.copy) == (0, 1)
    assert "SALINAN" not in text_of(first.pdf)
    assert "SALINAN" in text_of(second.pdf)
    assert submitted.number in text_of(first.pdf)


def test_each_print_is_an_entry(unit, submitted):
    unit.receipts.print(submitted.id)
    unit.receipts.print(submitted.id, target="printer")
    with unit.context.store.read() as connection:
        prints = [e.body for e in journal.about(connection, submitted.id) if e.kind == "receipt.printed"]
    assert [(p["copy"], p["target"]) for p in prints] == [(0, "file"), (1, "printer")]
    assert unit.tracking.application(submitted.id).copies == 2


def test_looking_counts_nothing_and_shows_what_the_next_print_will_say(unit, submitted):
    looked = unit.receipts.draw(submitted.id)
    assert unit.tracking.application(submitted.id).copies == 0
    assert unit.receipts.print(submitted.id).pdf == looked


def test_drawn_again_it_says_the_same(unit, submitted, clock):
    first = unit.receipts.draw(submitted.id)
    clock.move(days=30)
    assert unit.receipts.draw(submitted.id) == first


def entries_of(unit, application_id):
    with unit.context.store.read() as connection:
        about = journal.about(connection, application_id)
    return [(e.kind, e.body.get("code"), e.body.get("copy")) for e in about if e.kind.startswith("receipt.")]


def refuse(_pdf):
    raise PrintFailed("unreachable", "Loket")


def test_a_failed_print_is_recorded_as_such_and_keeps_its_number(unit, submitted):
    with pytest.raises(PrintFailed, match="Loket"):
        unit.receipts.print(submitted.id, refuse, target="printer")
    assert unit.receipts.state(submitted.id) == PaperState(0, False, "unreachable")
    assert unit.tracking.application(submitted.id).copies == 0
    papers = []
    assert unit.receipts.print(submitted.id, papers.append, target="printer").copy == 0
    assert "SALINAN" not in text_of(papers[0])
    assert unit.receipts.print(submitted.id).copy == 1
    assert entries_of(unit, submitted.id) == [
        ("receipt.failed", "unreachable", 0),
        ("receipt.printed", None, 0),
        ("receipt.printed", None, 1),
    ]


def test_a_failed_print_undoes_no_submission(unit, submitted):
    with pytest.raises(PrintFailed):
        unit.receipts.print(submitted.id, refuse, target="printer")
    assert unit.tracking.application(submitted.number).summary.id == submitted.id
    assert list(unit.broken_things()) == []


def test_a_file_that_cannot_be_written_is_a_failed_print(unit, submitted, tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        unit.receipts.print(submitted.id, (tmp_path / "nowhere" / "x.pdf").write_bytes)
    assert entries_of(unit, submitted.id) == [("receipt.failed", "file", 0)]


@pytest.mark.parametrize("paper", ["a5", "a4", "80mm", "58mm"])
def test_copies_are_marked_on_every_paper(unit, submitted, paper):
    unit.receipts.print(submitted.id, paper=paper)
    assert "SALINAN ke-1" in text_of(unit.receipts.print(submitted.id, paper=paper).pdf)
    attempt = unit.receipts.begin(submitted.id, target="printer", paper=paper)
    if paper.endswith("mm"):
        assert b"=== SALINAN ke-2 ===" in unit.receipts.escpos(attempt)


def test_a_print_that_a_crash_cut_off_is_unknown_until_somebody_looked(unit, submitted, tmp_path, clock):
    unit.receipts.begin(submitted.id, target="printer", paper="a5")
    assert not unit.receipts.state(submitted.id).is_unknown  # it is under way
    unit.close()
    again = Home(tmp_path, cost=CHEAP, clock=clock).sign_in(NIP, PIN)
    assert again.receipts.state(submitted.id) == PaperState(0, True, None)
    assert [t.code for t in again.receipts.troubles(clock.now().date())] == [None]
    again.receipts.say_whether_it_came_out(submitted.id, came_out=False)
    assert again.receipts.state(submitted.id) == PaperState(0, False, "no_paper_seen")
    assert again.receipts.print(submitted.id).copy == 0
    again.receipts.say_whether_it_came_out(submitted.id, came_out=False)  # nothing is unknown any more
    assert again.receipts.state(submitted.id) == PaperState(1, False, None)
    again.close()


def test_one_that_came_out_counts(unit, submitted, tmp_path, clock):
    unit.receipts.begin(submitted.id, target="printer", paper="a5")
    unit.close()
    again = Home(tmp_path, cost=CHEAP, clock=clock).sign_in(NIP, PIN)
    again.receipts.say_whether_it_came_out(submitted.id, came_out=True)
    assert again.receipts.state(submitted.id) == PaperState(1, False, None)
    assert again.receipts.print(submitted.id).copy == 1
    again.close()


def test_left_unsettled_the_next_one_is_marked_as_a_copy(unit, submitted, tmp_path, clock):
    """Two papers without a mark would be worse than one with a mark too many."""
    unit.receipts.begin(submitted.id, target="printer", paper="a5")
    unit.close()
    again = Home(tmp_path, cost=CHEAP, clock=clock).sign_in(NIP, PIN)
    assert again.receipts.print(submitted.id).copy == 1
    again.close()


def test_the_days_troubles_are_listed_until_they_are_mended(unit, submitted, samples, draft_of, clock):
    day = clock.now().date()
    other = unit.intake.submit(draft_of(samples[2]).id)
    assert unit.receipts.without_receipt(day) == (
        (submitted.id, submitted.number),
        (other.id, other.number),
    )
    with pytest.raises(PrintFailed):
        unit.receipts.print(submitted.id, refuse, target="printer")
    unit.receipts.print(other.id)
    assert unit.receipts.troubles(day) == (PrintTrouble(submitted.id, submitted.number, 0, "unreachable"),)
    assert unit.receipts.without_receipt(day) == ((submitted.id, submitted.number),)
    unit.receipts.print(submitted.id)
    assert unit.receipts.troubles(day) == ()
    assert unit.receipts.without_receipt(day) == ()
    clock.move(days=1)
    with pytest.raises(PrintFailed):
        unit.receipts.print(submitted.id, refuse, target="printer")
    assert unit.receipts.troubles(day) == ()
    assert len(unit.receipts.troubles(clock.now().date())) == 1
