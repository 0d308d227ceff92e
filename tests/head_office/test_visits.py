"""What a unit says of its day: kept where it has the protocol's shape, kept aside where it has not."""

from __future__ import annotations

import json
from datetime import date

import pytest

from mobile_unit.domain.identifiers import uuid7
from mobile_unit.store import visits
from tests.offices import NIP, PIN, enrolled

LEADER = {"nip": NIP, "name": "Sari Wulandari"}


def closed(**changes) -> dict:
    counts = dict.fromkeys(
        (
            *("submitted", "in_journal", "receipted", "print_failed", "corrected", "withdrawn", "referred"),
            *("drafts", "old_drafts", "waiting", "scans_waiting"),
        ),
        1,
    )
    moment = "2026-11-24T15:00:00+07:00"
    return {
        "visit": uuid7(), "day": "2026-11-24", "closing": 1, "closed_at": moment,
        "unit": {"code": "WK01", "name": "Unit"}, "catalogue": "2026.1",
        "places": [{"code": "18.08.04", "name": "Baradatu", "since": moment}],
        "officers": [LEADER], "pauses": [{"since": moment, "until": moment}], "counts": counts,
        "services": [{"service": "passport.new", "count": 1}],
        "fees": [{"code": "PB-E-10", "count": 1, "amount": 950_000}],
        "takers": [{**LEADER, "count": 1}], "exceptions_in_all": 1,
        "exceptions": [{"kind": "no_receipt", "application": uuid7(), "number": "WK01A-261124-0001-K"}],
        "drafts": [{"id": uuid7(), "service": "passport.new", "updated_at": moment, "old": False}],
        "officer": LEADER, "signer": LEADER, "alone": True, "wrong_pins": 0, **changes,
    }  # fmt: skip


OPENED = {"id": uuid7(), "place": "18.08.04", "place_name": "Baradatu"}
TURN = {"visit": None, "day": "2026-11-24"}
GOOD = [
    ("visit.opened", OPENED),
    (
        "visit.opened",
        {**OPENED, "day": "2026-11-24", "officers": [LEADER], "printer": None, "clock": None},
    ),
    (
        "visit.opened",
        {
            **OPENED,
            "day": "2026-11-24",
            "officers": [],
            "printer": "Epson",
            "clock": {"kind": "went_back", "seconds": 9},
        },
    ),
    (
        "visit.closed",
        closed(
            saved_only=2,
            services=[{"service": "passport.new", "count": 5, "referred": 2}],
            drafts=[{"id": uuid7(), "service": "", "updated_at": "2026-11-24T15:00:00+07:00", "old": False}],
        ),
    ),
    ("visit.paused", TURN),
    ("visit.resumed", {**TURN, "by_itself": True}),
    ("visit.reopened", {**TURN, "by_itself": False, "reason": "dicetak ulang"}),
    ("visit.closed", closed()),
    ("visit.closed", closed(alone=False, takers=[], visit=None, places=[])),
]


def test_what_has_the_shape_is_kept(guest):
    answer = guest.send(*(guest.entry(kind, body) for kind, body in GOOD))
    assert (answer.json()["stored"], answer.json()["quarantined"]) == (len(GOOD), [])


BAD = {
    "opened: no id": ("visit.opened", {**OPENED, "id": "7"}),
    "opened: no people": ("visit.opened", {**OPENED, "day": "2026-11-24", "printer": None, "clock": None}),
    "opened: no day": (
        "visit.opened",
        {**OPENED, "day": "yesterday", "officers": [], "printer": None, "clock": None},
    ),
    "paused: no day": ("visit.paused", {"visit": None}),
    "reopened: a novel": ("visit.reopened", {**TURN, "reason": "x" * 201}),
    "closed: counts": ("visit.closed", closed(counts={"submitted": 1})),
    "closed: negative": ("visit.closed", closed(counts={**closed()["counts"], "drafts": -1})),
    "closed: a fraction of truth": ("visit.closed", closed(wrong_pins=True)),
    "closed: unnamed exception": (
        "visit.closed",
        closed(exceptions=[{"kind": "moon", "application": uuid7(), "number": "1"}]),
    ),
    "closed: silent about being alone": ("visit.closed", closed(alone=False)),
    "closed: unsigned": ("visit.closed", closed(signer=None)),
    "closed: more often than can be": ("visit.closed", closed(closing=1 << 40)),
    "closed: more than can be": ("visit.closed", closed(counts={**closed()["counts"], "submitted": 1 << 31})),
    "closed: at no moment": ("visit.closed", closed(closed_at="2026-11-24;15:00:00+07:00")),
    "closed: too long": ("visit.closed", closed(drafts=closed()["drafts"] * 201)),
}


@pytest.mark.parametrize("name", BAD)
def test_what_has_not_is_kept_aside(guest, name):
    kind, body = BAD[name]
    answer = guest.send(guest.entry(kind, body), guest.entry("visit.paused", TURN))
    assert answer.json()["quarantined"] == [{"seq": 1, "code": "body.shape"}]


def test_a_units_own_day_arrives_whole(office, tmp_path, clock):
    """Everything that a day can hold, from a real unit, is accepted."""
    unit = enrolled(office, tmp_path / "unit", "DAY1", clock=clock)
    day = date(2026, 11, 24)
    unit.day.open_visit("18.08.04")
    line = json.loads(_samples().splitlines()[0])
    draft = unit.intake.new_draft(line["service"])
    unit.intake.save_draft(draft.id, line["applicant"], line["answers"])
    unit.day.pause()
    unit.day.resume()
    unit.day.pause()
    unit.closing.close(day, NIP, PIN)
    unit.closing.reopen(day, "masih ada pemohon")
    for document in line["documents"]:
        unit.intake.attach(draft.id, document["kind"], _scan(document["path"]))
    unit.intake.submit(draft.id)
    unit.closing.close(day, NIP, PIN)
    unit.intake.new_draft(line["service"])
    result = unit.sync.run()
    assert (result.refused, result.entries_waiting) == (0, 0)
    with unit.context.store.read() as connection:
        assert [entry.kind for entry in visits.entries_of(connection, day)] == [
            *("visit.opened", "visit.paused", "visit.resumed", "visit.paused", "visit.closed"),
            *("visit.reopened", "visit.closed"),
        ]
    assert unit.sync.run().refused == 0
    unit.close()
    assert office.run("verify").returncode == 0


def _samples() -> str:
    from mobile_unit.resources import resource

    return resource("samples", "applications.jsonl").read_text("utf-8")


def _scan(path: str) -> bytes:
    from mobile_unit.resources import resource

    return resource("samples", path).read_bytes()
