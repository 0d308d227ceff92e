"""Retries are bounded, jittered, and never given up; scans keep to the night where a link costs."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.sync.schedule import CAP_SECONDS, FIRST_SECONDS, LINKS, Schedule, delay_after

JAKARTA = datetime.fromisoformat("2026-11-24T00:00:00+07:00")


def at(hour: float, day: int = 0) -> datetime:
    return JAKARTA + timedelta(days=day, hours=hour)


@given(st.integers(0, 10_000), st.integers())
def test_delays_grow_to_a_cap(failures, seed):
    delay = delay_after(failures, random.Random(seed))
    assert FIRST_SECONDS * 0.75 <= delay <= CAP_SECONDS


def test_delays_double_before_the_cap():
    middle = random.Random()
    middle.uniform = lambda low, high: (low + high) / 2
    assert [delay_after(n, middle) for n in (1, 2, 3, 4)] == [15, 30, 60, 120]


@pytest.mark.parametrize(
    ("hour", "inside"), [(18, False), (19, True), (23, True), (0, True), (4, True), (5, False)]
)
def test_the_night(hour, inside):
    assert Schedule().is_night(at(hour)) is inside


def test_a_window_within_one_day_and_one_that_is_all_day():
    noon = Schedule(time(12), time(13))
    assert [noon.is_night(at(hour)) for hour in (11.9, 12, 12.9, 13)] == [False, True, True, False]
    assert all(Schedule(time(7), time(7)).is_night(at(hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("now", "whole", "missed"),
    [
        (at(9), None, True),
        (at(9), at(22, -1), False),
        (at(9), at(2), False),
        (at(9), at(8), False),
        (at(9), at(18, -1), True),
        (at(18), at(20, -2), True),
        (at(20), None, False),
    ],
)
def test_a_night_that_passed_without_a_whole_round_is_made_up_for(now, whole, missed):
    assert Schedule().missed_night(now, whole) is missed


@pytest.mark.parametrize(
    ("now", "metered", "whole", "go"),
    [
        (at(9), False, at(2), True),
        (at(9), True, at(2), False),
        (at(9), True, at(12, -2), True),
        (at(21), True, at(2), True),
    ],
)
def test_scans_wait_for_the_night_where_the_link_costs(now, metered, whole, go):
    assert Schedule().scans_go(now, metered=metered, last_whole=whole) is go


def test_what_the_computer_says_counts_unless_somebody_knows_better():
    said = {link: [Schedule(link=link).is_metered(says) for says in (False, True)] for link in LINKS}
    assert said == {"system": [False, True], "metered": [True, True], "free": [False, False]}


@given(st.times(), st.times(), st.sampled_from(LINKS))
def test_a_schedule_is_kept_to_the_minute(begins, ends, link):
    chosen = Schedule(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0), link)
    assert Schedule.of(chosen.as_setting()) == chosen


@pytest.mark.parametrize(
    "odd", [{}, {"begins": 7, "ends": "25:00", "link": "x"}, {"begins": "", "ends": None}]
)
def test_a_setting_that_makes_no_sense_is_the_usual_one(odd):
    assert Schedule.of(odd) == Schedule()
