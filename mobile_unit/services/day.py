"""The day at the counter: where, who, what was taken, what is kept, what waits, what is worth a word."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mobile_unit.clock import today
from mobile_unit.domain.alarms import Alarm, Thresholds, alarms
from mobile_unit.domain.applications import ApplicationSummary, Officer
from mobile_unit.domain.clock_check import ClockDoubt, doubt_about
from mobile_unit.domain.entries import VISIT_OPENED, VISIT_PAUSED, VISIT_REOPENED, VISIT_RESUMED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.roles import Permission, may
from mobile_unit.domain.visits import CLOSED, OPEN, PAUSED, Person, story_of
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services import queue
from mobile_unit.services.backups import DAYS
from mobile_unit.services.context import Context
from mobile_unit.services.printers import Printer, Printers
from mobile_unit.services.surveys import hand_in
from mobile_unit.services.tracking import summary_of
from mobile_unit.store import applications, blobs, drafts, inbox, journal, lease, settings, visits
from mobile_unit.store.engine import Connection

ATTENTION_LIMIT = 50


@dataclass(frozen=True, slots=True)
class DayView:
    """Today at a glance; ``date`` and the moments are ISO, ``attention`` the oldest first.

    ``state`` is ``open``, ``paused``, ``closed`` or None before anything was done; ``reopened_at`` is set
    while the day is open again after a closing. ``unclosed`` are earlier days that nobody signed off;
    ``printer`` is the one last used.
    """

    date: str
    place: str | None
    taken: int
    referred: int
    drafts: int
    waiting: int
    blobs_waiting: int
    attention: tuple[ApplicationSummary, ...]
    last_sync: str | None
    state: str | None
    opened_at: str | None
    present: tuple[Person, ...]
    paused_since: str | None
    closed_at: str | None
    signed_by: str | None
    reopened_at: str | None
    unclosed: tuple[str, ...]
    officers: tuple[Officer, ...]
    printer: Printer | None
    clock_doubt: ClockDoubt | None
    alarms: tuple[Alarm, ...]


def free_bytes(path: Path) -> int | None:
    """What the disk below ``path`` still takes; None where it can't be asked."""
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return None


class Day:
    """``measure`` asks a disk for its free bytes; call on a lane that may wait for a disk."""

    def __init__(self, context: Context, measure: Callable[[Path], int | None] = free_bytes) -> None:
        self._context = context
        self._measure = measure

    def today(self) -> DayView:
        context = self._context
        context.require(Permission.APPLICATIONS)
        day = today(context.clock)
        printer = Printers(context).chosen()
        with context.store.read() as connection:
            places = visits.on_day(connection, day)
            story = story_of(visits.entries_of(connection, day))
            closing = story.closings[-1] if story.closings else None
            attention = applications.needing_attention(connection, ATTENTION_LIMIT)
            waiting = applications.waiting(connection)
            taken, referred = applications.recorded_on(connection, day)
            return DayView(
                date=day.isoformat(),
                place=places[-1].place_name if places else None,
                taken=taken,
                referred=referred,
                drafts=drafts.count(connection),
                waiting=waiting,
                blobs_waiting=blobs.waiting_totals(connection)[0],
                attention=tuple(summary_of(row) for row in attention),
                last_sync=settings.get(connection, settings.LAST_ROUND, {}).get("success"),
                state=visits.state_of(connection, day),
                opened_at=places[0].opened_at if places else None,
                present=story.present,
                paused_since=story.paused_since,
                closed_at=closing.at if closing else None,
                signed_by=closing.body["signer"]["name"] if closing else None,
                reopened_at=story.reopened_at,
                unclosed=tuple(each.isoformat() for each in visits.unclosed_before(connection, day)),
                officers=officers_of(connection),
                printer=printer,
                clock_doubt=self._clock_doubt(connection),
                alarms=self._alarms(connection, waiting),
            )

    def alarms(self) -> tuple[Alarm, ...]:
        """What is worth a word now, the worst first."""
        with self._context.store.read() as connection:
            return self._alarms(connection, applications.waiting(connection))

    def thresholds(self) -> Thresholds:
        """Where warnings begin on this laptop."""
        with self._context.store.read() as connection:
            return Thresholds.of(settings.get(connection, settings.ALARMS, {}))

    def set_thresholds(self, chosen: Thresholds) -> None:
        values = {"unsent": chosen.unsent, "waiting": chosen.waiting, "disk": chosen.disk}
        with self._context.store.write() as connection:
            settings.put(connection, settings.ALARMS, values)

    def open_visit(self, place: str, officers: Collection[str] | None = None) -> None:
        """Set up the counter at a kecamatan or village (its code); receipts name it from now on.

        ``officers`` are the NIPs of those present, only who is signed in when not given. The printer that
        was last used and a doubt about the clock are written down with it.
        """
        self._context.require(Permission.DAY)
        context = self._context
        region = context.regions.village(place) or context.regions.kecamatan(place)
        if region is None:
            raise UserFacingError(_("This place is not in the list of regions."))
        visit = visits.Visit(uuid7(), place, context.regions.name_of(place))
        printer = Printers(context).chosen()
        day = today(context.clock)
        with context.store.write() as connection:
            doubt = self._clock_doubt(connection)
            body: dict[str, Any] = {
                "id": visit.id,
                "place": visit.place,
                "place_name": visit.place_name,
                "day": day.isoformat(),
                "officers": self._present(connection, officers),
                "printer": printer.name if printer else None,
                "clock": {"kind": doubt.kind, "seconds": doubt.seconds} if doubt else None,
            }
            hand_in(context, connection)  # of days that nobody closed
            queue.tell(context, connection)
            go_on(context, connection, day)
            visits.open_visit(connection, visit, day, context.now())
            context.record(connection, VISIT_OPENED, body, subject=day.isoformat())

    def pause(self) -> None:
        """Rest; the next application ends it by itself."""
        self._context.require(Permission.DAY)
        day = today(self._context.clock)
        with self._context.store.write() as connection:
            state = visits.state_of(connection, day)
            if state == CLOSED:
                raise UserFacingError(_("The day is closed already."))
            if state != PAUSED:
                _turn(self._context, connection, day, VISIT_PAUSED, PAUSED, {})

    def resume(self) -> None:
        self._context.require(Permission.DAY)
        day = today(self._context.clock)
        with self._context.store.write() as connection:
            if visits.state_of(connection, day) == PAUSED:
                _turn(self._context, connection, day, VISIT_RESUMED, OPEN, {"by_itself": False})

    def _present(self, connection: Connection, chosen: Collection[str] | None) -> list[dict[str, str]]:
        wanted = {self._context.officer.nip} if chosen is None else set(chosen)
        return [
            {"nip": officer.nip, "name": officer.name}
            for officer in officers_of(connection)
            if officer.nip in wanted
        ]

    def _clock_doubt(self, connection: Connection) -> ClockDoubt | None:
        newest = journal.latest_time(connection)
        return doubt_about(
            self._context.clock.now(),
            newest=datetime.fromisoformat(newest) if newest else None,
            latest_day=visits.latest_day(connection),
            offset=settings.get(connection, settings.LAST_ROUND, {}).get("clock_offset"),
        )

    def _alarms(self, connection: Connection, waiting: int) -> tuple[Alarm, ...]:
        context = self._context
        oldest = journal.oldest_unsent(connection)
        age = context.clock.now() - datetime.fromisoformat(oldest) if oldest else None
        return alarms(
            Thresholds.of(settings.get(connection, settings.ALARMS, {})),
            unsent_hours=age.total_seconds() / 3600 if age is not None else None,
            waiting=waiting,
            free_bytes=self._measure(context.store.path.parent),
            lease_days=lease.days_left(connection, context.clock.now()),
            without_backup=self._without_backup(connection),
            is_unknown=settings.get(connection, settings.LAST_ROUND, {}).get("unknown", False),
        )

    def _without_backup(self, connection: Connection) -> tuple[int, int] | None:
        """(for how many days work is in no backup, from how many on to warn); None where all is in one."""
        chosen = settings.get(connection, settings.BACKUPS, {})
        since, newest = chosen.get("last"), applications.last_taken(connection)
        if newest is None or (since is not None and newest <= since):
            return None
        since = since or applications.first_taken(connection) or newest
        age = self._context.clock.now() - datetime.fromisoformat(str(since))
        return max(age.days, 0), chosen.get("days", DAYS)


def go_on(context: Context, connection: Connection, day: date) -> bool:
    """Work is done on a day, within the caller's transaction: a pause ends and a closed day opens again by
    itself, both on record. True where it had been closed, so that it must be closed once more."""
    state = visits.state_of(connection, day)
    if state is None:
        visits.set_state(connection, day, OPEN)
    elif state == PAUSED:
        _turn(context, connection, day, VISIT_RESUMED, OPEN, {"by_itself": True})
    elif state == CLOSED:
        _turn(context, connection, day, VISIT_REOPENED, OPEN, {"by_itself": True, "reason": None})
    return state == CLOSED


def reopen(context: Context, connection: Connection, day: date, reason: str) -> None:
    """Open a closed day again for a reason of the officer's."""
    _turn(context, connection, day, VISIT_REOPENED, OPEN, {"by_itself": False, "reason": reason})


def officers_of(connection: Connection) -> tuple[Officer, ...]:
    """Who takes applications in this unit now, by name."""
    officers = (Officer(row["nip"], row["name"], row["role"]) for row in inbox.active_officers(connection))
    return tuple(officer for officer in officers if may(officer.role, Permission.APPLICATIONS))


def _turn(
    context: Context, connection: Connection, day: date, kind: str, state: str, more: dict[str, Any]
) -> None:
    visit = visits.latest_on(connection, day)
    body = {"visit": visit.id if visit else None, "day": day.isoformat(), **more}
    context.record(connection, kind, body, subject=day.isoformat())
    visits.set_state(connection, day, state)
