"""The lease counts on the laptop's own clock and gains nothing when that is set back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.lease import DAYS, Lease

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MOMENTS = st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000))


def test_it_ends_after_its_days():
    lease = Lease(START, START, START)
    assert lease.days_left(START, DAYS) == DAYS
    assert lease.days_left(START + timedelta(days=29, hours=23), DAYS) == 1
    assert lease.days_left(START + timedelta(days=30), DAYS) == 0


@given(MOMENTS, MOMENTS)
def test_what_was_seen_is_never_given_back(seen, now):
    lease = Lease(START, START, max(START, START + seen))
    assert lease.days_left(START + now, DAYS) <= lease.days_left(lease.seen, DAYS)


@given(MOMENTS, MOMENTS)
def test_only_a_newer_word_renews_and_then_wholly_whatever_the_clock_says(heard, now):
    lease = Lease(START, START, START + timedelta(days=99))
    renewed = lease.renewed(START + heard, START + now)
    if heard > timedelta(0):
        assert renewed.days_left(START + now, DAYS) == DAYS
    else:
        assert renewed is lease
