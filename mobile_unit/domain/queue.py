"""The queue at a counter: numbers by kind of service, whose turn it is, how long it took.

A ticket says nothing of who holds it: its number, the kind of service, whether they go first, its moments.
What a laptop says of a day's tickets (``queue.tickets``) has whole minutes and no reason for going first:
beside the applications of the same hour, seconds would be names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from statistics import median
from typing import Any

from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.texts import Text

WAITING, CALLED, SERVING = "waiting", "called", "serving"
SERVED, MISSED, LEFT = "served", "missed", "left"
OPEN = (WAITING, CALLED, SERVING)
OUTCOMES = (SERVED, MISSED, LEFT)
"""How a ticket ends: at the counter; called and not there; still waiting when the day was over."""

MOST_AT_ONCE = 500
"""Tickets in one entry: with its longest numbers it stays below 32 KiB."""
LAST_MINUTE = 2 * 24 * 60
"""Counted from the day's midnight: who is served past midnight belongs to the day of the ticket."""
ENOUGH = 3
"""Measured services from which an estimate is made; below it the kind's usual minutes are taken."""
STEP = 5
"""Estimates are told in steps of so many minutes, rounded up: they are none to the minute."""

_SPOKEN = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_KIND = re.compile(r"[a-z][a-z_]{0,29}", re.ASCII)
_NUMBER = re.compile(r"[A-Z]-\d{3,5}", re.ASCII)
_PLACE = re.compile(r"\d\d\.\d\d\.\d\d(\.\d{4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of queue. ``services`` are beginnings of the codes that belong to it; ``minutes`` one usually
    takes, until the counter has measured its own."""

    key: str
    letter: str
    name: Text
    services: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Rules:
    """``reasons`` are why somebody goes first, by key. ``in_a_row``: after so many who went first, somebody
    else is called, if anybody else waits."""

    kinds: tuple[Kind, ...]
    reasons: Mapping[str, Text]
    in_a_row: int

    def kind(self, key: str) -> Kind:
        """Raises KeyError for a kind that there is not (any more)."""
        for each in self.kinds:
            if each.key == key:
                return each
        raise KeyError(key)

    def kind_of(self, service: str | None) -> Kind:
        """The kind that a service belongs to; the last one for what no kind names."""
        for each in self.kinds:
            if service and any(service.startswith(begins) for begins in each.services):
                return each
        return self.kinds[-1]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits, in the order in which tickets were taken."""

    id: int
    kind: str
    priority: bool


@dataclass(frozen=True, slots=True)
class Moments:
    """What is known of one ticket afterwards, here and at head office.

    ``taken`` to ``finished`` are minutes since midnight of ``day`` (WIB), None for what did not happen.
    ``called`` is the first call, so that somebody who was not there at once is not counted as waiting on.
    """

    unit: str
    day: str
    place: str
    number: str
    kind: str
    priority: bool
    booked: bool
    taken: int
    called: int | None
    begun: int | None
    finished: int | None
    outcome: str

    @property
    def waited(self) -> int | None:
        """Minutes from the ticket to the first call."""
        return None if self.called is None else max(self.called - self.taken, 0)

    @property
    def served(self) -> int | None:
        """Minutes at the counter; None where nobody was served or the end is not known."""
        if self.outcome != SERVED or self.begun is None or self.finished is None:
            return None
        return max(self.finished - self.begun, 0)


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of tickets: how many were taken, how each ended, and how long one waited (median, whole
    minutes; None where nobody was called)."""

    taken: int = 0
    served: int = 0
    missed: int = 0
    left: int = 0
    wait: int | None = None


def number_of(letter: str, serial: int) -> str:
    """``A-012``."""
    return f"{letter}-{serial:03d}"


def spoken(number: str, counter: str) -> str:
    """A call as it is spoken, digit by digit: "Nomor antrean A, nol satu dua. Silakan ke Loket 1."."""
    letter, digits = number.split("-")
    words = " ".join(_SPOKEN[int(digit)] for digit in digits)
    return f"Nomor antrean {letter}, {words}. Silakan ke {counter or 'loket'}."


def next_of(waiting: Sequence[Waiting], first_in_a_row: int, in_a_row: int) -> Waiting | None:
    """Whose turn it is: who goes first, in the order of the tickets, but after ``in_a_row`` of them one of
    the others. ``first_in_a_row`` is how many of those called last went first one after the other.

    So of ``in_a_row`` + 1 calls at least one is another's, while any waits: nobody starves.
    """
    first = next((each for each in waiting if each.priority), None)
    other = next((each for each in waiting if not each.priority), None)
    if first is None or other is None:
        return first or other
    return other if first_in_a_row >= in_a_row else first


def line(waiting: Sequence[Waiting], first_in_a_row: int, in_a_row: int) -> list[Waiting]:
    """The order in which those who wait are called, if nobody else comes."""
    left, order, row = list(waiting), [], first_in_a_row
    while (turn := next_of(left, row, in_a_row)) is not None:
        left.remove(turn)
        order.append(turn)
        row = row + 1 if turn.priority else 0
    return order


def about(minutes: float) -> int:
    """Minutes as an estimate is told, 0 for none."""
    return ceil(round(minutes, 3) / STEP) * STEP


def usual_minutes(measured: Sequence[float], otherwise: float) -> float:
    """How long one at the counter takes: the median of what was measured, where that is enough."""
    return median(measured) if len(measured) >= ENOUGH else otherwise


def outcome_of(state: str) -> str:
    """How a ticket counts where nothing more becomes of it."""
    return {WAITING: LEFT, CALLED: MISSED, SERVING: SERVED}.get(state, state)


def minute_of(moment: str | None, day: str) -> int | None:
    """Whole minutes from a day's midnight to a moment (ISO, with its offset); None for None."""
    if moment is None:
        return None
    at = datetime.fromisoformat(moment)
    days = (at.date() - date.fromisoformat(day)).days
    return min(max(days * 24 * 60 + at.hour * 60 + at.minute, 0), LAST_MINUTE)


def summary_of(found: Iterable[Moments]) -> Summary:
    tickets = list(found)
    waits = [each.waited for each in tickets if each.waited is not None]
    return Summary(
        taken=len(tickets),
        served=sum(each.outcome == SERVED for each in tickets),
        missed=sum(each.outcome == MISSED for each in tickets),
        left=sum(each.outcome == LEFT for each in tickets),
        wait=round(median(waits)) if waits else None,
    )


def said_of(ticket: Moments) -> list[Any]:
    """A ticket as the entry ``queue.tickets`` says it."""
    flags = int(ticket.priority) + 2 * int(ticket.booked)
    moments = (ticket.taken, ticket.called, ticket.begun, ticket.finished)
    return [ticket.number, ticket.kind, flags, *moments, ticket.outcome]


def read_tickets(body: Mapping[str, Any], unit: str) -> tuple[str, list[Moments]]:
    """(the queue's id, its tickets) of an entry; raises ValueError, KeyError or TypeError for what no unit
    writes."""
    _require(set(body) == {"queue", "day", "place", "tickets"} and is_record_id(body["queue"]))
    day, place = body["day"], body["place"]
    _require(date.fromisoformat(day).isoformat() == day)
    _require(place == "" or _PLACE.fullmatch(place) is not None)
    _require(isinstance(body["tickets"], list) and 0 < len(body["tickets"]) <= MOST_AT_ONCE)
    found = [_ticket(each, unit, day, place) for each in body["tickets"]]
    _require(len({each.number for each in found}) == len(found))
    return body["queue"], found


def _ticket(said: Any, unit: str, day: str, place: str) -> Moments:
    number, kind, flags, taken, called, begun, finished, outcome = said
    _require(_NUMBER.fullmatch(number) is not None and _KIND.fullmatch(kind) is not None)
    _require(type(flags) is int and 0 <= flags <= 3 and outcome in OUTCOMES)
    moments = [each for each in (taken, called, begun, finished) if each is not None]
    _require(taken is not None and all(type(each) is int for each in moments))
    _require(moments == sorted(moments) and moments[0] >= 0 and moments[-1] <= LAST_MINUTE)
    _require(called is not None or outcome == LEFT)
    flag = bool(flags & 1), bool(flags & 2)
    return Moments(unit, day, place, number, kind, *flag, taken, called, begun, finished, outcome)


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("shape")
