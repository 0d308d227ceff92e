"""What is shown of the queue at the counter: tickets, the line, calls, who is booked, a slip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mobile_unit.clock import today
from mobile_unit.domain.planned import Plan
from mobile_unit.domain.queue import (
    CALLED,
    MISSED,
    SERVED,
    SERVING,
    Kind,
    Summary,
    about,
    line,
    number_of,
    summary_of,
    usual_minutes,
)
from mobile_unit.domain.texts import Text
from mobile_unit.forms.queue_rules import rules
from mobile_unit.services.context import Context
from mobile_unit.store import planned_visits, queue, settings, visits
from mobile_unit.store.engine import Connection, RowMapping

LAST_CALLS = 4
"""The one that is called now and three before it."""
MEASURED = 10
"""So many services that ended last tell how long one takes now."""
PLANS = 5
NOTHING = Summary()


@dataclass(frozen=True, slots=True)
class Ticket:
    """``mine`` says that it was called by who is signed in."""

    id: int
    number: str
    kind: str
    priority: bool
    booked: bool
    state: str
    counter: str
    mine: bool
    taken_at: str
    called_at: str | None = None
    begun_at: str | None = None
    finished_at: str | None = None
    reason: str | None = None
    application: str | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """What the holder takes along. ``ahead`` is how many are called before, ``minutes`` roughly how long that
    takes."""

    ticket: int
    number: str
    kind: Text
    place: str
    taken_at: str
    ahead: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Booked:
    """Somebody on the list of a visit planned for today; ``ticket`` and ``application`` are the numbers by
    which the booking is consumed."""

    plan: str
    id: str
    full_name: str
    hour: str | None
    service: str | None
    ticket: str | None
    application: str | None

    @property
    def is_consumed(self) -> bool:
        return self.ticket is not None or self.application is not None


@dataclass(frozen=True, slots=True)
class Choices:
    """How this laptop calls and gives out numbers: the counter's name, with or without a sound, which kinds
    (none: all); whether slips are printed, and in English."""

    counter: str = ""
    muted: bool = False
    kinds: tuple[str, ...] = ()
    prints: bool = True
    english: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """The queue as it stands. ``waiting`` is in the order of the calls to come, ``calls`` are the latest, the
    last one first; ``current`` is whom the officer serves, ``others`` whom other officers do. ``minutes`` is
    what somebody who comes now waits, roughly."""

    day: str
    place: str
    choices: Choices
    kinds: tuple[Kind, ...]
    waiting: tuple[Ticket, ...] = ()
    current: Ticket | None = None
    others: tuple[Ticket, ...] = ()
    missed: tuple[Ticket, ...] = ()
    calls: tuple[Ticket, ...] = ()
    booked: tuple[Booked, ...] = ()
    summary: Summary = NOTHING
    minutes: int = 0


def view_of(context: Context, connection: Connection, kinds: tuple[Kind, ...]) -> View:
    day = today(context.clock)
    visit = visits.latest_on(connection, day)
    place = visit.place_name if visit else ""
    view = View(day.isoformat(), place, choices_of(connection), kinds, booked=booked_on(connection, day))
    found = queue_of_today(context, connection)
    if found is None:
        return view
    rows = queue.all_of(connection, found)
    tickets = {row["position"]: ticket_of(row, context.officer.nip) for row in rows}
    order = order_of(connection, found)
    by_turn = sorted((row for row in rows if row["turn"] is not None), key=lambda row: -int(row["turn"]))
    calls = [tickets[row["position"]] for row in by_turn]
    at_counter = [each for each in calls if each.state in (CALLED, SERVING)]
    current = next((each for each in at_counter if each.mine), None)
    return replace(
        view,
        waiting=tuple(tickets[each] for each in order),
        current=current,
        others=tuple(each for each in at_counter if each != current),
        missed=tuple(each for each in tickets.values() if each.state == MISSED),
        calls=tuple(calls[:LAST_CALLS]),
        summary=_summary(context, view.day, rows),
        minutes=_minutes(rows, order),
    )


def _summary(context: Context, day: str, rows: Sequence[RowMapping]) -> Summary:
    """So far: who waits or is at the counter is neither served nor left."""
    told = [queue.moments_of(row, context.info.code, day, "") for row in rows]
    states = [row["state"] for row in rows]
    counts = {"served": states.count(SERVED), "missed": states.count(MISSED), "left": 0}
    return replace(summary_of(told), **counts)


def slip_of(context: Context, connection: Connection, row: RowMapping) -> Slip:
    order = order_of(connection, row["queue"])
    ahead = order[: order.index(row["position"])] if row["position"] in order else []
    visit = visits.latest_on(connection, today(context.clock))
    return Slip(
        row["position"],
        number_of(row["letter"], row["serial"]),
        rules().kind(row["kind"]).name,
        visit.place_name if visit else "",
        row["taken_at"],
        len(ahead),
        _minutes(queue.all_of(connection, row["queue"]), ahead),
    )


def ticket_of(row: RowMapping, nip: str) -> Ticket:
    """``nip`` is who is signed in."""
    return Ticket(
        row["position"],
        number_of(row["letter"], row["serial"]),
        row["kind"],
        row["priority"],
        row["booked"],
        row["state"],
        row["counter"],
        row["officer"] == nip,
        row["taken_at"],
        row["called_at"],
        row["begun_at"],
        row["finished_at"],
        row["reason"],
        row["application"],
    )


def queue_of_today(context: Context, connection: Connection) -> str | None:
    """The queue of today's place; before anybody took a ticket there, what was taken before the opening."""
    day = today(context.clock)
    visit = visits.latest_on(connection, day)
    found = queue.of_day(connection, day.isoformat(), visit.place) if visit else None
    return found or queue.of_day(connection, day.isoformat(), "")


def order_of(connection: Connection, found: str) -> list[int]:
    """Who waits, in the order of the calls to come, whatever their kind."""
    kinds = [each.key for each in rules().kinds]
    waiting = queue.waiting(connection, found, kinds)
    row = queue.first_in_a_row(connection, found, kinds)
    return [each.id for each in line(waiting, row, rules().in_a_row)]


def choices_of(connection: Connection) -> Choices:
    said = settings.get(connection, settings.QUEUE, {})
    return Choices(**{**said, "kinds": tuple(said.get("kinds", ()))})


def booked_on(connection: Connection, day: date) -> tuple[Booked, ...]:
    """Who is booked for the day, in the order of the lists."""
    plans = planned_visits.from_day(connection, day.isoformat(), PLANS)
    return tuple(
        each
        for plan, _count in plans
        if plan.day == day.isoformat()
        for each in booked_of(
            connection, replace(plan, bookings=planned_visits.bookings_of(connection, plan.id))
        )
    )


def booked_of(connection: Connection, plan: Plan) -> list[Booked]:
    """Who is booked for a plan, and what became of it."""
    given = queue.of_bookings(connection, [each.id for each in plan.bookings])
    taken = planned_visits.taken_of(connection, plan)
    return [
        Booked(
            plan.id,
            each.id,
            each.full_name,
            each.hour,
            each.service,
            number_of(given[each.id]["letter"], given[each.id]["serial"]) if each.id in given else None,
            taken.get(each.id),
        )
        for each in plan.bookings
    ]


def _minutes(rows: Sequence[RowMapping], ahead: Sequence[int]) -> int:
    """Roughly how long it takes until those ahead were served: each as long as their kind took today, who is
    at the counter half of it."""
    kinds = {row["position"]: row["kind"] for row in rows}
    at_counter = [row["kind"] for row in rows if row["state"] in (CALLED, SERVING)]
    each = {kind.key: usual_minutes(_measured(rows, kind.key), kind.minutes) for kind in rules().kinds}
    last = float(rules().kinds[-1].minutes)
    whole = sum(each.get(kinds[position], last) for position in ahead)
    return about(whole + sum(each.get(kind, last) for kind in at_counter) / 2)


def _measured(rows: Sequence[RowMapping], kind: str) -> list[float]:
    """How many minutes the last services of a kind took."""
    ended = [row for row in rows if row["state"] == SERVED and row["kind"] == kind and row["begun_at"]]
    ended.sort(key=lambda row: str(row["finished_at"]))
    return [_minutes_between(row["begun_at"], row["finished_at"]) for row in ended[-MEASURED:]]


def _minutes_between(since: str, until: str) -> float:
    span = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    return max(span.total_seconds(), 0) / 60
