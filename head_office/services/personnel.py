"""Officers of a unit as a supervisor reads of them: their training and their work. Each look is written down
before anything is shown (UU 27/2022 Ps 31)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from head_office.office import HeadOffice
from head_office.services.roles import Permission, may
from head_office.services.trainings import Need, needs_in
from head_office.store import complaints, looks, performance, surveys, units
from head_office.store.engine import Connection
from head_office.store.staff import Member
from mobile_unit.clock import today
from mobile_unit.domain.performance import LEAST, Figures, Taken, figures
from mobile_unit.domain.periods import Period, is_month
from mobile_unit.domain.roles import MAINTENANCE
from mobile_unit.domain.survey_results import told
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.i18n import _

MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Worked:
    """How an officer worked; ``upheld`` complaints name them and were answered, not rejected: None for the
    reader's own, of which nobody is told."""

    nip: str
    name: str
    work: Figures
    upheld: int | None


@dataclass(frozen=True, slots=True)
class UnitWork:
    """A unit's work in a period, and that of each officer on its list; ``index`` is the satisfaction of all
    it served, in hundredths, as answers name no officer."""

    period: Period
    work: Figures
    index: int | None
    officers: tuple[Worked, ...]


def training(office: HeadOffice, member: Member, unit: str) -> list[Need]:
    """What each officer of a unit attended and lacks, by name."""
    with office.database.write() as connection:
        _require(connection, member, Permission.TRAINING, unit)
        looks.note(connection, member.nip, unit, "training", office.now())
        return needs_in(office, connection, unit)


def officer(office: HeadOffice, member: Member, unit: str, nip: str) -> Need:
    """The same of one. Raises UserFacingError for somebody who is not on the unit's list."""
    with office.database.write() as connection:
        _require(connection, member, Permission.TRAINING, unit)
        found = next((each for each in needs_in(office, connection, unit) if each.nip == nip), None)
        if found is None:
            raise UserFacingError(_("This officer is not on the unit's list."))
        looks.note(connection, member.nip, nip, "training", office.now())
        return found


def this_quarter(office: HeadOffice) -> Period:
    return Period.around(f"{today(office.clock):%Y-%m}", 3)


def work(office: HeadOffice, member: Member, unit: str, period: Period) -> UnitWork:
    """Raises UserFacingError for a unit or a period that is none, or is longer than a year."""
    _require_period(period)
    with office.database.write() as connection:
        _require(connection, member, Permission.PERFORMANCE, unit)
        looks.note(connection, member.nip, unit, "performance", office.now())
    with office.database.snapshot() as connection:
        taken = performance.taken(connection, unit, period)
        since, until = f"{period.since}-01", f"{period.until}-31"
        upheld = complaints.upheld(connection, unit, since, until, member.nip)
        found = told(surveys.groups(connection, period, unit), {})
        here = [each for each in units.officers_of(connection, unit) if each["active"]]
    officers = tuple(
        Worked(
            each["nip"],
            each["name"],
            figures(one for one in taken if one.officer == each["nip"]),
            None if each["nip"] == member.nip else upheld.get(each["nip"], 0),
        )
        for each in sorted(here, key=lambda each: (each["name"], each["nip"]))
        if each["role"] != MAINTENANCE
    )
    return UnitWork(period, _whole(taken, officers), found.tally.index, officers)


def _whole(taken: list[Taken], officers: tuple[Worked, ...]) -> Figures:
    """The unit's figures; what came back is not told where the officers' figures, taken from it, would say it
    of a handful."""
    whole = figures(taken)
    apart = len(taken) - sum(each.work.served or 0 for each in officers)
    return replace(whole, returned=None) if 0 < apart < LEAST else whole


def _require(connection: Connection, member: Member, permission: Permission, unit: str) -> None:
    if not may(member.role, permission):
        raise NotAllowed(_("Your role may not do this."), _("Ask your supervisor."))
    if not units.is_known(connection, unit):
        raise UserFacingError(_("Head office knows no such unit."))


def _require_period(period: Period) -> None:
    if not (is_month(period.since) and is_month(period.until)):
        raise UserFacingError(_("A month is written 2026-11."))
    if period.until < period.since:
        raise UserFacingError(_("The period ends before it begins."))
    if len(period.months) > MOST_MONTHS:
        raise UserFacingError(_("A period for officers is at most twelve months."))
