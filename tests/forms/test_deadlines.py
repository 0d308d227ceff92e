"""Until when something was promised: by the standard that the record falls under."""

from __future__ import annotations

from datetime import date

import pytest

from mobile_unit.forms.deadlines import (
    clock_starts,
    due_on,
    holidays,
    is_set,
    merged,
    promised_days,
    shipped_holidays,
)

TUESDAY = date(2026, 11, 24)


def body(service="passport.new", catalogue="2026.3", referred=False, **answers):
    return {"service": service, "catalogue": catalogue, "answers": answers, "referred": referred}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (body(), 4),
        (body(catalogue="2026.1"), 4),
        (body(accelerated=True), 0),
        (body("passport.replacement", reason="expired"), 4),
        (body("passport.replacement", reason="lost"), None),
        (body(referred=True), None),
        (body("permit.itk"), 2),
    ],
)
def test_the_standard_says_how_many_days(said, days):
    assert promised_days(said) == days


def test_the_last_day_leaves_out_what_is_no_working_day():
    assert due_on(body(), TUESDAY) == date(2026, 11, 30)
    assert due_on(body(), date(2026, 12, 23)) == date(2026, 12, 31)
    assert due_on(body(accelerated=True), TUESDAY) == TUESDAY
    assert due_on(body("passport.replacement", reason="lost"), TUESDAY) is None


def test_the_clock_is_the_catalogue_s_or_the_standard_s_own():
    assert clock_starts(body()) == "payment_and_interview"
    assert clock_starts(body(catalogue="2026.1")) == "payment_and_interview"
    assert clock_starts(body("permit.itk")) == "payment"


def test_the_year_s_holidays_are_whole():
    assert len([day for day in holidays() if day.year == 2026]) == 25


def test_a_year_that_is_not_set_is_told_apart_and_its_fixed_days_are_known():
    assert is_set(2026)
    assert not is_set(2027)
    assert not is_set(2040)
    assert date(2027, 8, 17) in holidays()
    assert set(shipped_holidays()["provisional"]) == {"2027"}
    assert not {"2027"} & set(shipped_holidays()["years"])


def test_who_sets_a_provisional_year_sets_all_of_it():
    said = {"years": {"2027": "SKB"}, "days": [{"day": "2027-01-01", "name": "Tahun Baru"}]}
    assert [day for day in merged([said]) if day.year == 2027] == [date(2027, 1, 1)]
