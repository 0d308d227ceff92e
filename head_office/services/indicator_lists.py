"""The list behind an indicator's figure, for those who may open what is on it. It names nobody: who opens an
application or a complaint from it is written down there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from head_office.office import HeadOffice
from head_office.services.indicator_counting import HOUR, setting_of
from head_office.services.roles import Permission, may
from head_office.store import indicators
from head_office.store.indicators import MOST_LISTED, Behind
from head_office.store.staff import Member
from mobile_unit.domain.complaints import KINDS, status_word
from mobile_unit.domain.indicators import ANSWERED, COMPLAINTS, DAYS, DELAY, KEPT, RETURNED, TAKEN, Indicator
from mobile_unit.domain.working_days import working_days_between
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.deadlines import holidays
from mobile_unit.i18n import _, say

APPLICATIONS = frozenset({TAKEN, DAYS, KEPT, RETURNED, DELAY})
OF_COMPLAINTS = frozenset({COMPLAINTS, ANSWERED})


@dataclass(frozen=True, slots=True)
class Line:
    """A record behind a figure, and the address where it is opened."""

    number: str
    address: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The newest first; ``whole`` is whether that is all of them."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    whole: bool


def permission_for(indicator: Indicator) -> Permission | None:
    """Who may see what a figure is made of; None where the list is on a page of its own, or there is none."""
    if indicator.measure in APPLICATIONS:
        return Permission.APPLICATIONS
    return Permission.COMPLAINTS if indicator.measure in OF_COMPLAINTS else None


def behind(office: HeadOffice, member: Member, indicator: Indicator, wanted: Behind) -> Listed:
    """Raises NotAllowed for a role that may not see it, UserFacingError where there is no list here."""
    permission = permission_for(indicator)
    if permission is None:
        raise UserFacingError(_("There is no list behind this figure."))
    if not may(member.role, permission):
        raise NotAllowed(_("Your role may not do this."), _("Ask your supervisor."))
    if permission is Permission.COMPLAINTS:
        return _complaints(office, member, indicator, wanted)
    setting = setting_of(office)
    with office.database.read() as connection:
        if indicator.measure in (DAYS, KEPT):
            rows = indicators.completed(connection, wanted, setting)
        else:
            measure = indicator.measure
            rows = indicators.taken(
                connection, wanted, returned=measure == RETURNED, arrived=measure == DELAY
            )
    headings, more = _columns(indicator)
    lines = [
        Line(
            row["number"],
            f"/desk/applications/{row['number']}",
            (row["unit"], _service(row["service"]), row["submitted_at"][:10], *more(row)),
        )
        for row in rows
        if indicator.measure != KEPT or row["due_on"] is not None
    ]
    first = (_("Number"), _("Unit"), _("Service"), _("Taken on"))
    return Listed((*first, *headings), tuple(lines), len(rows) < MOST_LISTED)


def _columns(indicator: Indicator) -> tuple[tuple[str, ...], Any]:
    if indicator.measure in (DAYS, KEPT):
        return (_("From"), _("Until"), _("Working days"), _("Promised")), _spell
    if indicator.measure == DELAY:
        return (_("Hours"),), _hours
    return (), lambda _row: ()


def _spell(row: Mapping[str, Any]) -> Iterator[str]:
    started, stopped = row["started"][:10], row["stopped"][:10]
    yield from (started, stopped, str(_between(started, stopped)))
    counted_from = (row["clock_from"] or row["submitted_at"])[:10]
    yield "–" if row["due_on"] is None else str(_between(counted_from, row["due_on"]))


def _between(since: str, until: str) -> int:
    return max(working_days_between(date.fromisoformat(since), date.fromisoformat(until), holidays()), 0)


def _hours(row: Mapping[str, Any]) -> tuple[str]:
    apart = datetime.fromisoformat(row["received"]) - datetime.fromisoformat(row["submitted_at"])
    return (str((max(int(apart.total_seconds()), 0) + HOUR // 2) // HOUR),)


def _complaints(office: HeadOffice, member: Member, indicator: Indicator, wanted: Behind) -> Listed:
    sealed = may(member.role, Permission.SEALED_COMPLAINTS)
    with office.database.read() as connection:
        rows = indicators.complaints_of(connection, wanted, member.nip, sealed=sealed)
    lines = tuple(
        Line(
            row["number"],
            f"/desk/complaints/{row['number']}",
            (
                row["unit"],
                row["taken_at"][:10],
                say(KINDS[row["kind"]]),
                row["due_on"],
                (row["answered_at"] or "")[:10],
                say(status_word(row["status"])),
            ),
        )
        for row in rows
    )
    headings = (_("Number"), _("Unit"), _("Taken on"), _("Kind"), _("Deadline"), _("Answered on"), _("State"))
    return Listed(headings, lines, len(rows) < MOST_LISTED)


def _service(code: str) -> str:
    services = Catalogue.load().services
    return say(services[code].short_title) if code in services else code
