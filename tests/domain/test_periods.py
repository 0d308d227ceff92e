"""Months, quarters, halves and years."""

from __future__ import annotations

import pytest

from mobile_unit.domain.periods import Period, is_month


@pytest.mark.parametrize(
    ("months", "since", "until", "name"),
    [
        (1, "2026-11", "2026-11", "November 2026"),
        (3, "2026-10", "2026-12", "Triwulan IV 2026"),
        (6, "2026-07", "2026-12", "Semester II 2026"),
        (12, "2026-01", "2026-12", "Tahun 2026"),
    ],
)
def test_the_period_that_a_month_is_in(months: int, since: str, until: str, name: str) -> None:
    period = Period.around("2026-11", months)
    assert (period.since, period.until, period.name.id) == (since, until, name)


def test_a_year_that_no_calendar_has_is_no_month() -> None:
    assert is_month("0001-01")
    assert not is_month("0000-01")


def test_the_one_before_it() -> None:
    assert Period.around("2026-02", 3).before() == Period("2025-10", "2025-12")
    assert Period("2026-01", "2026-01").before() == Period("2025-12", "2025-12")


def test_any_other_run_of_months_is_named_from_end_to_end() -> None:
    assert Period("2026-11", "2027-01").name.id == "November 2026 s.d. Januari 2027"
    assert Period("2026-02", "2026-04").name.en == "February 2026 to April 2026"


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-11", None, 202611, "2026-11-01"])
def test_what_is_no_month(text: object) -> None:
    assert not is_month(text)
