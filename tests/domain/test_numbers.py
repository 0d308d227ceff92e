"""Numbers on paper: written, said, misheard."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from mobile_unit.domain.numbers import (
    COMPLAINTS,
    application_number,
    check_character,
    find_number,
    find_series_number,
    is_application_number,
    is_series_number,
    is_unit_code,
    journal_of,
    journal_of_series,
    new_mark,
    series_number,
)

numbers = st.builds(
    application_number,
    st.from_regex(r"[A-Z][A-Z0-9]{1,7}", fullmatch=True),
    st.sampled_from("ABCXYZ"),
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999_999),
    st.builds(lambda drawn, mark: mark if drawn else "", st.booleans(), st.builds(new_mark)),
)


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=30))
def test_the_check_character_is_that_of_an_independent_library(text):
    assert check_character(text) == mod_37_36.calc_check_digit(text)


@given(numbers)
def test_a_number_is_one_and_is_found_however_it_is_said(number):
    assert is_application_number(number)
    for said in (number, number.lower(), number.replace("-", " "), number.replace("-", ""), f"  {number} "):
        assert find_number(said) == number


def test_said_on_the_phone_without_leading_zeros():
    number = application_number("WK01", "A", date(2026, 11, 24), 7)
    assert find_number(f"wk01a 261124 7 {number[-1].lower()}") == number


def test_a_number_names_its_journal():
    day = date(2026, 11, 24)
    assert journal_of(application_number("WK01", "A", day, 7)) == ("WK01", "A", "")
    assert journal_of(application_number("WK01", "B", day, 70_000, "QK3F7")) == ("WK01", "B", "QK3F7")
    with pytest.raises(ValueError, match="no mark"):
        application_number("WK01", "A", day, 7, "0AAAA")


@given(numbers, st.data())
def test_one_wrong_character_is_noticed(number, data):
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if number[place] in ("-", wrong):
        return
    assert not is_application_number(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "WK01A", "WK01A-261124-0007", "WK01A-261124-07-K", "💥", "A" * 500, "1-2-3-4"]
)
def test_anything_else_is_none(text):
    assert find_number(text) is None


@pytest.mark.parametrize(
    ("code", "fit"), [("WK01", True), ("W", False), ("1K", False), ("wk01", False), ("A" * 9, False)]
)
def test_unit_codes(code, fit):
    assert is_unit_code(code) is fit


def test_out_of_range_is_refused():
    with pytest.raises(ValueError, match="range"):
        application_number("WK01", "A", date(2026, 1, 1), 0)


in_series = st.tuples(
    st.from_regex(r"[A-Z][A-Z0-9]{1,7}", fullmatch=True),
    st.sampled_from("ABCPXYZ"),
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999_999),
    st.builds(lambda drawn, mark: mark if drawn else "", st.booleans(), st.builds(new_mark)),
)


@given(in_series)
def test_a_number_of_a_series_is_found_however_it_is_said(parts):
    number = series_number(COMPLAINTS, *parts)
    assert is_series_number(COMPLAINTS, number)
    assert not is_series_number("Q", number)
    assert journal_of_series(number) == (parts[0], parts[1], parts[4])
    for said in (number, number.lower(), number.replace("-", " "), number.replace("-", ""), f" {number} "):
        assert find_series_number(COMPLAINTS, said) == number


@given(in_series)
@example(("A025GA", "P", date(2040, 2, 9), 1757, ""))
def test_no_number_of_a_series_is_one_of_an_application_nor_the_other_way_round(parts):
    number, other = series_number(COMPLAINTS, *parts), application_number(*parts)
    for said in (number, number.replace("-", " ")):
        assert not is_application_number(said)
        assert find_number(said) is None
    for said in (other, other.replace("-", " ")):
        assert not is_series_number(COMPLAINTS, said)
        assert find_series_number(COMPLAINTS, said) is None


@given(in_series, st.data())
def test_one_wrong_character_of_a_series_number_is_noticed(parts, data):
    number = series_number(COMPLAINTS, *parts)
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    changed = number[:place] + wrong + number[place + 1 :]
    assert changed == number or not is_series_number(COMPLAINTS, changed)
