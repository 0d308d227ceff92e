"""The arithmetic of the indicators: exact figures of counted values.

Whoever keeps many rows counts them where they lie (a ``GROUP BY``, or a table of months) and hands over how
often each value was met; a mean, a median or a share is the same of such counts as of the single rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import NamedTuple

from mobile_unit.domain.indicators import DAYS, KEPT, NO_PROMISE, PROMISE, Indicator, Statistic
from mobile_unit.domain.working_days import Counted as WorkingDays

Values = Mapping[int, int]
"""How often each value was met."""


class Counted(NamedTuple):
    """So often a measure had a value in a month (``2026-11``), for a service (its code, "" where none is
    known)."""

    measure: str
    month: str
    service: str
    value: int
    number: int


Services = Mapping[str, Sequence[Sequence[int]]]
"""Of a service: the values, and how often each was met."""
Months = Mapping[str, Mapping[str, Services]]
"""Of a measure, of a month, of its services."""


def by_month(counted: Iterable[Counted]) -> Months:
    months: dict[str, dict[str, dict[str, Counter[int]]]] = {}
    for measure, month, service, value, number in counted:
        services = months.setdefault(measure, {}).setdefault(month, {})
        services.setdefault(service, Counter())[value] += number
    return {
        measure: {
            month: {service: _apart(values) for service, values in services.items()}
            for month, services in found.items()
        }
        for measure, found in months.items()
    }


def _apart(values: Mapping[int, int]) -> list[list[int]]:
    """Two long lists, as a pair for each value takes several times as long to be read from JSON."""
    found = sorted(values)
    return [found, [values[each] for each in found]]


class Spell(NamedTuple):
    """So many applications of a service whose clock ran from one day to another; ``promised`` working days,
    None where no time is promised."""

    service: str
    started: date
    stopped: date
    promised: int | None
    number: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` is exact, in the indicator's unit, None where there is none; ``n`` what it is made of. Both
    are None where it is ``hidden``."""

    value: Fraction | None
    n: int | None
    hidden: bool = False


NOTHING = Figure(None, 0)
HIDDEN = Figure(None, None, hidden=True)


def counted_spells(spells: Iterable[Spell], holidays: Collection[date]) -> Iterator[Counted]:
    """The working days (DAYS) of what was completed, in the month of its completion, whether each kept the
    promised time (KEPT), and which that was (PROMISE). One that ends before it begins, by two clocks, took
    0 days."""
    found = list(spells)
    if not found:
        return
    ends = {day for each in found for day in (each.started, each.stopped)}
    days = WorkingDays.over(min(ends), max(ends), holidays)
    months = {day: f"{day:%Y-%m}" for day in ends}
    alike: Counter[tuple[str, str, int, int | None, bool]] = Counter()  # few of them, of many pairs of days
    for service, started, stopped, promised, number in found:
        kept = promised is not None and days.is_in_time(started, stopped, promised)
        alike[months[stopped], service, max(days.between(started, stopped), 0), promised, kept] += number
    sums: Counter[tuple[str, str, str, int]] = Counter()
    for (month, service, took, promised, kept), number in alike.items():
        sums[DAYS, month, service, took] += number
        sums[PROMISE, month, service, NO_PROMISE if promised is None else promised] += number
        if promised is not None:
            sums[KEPT, month, service, int(kept)] += number
    for key, number in sums.items():
        yield Counted(*key, number)


def figure(indicator: Indicator, values: Values, per: int = 0) -> Figure:
    """What an indicator says of values; ``per`` is what it is for each thousand of."""
    n = sum(values.values())
    if indicator.statistic is Statistic.PER_THOUSAND:
        return Figure(Fraction(n * 1000, per) if per else None, n)
    if indicator.statistic is Statistic.COUNT:
        return Figure(Fraction(n), n)
    if not n:
        return NOTHING
    return Figure(_statistic(indicator.statistic, values, n) / indicator.scale, n)


def _statistic(statistic: Statistic, values: Values, n: int) -> Fraction:
    if statistic is Statistic.MEDIAN:
        return median(values)
    whole = Fraction(sum(value * count for value, count in values.items()))
    if statistic is Statistic.SUM:
        return whole
    return whole / n * (100 if statistic is Statistic.SHARE else 1)


def median(values: Values) -> Fraction:
    """The value in the middle; of an even number the mean of the two in the middle. Raises ValueError for
    none."""
    n = sum(values.values())
    if not n:
        raise ValueError("no values")
    lower, upper = _at(values, (n - 1) // 2), _at(values, n // 2)
    return Fraction(lower + upper, 2)


def _at(values: Values, place: int) -> int:
    """The value at a place, from 0, when all stand in order."""
    for value in sorted(values):
        place -= values[value]
        if place < 0:
            return value
    raise ValueError("no such place")


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Half up."""
    return Fraction(floor(value * 10**decimals + Fraction(1, 2)), 10**decimals)


def in_words(indicator: Indicator, value: Fraction | None, language: str = "id") -> str:
    """``4,3``, half up to the indicator's decimals, once; ``–`` where there is none."""
    if value is None:
        return "–"
    comma, dot = (".", ",") if language == "en" else (",", ".")
    whole = int(rounded(value, indicator.decimals) * 10**indicator.decimals)
    before, after = divmod(whole, 10**indicator.decimals)
    grouped = f"{before:,}".replace(",", dot)
    return f"{grouped}{comma}{after:0{indicator.decimals}}" if indicator.decimals else grouped
