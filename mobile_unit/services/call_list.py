"""Whom to tell something in the village that the counter goes to: what waits to be collected, completed or
paid, what is past its promised day, and what has stood still. On screen, and for the team leader as a sheet
on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.clock import today
from mobile_unit.domain.entries import CALLS_LISTED
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.statements import is_purged
from mobile_unit.domain.working_days import working_day_after
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.deadlines import holidays
from mobile_unit.forms.whereabouts import Told
from mobile_unit.i18n import _
from mobile_unit.receipts.call_list import Paper, Row, draw
from mobile_unit.services.context import Context
from mobile_unit.services.exports import Exports
from mobile_unit.services.whereabouts import Whereabouts
from mobile_unit.store import applications, journal, settings, visits
from mobile_unit.store.engine import Connection

COLLECT, COMPLETE, PAY, LATE, STALLED = "collect", "complete", "pay", "late", "stalled"
STATES = {
    COLLECT: ("ready",),
    COMPLETE: ("incomplete",),
    PAY: ("awaiting_payment", "billing_expired"),
    LATE: ("received", "paid", "interview", "verification", "adjudication", "printing", "quality_check"),
}
"""Why somebody is on the list, in the list's order, and the states it comes from; in LATE's states, those
whose promised time has not begun are STALLED once nothing came of them for long."""
STANDS_STILL = 10
"""After so many working days without a step: two weeks."""
LOOKED_THROUGH = 2000
"""So many applications of each reason, the oldest, are looked through for those of the village."""


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to tell something: why, since when, and in which words."""

    application: str
    number: str
    full_name: str
    phone: str
    place: str
    reason: str
    since: date
    told: Told


@dataclass(frozen=True, slots=True)
class CallList:
    """``place`` is a kecamatan's or village's code; ``whole`` is False where there were more than are looked
    through; ``as_of`` when head office was last heard, ISO, None for never."""

    place: str
    calls: tuple[Call, ...]
    whole: bool
    as_of: str | None


class CallLists:
    def __init__(self, context: Context, whereabouts: Whereabouts, exports: Exports) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context
        self._whereabouts = whereabouts
        self._exports = exports

    def usual_place(self) -> str | None:
        """Where the counter stands today, or the unit's own kecamatan."""
        with self._context.store.read() as connection:
            here = visits.on_day(connection, today(self._context.clock))
        return here[-1].place if here else self._context.info.kecamatan

    def of(self, place: str) -> CallList:
        """Those who live in a kecamatan or village; raises UserFacingError where it is not in the list of
        regions."""
        regions = self._context.regions
        if regions.village(place) is None and regions.kecamatan(place) is None:
            raise UserFacingError(_("This place is not in the list of regions."))
        with self._context.store.read() as connection:
            as_of = settings.get(connection, settings.LAST_ROUND, {}).get("success")
            found = {reason: _of_place(connection, states, place) for reason, states in STATES.items()}
            whole = not any(is_cut for _bodies, is_cut in found.values())
        calls = [
            call
            for reason, (bodies, _cut) in found.items()
            for body in bodies
            if (call := self._call(reason, body)) is not None
        ]
        return CallList(place, tuple(calls), whole, as_of)

    def paper(self, place: str) -> bytes:
        """The list to take along, as a PDF; the journal says so first. Raises NotAllowed but for the team
        leader."""
        self._exports.require_team_leader()
        found = self.of(place)
        context = self._context
        with context.store.write() as connection:
            context.record(connection, CALLS_LISTED, {"rows": len(found.calls), "place": place})
        return draw(self._paper(found))

    def _paper(self, found: CallList) -> Paper:
        context = self._context
        return Paper(
            context.catalogue.ministry.id,
            context.catalogue.office.id,
            f"{context.info.name} ({context.info.code})",
            context.regions.name_of(found.place),
            found.as_of,
            context.clock.now(),
            context.officer.name,
            tuple(_row(call) for call in found.calls),
        )

    def _call(self, reason: str, body: Mapping[str, Any]) -> Call | None:
        answer = self._whereabouts.answer(body["number"])
        if reason == LATE:
            reason = LATE if answer.due_on is not None else STALLED
            last = answer.due_on or working_day_after(answer.told.since, STANDS_STILL, holidays())
            if last >= today(self._context.clock):
                return None
        applicant = body["applicant"]
        return Call(
            answer.application,
            answer.number,
            answer.full_name,
            applicant.get("phone") or "",
            self._context.regions.name_of(applicant.get("region") or ""),
            reason,
            answer.told.since,
            answer.told,
        )


def _row(call: Call) -> Row:
    told = call.told
    message = " ".join(text.id for text in (told.message, told.until_words, told.expected) if text)
    return Row(call.full_name, call.number, call.phone, call.place, told.title.id, message, call.since)


def _of_place(
    connection: Connection, states: tuple[str, ...], place: str
) -> tuple[list[Mapping[str, Any]], bool]:
    """The newest versions of those in some states who live there, and whether there are more than were
    looked through."""
    rows = applications.oldest_in(connection, states, LOOKED_THROUGH)
    return list(_bodies(connection, rows, place)), len(rows) == LOOKED_THROUGH


def _bodies(connection: Connection, rows: Any, place: str) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        body = journal.entry(connection, row["journal"], row["seq"]).body
        if not is_purged(body) and str(body["applicant"].get("region") or "").startswith(place):
            yield body
