"""Planning a unit's visits: made, changed and cancelled here, told to the unit whole each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from head_office.office import HeadOffice
from head_office.services.acts import VISIT_CANCELLED, VISIT_CHANGED, VISIT_PLANNED
from head_office.services.booking_lists import Line
from head_office.services.publishing import publish
from head_office.store import acts, looks, planned_visits, units
from head_office.store.engine import Connection
from head_office.store.planned_visits import Kept
from mobile_unit.domain.entries import FEED_VISIT_PLANNED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.planned import LONGEST_GROUP, LONGEST_NOTE, MOST_BOOKED, MOST_QUOTA, Booking, Plan
from mobile_unit.domain.visits import Person
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.regions import Regions
from mobile_unit.i18n import _

MOST_LISTED = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants planned: ``officers`` by NIP, ``lines`` of the list as they were read."""

    day: str
    place: str
    officers: Sequence[str] = ()
    quota: int | None = None
    group: str = ""
    note: str = ""
    lines: Sequence[Line] = ()


class PlanChanged(UserFacingError):
    """Somebody else changed the plan since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed this plan since you opened it; nothing of yours was saved."),
            _("Look at it again, then change it."),
        )


def plan(office: HeadOffice, unit: str, wanted: Wanted, by: str | None = None) -> Plan:
    """A new visit. Raises UserFacingError for what can't be planned."""
    with office.database.write() as connection:
        if not units.is_known(connection, unit):
            raise UserFacingError(_("There is no unit {code}.").format(code=unit))
        made = _made(office, connection, unit, wanted, uuid7(), 1, None)
        _keep(office, connection, unit, made, VISIT_PLANNED, by)
    return made


def change(office: HeadOffice, plan_id: str, revision: int, wanted: Wanted, by: str | None = None) -> Plan:
    """Another date, place or list; who stays on the list keeps the booking's id. Raises PlanChanged where
    ``revision`` is not the present one, UserFacingError for what can't be planned."""
    with office.database.write() as connection:
        kept = _standing(connection, plan_id, revision)
        made = _made(office, connection, kept.unit, wanted, plan_id, revision + 1, kept.plan)
        _keep(office, connection, kept.unit, made, VISIT_CHANGED, by)
    return made


def cancel(office: HeadOffice, plan_id: str, revision: int, by: str | None = None) -> None:
    """Nobody goes; the unit forgets the list with its next sync, and so does this table."""
    with office.database.write() as connection:
        kept = _standing(connection, plan_id, revision)
        _keep(office, connection, kept.unit, kept.plan.called_off(), VISIT_CANCELLED, by)


def listed(office: HeadOffice, unit: str | None = None, since: str | None = None) -> list[Kept]:
    """Visits of today and later that stand, the next first, without their lists."""
    day = since or office.clock.now().date().isoformat()
    with office.database.read() as connection:
        return planned_visits.listed(connection, day, unit, MOST_LISTED)


def shown(office: HeadOffice, plan_id: str, by: str) -> Kept:
    """A visit with its list; who looked at the people on it is written down. Raises UserFacingError."""
    with office.database.write() as connection:
        kept = planned_visits.find(connection, plan_id)
        if kept is None:
            raise _unknown()
        looks.note(connection, by, plan_id, "visit", office.now())
    return kept


def officers_of(office: HeadOffice, unit: str) -> list[Person]:
    """Who may be sent: the unit's active officers."""
    with office.database.read() as connection:
        return _officers(connection, unit)


def _standing(connection: Connection, plan_id: str, revision: int) -> Kept:
    kept = planned_visits.find(connection, plan_id)
    if kept is None or kept.plan.cancelled:
        raise _unknown()
    if kept.plan.revision != revision:
        raise PlanChanged
    return kept


def _unknown() -> UserFacingError:
    return UserFacingError(_("There is no such planned visit, or it was cancelled."))


def _made(
    office: HeadOffice,
    connection: Connection,
    unit: str,
    wanted: Wanted,
    plan_id: str,
    revision: int,
    before: Plan | None,
) -> Plan:
    day = _day(office, wanted.day, before.day if before else "")
    regions = Regions.load()
    region = regions.village(wanted.place) or regions.kecamatan(wanted.place)
    if region is None:
        raise UserFacingError(_("This place is not in the list of regions."))
    if wanted.quota is not None and not 0 < wanted.quota <= MOST_QUOTA:
        raise UserFacingError(_("A quota is a number from 1 to {most}.").format(most=MOST_QUOTA))
    group, note = " ".join(wanted.group.split()), " ".join(wanted.note.split())
    if len(group) > LONGEST_GROUP or len(note) > LONGEST_NOTE:
        raise UserFacingError(_("Group or note are too long."))
    if len(wanted.lines) > MOST_BOOKED:
        raise UserFacingError(_("At most {most} people are booked for one visit.").format(most=MOST_BOOKED))
    if wanted.quota is not None and len(wanted.lines) > wanted.quota:
        raise UserFacingError(
            _("{count} people are on the list, more than the quota.").format(count=len(wanted.lines))
        )
    chosen = [person for person in _officers(connection, unit) if person.nip in set(wanted.officers)]
    return Plan(
        plan_id,
        revision,
        day,
        wanted.place,
        regions.name_of(wanted.place),
        tuple(chosen),
        wanted.quota,
        group,
        note,
        _booked(wanted.lines, before.bookings if before else ()),
    )


def _booked(lines: Sequence[Line], before: Sequence[Booking]) -> tuple[Booking, ...]:
    """The list, in which somebody who was on it before keeps the id."""
    known: dict[tuple[str, str], list[str]] = {}
    for each in before:
        known.setdefault((each.nik, each.full_name), []).append(each.id)
    made = []
    for line in lines:
        ids = known.get((line.nik, line.full_name))
        id_ = ids.pop(0) if ids else uuid7()
        made.append(Booking(id_, line.full_name, line.nik, line.service, line.hour))
    return tuple(made)


def _day(office: HeadOffice, text: str, was: str) -> str:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise UserFacingError(_("A visit has a date, for example 2026-12-03.")) from error
    if day < office.clock.now().date() and day.isoformat() != was:
        raise UserFacingError(_("This day is over already."))
    return day.isoformat()


def _officers(connection: Connection, unit: str) -> list[Person]:
    rows = units.officers_of(connection, unit)
    return [Person(row["nip"], row["name"]) for row in rows if row["active"]]


def _keep(
    office: HeadOffice, connection: Connection, unit: str, made: Plan, what: str, by: str | None
) -> None:
    planned_visits.put(connection, unit, made, at=office.now(), by=by)
    publish(office, connection, unit, FEED_VISIT_PLANNED, made.as_body())
    acts.note(connection, office.now(), by, what, unit, f"{made.day}, {made.place_name}")


def told_again(office: HeadOffice, connection: Connection, unit: str, told: Plan) -> None:
    """A plan that a unit heard before this head office was restored: it stands again, unless it was changed
    here since; either way the unit is told a revision that it takes for newer."""
    kept = planned_visits.find(connection, told.id)
    if kept is not None and (kept.unit != unit or kept.plan == told or kept.plan.revision > told.revision):
        return
    ours = kept is not None and kept.plan.revision == told.revision
    again = replace(kept.plan if ours and kept else told, revision=told.revision + 1)
    planned_visits.put(connection, unit, again, at=office.now(), by=None)
    publish(office, connection, unit, FEED_VISIT_PLANNED, again.as_body())
