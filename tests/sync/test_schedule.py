"""Retries are bounded, jittered, and never given up."""

from __future__ import annotations

import random
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.sync.schedule import CAP_SECONDS, FIRST_SECONDS, delay_after, in_nightly_window


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
    assert in_nightly_window(datetime(2026, 11, 24, hour, 0)) is inside  # noqa: DTZ001 - local hours
