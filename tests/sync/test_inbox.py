"""The feed is applied in order, once, and only as head office signed it."""

from __future__ import annotations

import pytest

from mobile_unit.domain.entries import GENESIS, canonical, chain
from mobile_unit.services.intake import Record
from mobile_unit.store import inbox
from mobile_unit.sync import wire
from mobile_unit.sync.inbox import FeedBroken, apply_feed
from tests.units import unit_without_office

KEY = wire.new_key()


class Feed:
    """What a head office would say."""

    def __init__(self) -> None:
        self.entries: list[dict] = []
        self.prev = GENESIS

    def say(self, kind: str, body: dict, unit: str = "WK01") -> dict:
        statement = {"unit": unit, "seq": len(self.entries) + 1, "prev": self.prev.hex(),
                     "at": "2026-11-24T10:00:00+07:00", "kind": kind, "body": body}  # fmt: skip
        self.prev = chain(self.prev, canonical(statement))
        self.entries.append({**statement, "signature": wire.sign(KEY, wire.FEED, statement)})
        return self.entries[-1]


@pytest.fixture
def unit(tmp_path, clock):
    opened = unit_without_office(tmp_path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def application(unit):
    import json

    from mobile_unit.resources import resource
    from mobile_unit.services.scans import re_encode
    from tests.pictures import picture

    record = json.loads(resource("samples", "applications.jsonl").read_text("utf-8").splitlines()[0])
    scans = [(d["kind"], re_encode(picture())) for d in record["documents"]]
    return unit.intake.take(
        Record(record["id"], record["service"], record["applicant"], record["answers"], scans)
    )


def receive(unit, entries) -> int:
    with unit.context.store.write() as connection:
        return apply_feed(connection, entries, unit="WK01", head_office_key=wire.public_bytes(KEY))


def state(unit, application) -> str:
    return unit.tracking.application(application.id).summary.state


def test_statuses_arrive_in_order_and_once(unit, application):
    feed = Feed()
    for status in ("received", "awaiting_payment", "ready"):
        feed.say("application.status", {"id": application.id, "number": application.number, "status": status,
                                        "note": None, "at": "2026-11-24T10:00:00+07:00"})  # fmt: skip
    assert receive(unit, feed.entries[:2]) == 2
    assert state(unit, application) == "awaiting_payment"
    assert receive(unit, feed.entries) == 1
    assert receive(unit, feed.entries) == 0
    assert state(unit, application) == "ready"
    steps = [step.state for step in unit.tracking.application(application.id).timeline if step.state]
    assert steps == ["received", "awaiting_payment", "ready"]


def break_signature(entries):
    entries[1] = {**entries[1], "body": {"officers": []}}


def leave_out(entries):
    del entries[0]


def other_unit(entries):
    entries[1] = Feed().say("application.status", {}, unit="WK99") | {"seq": 2}


def swap(entries):
    entries.reverse()


def no_signature(entries):
    del entries[1]["signature"]


@pytest.mark.parametrize("harm", [break_signature, leave_out, other_unit, swap, no_signature])
def test_a_broken_feed_is_refused_whole(unit, application, harm):
    feed = Feed()
    for status in ("received", "ready", "handed_over"):
        feed.say("application.status", {"id": application.id, "status": status})
    harm(feed.entries)
    with pytest.raises(FeedBroken):
        receive(unit, feed.entries)
    assert state(unit, application) == "waiting"
    with unit.context.store.read() as connection:
        assert inbox.cursor(connection) == (0, GENESIS)


def test_what_this_version_does_not_know_is_kept_and_counted(unit, application):
    feed = Feed()
    feed.say("moon.phase", {"full": True})
    feed.say("application.status", {"nonsense": 1})
    feed.say("application.status", {"id": application.id, "status": "ready"})
    assert receive(unit, feed.entries) == 3
    assert unit.sync.status().parked == 2
    assert state(unit, application) == "ready"


def test_a_quarantined_application_is_shown_until_it_is_released(unit, application):
    feed = Feed()
    journal = "0197a000-0000-7000-8000-000000000001"
    feed.say(
        "entry.quarantined",
        {"journal": journal, "seq": 2, "code": "nik.format", "application": application.id},
    )
    receive(unit, feed.entries)
    assert state(unit, application) == "quarantined"
    assert unit.sync.status().refused == 1
    assert [row.id for row in unit.day.today().attention] == [application.id]
    feed.say("application.status", {"id": application.id, "status": "received"})
    receive(unit, feed.entries)
    assert (state(unit, application), unit.sync.status().refused) == ("received", 0)


def test_a_request_is_kept_once_and_one_for_nobody_is_parked(unit, application):
    feed = Feed()
    asked = {"request": "0197a000-0000-7000-8000-00000000000a", "at": "2026-11-24T10:00:00+07:00",
             "fields": [{"field": "documents.ktp", "sentence": "KTP tidak terbaca."}]}  # fmt: skip
    feed.say("application.status", {"id": application.id, "status": "incomplete"})
    feed.say("correction.requested", {"id": application.id, **asked})
    feed.say("correction.requested", {"id": application.id, **asked})
    feed.say("correction.requested", {"id": "0197a000-0000-7000-8000-0000000000ff", **asked})
    feed.say("correction.requested", {"id": application.id, **asked, "fields": []})
    receive(unit, feed.entries)
    assert [task.request.id for task in unit.corrections.tasks()] == [asked["request"]]
    assert unit.sync.status().parked == 2
    feed.say("application.status", {"id": application.id, "status": "paid", "at": asked["at"]})
    receive(unit, feed.entries)
    assert unit.corrections.tasks() == ()


def test_officers_come_and_go(unit):
    feed = Feed()
    new = {"nip": "198001012005011001", "name": "Budi", "role": "officer", "active": True}
    feed.say("officers.changed", {"officers": [new]})
    receive(unit, feed.entries)
    with unit.context.store.read() as connection:
        assert inbox.officer(connection, new["nip"])["active"]
        assert not inbox.officer(connection, unit.officer.nip)["active"]
