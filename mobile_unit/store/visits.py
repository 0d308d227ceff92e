"""Where the counter stands, and which days are open, paused or closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, literal_column, select
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.domain.entries import Entry, read_entry
from mobile_unit.domain.visits import CLOSED
from mobile_unit.store.prepared import Prepared
from mobile_unit.store.tables import days, journal, journals, visits


@dataclass(frozen=True, slots=True)
class Visit:
    """A day's place: a kecamatan's or village's code and its name."""

    id: str
    place: str
    place_name: str
    opened_at: str = ""


def open_visit(connection: Connection, visit: Visit, day: date, at: str) -> None:
    connection.execute(
        insert(visits).values(
            id=visit.id, day=day.isoformat(), place=visit.place, place_name=visit.place_name, opened_at=at
        )
    )


_written: ColumnElement[int] = literal_column("visits.rowid")  # the order of writing; clocks may be set back
_LATEST = Prepared(
    select(visits.c.id, visits.c.place, visits.c.place_name, visits.c.opened_at)
    .where(visits.c.day == bindparam("day"))
    .order_by(_written.desc())
    .limit(1)
)
_STATE = Prepared(select(days.c.state).where(days.c.day == bindparam("day")))
_SET_STATE = upsert(days).on_conflict_do_update(
    index_elements=["day"], set_={"state": upsert(days).excluded.state}
)


def latest_on(connection: Connection, day: date) -> Visit | None:
    rows = _LATEST.run(connection, {"day": day.isoformat()})
    return Visit(*rows[0]) if rows else None


def on_day(connection: Connection, day: date) -> tuple[Visit, ...]:
    """The day's places, as they followed one another."""
    statement = select(visits).where(visits.c.day == day.isoformat()).order_by(_written)
    rows = connection.execute(statement)
    return tuple(Visit(row.id, row.place, row.place_name, row.opened_at) for row in rows)


def state_of(connection: Connection, day: date) -> str | None:
    """``open``, ``paused`` or ``closed``; None while nothing was done on that day."""
    rows = _STATE.run(connection, {"day": day.isoformat()})
    return rows[0][0] if rows else None


def set_state(connection: Connection, day: date, state: str) -> None:
    connection.execute(_SET_STATE, {"day": day.isoformat(), "state": state})


def unclosed_before(connection: Connection, day: date) -> tuple[date, ...]:
    """Days worked on before this one and never signed off, oldest first."""
    statement = select(days.c.day).where(days.c.state != CLOSED, days.c.day < day.isoformat())
    return tuple(
        date.fromisoformat(found) for found in connection.execute(statement.order_by(days.c.day)).scalars()
    )


def latest_day(connection: Connection) -> date | None:
    found = connection.execute(select(func.max(days.c.day))).scalar()
    return None if found is None else date.fromisoformat(found)


def entries_of(connection: Connection, day: date) -> Sequence[Entry]:
    """The day's own entries (``visit.…``) as the journal has them, whatever the clock said."""
    rows = connection.execute(
        select(journal.c.raw)
        .join(journals, journals.c.id == journal.c.journal)
        .where(journal.c.subject == day.isoformat())
        .order_by(journals.c.generation, journal.c.seq)
    )
    return [read_entry(raw) for raw in rows.scalars()]
