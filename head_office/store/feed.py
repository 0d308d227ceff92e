"""The units' feeds: what head office said to each, in order, and where each ends."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update

from head_office.store import values
from head_office.store.engine import Connection, insert
from head_office.store.tables import feed, feed_subjects, units
from mobile_unit.domain.entries import GENESIS


@dataclass(frozen=True, slots=True)
class End:
    """The last entry that a unit's feed has; 0 and the first hash where it has none."""

    unit: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a feed as it is kept, or what stands in for one that was destroyed."""

    seq: int
    hash: bytes
    raw: bytes
    signature: str
    stands_in: bool = False


_END = select(units)
_HELD_END = _END.where(units.c.code == bindparam("unit")).with_for_update()
_S = feed_subjects.c
_ADD = feed.insert()
_LOOKED_THROUGH = "feed_looked_through "
_MOVE = (
    update(units)
    .where(units.c.code == bindparam("unit"))
    .values(feed_seq=bindparam("seq"), feed_hash=bindparam("hash"))
)
_EVERY = select(feed).where(feed.c.unit == bindparam("unit")).order_by(feed.c.seq)
_AFTER = _EVERY.where(feed.c.seq > bindparam("after")).limit(bindparam("limit"))


def hold_end(connection: Connection, unit: str) -> End:
    """Where a unit's feed ends; nobody else adds to it until the transaction ends."""
    return _end(connection.execute(_HELD_END, {"unit": unit}).one())


def add(connection: Connection, unit: str, said: Said, kind: str, subjects: Sequence[str]) -> None:
    """Add the entry that follows the end, and make it the end; ``subjects`` are the records that it says
    something personal of."""
    last = {"unit": unit, "seq": said.seq, "hash": said.hash}
    connection.execute(_ADD, {**last, "raw": said.raw, "signature": said.signature})
    connection.execute(_MOVE, last)
    note_subjects(connection, unit, said.seq, kind, subjects)


def note_subjects(connection: Connection, unit: str, seq: int, kind: str, subjects: Sequence[str]) -> None:
    """Write down of which records an entry says something personal; what is written down stays."""
    if subjects:
        rows = [{"unit": unit, "seq": seq, "kind": kind, "record": record} for record in subjects]
        connection.execute(insert(connection, feed_subjects).on_conflict_do_nothing(), rows)


def looked_through(connection: Connection, unit: str) -> int:
    """Up to which entry a unit's feed was looked through for what it says of anybody."""
    return values.number(connection, _LOOKED_THROUGH + unit)


def note_looked_through(connection: Connection, unit: str, seq: int) -> None:
    values.put_number(connection, _LOOKED_THROUGH + unit, seq)


def about(connection: Connection, record: str) -> list[tuple[str, int]]:
    """(unit, number) of each entry that says something personal of a record."""
    statement = select(_S.unit, _S.seq).where(_S.record == record).order_by(_S.unit, _S.seq)
    return [(row.unit, row.seq) for row in connection.execute(statement)]


def of_kind(connection: Connection, unit: str, kind: str) -> list[int]:
    """The numbers of a unit's entries of a kind that say something personal of anything."""
    statement = select(_S.seq).where(_S.unit == unit, _S.kind == kind).distinct().order_by(_S.seq)
    return list(connection.execute(statement).scalars())


def statement_at(connection: Connection, unit: str, seq: int) -> dict[str, Any]:
    """What was signed in a place."""
    mine = (feed.c.unit == unit) & (feed.c.seq == seq)
    raw = connection.execute(select(feed.c.raw).where(mine)).scalar_one()
    said: dict[str, Any] = json.loads(bytes(raw))
    return said


def put_stand_in(connection: Connection, unit: str, seq: int, raw: bytes, signature: str) -> None:
    """Let nothing be left of an entry but its hash."""
    mine = (feed.c.unit == unit) & (feed.c.seq == seq)
    connection.execute(update(feed).where(mine).values(raw=raw, signature=signature, stands_in=True))
    connection.execute(delete(feed_subjects).where(_S.unit == unit, _S.seq == seq))


def after(connection: Connection, unit: str, seq: int, limit: int) -> list[Said]:
    """At most so many entries after a cursor."""
    rows = connection.execute(_AFTER, {"unit": unit, "after": seq, "limit": limit})
    return [_said(row) for row in rows]


def hash_at(connection: Connection, unit: str, seq: int) -> bytes | None:
    """The hash of an entry; the first hash for 0, None where there is no such entry."""
    if seq == 0:
        return GENESIS
    found = connection.execute(select(feed.c.hash).where(feed.c.unit == unit, feed.c.seq == seq)).scalar()
    return None if found is None else bytes(found)


def stand_ins(connection: Connection, unit: str, after: int, last: int) -> int:
    """How many of a run of entries were destroyed."""
    mine = (feed.c.unit == unit) & (feed.c.seq > after) & (feed.c.seq <= last) & feed.c.stands_in
    return int(connection.execute(select(func.count()).select_from(feed).where(mine)).scalar_one())


def ends(connection: Connection) -> list[End]:
    """Where every feed ends, by unit."""
    return [_end(row) for row in connection.execute(_END.order_by(units.c.code))]


def every(connection: Connection, unit: str) -> Iterator[Said]:
    """A unit's whole feed, read little by little."""
    with connection.execute(_EVERY, {"unit": unit}, execution_options={"yield_per": 500}) as rows:
        for row in rows:
            yield _said(row)


def _end(row: Row[Any]) -> End:
    return End(row.code, row.feed_seq, bytes(row.feed_hash))


def _said(row: Row[Any]) -> Said:
    return Said(row.seq, bytes(row.hash), bytes(row.raw), row.signature, row.stands_in)
