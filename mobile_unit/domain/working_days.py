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
    """How many working days ``until`` is after ``since``; negative where it is before."""
    if until < since:
        return -working_days_between(until, since, holidays)
    days = (since + timedelta(days=each) for each in range(1, (until - since).days + 1))
    return sum(is_working_day(day, holidays) for day in days)
