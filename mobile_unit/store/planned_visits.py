"""The visits that head office planned for this unit, and who is booked for them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.domain.planned import Booking, Plan, plan_of_row
from mobile_unit.domain.states import DEEMED_WITHDRAWN, WITHDRAWN
from mobile_unit.store.engine import RowMapping
from mobile_unit.store.tables import applications, bookings, planned_visits

_P = planned_visits.c


def put(connection: Connection, plan: Plan) -> bool:
    """Keep a plan in place of what was known of it; False where a newer one is here already."""
    known = connection.execute(select(_P.revision).where(_P.id == plan.id)).scalar()
    if known is not None and known >= plan.revision:
        return False
    values = {**plan.as_row(), "cancelled": plan.cancelled}
    statement = upsert(planned_visits).values(id=plan.id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    connection.execute(delete(bookings).where(bookings.c.visit == plan.id))
    if plan.bookings:
        connection.execute(insert(bookings), plan.booking_rows())
    return True


def find(connection: Connection, plan: str) -> Plan | None:
    """A plan with everybody booked for it, in the list's order."""
    row = connection.execute(select(planned_visits).where(_P.id == plan)).mappings().first()
    return None if row is None else _plan(row, bookings_of(connection, plan))


def from_day(connection: Connection, day: str, limit: int) -> list[tuple[Plan, int]]:
    """Plans that stand, from a day on, the next first, each without its bookings but with their number."""
    count = select(func.count()).select_from(bookings).where(bookings.c.visit == _P.id).scalar_subquery()
    statement = (
        select(planned_visits, count.label("booked"))
        .where(_P.day >= day, ~_P.cancelled)
        .order_by(_P.day, _P.place_name, _P.id)
        .limit(limit)
    )
    return [(_plan(row, ()), int(row["booked"])) for row in connection.execute(statement).mappings()]


def bookings_of(connection: Connection, plan: str) -> tuple[Booking, ...]:
    statement = select(bookings).where(bookings.c.visit == plan).order_by(bookings.c.position)
    return tuple(
        Booking(row.id, row.full_name, row.nik, row.service, row.hour)
        for row in connection.execute(statement)
    )


def taken_of(connection: Connection, plan: Plan) -> dict[str, str]:
    """By booking, the number of the application that was taken on the plan's day for whom it is of.

    Each application is one booking's, and each booking one application's; one that was withdrawn is nobody's.
    """
    a, b = applications.c, bookings.c
    statement = (
        select(b.id, a.number)
        .join(applications, (a.nik == b.nik) & (a.day == plan.day))
        .where(b.visit == plan.id, b.nik != "", (b.service.is_(None)) | (b.service == a.service))
        .where(func.coalesce(a.own_state, a.status, "").not_in((WITHDRAWN, DEEMED_WITHDRAWN)))
        .order_by(b.position, a.position)
    )
    found: dict[str, str] = {}
    for booking, number in connection.execute(statement):
        if booking not in found and number not in found.values():
            found[booking] = number
    return found


def everybody(connection: Connection) -> list[tuple[Plan, Booking]]:
    """Everybody who is booked for any plan that is here."""
    statement = select(planned_visits).order_by(_P.day, _P.id)
    plans = [_plan(row, ()) for row in connection.execute(statement).mappings().all()]
    return [(plan, each) for plan in plans for each in bookings_of(connection, plan.id)]


def over(connection: Connection, until: str) -> list[str]:
    """Plans whose day is before ``until``."""
    return list(connection.execute(select(_P.id).where(_P.day < until).order_by(_P.day, _P.id)).scalars())


def remove(connection: Connection, plan: str) -> None:
    connection.execute(delete(bookings).where(bookings.c.visit == plan))
    connection.execute(delete(planned_visits).where(_P.id == plan))


def _plan(row: RowMapping, booked: tuple[Booking, ...]) -> Plan:
    return plan_of_row(dict(row), booked, cancelled=row["cancelled"])
