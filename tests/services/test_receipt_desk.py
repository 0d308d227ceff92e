"""Receipts are recorded before they are handed over, and every one after the first is a copy."""

from __future__ import annotations

import io

import pypdf
import pytest

from mobile_unit.store import journal


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
