"""The visits that head office planned for this unit, as far as they were heard of; read without a network."""

from __future__ import annotations

from dataclasses import dataclass

from mobile_unit.clock import today
from mobile_unit.domain.people import masked_nik
from mobile_unit.domain.planned import Booking, Plan
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import planned_visits

SHOWN = 50


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A plan without its list; ``booked`` is how many are on it, ``taken`` of how many of them an application
    was taken that day, ``is_today`` whether it is for today."""

    plan: Plan
    booked: int
    is_today: bool
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Booked:
    """Somebody on the list as it is shown: the NIK masked. ``application`` is the number of what was taken
    for them on the day of the visit: with that the booking is consumed."""

    id: str
    full_name: str
    nik: str
    service: str | None
    hour: str | None
    application: str | None = None


class PlannedVisits:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    def upcoming(self) -> tuple[PlannedVisit, ...]:
        """Those of today and later, the next first."""
        day = today(self._context.clock).isoformat()
        with self._context.store.read() as connection:
            found = planned_visits.from_day(connection, day, SHOWN)
            taken = {
                plan.id: planned_visits.taken_of(connection, plan) for plan, _b in found if plan.day == day
            }
        return tuple(
            PlannedVisit(plan, booked, plan.day == day, len(taken.get(plan.id, ()))) for plan, booked in found
        )

    def list_of(self, plan: str) -> tuple[Booked, ...]:
        """Who is booked, in the list's order. Raises UserFacingError where there is no such plan."""
        found = self._plan(plan)
        with self._context.store.read() as connection:
            taken = planned_visits.taken_of(connection, found)
        return tuple(
            Booked(each.id, each.full_name, masked_nik(each.nik), each.service, each.hour, taken.get(each.id))
            for each in found.bookings
        )

    def bookings(self, plan: str) -> tuple[Booking, ...]:
        """The same with whole NIKs, for a form that is filled from it."""
        return self._plan(plan).bookings

    def _plan(self, plan: str) -> Plan:
        with self._context.store.read() as connection:
            found = planned_visits.find(connection, plan)
        if found is None or found.cancelled:
            raise UserFacingError(_("This visit is not planned any more."))
        return found
