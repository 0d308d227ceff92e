"""Working days: Monday to Friday without the holidays and joint leave that ministers set for each year."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

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
