"""The survey's arithmetic: exact, half up, then graded; and who may be told apart."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.survey_results import Group, broken_down, told
from mobile_unit.domain.surveys import (
    ELEMENTS,
    LEAST,
    Answer,
    Tally,
    Trait,
    grade,
    in_figures,
    ready,
    ready_traits,
    rounded,
    sample_size,
    tally,
    total,
)

ROWS = "343434434 333433433 444444444 332333333 433443434 333333333 232333323 334434444 443444434 323433333"


def scores(digits: str) -> dict[str, int | None]:
    return {key: int(digit) or None for key, digit in zip(ELEMENTS, digits, strict=True)}


TEN = tally(scores(row) for row in ROWS.split())


def test_twenty_nine_respondents_of_an_office() -> None:
    """Worked example A: the totals of 29 respondents; with the weight 0,11 it would be 90,56."""
    found = Tally(29, (105, 101, 100, 116, 102, 105, 106, 105, 115), (29,) * 9)
    assert found.index == 9148
    assert grade(found.index)[0] == "A"
    by_tenths = sum((Fraction(each, 29) for each in found.sums), Fraction()) * Fraction(11, 100) * 25
    assert rounded(by_tenths) == 9056


def test_ten_respondents_by_hand() -> None:
    """Worked example B."""
    assert TEN.sums == (32, 32, 30, 37, 33, 34, 36, 31, 35)
    assert TEN.mean("u4") == Fraction(37, 10)
    assert (TEN.index, grade(TEN.index)[0]) == (8333, "B")
    assert TEN.lowest(2) == ("u3", "u8")
    assert TEN.lowest(9)[-1] == "u4"
    assert in_figures(TEN.index) == "83,33"
    assert in_figures(TEN.index, "en") == "83.33"
    assert (TEN.score("u3"), grade(TEN.score("u3"))[0]) == (7500, "C")


def test_the_weight_changes_the_grade() -> None:
    """Worked example C: 320 of ten respondents is an A; with 0,11 for 1/9 a B."""
    found = Tally(10, (36, 36, 36, 36, 36, 35, 35, 35, 35), (10,) * 9)
    assert sum(found.sums) == 320
    assert (found.index, grade(found.index)[0]) == (8889, "A")
    assert grade(rounded(Fraction(320, 10) * Fraction(11, 100) * 25))[0] == "B"


@pytest.mark.parametrize(
    ("exact", "hundredths", "letter"),
    [
        ("76.605", 7661, "B"),
        ("76.6049", 7660, "C"),
        ("88.305", 8831, "A"),
        ("88.3049", 8830, "B"),
        ("64.995", 6500, "C"),
        ("64.9949", 6499, "D"),
        ("25", 2500, "D"),
        ("100", 10000, "A"),
    ],
)
def test_rounded_half_up_before_it_is_graded(exact: str, hundredths: int, letter: str) -> None:
    assert rounded(Fraction(exact)) == hundredths
    assert grade(hundredths)[0] == letter


@given(st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=30))
def test_the_index_is_the_mean_of_all_scores_where_everybody_answered_everything(rows: list) -> None:
    found = tally(dict(zip(ELEMENTS, row, strict=True)) for row in rows)
    exact = Fraction(sum(map(sum, rows)), 9 * len(rows)) * 25
    assert found.index is not None
    assert abs(Fraction(found.index, 100) - exact) <= Fraction(1, 200)
    assert 2500 <= found.index <= 10000
    assert found == total(tally([dict(zip(ELEMENTS, row, strict=True))]) for row in rows)


def test_nobody_asked_is_a_dash_and_no_figure() -> None:
    nobody = Tally()
    assert (nobody.index, nobody.mean("u1"), nobody.lowest()) == (None, None, ())
    assert in_figures(nobody.index) == "–"
    assert grade(nobody.index)[0] == "–"


def test_what_was_left_out_is_not_a_zero() -> None:
    found = tally([scores("444444440"), scores("222222222")])
    assert found.counts[8] == 1
    assert found.mean("u9") == 2
    assert found.mean("u1") == 3
    assert tally([scores("444444440")]).index is None


@pytest.mark.parametrize(
    ("population", "wanted"),
    [
        *((0, 0), (10, 10), (15, 14), (20, 19), (25, 24), (30, 28), (35, 32), (40, 36), (50, 44), (60, 52)),
        *((100, 80), (220, 140), (340, 181), (500, 217), (1000, 278), (1200, 291), (2000, 322), (5000, 357)),
    ],
)
def test_the_sample_is_krejcie_and_morgans(population: int, wanted: int) -> None:
    assert sample_size(population) == wanted


MONTHS = ("2026-10", "2026-11")
answers = st.lists(
    st.tuples(st.sampled_from(MONTHS), st.sampled_from("abc"), st.sampled_from("xyz")), max_size=40
).map(
    lambda rows: [
        Answer(f"{n:032x}", month, place, family, "1", scores("444444444"))
        for n, (month, place, family) in enumerate(rows)
    ]
)


@given(answers)
def test_nobody_leaves_the_laptop_in_a_group_that_is_too_small(waiting: list[Answer]) -> None:
    gone = ready(waiting, "2026-11")
    families = Counter((each.month, each.place, each.family) for each in gone if each.family)
    places = Counter((each.month, each.place) for each in gone if each.place)
    assert all(count >= LEAST for count in families.values())
    assert all(count >= LEAST for count in places.values())
    assert len({each.id for each in gone}) == len(gone)
    assert {each.id for each in gone} >= {each.id for each in waiting if each.month == "2026-10"}
    assert [each.id for each in gone] == sorted(each.id for each in gone)
    before = {each.id: each for each in waiting}
    for each in gone:
        assert (each.month, each.scores) == (before[each.id].month, before[each.id].scores)
        assert each.place in (None, before[each.id].place)
        assert each.family in (None, before[each.id].family)


def test_four_wait_for_a_fifth_and_five_go() -> None:
    four = [Answer(str(n), "2026-11", "a", "x", "1", {}) for n in range(4)]
    assert ready(four, "2026-11") == []
    assert len(ready([*four, Answer("4", "2026-11", "a", "x", "1", {})], "2026-11")) == 5
    assert {(each.place, each.family) for each in ready(four, "2026-12")} == {(None, None)}


def test_what_people_say_of_themselves_waits_likewise() -> None:
    four = [Trait(str(n), "2026-11", "sex", "l") for n in range(4)]
    assert ready_traits(four, "2026-11") == []
    assert len(ready_traits([*four, Trait("4", "2026-11", "sex", "p")], "2026-11")) == 5
    assert len(ready_traits(four, "2026-12")) == 4


@given(st.dictionaries(st.sampled_from([*"abcdef", None]), st.integers(1, 9)))
def test_no_line_of_a_breakdown_is_too_small_and_their_sum_is_the_whole(sizes: dict) -> None:
    lines = broken_down((key, Tally(size)) for key, size in sizes.items())
    whole = sum(sizes.values())
    assert total(each for _key, each in lines).respondents == whole
    if whole >= LEAST:
        assert all(each.respondents >= LEAST for _key, each in lines)


def test_fewer_than_five_are_not_told_at_all() -> None:
    group = Group("WK01", "2026-11", "a", "x", Tally(4, (16,) * 9, (4,) * 9))
    found = told([group], {("sex", "l"): 4})
    assert (found.tally, found.places, found.traits, found.too_few) == (Tally(), (), {}, True)
    both = told([group, group], {("sex", "l"): 8, ("sex", "p"): 1})
    assert both.tally.respondents == 8
    assert both.traits == {("sex", "l"): 8, ("sex", "p"): None}
