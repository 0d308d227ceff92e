"""What was kept aside and goes with no record has an end of its own, once it was given back."""

from __future__ import annotations

import json

import pytest

from head_office.services.quarantine import apply_now, give_back
from head_office.services.retention import FILE, due, rules_of
from head_office.services.verification import broken_things
from mobile_unit.domain.identifiers import uuid7
from tests.head_office.test_feed_destroyed import places
from tests.head_office.test_never_filed import SENTENCE, due_now, rows, rules, words_left
from tests.head_office.test_retention_records import home, office, run

__all__ = ["home", "office", "rules"]


@pytest.fixture
def all_years(home, rules):
    """Two years for everything, three for what was handed over."""
    text = json.loads((home / FILE).read_text())
    for kind in text["kinds"]:
        kind["years"] = 3 if kind["kind"] == "issued" else 2
    (home / FILE).write_text(json.dumps(text))
    return rules_of(home)


@pytest.fixture
def nameless(unit):
    """An application without an identifier, one of an unknown kind about something that nobody knows, and a
    closing that can't be one; what follows in the journal is sound."""
    made = [
        unit.entry("application.submitted", unit.body(0) | {"id": "x"}),
        unit.entry("passbook.filled", {"id": uuid7(), "applicant": {"full_name": "ZUBAIDAH"}}),
        unit.entry("visit.closed", {"who": "ZUBAIDAH"}),
    ]
    assert len(unit.take(*made, unit.entry("officer.signed_in", {})).quarantined) == 3
    return made


def places_of(unit, made) -> list[tuple[str, str]]:
    return sorted((f"{unit.journal}/{entry.seq}", "given_back") for entry in made)


def test_they_go_after_the_longest_time_once_given_back(office, unit, nameless, all_years, home, clock):
    clock.move(days=2000)
    assert due_now(office, all_years, clock) == []
    for entry in nameless:
        give_back(office, unit.journal, entry.seq, SENTENCE, "Rina")
    clock.move(days=1090)
    assert due_now(office, all_years, clock) == []
    clock.move(days=10)
    assert sorted(due_now(office, all_years, clock)) == places_of(unit, nameless)
    assert len(words_left(office, nameless[0])) > 2
    done = run(office, all_years, home)
    assert (done.count, done.left) == (3, 0)
    listed = {each["number"]: each for each in done.record["records"]}
    assert set(listed) == {f"WK01A/{entry.seq}" for entry in nameless}
    assert {each["of"] for each in listed.values()} == {"entry"}
    assert [len(each["feed"]) for each in listed.values()] == [1, 1, 1]
    assert words_left(office, nameless[0]) == set()
    assert not any(SENTENCE in row for row in rows(office))
    assert list(broken_things(office)) == []
    assert sum(place.stands_in for place in places(office, unit)) == 3
    told = [each["body"] for each in unit.feed() if each.get("kind") == "feed.destroyed"]
    assert sorted((each["id"], each["of"]) for each in told) == [
        (place, "entry") for place, _state in places_of(unit, nameless)
    ]
    assert run(office, all_years, home).record is None


def test_there_is_no_longest_time_before_all_are_said(office, unit, nameless, rules, clock):
    for entry in nameless:
        give_back(office, unit.journal, entry.seq, SENTENCE, "Rina")
    clock.move(days=9000)
    assert due_now(office, rules, clock) == []


def test_one_of_an_unknown_kind_goes_with_the_application_that_it_is_about(
    office, unit, all_years, home, clock
):
    known = unit.file(0)
    entry = unit.entry("passbook.filled", {"id": known["id"]})
    assert unit.take(entry, unit.entry("officer.signed_in", {})).quarantined
    give_back(office, unit.journal, entry.seq, SENTENCE, "Rina")
    clock.move(days=9000)
    assert due_now(office, all_years, clock) == []


def test_one_that_was_applied_while_it_was_listed_stays(
    office, unit, nameless, all_years, home, clock, monkeypatch
):
    entry = nameless[1]
    give_back(office, unit.journal, entry.seq, SENTENCE, "Rina")
    clock.move(days=1100)
    listed = due(office, all_years, clock.now().date())
    with monkeypatch.context() as newer:
        newer.setattr("head_office.services.quarantine.apply_entry", lambda *_told: None)
        apply_now(office, unit.journal, entry.seq, "Rina")
    monkeypatch.setattr("head_office.services.destroying.due", lambda *_asked: listed)
    assert len(listed) == 1
    assert run(office, all_years, home).count == 0
