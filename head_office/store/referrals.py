"""Referrals on file and where they stand, and the directory's offices."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, update

from head_office.store import bulk
from head_office.store.engine import Connection, insert
from head_office.store.referral_tables import directory_offices, referral_steps, referrals
from head_office.store.tables import entries
from mobile_unit.domain.referrals import CLOSED

_C = referrals.c


def find(connection: Connection, referral: str) -> dict[str, Any] | None:
    row = connection.execute(select(referrals).where(_C.id == referral)).mappings().first()
    return None if row is None else dict(row)


def hold(connection: Connection, referral: str) -> dict[str, Any] | None:
    """The row, which nobody else changes until the transaction ends."""
    statement = select(referrals).where(_C.id == referral).with_for_update()
    row = connection.execute(statement).mappings().first()
    return None if row is None else dict(row)


def find_numbered(connection: Connection, number: str) -> dict[str, Any] | None:
    row = connection.execute(select(referrals).where(_C.number == number)).mappings().first()
    return None if row is None else dict(row)


def add(connection: Connection, row: Mapping[str, Any]) -> None:
    connection.execute(referrals.insert().values(**row))


def set_status(connection: Connection, referral: str, status: str, at: str, **more: Any) -> None:
    """``more``: ``by`` and ``result``, or ``journal`` and ``seq``."""
    connection.execute(update(referrals).where(_C.id == referral).values(status=status, status_at=at))
    add_step(connection, referral, status, at, **more)


def add_step(connection: Connection, referral: str, status: str, at: str, **more: Any) -> None:
    connection.execute(referral_steps.insert().values(referral=referral, status=status, at=at, **more))


def steps_of(connection: Connection, referral: str) -> list[dict[str, Any]]:
    statement = select(referral_steps).where(referral_steps.c.referral == referral)
    return [dict(row) for row in connection.execute(statement.order_by(referral_steps.c.id)).mappings()]


def steps_of_each(connection: Connection, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The same of several, each step with the ``raw`` bytes of its entry; None where it has none."""
    place = (entries.c.journal == referral_steps.c.journal) & (entries.c.seq == referral_steps.c.seq)
    statement = select(referral_steps, entries.c.raw).outerjoin(entries, place).order_by(referral_steps.c.id)
    return bulk.grouped(connection, statement, referral_steps.c.referral, ids)


def page(connection: Connection, *, closed: bool, after: str | None, limit: int) -> list[dict[str, Any]]:
    """At most so many after one made at a moment: the open ones the oldest first, closed ones the latest."""
    statement = select(referrals).limit(limit)
    if closed:
        statement = statement.where(_C.status.in_(CLOSED)).order_by(_C.id.desc())
        statement = statement if after is None else statement.where(_C.id < after)
    else:
        statement = statement.where(_C.status.not_in(CLOSED)).order_by(_C.id)
        statement = statement if after is None else statement.where(_C.id > after)
    return [dict(row) for row in connection.execute(statement).mappings()]


def every(connection: Connection) -> Iterator[tuple[dict[str, Any], bytes]]:
    """All that were not destroyed, as they were made, each with its entry's bytes."""
    return _said(connection)


def maybe_on_laptops(connection: Connection, unit: str, since: str) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Of these those of a unit that it did not say it closed itself: open ones, and those closed here
    ``since``."""
    closed_there = exists().where(
        referral_steps.c.referral == _C.id, referral_steps.c.by.is_(None), referral_steps.c.status.in_(CLOSED)
    )
    return _said(
        connection, _C.unit == unit, ~closed_there, _C.status.not_in(CLOSED) | (_C.status_at >= since)
    )


def _said(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[tuple[dict[str, Any], bytes]]:
    statement = (
        select(referrals, entries.c.raw)
        .join(entries, (entries.c.journal == _C.journal) & (entries.c.seq == _C.seq))
        .where(*conditions, func.length(entries.c.raw) > 0)
        .order_by(_C.id)
    )
    for found in connection.execute(statement, execution_options={"yield_per": 500}).mappings():
        row = dict(found)
        yield row, bytes(row.pop("raw"))


def offices(connection: Connection) -> list[dict[str, Any]]:
    """What was changed here of the directory, removed ones too."""
    statement = select(directory_offices).order_by(directory_offices.c.name)
    return [dict(row) for row in connection.execute(statement).mappings()]


def put_office(connection: Connection, office: Mapping[str, Any]) -> None:
    statement = insert(connection, directory_offices).values(**office)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=dict(office)))
