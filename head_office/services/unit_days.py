"""Each unit's day, counted at its closing against what is here and whole: complete, or what exactly lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from head_office.services.night.gaps import numbers_of, skipped
from head_office.store import figures, standings
from head_office.store.engine import Connection
from mobile_unit.domain.numbers import journal_of

DAYS = 14
"""So far back days are looked at."""

COMPLETE, UNDER_WAY, NOT_CLOSED, LATER, LACKING = "complete", "under_way", "not_closed", "later", "lacking"
STATES = (COMPLETE, UNDER_WAY, NOT_CLOSED, LATER, LACKING)
"""From the best to the worst."""


@dataclass
class UnitDay:
    """A day of a unit. ``counted`` is what its laptops counted at closing, None while none did; ``received``
    are on file, the numbers in ``lacking`` without some scan; ``aside`` came and were not applied;
    ``missing`` must have been given, as later ones came."""

    unit: str
    day: str
    counted: int | None = None
    received: int = 0
    lacking: list[str] = field(default_factory=list)
    scans: int = 0
    """How many scans are missing in all."""
    aside: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    is_today: bool = False

    @property
    def whole(self) -> int:
        return self.received - len(self.lacking)

    @property
    def unnamed(self) -> int:
        """Counted at closing, and nothing here says which ones they are."""
        known = self.received + len(self.aside) + len(self.missing)
        return max((self.counted or 0) - known, 0)

    @property
    def later(self) -> int:
        """More are here than were counted: taken after the closing, or on a laptop that has not closed."""
        known = self.received + len(self.aside)
        return max(known - self.counted, 0) if self.counted is not None else 0

    @property
    def state(self) -> str:
        if self.is_today and self.counted is None:
            return UNDER_WAY
        if self.lacking or self.aside or self.missing or self.unnamed:
            return LACKING
        if self.counted is None:
            return NOT_CLOSED
        return LATER if self.later else COMPLETE


def days(connection: Connection, today: date, unit: str | None = None, back: int = DAYS) -> list[UnitDay]:
    """The days of the last two weeks on which something was taken or closed, the newest first, by unit."""
    since = today - timedelta(days=back)
    found: dict[tuple[str, str], UnitDay] = {}

    def at(code: str, day: str) -> UnitDay:
        return found.setdefault((code, day), UnitDay(code, day, is_today=day == today.isoformat()))

    numbers: list[str] = []
    for code, number, scans in standings.filed(connection, _short(since), _short(today + _AHEAD), unit):
        each = at(code, _day_of(number))
        each.received += 1
        each.scans += scans
        if scans:
            each.lacking.append(number)
        numbers.append(number)
    kept = [row for row in figures.aside(connection) if unit in (None, row["unit"])]
    for number in _recent(numbers_of(kept), since):
        at(journal_of(number)[0], _day_of(number)).aside.append(number)
        numbers.append(number)
    for row in skipped(numbers, since.isoformat()):
        at(row["unit"], row["day"]).missing.append(row["number"])
    for row in standings.closed(connection, since.isoformat(), unit):
        each = at(row["unit"], row["day"])
        each.counted = (each.counted or 0) + row["counted"]
    return sorted(found.values(), key=lambda each: (each.day, each.unit), reverse=True)


_AHEAD = timedelta(days=400)
"""A laptop's clock may be far ahead."""


def by_unit(listed: Iterable[UnitDay]) -> dict[str, list[UnitDay]]:
    found: dict[str, list[UnitDay]] = defaultdict(list)
    for each in listed:
        found[each.unit].append(each)
    return found


def _recent(numbers: Iterable[str], since: date) -> list[str]:
    return [number for number in numbers if _day_of(number) >= since.isoformat()]


def _short(day: date) -> str:
    return f"{day:%y%m%d}"


def _day_of(number: str) -> str:
    """The day that a number is of, ISO."""
    day = number.split("-")[1]
    return f"20{day[:2]}-{day[2:4]}-{day[4:]}"
