"""Where the counter stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, insert, select

from mobile_unit.store.tables import visits


@dataclass(frozen=True, slots=True)
class Visit:
    """A day's place: a kecamatan's or village's code and its name."""

    id: str
    place: str
    place_name: str


def open_visit(connection: Connection, visit: Visit, day: date, at: str) -> None:
    connection.execute(
        insert(visits).values(
            id=visit.id, day=day.isoformat(), place=visit.place, place_name=visit.place_name, opened_at=at
        )
    )


_LATEST = (
    select(visits)
    .where(visits.c.day == bindparam("day"))
    .order_by(visits.c.opened_at.desc(), visits.c.id.desc())
    .limit(1)
)


def latest_on(connection: Connection, day: date) -> Visit | None:
    row = connection.execute(_LATEST, {"day": day.isoformat()}).first()
    return None if row is None else Visit(row.id, row.place, row.place_name)
