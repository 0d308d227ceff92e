"""Working days are counted as offices count them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.working_days import is_working_day, working_day_after, working_days_between

CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))
HOLIDAYS = st.frozensets(st.dates(date(2025, 1, 1), date(2031, 1, 31)), max_size=60)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 24), 4, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 22), 4, date(2026, 12, 30)),
        (date(2026, 11, 25), 0, date(2026, 11, 25)),
        (date(2026, 12, 24), 0, date(2026, 12, 28)),
    ],
)
def test_weekends_and_holidays_do_not_count(start, count, end):
    assert working_day_after(start, count, CHRISTMAS) == end


@given(DAYS, st.integers(1, 60), HOLIDAYS)
def test_counting_there_and_back_agrees(start, count, holidays):
    end = working_day_after(start, count, holidays)
    assert is_working_day(end, holidays)
    assert working_days_between(start, end, holidays) == count
    assert working_days_between(end, start, holidays) == -count


@given(DAYS, HOLIDAYS)
def test_the_same_day_is_the_next_one_that_works(start, holidays):
    end = working_day_after(start, 0, holidays)
    assert is_working_day(end, holidays)
    assert not any(is_working_day(start + timedelta(n), holidays) for n in range((end - start).days))


@given(DAYS, DAYS, HOLIDAYS)
def test_years_are_counted_as_day_after_day_would(since, until, holidays):
    first, last = sorted((since, until))
    days = [first + timedelta(n) for n in range(1, (last - first).days + 1)]
    assert working_days_between(first, last, holidays) == sum(is_working_day(day, holidays) for day in days)
