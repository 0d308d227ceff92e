"""Tickets of the units' queues: taken in as said last, read by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import func, select

from head_office.store.engine import Connection, insert
from head_office.store.queue_tables import queue_tickets
from mobile_unit.domain.queue import Moments

_C = queue_tickets.c
_NAMES = tuple(Moments.__dataclass_fields__)


def moments(connection: Connection, since: str, until: str, unit: str | None = None) -> list[Moments]:
    """Every ticket of the days from ``since`` to ``until`` (ISO, both included), of a unit or of all."""
    statement = (
        select(*(_C[name] for name in _NAMES))
        .where(_C.day.between(since, until))
        .order_by(_C.day, _C.unit, _C.queue, _C.number)
    )
    if unit is not None:
        statement = statement.where(_C.unit == unit)
    return [Moments(*row) for row in connection.execute(statement)]


def put(connection: Connection, queue: str, found: Sequence[Moments]) -> None:
    """Keep tickets, or what is said of them anew."""
    statement = insert(connection, queue_tickets)
    said = {name: statement.excluded[name] for name in _NAMES if name != "number"}
    statement = statement.on_conflict_do_update(index_elements=["queue", "number"], set_=said)
    connection.execute(statement, [{"queue": queue, **asdict(each)} for each in found])


def unit_of(connection: Connection, queue: str) -> str | None:
    """Whose queue it is; None for one that is new here."""
    return connection.execute(select(func.min(_C.unit)).where(_C.queue == queue)).scalar()
