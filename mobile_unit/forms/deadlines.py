"""Until when an application's passport or permit was promised, by its service standard and the holidays."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from mobile_unit.domain.moments import INTERVIEW, REACHED, moment_of
from mobile_unit.domain.working_days import working_day_after
from mobile_unit.forms import shelf
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.resources import resource

FIRST_CLOCK = "payment_and_interview"
"""What catalogues count from that name no moment (2026.1)."""
CLOCK_STATES = frozenset(state for states in REACHED.values() for state in states)

_counted: dict[str, tuple[object, frozenset[date]]] = {}


def holidays() -> frozenset[date]:
    """Every holiday and day of joint leave that is known. A year that is not set yet has none, or those that
    can be computed beforehand; ``is_set`` tells which."""
    published = shelf.calendars()
    known = _counted.get("holidays")
    if known is None or known[0] is not published:
        known = _counted["holidays"] = published, merged(published)
    return known[1]


def merged(published: Iterable[Mapping[str, Any]]) -> frozenset[date]:
    """What ships and what was published, the oldest first: who sets a year sets all of it."""
    days: frozenset[date] = frozenset()
    for said in (shipped_holidays(), *published):
        years = {int(year) for year in said["years"]}
        new = (date.fromisoformat(each["day"]) for each in said["days"])
        days = frozenset(day for day in days if day.year not in years) | frozenset(new)
    return days


def is_set(year: int) -> bool:
    """Whether the ministers' decree for a year is known; before that its working days are a guess, mostly too
    many by the joint leave."""
    return any(str(year) in said["years"] for said in (shipped_holidays(), *shelf.calendars()))


@cache
def shipped_holidays() -> Mapping[str, Any]:
    """``years`` with the decree that sets each, ``provisional`` ones with what their days come from until
    one is set, and ``days`` with their names."""
    raw: Mapping[str, Any] = json.loads(resource("calendar", "holidays.json").read_text("utf-8"))
    return raw


def promised_days(body: Mapping[str, Any]) -> int | None:
    """Working days that the standard of an entry's application promises; 0 for the accelerated service,
    None where it promises none (lost books, referrals)."""
    if body.get("referred"):
        return None
    if body["answers"].get("accelerated"):
        return 0
    catalogue = Catalogue.load(body["catalogue"])
    standard = catalogue.standard_of(body["service"], body["answers"])
    return catalogue.service(body["service"]).ready_days if standard is None else standard.time.days


def clock_starts(body: Mapping[str, Any]) -> str:
    """The moment that the promised days are counted from, a key of the catalogue's ``moments``."""
    catalogue = Catalogue.load(body["catalogue"])
    standard = catalogue.standard_of(body["service"], body["answers"])
    named = None if standard is None else standard.time.starts
    return named or catalogue.clock_starts or FIRST_CLOCK


def promise_of(body: Mapping[str, Any]) -> tuple[int | None, str]:
    """The promised working days and the moment that they are counted from, as indicators know both."""
    return promised_days(body), moment_of(clock_starts(body))


def starts_clock(body: Mapping[str, Any], state: str) -> bool:
    """Whether an application that is in a state has passed the moment that its promise counts from."""
    return state in REACHED.get(clock_starts(body), REACHED[INTERVIEW])


def due_on(body: Mapping[str, Any], counted_from: date, free: Collection[date] | None = None) -> date | None:
    """The last working day of the promised time, counted from a day; None where none is promised.

    ``free`` are holidays that are to hold instead of those that do.
    """
    days = promised_days(body)
    if days is None:
        return None
    if free is None:
        return _promised(counted_from, days, holidays())
    return working_day_after(counted_from, days, free)


@lru_cache(maxsize=512)
def _promised(counted_from: date, days: int, free: frozenset[date]) -> date:
    """Counted once for all applications of a day."""
    return working_day_after(counted_from, days, free)
