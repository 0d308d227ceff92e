"""What head office said that it destroyed, as far as this laptop has not carried it out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.store.tables import destroyed

_D = destroyed.c
ENTRY = "entry"
"""What head office calls one that goes with no record; it is named by its place, ``journal/seq``."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """``seq`` is the feed entry that says it; ``of`` is the kind of record, as head office calls it."""

    seq: int
    of: str
    record: str


def note(connection: Connection, seq: int, of: str, record: str) -> None:
    statement = upsert(destroyed).values(seq=seq, of=of, record=record)
    connection.execute(statement.on_conflict_do_nothing())


def waiting(connection: Connection) -> list[Waiting]:
    """In the order in which head office said it."""
    rows = connection.execute(select(destroyed).order_by(_D.seq))
    return [Waiting(row.seq, row.of, row.record) for row in rows]


def done(connection: Connection, seq: int) -> None:
    connection.execute(delete(destroyed).where(_D.seq == seq))
