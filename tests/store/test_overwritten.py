"""What is deleted is nowhere in the file any more, for who has the key and reads it page by page."""

from __future__ import annotations

import json
import os

import pytest

from mobile_unit.resources import resource
from mobile_unit.services.scans import Scan
from tests.store.pages import pages_in_clear
from tests.units import unit_without_office

NAME, SCAN = b"ZEBRAWATI KUDANIL", b"zebra scan " * 300
RECORD = json.loads(resource("samples", "applications.jsonl").read_text("utf-8").splitlines()[0])


@pytest.fixture
def unit(tmp_path):
    return unit_without_office(tmp_path)


def typed(unit) -> str:
    """A draft with scans, saved at each pause."""
    draft = unit.intake.new_draft(RECORD["service"])
    person = {**RECORD["applicant"], "full_name": NAME.decode()}
    for count in range(1, len(person) + 1):
        unit.intake.save_draft(draft.id, dict(list(person.items())[:count]), RECORD["answers"])
    for each in RECORD["documents"]:
        unit.intake.attach_scan(draft.id, each["kind"], Scan(os.urandom(9) + SCAN, "image/jpeg"))
    return str(draft.id)


def in_the_file(unit) -> bytes:
    store = unit.context.store
    store.empty_log()
    return pages_in_clear(store.path, store._key)


def test_a_draft_that_is_thrown_away_is_in_no_page(unit):
    drafts = [typed(unit) for _n in range(5)]
    there = in_the_file(unit)
    assert NAME in there
    assert SCAN[:50] in there
    for draft in drafts:
        unit.intake.discard_draft(draft)
    left = in_the_file(unit)
    unit.close()
    assert (left.count(NAME), left.count(SCAN[:50])) == (0, 0)
