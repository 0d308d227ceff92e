"""Outreach events as lists show them; the whole of one is its newest entry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, case, exists, func, select
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.domain.outreach import HELD, PLANNED
from mobile_unit.domain.periods import Period
from mobile_unit.store.tables import attachments, deliveries, outreach

MOST_LISTED = 1000


def put(connection: Connection, row: dict[str, Any]) -> None:
    """Add an event, or replace what is said of it."""
    statement = insert(outreach).values(**row)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))


def find(connection: Connection, event: str) -> RowMapping | None:
    return connection.execute(select(outreach).where(outreach.c.id == event)).mappings().first()


def listed(connection: Connection) -> list[RowMapping]:
    """What is planned first, the next day on top; then what was held or cancelled, the latest on top."""
    planned = outreach.c.state == PLANNED
    statement = select(outreach).order_by(
        planned.desc(),
        case((planned, outreach.c.day)),
        outreach.c.day.desc(),
        outreach.c.id.desc(),
    )
    return list(connection.execute(statement.limit(MOST_LISTED)).mappings())


def with_photos_at_office(connection: Connection) -> list[str]:
    """The events that were held of which photos are here, and head office has every one."""
    mine = attachments.c.record == outreach.c.id
    waits = (deliveries.c.sha256 == attachments.c.sha256) & deliveries.c.acknowledged_at.is_(None)
    statement = select(outreach.c.id).where(
        outreach.c.state == HELD, exists().where(mine), ~exists().where(mine, waits)
    )
    return list(connection.execute(statement.order_by(outreach.c.day, outreach.c.id)).scalars())


def reach(connection: Connection, period: Period) -> dict[str, tuple[int, int, int]]:
    """State -> (events, men, women) of the days of a period."""
    statement = (
        select(outreach.c.state, func.count(), func.sum(outreach.c.men), func.sum(outreach.c.women))
        .where(outreach.c.day.between(f"{period.since}-01", f"{period.until}-31"))
        .group_by(outreach.c.state)
    )
    return {row[0]: (row[1], row[2] or 0, row[3] or 0) for row in connection.execute(statement)}
