"""An estimate says nothing before it knows, and follows the link."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.sync.pace import SURE_AFTER_SECONDS, Pace


def test_nothing_is_said_at_first():
    pace = Pace()
    assert pace.seconds_left(100) is None
    pace.feed(0, 50)
    pace.feed(SURE_AFTER_SECONDS - 1, 60)
    assert pace.seconds_left(100) is None


@given(st.integers(1, 10**6), st.integers(0, 10**9), st.integers(1, 1000))
def test_a_steady_link_is_told_right(rate, before, left):
    pace = Pace()
    for second in range(100):
        pace.feed(second, before + second * rate)
    seconds = pace.seconds_left(before + 99 * rate + left * rate)
    assert seconds is not None
    assert abs(seconds - left) < 0.01


def test_what_a_resumed_upload_had_is_no_speed():
    pace = Pace()
    pace.feed(0, 900_000)
    pace.feed(10, 910_000)
    assert pace.seconds_left(1_000_000) == 90


def test_a_link_that_slows_down_is_believed_within_a_minute():
    pace = Pace()
    for second in range(60):
        pace.feed(second, 1000 * second)
    for second in range(60, 125):
        pace.feed(second, 60_000 + 100 * (second - 60))
    assert 900 < pace.seconds_left(60_000 + 6_400 + 100_000) < 1100


def test_a_stalled_link_promises_nothing():
    pace = Pace()
    for second in range(0, 200, 10):
        pace.feed(second, 500)
    assert pace.seconds_left(1000) is None


def test_a_new_round_begins_anew():
    pace = Pace()
    pace.feed(0, 0)
    pace.feed(10, 1000)
    pace.feed(11, 0)
    assert pace.seconds_left(1000) is None
