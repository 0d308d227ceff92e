"""The units' feeds: what head office said to each, in order, and where each ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from head_office.store.engine import Connection
from head_office.store.tables import feed, units
from mobile_unit.domain.entries import GENESIS


@dataclass(frozen=True, slots=True)
class End:
    """The last entry that a unit's feed has; 0 and the first hash where it has none."""

    unit: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a feed as it is kept."""

    seq: int
    hash: bytes
    raw: bytes
    signature: str


_END = select(units)
_HELD_END = _END.where(units.c.code == bindparam("unit")).with_for_update()
_ADD = feed.insert()
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


def add(connection: Connection, unit: str, said: Said) -> None:
    """Add the entry that follows the end, and make it the end."""
    last = {"unit": unit, "seq": said.seq, "hash": said.hash}
    connection.execute(_ADD, {**last, "raw": said.raw, "signature": said.signature})
    connection.execute(_MOVE, last)


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


def ends(connection: Connection) -> list[End]:
    """Where every feed ends, by unit."""
    return [_end(row) for row in connection.execute(_END.order_by(units.c.code))]


def every(connection: Connection, unit: str) -> Iterator[Said]:
    """A unit's whole feed, read little by little."""
    rows = connection.execute(_EVERY, {"unit": unit}, execution_options={"yield_per": 500})
    return (_said(row) for row in rows)


def _end(row: Row[Any]) -> End:
    return End(row.code, row.feed_seq, bytes(row.feed_hash))


def _said(row: Row[Any]) -> Said:
    return Said(row.seq, bytes(row.hash), bytes(row.raw), row.signature)
