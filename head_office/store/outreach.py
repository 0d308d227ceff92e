"""Outreach events on file, and whom they reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from head_office.store.engine import Connection, insert
from head_office.store.outreach_tables import outreach_events
from mobile_unit.domain.outreach import HELD

_C = outreach_events.c


def find(connection: Connection, event: str) -> dict[str, Any] | None:
    row = connection.execute(select(outreach_events).where(_C.id == event)).mappings().first()
    return None if row is None else dict(row)


def put(connection: Connection, row: Mapping[str, Any]) -> None:
    """File an event, or what is said of it anew."""
    statement = insert(connection, outreach_events).values(**row)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=dict(row)))


def page(
    connection: Connection, state: str | None, after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """At most so many events after a place (day, id), the latest day first."""
    statement = select(outreach_events).order_by(_C.day.desc(), _C.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(_C.state == state)
    if after is not None:
        statement = statement.where(tuple_(_C.day, _C.id) < tuple_(*after))
    return [dict(row) for row in connection.execute(statement).mappings()]


def states(connection: Connection, since: str, until: str, unit: str | None) -> dict[str, int]:
    """How many events of each state are on the days of a period."""
    statement = select(_C.state, func.count()).where(*_within(since, until, unit)).group_by(_C.state)
    return {row[0]: int(row[1]) for row in connection.execute(statement)}


def reach(
    connection: Connection, by: str, since: str, until: str, unit: str | None
) -> list[tuple[str, int, int, int]]:
    """(value, events held, men, women) by ``unit``, ``theme`` or ``kecamatan``, the most people first."""
    key = func.substr(_C.place, 1, 8) if by == "kecamatan" else _C[by]
    statement = (
        select(key, func.count(), func.sum(_C.men), func.sum(_C.women))
        .where(*_within(since, until, unit), _C.state == HELD)
        .group_by(key)
    )
    found = [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in connection.execute(statement)]
    return sorted(found, key=lambda each: (-each[2] - each[3], each[0]))


def villages(connection: Connection, since: str, until: str, unit: str | None) -> int:
    """How many villages had an event."""
    statement = select(func.count(_C.place.distinct())).where(*_within(since, until, unit), _C.state == HELD)
    return int(connection.execute(statement).scalar_one())


def _within(since: str, until: str, unit: str | None) -> list[ColumnElement[bool]]:
    within: list[ColumnElement[bool]] = [_C.day.between(f"{since}-01", f"{until}-31")]
    return within if unit is None else [*within, _C.unit == unit]
