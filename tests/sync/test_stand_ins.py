"""What stands in for a destroyed entry takes its place in a unit's feed; nothing else passes for it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.stand_ins import place_of, stand_in
from mobile_unit.store import destroyed, inbox, planned_visits, purge, schema, settings
from mobile_unit.store.tables import feed, feed_aside, journal
from mobile_unit.sync import wire
from mobile_unit.sync.inbox import FeedBroken, apply_feed
from tests.services.test_planned_visits import plan_of
from tests.sync.test_inbox import KEY, Feed, receive
from tests.units import unit_without_office

LATER = "2030-01-02T10:00:00+07:00"


@pytest.fixture
def unit(tmp_path, clock):
    opened = unit_without_office(tmp_path, clock=clock)
    with opened.context.store.write() as connection:
        settings.put(connection, settings.HEAD_OFFICE_KEY, wire.public_bytes(KEY).hex())
    yield opened
    opened.close()


def signed(said: dict, key=KEY, context: str = wire.FEED_DESTROYED) -> dict:
    statement = {name: value for name, value in said.items() if name != "signature"}
    return {**statement, "signature": wire.sign(key, context, statement)}


def stands_in_for(entry: dict) -> dict:
    was = place_of(entry)
    return signed(
        stand_in(unit=was.unit, seq=was.seq, prev=was.prev, hash_=was.hash, at=was.at, destroyed_at=LATER)
    )


@pytest.fixture
def said() -> Feed:
    """A visit that was planned, between two other words, and what head office says once it destroyed it."""
    feed_ = Feed()
    feed_.say("lease.days", {"days": 40})
    feed_.visit = feed_.say("visit.planned", plan_of("2026-11-30").as_body())
    feed_.say("lease.days", {"days": 50})
    return feed_


def destroyed_in(said: Feed) -> list[dict]:
    """The feed as it is served after the destruction."""
    record = said.visit["body"]["id"]
    instead = stands_in_for(said.visit)
    said.say("feed.destroyed", {"of": "planned_visit", "id": record, "entries": [instead]})
    return [instead if each is said.visit else each for each in said.entries]


def names_in(unit, word: str = "ZUBAIDAH") -> bool:
    """Whether the word is in a row of what was heard, or of the plans."""
    with unit.context.store.read() as connection:
        raws = connection.execute(select(feed.c.raw)).scalars().all()
        raws += connection.execute(select(feed_aside.c.raw)).scalars().all()
        booked = planned_visits.everybody(connection)
    return any(word.encode() in raw for raw in raws) or bool(booked)


def end(unit) -> tuple[int, bytes]:
    with unit.context.store.read() as connection:
        return inbox.cursor(connection)


def test_a_laptop_that_hears_all_from_the_start_goes_on_by_the_hash(unit, said):
    entries = destroyed_in(said)
    assert receive(unit, entries[:2]) == 2
    assert end(unit) == (2, place_of(said.visit).hash)
    assert receive(unit, entries) == 2
    assert end(unit) == (4, said.prev)
    assert receive(unit, entries) == 0
    assert not names_in(unit)
    assert unit.sync.status().parked == 0


def test_a_laptop_that_has_the_entry_lets_it_go(unit, said):
    receive(unit, said.entries)
    assert names_in(unit)
    receive(unit, destroyed_in(said)[3:])
    unit.purging.run()
    assert not names_in(unit)
    with unit.context.store.read() as connection:
        given = inbox.signed_after(connection, 0)
        assert destroyed.waiting(connection) == []
    assert given == [stands_in_for(said.visit) if each is said.visit else each for each in said.entries]
    assert unit_journal(unit)[-1]["kind"] == "visits.forgotten"


def test_no_copy_from_before_an_update_keeps_what_was_let_go(unit, said, tmp_path):
    copy = tmp_path / "backups" / "before-0040.db"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(b"everybody")
    receive(unit, said.entries)
    unit.purging.run()
    assert copy.read_bytes() == b"everybody"
    receive(unit, destroyed_in(said)[3:])
    in_the_way = tmp_path / "backups" / "before-0040.db-journal"
    in_the_way.mkdir()
    unit.purging.run()
    assert (names_in(unit), copy.exists()) == (False, True)
    in_the_way.rmdir()
    unit.purging.run()  # nothing is let go any more; what was cut is gone on with
    assert not copy.exists()
    copy.write_bytes(b"everybody that is left")
    unit.purging.run()
    assert copy.exists()


def unit_journal(unit) -> list[dict]:
    with unit.context.store.read() as connection:
        return [dict(row) for row in connection.execute(select(journal)).mappings()]


def test_a_page_from_before_empties_what_is_here(unit, said):
    """A reply on a stick may begin before what a laptop has."""
    receive(unit, said.entries)
    assert receive(unit, destroyed_in(said)[:3]) == 0
    with unit.context.store.read() as connection:
        assert b"ZUBAIDAH" not in b"".join(connection.execute(select(feed.c.raw)).scalars())
    assert receive(unit, said.entries[:3]) == 0
    with unit.context.store.read() as connection:
        assert b"ZUBAIDAH" not in b"".join(connection.execute(select(feed.c.raw)).scalars())


ANOTHER = {
    "of another unit": lambda said: signed(said | {"unit": "WK02"}),
    "of another place": lambda said: signed(said | {"seq": 3}),
    "after another entry": lambda said: signed(said | {"prev": "ab" * 32}),
    "with more to say": lambda said: signed(said | {"body": {}}),
    "without its moment": lambda said: signed({k: v for k, v in said.items() if k != "at"}),
    "with no number": lambda said: signed(said | {"seq": "2"}),
    "with a short hash": lambda said: signed(said | {"hash": "ab"}),
    "not signed": lambda said: {k: v for k, v in said.items() if k != "signature"},
    "signed by another": lambda said: signed(said, wire.new_key()),
    "signed as an entry": lambda said: signed(said, context=wire.FEED),
}


@pytest.mark.parametrize("forge", ANOTHER.values(), ids=ANOTHER)
@pytest.mark.parametrize("has_heard", [False, True])
def test_a_forged_one_is_refused_like_any_entry(unit, said, forge, has_heard):
    receive(unit, said.entries[: 2 if has_heard else 1])
    before = end(unit)
    with pytest.raises(FeedBroken):
        receive(unit, [forge(stands_in_for(said.visit))])
    assert end(unit) == before
    assert names_in(unit) is has_heard


def test_one_with_another_hash_leads_nowhere(unit, said):
    receive(unit, said.entries[:2])
    forged = signed(stands_in_for(said.visit) | {"hash": "ab" * 32, "at": "2026-11-24T09:00:00+07:00"})
    with pytest.raises(FeedBroken):
        receive(unit, [forged])
    assert names_in(unit)


def test_an_entry_signed_as_a_stand_in_is_none(unit, said):
    with pytest.raises(FeedBroken):
        receive(unit, [signed(said.entries[0])])


FALSE = (
    ANOTHER["of another unit"],
    ANOTHER["signed by another"],
    lambda said: signed(said | {"hash": "ab" * 32}),
    lambda _said: {},
)


@pytest.mark.parametrize("forge", FALSE)
def test_an_order_with_a_forged_stand_in_empties_nothing(unit, said, forge):
    receive(unit, said.entries)
    instead = forge(stands_in_for(said.visit))
    said.say("feed.destroyed", {"of": "planned_visit", "id": said.visit["body"]["id"], "entries": [instead]})
    receive(unit, said.entries[3:])
    unit.purging.run()
    assert names_in(unit)
    assert unit.sync.status().parked == 1


def test_on_a_line_that_head_office_left_it_goes_too(unit, said):
    """It was restored and planned the visit again on its new line: the old words are set aside here."""
    receive(unit, said.entries)
    line = Feed()
    line.say("lease.days", {"days": 40})
    line.visit = line.say("visit.planned", said.visit["body"] | {"revision": 2})
    receive(unit, line.entries)
    with unit.context.store.read() as connection:
        assert inbox.lost(connection, 10)
    receive(unit, destroyed_in(line)[2:])
    unit.purging.run()
    assert not names_in(unit)
    with unit.context.store.read() as connection:
        assert [each["kind"] for each in inbox.lost(connection, 10)] == ["lease.days"]


def test_a_sentence_about_an_entry_goes_from_a_line_that_head_office_left(unit):
    """It names the record as ``application``, where others have its ``id``."""
    record, sentence = uuid7(), "Tanyakan kepada ZUBAIDAH"
    left, line = Feed(), Feed()
    left.say("entry.returned", {"journal": uuid7(), "seq": 3, "code": "number.taken", "application": record,
                                "note": sentence, "at": "2026-11-24T10:00:00+07:00"})  # fmt: skip
    receive(unit, left.entries)
    line.say("lease.days", {"days": 40})
    receive(unit, line.entries)
    assert names_in(unit)
    line.say("feed.destroyed", {"of": "application", "id": record, "entries": []})
    receive(unit, line.entries[1:])
    unit.purging.run()
    assert not names_in(unit)


def test_a_stand_in_set_aside_is_handed_back_as_it_is(unit, said):
    receive(unit, destroyed_in(said))
    line = Feed()
    line.say("lease.days", {"days": 41})
    with unit.context.store.write() as connection:
        apply_feed(connection, line.entries, unit="WK01", head_office_key=wire.public_bytes(KEY), as_of=LATER)
    with unit.context.store.read() as connection:
        lost = inbox.lost(connection, 10)
        assert purge.last_word(connection)
    assert stands_in_for(said.visit) in lost
    assert len(lost) == 4


def test_what_an_older_program_could_not_read_is_carried_out(unit, said):
    receive(unit, said.entries)
    record = said.visit["body"]["id"]
    order = said.say("feed.destroyed", {"of": "planned_visit", "id": record,
                                        "entries": [stands_in_for(said.visit)]})  # fmt: skip
    older = order | {"kind": "moon.phase"}
    receive(unit, [signed(older, context=wire.FEED)])
    with unit.context.store.write() as connection:
        statement = {name: value for name, value in order.items() if name != "signature"}
        raw = json.dumps(statement).encode()
        mine = update(feed).where(feed.c.seq == 4)
        connection.execute(mine.values(kind="feed.destroyed", raw=raw, parked=True))
        connection.exec_driver_sql("DROP TABLE destroyed")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0024'")
        schema.upgrade(connection, "0025")
        assert destroyed.waiting(connection) == [destroyed.Waiting(4, "planned_visit", record)]
    unit.purging.run()
    assert not names_in(unit)
    assert unit.sync.status().parked == 0


def test_of_a_record_that_is_not_here_nothing_is_said(unit, said):
    before = len(unit_journal(unit))
    said.say("feed.destroyed", {"of": "complaint", "id": uuid7(), "entries": []})
    receive(unit, said.entries)
    unit.purging.run()
    assert len(unit_journal(unit)) == before
