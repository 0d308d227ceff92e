"""Visits as they were planned last, and who is booked for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, select

from head_office.store.engine import Connection, insert
from head_office.store.tables import bookings, planned_visits
from mobile_unit.domain.planned import Booking, Plan, plan_of_row

_P = planned_visits.c


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan and whose it is; ``booked`` is how many are on its list."""

    unit: str
    plan: Plan
    booked: int
    changed_at: str
    by: str | None


def put(connection: Connection, unit: str, plan: Plan, *, at: str, by: str | None) -> None:
    """Keep a plan in place of what was known of it."""
    cancelled_at = at if plan.cancelled else None
    values = {**plan.as_row(), "changed_at": at, "by": by, "cancelled_at": cancelled_at}
    adding = insert(connection, planned_visits).values(id=plan.id, unit=unit, **values)
    connection.execute(adding.on_conflict_do_update(index_elements=["id"], set_=values))
    connection.execute(delete(bookings).where(bookings.c.visit == plan.id))
    if plan.bookings:
        connection.execute(bookings.insert(), plan.booking_rows())


def find(connection: Connection, plan: str) -> Kept | None:
    """A plan with its list; nobody else changes it until a writing transaction ends."""
    row = connection.execute(select(planned_visits).where(_P.id == plan).with_for_update()).mappings().first()
    if row is None:
        return None
    booked = _bookings_of(connection, plan)
    return Kept(row["unit"], _plan(row, booked), len(booked), row["changed_at"], row["by"])


def listed(connection: Connection, since: str, unit: str | None, limit: int) -> list[Kept]:
    """Plans from a day on that were not cancelled, the next first, without their lists."""
    statement = _standing().where(_P.day >= since).order_by(_P.day, _P.unit, _P.id).limit(limit)
    return _found(connection, statement, unit)


def between(connection: Connection, since: str, until: str, unit: str | None) -> list[Kept]:
    """The same from one day to another, the latest first."""
    statement = _standing().where(_P.day.between(since, until))
    return _found(connection, statement.order_by(_P.day.desc(), _P.unit, _P.id), unit)


def _standing() -> Select[Any]:
    count = select(func.count()).select_from(bookings).where(bookings.c.visit == _P.id).scalar_subquery()
    return select(planned_visits, count.label("booked")).where(_P.cancelled_at.is_(None))


def _found(connection: Connection, statement: Select[Any], unit: str | None) -> list[Kept]:
    if unit is not None:
        statement = statement.where(_P.unit == unit)
    rows = connection.execute(statement).mappings()
    return [
        Kept(row["unit"], _plan(row, ()), int(row["booked"]), row["changed_at"], row["by"]) for row in rows
    ]


def every(connection: Connection, unit: str) -> list[Plan]:
    """All plans of a unit with their lists, by day."""
    rows = connection.execute(select(planned_visits).where(_P.unit == unit).order_by(_P.day, _P.id))
    return [_plan(row, _bookings_of(connection, row["id"])) for row in rows.mappings().all()]


def _bookings_of(connection: Connection, plan: str) -> tuple[Booking, ...]:
    statement = select(bookings).where(bookings.c.visit == plan).order_by(bookings.c.position)
    return tuple(
        Booking(row.id, row.full_name, row.nik, row.service, row.hour)
        for row in connection.execute(statement)
    )


def _plan(row: RowMapping, booked: tuple[Booking, ...]) -> Plan:
    return plan_of_row(dict(row), booked, cancelled=row["cancelled_at"] is not None)
