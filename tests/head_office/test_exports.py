"""A list that left a laptop is kept on record where the entry says so in the protocol's shape."""

from __future__ import annotations

import pytest

from mobile_unit.domain.applications import Filter
from tests.offices import enrolled

ALL = {"searched": False, "state": None, "service": None, "since": None, "until": None}
GOOD = {"rows": 12, "filter": ALL}
NARROW = {
    "rows": 0,
    "filter": {
        "searched": True,
        "state": "rejected",
        "service": "passport.new",
        "since": "2026-11-01",
        "until": "2026-11-24",
    },
}
BAD = [
    {},
    {"rows": -1, "filter": ALL},
    {"rows": True, "filter": ALL},
    {"rows": 1, "filter": None},
    {"rows": 1, "filter": {**ALL, "words": "SITI"}},
    {"rows": 1, "filter": {**ALL, "searched": "siti"}},
    {"rows": 1, "filter": {**ALL, "state": "SITI AMINAH"}},
    {"rows": 1, "filter": {**ALL, "since": "kemarin"}},
    {**GOOD, "words": "SITI"},
]


def test_what_has_the_shape_is_kept(guest):
    answer = guest.send(guest.entry("list.exported", GOOD), guest.entry("list.exported", NARROW))
    assert (answer.json()["stored"], answer.json()["quarantined"]) == (2, [])


@pytest.mark.parametrize("body", BAD, ids=str)
def test_what_has_not_is_kept_aside(guest, body):
    answer = guest.send(guest.entry("list.exported", body), guest.entry("list.exported", GOOD))
    told = answer.json()["quarantined"]
    assert [each["seq"] for each in told] == [1]
    assert told[0]["code"] in ("body.shape", "list.rows", "list.filter")


def test_a_units_own_entry_is_accepted(office, tmp_path, clock):
    unit = enrolled(office, tmp_path / "unit", "LST1", clock=clock)
    unit.exports.write(Filter("siti", "waiting", "passport.new"), tmp_path / "list.xlsx")
    unit.people_here.write(tmp_path / "people.xlsx", "Stik USB hilang")
    result = unit.sync.run()
    assert (result.refused, result.entries_waiting) == (0, 0)
    unit.close()


PEOPLE = {"applications": 3, "drafts": 1, "reason": "Stik USB hilang"}
BAD_PEOPLE = [
    {},
    {**PEOPLE, "applications": -1},
    {**PEOPLE, "drafts": True},
    {**PEOPLE, "reason": " "},
    {**PEOPLE, "reason": 7},
    {**PEOPLE, "reason": "x" * 301},
    {**PEOPLE, "names": ["SITI"]},
]


@pytest.mark.parametrize("body", BAD_PEOPLE, ids=str)
def test_a_list_of_people_of_another_shape_is_kept_aside(guest, body):
    answer = guest.send(guest.entry("people.exported", body), guest.entry("people.exported", PEOPLE))
    told = answer.json()["quarantined"]
    assert [each["seq"] for each in told] == [1]
    assert told[0]["code"] in ("body.shape", "people.shape", "people.counts", "people.reason")
