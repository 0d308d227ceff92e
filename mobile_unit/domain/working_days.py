"""Working days: Monday to Friday without the holidays and joint leave that ministers set for each year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

SATURDAY = 5


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def working_day_after(start: date, count: int, holidays: Collection[date]) -> date:
    """The ``count``-th working day after ``start``, the day itself not counted; for 0 the day itself, or the
    next working day where it is none."""
    day, left = start, count
    while left > 0 or not is_working_day(day, holidays):
        day += timedelta(days=1)
        left -= is_working_day(day, holidays)
    return day


def working_days_between(since: date, until: date, holidays: Collection[date]) -> int:
    """How many working days ``until`` is after ``since``; negative where it is before. Years cost no more
    than days."""
    if until < since:
        return -working_days_between(until, since, holidays)
    weeks, rest = divmod((until - since).days, 7)
    days = 5 * weeks + sum((since.weekday() + each) % 7 < SATURDAY for each in range(1, rest + 1))
    return days - sum(since < day <= until and day.weekday() < SATURDAY for day in holidays)


@dataclass(frozen=True, slots=True)
class Counted:
    """Working days counted once for a run of days, for those who ask about thousands of pairs of them.

    ``days``: of each day, how many working days of the run there were before it and up to it.
    """

    days: Mapping[date, tuple[int, int]]

    @classmethod
    def over(cls, since: date, until: date, holidays: Collection[date]) -> Counted:
        free = frozenset(holidays)
        run = [since + timedelta(number) for number in range((until - since).days + 1)]
        up_to = list(accumulate(is_working_day(day, free) for day in run))
        return cls(dict(zip(run, zip([0, *up_to], up_to, strict=False), strict=True)))

    def between(self, since: date, until: date) -> int:
        """As ``working_days_between``; raises KeyError for days outside the run."""
        return self.days[until][1] - self.days[since][1]

    def is_in_time(self, since: date, until: date, promised: int) -> bool:
        """Whether ``until`` is no later than the day that ``working_day_after(since, promised)`` is."""
        before, up_to = self.days[since]
        return self.days[until][0] < (up_to + promised if promised else before + 1)
