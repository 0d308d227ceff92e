"""Receipts on their way to paper: one row for each copy, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, func, insert, select, update

from mobile_unit.store.tables import applications, prints

HANDED_OVER = "handed_over"
"""The outcome of a print that a spooler, a device or a file has taken; any other is why it has not, and
NULL is not known (yet)."""

_is_handed_over = prints.c.outcome == HANDED_OVER


def begin(connection: Connection, values: Mapping[str, Any]) -> int:
    """Reserve a copy's number: 0 for the first, 1 and more for copies; again that of one that failed."""
    latest = last(connection, values["application"])
    if latest is not None and latest["outcome"] not in (None, HANDED_OVER):
        copy: int = latest["copy"]
        connection.execute(_row(values["application"], copy).values(**values, outcome=None))
        return copy
    copy = 0 if latest is None else latest["copy"] + 1
    connection.execute(insert(prints).values(**values, copy=copy))
    return copy


def settle(connection: Connection, application: str, copy: int, outcome: str) -> None:
    connection.execute(_row(application, copy).values(outcome=outcome))


def last(connection: Connection, application: str) -> RowMapping | None:
    statement = select(prints).where(prints.c.application == application)
    return connection.execute(statement.order_by(prints.c.copy.desc()).limit(1)).mappings().first()


def handed_over(connection: Connection, application: str) -> int:
    """How many receipts of an application are out."""
    return connection.execute(
        select(func.count()).select_from(prints).where(prints.c.application == application, _is_handed_over)
    ).scalar_one()


def unsettled_on(connection: Connection, day: date) -> Sequence[RowMapping]:
    """Prints tried on a day that were not handed over, or of which that is not known."""
    return (
        connection.execute(
            select(prints, applications.c.number)
            .join(applications, applications.c.id == prints.c.application)
            .where(prints.c.printed_at.startswith(day.isoformat()), _is_handed_over.is_not(True))
            .order_by(prints.c.printed_at)
        )
        .mappings()
        .all()
    )


def without_receipt_on(connection: Connection, day: date) -> Sequence[RowMapping]:
    """Applications taken on a day of which no receipt is out."""
    out = exists().where(prints.c.application == applications.c.id, _is_handed_over)
    return (
        connection.execute(
            select(applications.c.id, applications.c.number)
            .where(applications.c.day == day.isoformat(), ~out)
            .order_by(applications.c.position)
        )
        .mappings()
        .all()
    )


def _row(application: str, copy: int) -> Any:
    return update(prints).where(prints.c.application == application, prints.c.copy == copy)
