"""The queue at the counter: tickets for who walks in and who is booked, calls, and what is told of them.

No application needs a ticket. A ticket says nothing of its holder; whom it leads to (a booking, an
application that was begun from it) is known for the day only.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from mobile_unit.clock import today
from mobile_unit.domain.entries import QUEUE_TICKETS
from mobile_unit.domain.queue import (
    CALLED,
    MISSED,
    MOST_AT_ONCE,
    SERVED,
    SERVING,
    WAITING,
    Kind,
    Rules,
    next_of,
    said_of,
)
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.queue_rules import rules
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.queue_views import (
    Choices,
    Slip,
    Ticket,
    View,
    booked_of,
    choices_of,
    queue_of_today,
    slip_of,
    ticket_of,
    view_of,
)
from mobile_unit.store import planned_visits, queue, settings, visits
from mobile_unit.store.engine import Connection, RowMapping

LONGEST_COUNTER = 20


class Queue:
    """Every call is one transaction and counts at once for whoever looks next."""

    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    @property
    def rules(self) -> Rules:
        return rules()

    def kinds(self) -> tuple[Kind, ...]:
        """Those that somebody can come for: one whose services the catalogue does not have is not offered."""
        offered = self._context.catalogue.services
        return tuple(
            each
            for each in rules().kinds
            if not each.services or any(code.startswith(each.services) for code in offered)
        )

    def look(self) -> View:
        with self._context.store.read() as connection:
            return view_of(self._context, connection, self.kinds())

    def take(self, kind: str, reason: str | None = None) -> Slip:
        """A ticket for somebody who walks in; ``reason`` is why they go first, by key."""
        with self._context.store.write() as connection:
            return self._take(connection, rules().kind(kind), reason)

    def take_for(self, plan: str, booking: str, reason: str | None = None) -> Slip:
        """A ticket for somebody on the list of a planned visit; raises UserFacingError where the booking is
        consumed already, by a ticket or an application."""
        with self._context.store.write() as connection:
            found = planned_visits.find(connection, plan)
            wanted = next((each for each in found.bookings if each.id == booking), None) if found else None
            if found is None or wanted is None or found.cancelled:
                raise UserFacingError(_("This visit is not planned any more."))
            (seen,) = (each for each in booked_of(connection, found) if each.id == booking)
            if seen.is_consumed:
                raise UserFacingError(
                    _("This booking was used already: {number}.").format(
                        number=seen.ticket or seen.application
                    ),
                    _("Who comes for something else takes a ticket of their own."),
                )
            return self._take(connection, rules().kind_of(wanted.service), reason, booking)

    def slip(self, ticket: int) -> Slip:
        """The slip of a ticket once more, as it stands now."""
        with self._context.store.read() as connection:
            return slip_of(self._context, connection, _found(connection, ticket))

    def slip_pdf(self, slip: Slip, language: str, paper: str = "a5") -> bytes:
        """The slip on paper, in Indonesian (``id``) or English (``en``)."""
        from mobile_unit.receipts.papers import paper_of
        from mobile_unit.receipts.queue_slip import pdf_of

        return pdf_of(self._parts(slip, language), paper_of(paper), slip.number)

    def slip_escpos(self, slip: Slip, language: str, paper: str) -> bytes:
        from mobile_unit.receipts.papers import paper_of
        from mobile_unit.receipts.stream import escpos_of

        return escpos_of(self._parts(slip, language), paper_of(paper))

    def _parts(self, slip: Slip, language: str) -> Any:
        from mobile_unit.receipts.queue_slip import parts_of

        info = self._context.info
        return parts_of(
            slip.number,
            slip.kind,
            slip.place,
            datetime.fromisoformat(slip.taken_at),
            slip.ahead,
            slip.minutes,
            f"{info.name} ({info.code})",
            self._context.catalogue,
            language,
        )

    def waiting_today(self) -> int:
        """How many wait, for a line of the day's page."""
        with self._context.store.read() as connection:
            return queue.count_waiting_on(connection, today(self._context.clock).isoformat())

    def call_next(self) -> Ticket | None:
        """Call whose turn it is, which ends the service of whom the officer called before; None where nobody
        waits."""
        context = self._context
        with context.store.write() as connection:
            found = queue_of_today(self._context, connection)
            if found is None:
                return None
            for row in queue.all_of(connection, found):
                if row["state"] in (CALLED, SERVING) and row["officer"] == context.officer.nip:
                    self._end(connection, row)
            kinds = self._called_kinds(connection)
            turn = next_of(
                queue.waiting(connection, found, kinds),
                queue.first_in_a_row(connection, found, kinds),
                rules().in_a_row,
            )
            return None if turn is None else self._call(connection, turn.id)

    def call(self, ticket: int) -> Ticket:
        """Call this one out of turn, or once more; the first call counts for the time of waiting."""
        with self._context.store.write() as connection:
            row = _found(connection, ticket)
            if row["state"] == SERVED:
                raise UserFacingError(_("This ticket is done already."))
            return self._call(connection, ticket)

    def begin(self, ticket: int) -> Ticket:
        """They are here: serving begins."""
        with self._context.store.write() as connection:
            row = _found(connection, ticket)
            if row["state"] == CALLED:
                queue.change(connection, ticket, state=SERVING, begun_at=self._at(row))
            return self._ticket(_found(connection, ticket))

    def finish(self, ticket: int) -> None:
        with self._context.store.write() as connection:
            row = _found(connection, ticket)
            if row["state"] in (CALLED, SERVING):
                self._end(connection, row)

    def miss(self, ticket: int) -> None:
        """Called, and not there."""
        with self._context.store.write() as connection:
            row = _found(connection, ticket)
            if row["state"] == CALLED:
                queue.change(connection, ticket, state=MISSED, finished_at=self._at(row))

    def come_back(self, ticket: int) -> None:
        """Somebody who was not there is: they wait again, in the place that their number has."""
        with self._context.store.write() as connection:
            if _found(connection, ticket)["state"] == MISSED:
                queue.change(connection, ticket, state=WAITING, finished_at=None, officer=None)

    def move(self, ticket: int, kind: str) -> None:
        """They need another kind of service: they keep their number and wait for that."""
        wanted = rules().kind(kind).key
        with self._context.store.write() as connection:
            row = _found(connection, ticket)
            if row["state"] == SERVED:
                raise UserFacingError(_("This ticket is done already."))
            again = {"begun_at": None, "finished_at": None, "application": None, "officer": None}
            queue.change(connection, ticket, kind=wanted, state=WAITING, **again)

    def link(self, ticket: int, draft: str) -> None:
        """An application was begun for this ticket: serving began by now, and ends when it is sealed."""
        with self._context.store.write() as connection:
            row = _found(connection, ticket)
            if row["state"] in (CALLED, SERVING):
                begun = row["begun_at"] or self._at(row)
                queue.change(connection, ticket, state=SERVING, begun_at=begun, application=draft)

    def choose(self, choices: Choices) -> None:
        """Raises UserFacingError for a name of the counter that is too long to be read from afar."""
        name = " ".join(choices.counter.split())
        if len(name) > LONGEST_COUNTER:
            raise UserFacingError(_("At most {count} letters.").format(count=LONGEST_COUNTER))
        known = [kind.key for kind in rules().kinds if kind.key in choices.kinds]
        said = replace(choices, counter=name, kinds=tuple(known))
        with self._context.store.write() as connection:
            settings.put(connection, settings.QUEUE, asdict(said))

    def _take(
        self, connection: Connection, kind: Kind, reason: str | None, booking: str | None = None
    ) -> Slip:
        if reason is not None and reason not in rules().reasons:
            raise ValueError("no such reason")
        context = self._context
        day = today(context.clock)
        visit = visits.latest_on(connection, day)
        place = visit.place if visit else ""
        queue.settle(connection, day.isoformat(), place)
        found, begun = queue.begin(connection, day.isoformat(), place)
        if begun:
            tell(context, connection)  # of days that nobody closed
        row = {
            "kind": kind.key,
            "priority": reason is not None,
            "booked": booking is not None,
            "state": WAITING,
            "counter": "",
            "taken_at": context.now(),
            "reason": reason,
            "booking": booking,
        }
        ticket = queue.add(connection, found, kind.letter, row)
        return slip_of(context, connection, _found(connection, ticket))

    def _call(self, connection: Connection, ticket: int) -> Ticket:
        row = _found(connection, ticket)
        queue.change(
            connection,
            ticket,
            state=SERVING if row["state"] == SERVING else CALLED,
            turn=queue.next_turn(connection, row["queue"]),
            called_at=row["called_at"] or self._at(row),
            finished_at=None,
            counter=choices_of(connection).counter,
            officer=self._context.officer.nip,
        )
        return self._ticket(_found(connection, ticket))

    def _end(self, connection: Connection, row: RowMapping) -> None:
        """Whose beginning nobody noted was served from the call on."""
        begun = row["begun_at"] or row["called_at"]
        at = self._at(row)
        queue.change(connection, row["position"], state=SERVED, begun_at=begun, finished_at=at)

    def _at(self, row: RowMapping) -> str:
        """Now, and never before what is known of the ticket: clocks are set back."""
        known = (row[name] for name in ("taken_at", "called_at", "begun_at"))
        return max(self._context.now(), *(str(moment) for moment in known if moment is not None))

    def _called_kinds(self, connection: Connection) -> tuple[str, ...]:
        return choices_of(connection).kinds or tuple(each.key for each in rules().kinds)

    def _ticket(self, row: RowMapping) -> Ticket:
        return ticket_of(row, self._context.officer.nip)


def tell(context: Context, connection: Connection, *, everything: bool = False) -> None:
    """Write to the journal what became of tickets and is not said yet, within the caller's transaction, and
    forget whom those of other days led to.

    Whoever is being served now is told the next time; ``everything`` lets none wait (the laptop is about to
    be deleted).
    """
    day = "9999-12-31" if everything else today(context.clock).isoformat()
    for of, rows in queue.untold(connection, day, MOST_AT_ONCE):
        found = [queue.moments_of(row, context.info.code, of["day"], of["place"]) for row in rows]
        body = {
            "queue": of["id"],
            "day": of["day"],
            "place": of["place"],
            "tickets": [said_of(each) for each in found],
        }
        context.record(connection, QUEUE_TICKETS, body)
        queue.mark_told(connection, [row["position"] for row in rows])
    queue.forget_before(connection, day)


def _found(connection: Connection, ticket: int) -> RowMapping:
    row = queue.find(connection, ticket)
    if row is None:
        raise UserFacingError(_("There is no such ticket."))
    return row
