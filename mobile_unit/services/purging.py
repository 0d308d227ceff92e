"""What head office holds for good leaves the laptop once the retention time has passed; nothing else does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mobile_unit.clock import JAKARTA, timestamp
from mobile_unit.domain.entries import COMPLAINTS_PURGED, OUTREACH_PURGED, RECORDS_PURGED, VISITS_FORGOTTEN
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.verification import signed
from mobile_unit.store import (
    blobs,
    complaints,
    destroyed,
    drafts,
    inbox,
    journal,
    outreach,
    planned_visits,
    purge,
    settings,
    update_copies,
)
from mobile_unit.store.destroyed import ENTRY, Waiting
from mobile_unit.store.engine import Connection
from mobile_unit.store.purge import Ripe

DAYS = 14
"""So long a unit keeps what a signed reconciliation covers, unless the setting says otherwise."""
FEWEST, MOST = 7, 365
MOST_COMPLAINTS = 1000
TOGETHER = 25
"""Applications in one transaction: nobody at the counter waits for more."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What went."""

    applications: int
    scans: int
    bytes: int


class Purging:
    def __init__(self, context: Context) -> None:
        context.require(Permission.LAPTOP)
        self._context = context

    def days(self) -> int:
        """How many days after the signed reconciliation content is kept."""
        with self._context.store.read() as connection:
            return int(settings.get(connection, settings.RETENTION, DAYS))

    def set_days(self, days: int) -> None:
        """Raises UserFacingError for less than a week, in which head office may still be put back from a
        backup, or more than a year."""
        if not FEWEST <= days <= MOST:
            raise UserFacingError(
                _("Between {fewest} and {most} days.").format(fewest=FEWEST, most=MOST),
            )
        with self._context.store.write() as connection:
            settings.put(connection, settings.RETENTION, days)

    def run(self) -> Purged:
        """Remove whatever is due, a few applications a transaction, each with its entry in the journal.

        Due is an application that is decided for good, that a signed statement covers, and of which head
        office said nothing new, for the retention time, by head office's own clock as it was heard last: a
        laptop whose clock is wrong, or that hears nothing, removes nothing.
        """
        self._forget_destroyed()
        until = self._until()
        done = Purged(0, 0, 0)
        while until is not None:
            some = self._some(until)
            done = Purged(
                done.applications + some.applications, done.scans + some.scans, done.bytes + some.bytes
            )
            if some.applications < TOGETHER:
                break
        if until is not None:
            self._forget_visits(until[:10])
            self._forget_complaints(until)
            self._forget_photos(until)
        self._leave_no_copy()
        return done

    def _until(self) -> str | None:
        with self._context.store.read() as connection:
            heard = purge.last_word(connection)
        if heard is None:
            return None
        moment = datetime.fromisoformat(heard).astimezone(JAKARTA) - timedelta(days=self.days())
        return timestamp(moment)

    def _some(self, until: str) -> Purged:
        context = self._context
        with context.store.read() as connection:
            if not purge.ripe(connection, until, 1):
                return Purged(0, 0, 0)
        with context.store.write() as connection, purge.overwriting(connection):
            return self._purge(connection, until, purge.ripe(connection, until, TOGETHER))

    def _purge(self, connection: Connection, until: str, ripe: Sequence[Ripe]) -> Purged:
        context = self._context
        gone = [purge.purge(connection, each, context.now()) for each in ripe]
        scans, size = sum(count for count, _size in gone), sum(size for _count, size in gone)
        body = {
            "until": until,
            "applications": [{"id": each.id, "number": each.number} for each in ripe],
            "scans": scans,
            "bytes": size,
        }
        context.record(connection, RECORDS_PURGED, body)
        return Purged(len(ripe), scans, size)

    def _forget_destroyed(self) -> None:
        """Let go what head office destroyed, whatever the retention time here: it has nothing of it left."""
        from mobile_unit.sync.destroyed import take_what_waited

        store = self._context.store
        with store.read() as connection:
            waiting = destroyed.waiting(connection)
        for start in range(0, len(waiting), TOGETHER):
            with store.write() as connection, purge.overwriting(connection):
                held = signed(connection)
                for each in waiting[start : start + TOGETHER]:
                    take_what_waited(connection, each.seq)
                    if self._let_go(connection, each, held):
                        destroyed.done(connection, each.seq)

    def _let_go(self, connection: Connection, each: Waiting, held: Mapping[str, int]) -> bool:
        """Let go whatever is here of a record; False where it waits: what this laptop wrote may go once head
        office has signed to hold it. A correction that was begun goes too: nobody waits for it any more."""
        heard = purge.last_word(connection) or ""
        if each.of == ENTRY:
            inbox.forget_refusal(connection, each.record)
            return True
        inbox.clear_refusal(connection, each.record)
        application = purge.still_here(connection, each.record)
        complaint = complaints.find(connection, each.record)
        has_words = complaint is not None and complaint["purged_at"] is None
        if (application or has_words) and not _is_held(connection, each.record, held):
            return False
        if application is not None:
            if drafts.remove_correction(connection, application.id):
                blobs.forget_unused(connection)
            self._purge(connection, heard, [application])
        elif complaint is not None and has_words:
            self._forget_heard(connection, heard, [dict(complaint)])
        elif planned_visits.find(connection, each.record) is not None:
            self._forget_lists(connection, heard[:10], [each.record])
        return True

    def _forget_visits(self, until: str) -> None:
        """Take the lists of planned visits that are over for the retention time off the laptop."""
        context = self._context
        with context.store.read() as connection:
            if not planned_visits.over(connection, until):
                return
        with context.store.write() as connection, purge.overwriting(connection):
            self._forget_lists(connection, until, planned_visits.over(connection, until))

    def _forget_lists(self, connection: Connection, until: str, plans: Sequence[str]) -> None:
        for plan in plans:
            purge.forget_told(connection, plan)
            planned_visits.remove(connection, plan)
        self._context.record(connection, VISITS_FORGOTTEN, {"until": until, "visits": list(plans)})

    def _forget_complaints(self, until: str) -> None:
        """Take the words and names of complaints off the laptop that head office closed the retention time
        ago, and whose every entry it has signed to hold."""
        context = self._context
        with context.store.read() as connection:
            due = complaints.ripe(connection, until, MOST_COMPLAINTS)
            held = signed(connection) if due else {}
            gone = [each for each in due if _is_held(connection, each["id"], held)]
        for start in range(0, len(gone), TOGETHER):
            with context.store.write() as connection, purge.overwriting(connection):
                self._forget_heard(connection, until, gone[start : start + TOGETHER])

    def _forget_heard(self, connection: Connection, until: str, some: Sequence[Mapping[str, Any]]) -> None:
        context, removed = self._context, []
        for each in some:
            purge.forget_said(connection, each["id"])
            purge.forget_told(connection, each["id"])
            removed.append(purge.remove_attached(connection, each["id"]))
            complaints.forget(connection, each["id"], context.now())
        body = {
            "until": until,
            "complaints": [{"id": each["id"], "number": each["number"]} for each in some],
            "files": sum(count for count, _size in removed),
            "bytes": sum(size for _count, size in removed),
        }
        context.record(connection, COMPLAINTS_PURGED, body)

    def _forget_photos(self, until: str) -> None:
        """Take the photos of outreach off the laptop that head office has, and of whose event it signed the
        retention time ago to hold every word."""
        context = self._context
        with context.store.read() as connection:
            due = outreach.with_photos_at_office(connection)
            held = signed(connection, until) if due else {}
            gone = [each for each in due if _is_held(connection, each, held)]
        for start in range(0, len(gone), TOGETHER):
            some = gone[start : start + TOGETHER]
            with context.store.write() as connection, purge.overwriting(connection):
                removed = [purge.remove_attached(connection, each) for each in some]
                body = {
                    "until": until,
                    "events": some,
                    "photos": sum(count for count, _size in removed),
                    "bytes": sum(size for _count, size in removed),
                }
                context.record(connection, OUTREACH_PURGED, body)

    def _leave_no_copy(self) -> None:
        """What was let go, by this run or one that was cut, goes from the log and from the copies of before
        updates too, however young those are."""
        store = self._context.store
        with store.read() as connection:
            if not settings.get(connection, settings.LET_GO, False):
                return
        store.empty_log()
        try:
            update_copies.remove(update_copies.folder_of(store.path))
        except OSError:  # another program holds the file; the next run tries again
            return
        with store.write() as connection:
            settings.put(connection, settings.LET_GO, False)


def _is_held(connection: Connection, subject: str, held: Mapping[str, int]) -> bool:
    """Whether head office has signed to hold every entry about it, as far as ``held`` says."""
    return all(seq <= held.get(life, 0) for life, seq in journal.ends_about(connection, subject).items())
