"""The indicators' arithmetic is exact, and nobody of a handful is told, not even by subtraction."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobile_unit.domain.disclosure import LEAST, hidden
from mobile_unit.domain.indicator_book import IndicatorBook
from mobile_unit.domain.indicator_figures import Counted, Spell, by_month, counted_spells, figure, in_words
from mobile_unit.domain.indicators import (
    COMPLAINTS,
    DAYS,
    INDICATORS,
    KEPT,
    NO_PROMISE,
    PROMISE,
    TAKEN,
    Indicator,
)
from mobile_unit.domain.moments import ClockSetting, moment_of, moments_of
from mobile_unit.domain.periods import Period
from mobile_unit.domain.survey_results import Group
from mobile_unit.domain.surveys import Tally
from mobile_unit.domain.working_days import Counted as WorkingDays
from mobile_unit.domain.working_days import working_day_after, working_days_between

DAY = st.dates(date(2025, 1, 1), date(2026, 12, 31))
HOLIDAYS = st.frozensets(DAY, max_size=40)
VALUES = st.lists(st.integers(0, 400), min_size=1, max_size=60)
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")
SERVICES = ("passport.new", "passport.replacement", "permit.itk", "permit.itas")
QUARTER = Period("2026-01", "2026-04")


@given(VALUES)
def test_average_and_median_are_those_of_the_single_values(values: list[int]) -> None:
    counts = Counter(values)
    assert figure(INDICATORS["days_mean"], counts).value == Fraction(sum(values), len(values))
    assert figure(INDICATORS["days_median"], counts).value == Fraction(statistics.median(values))
    assert figure(INDICATORS["days_median"], counts).n == len(values)


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_share_is_of_all_that_were_counted(yes: int, no: int) -> None:
    found = figure(INDICATORS["kept"], Counter({1: yes, 0: no}))
    assert found.n == yes + no
    assert found.value == (Fraction(100 * yes, yes + no) if yes + no else None)


def test_complaints_are_told_for_a_thousand_applications() -> None:
    assert figure(INDICATORS["complaints"], Counter({1: 3}), per=1200).value == Fraction(5, 2)
    assert figure(INDICATORS["complaints"], Counter({1: 3}), per=0).value is None


@given(st.fractions(0, 10_000), st.sampled_from(sorted(INDICATORS)))
def test_figures_are_rounded_once_half_up(value: Fraction, key: str) -> None:
    indicator = INDICATORS[key]
    # as long division does it: a third has no end, but its first thirty places decide
    exact = Decimal(value.numerator * 10**30 // value.denominator).scaleb(-30)
    rounded = exact.quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_HALF_UP)
    assert in_words(indicator, value, "en").replace(",", "") == str(rounded)


@pytest.mark.parametrize(
    ("key", "value", "written"),
    [
        ("days_mean", Fraction(89, 20), "4,5"),
        ("ikm", Fraction(76605, 1000), "76,61"),
        ("taken", Fraction(75000), "75.000"),
        ("kept", None, "–"),
    ],
)
def test_as_it_is_written(key: str, value: Fraction | None, written: str) -> None:
    assert in_words(INDICATORS[key], value) == written


@given(DAY, DAY, st.integers(0, 20), HOLIDAYS)
def test_days_counted_once_agree_with_days_counted_each_time(
    one: date, two: date, promised: int, holidays: frozenset[date]
) -> None:
    started, stopped = sorted((one, two))
    days = WorkingDays.over(started, stopped, holidays)
    assert days.between(started, stopped) == working_days_between(started, stopped, holidays)
    due = working_day_after(started, promised, holidays)
    assert days.is_in_time(started, stopped, promised) == (stopped <= due)


SPELLS = st.lists(
    st.builds(Spell, st.sampled_from(SERVICES), DAY, DAY, st.none() | st.integers(0, 7), st.integers(1, 9)),
    max_size=20,
)


@given(SPELLS, HOLIDAYS)
def test_spells_are_counted_in_the_month_in_which_they_end(
    spells: list[Spell], holidays: frozenset[date]
) -> None:
    days: Counter[tuple[str, str, int]] = Counter()
    kept: Counter[tuple[str, str, int]] = Counter()
    for each in spells:
        month = f"{each.stopped:%Y-%m}"
        took = max(working_days_between(each.started, each.stopped, holidays), 0)
        days[month, each.service, took] += each.number
        if each.promised is not None:
            in_time = each.stopped <= working_day_after(each.started, each.promised, holidays)
            kept[month, each.service, int(in_time)] += each.number
    found = list(counted_spells(spells, holidays))
    promises = Counter(
        NO_PROMISE if each.promised is None else each.promised for each in spells for _n in range(each.number)
    )
    assert sum((Counter({c.value: c.number}) for c in found if c.measure == PROMISE), Counter()) == promises
    assert {(c.month, c.service, c.value): c.number for c in found if c.measure == DAYS} == days
    assert {(c.month, c.service, c.value): c.number for c in found if c.measure == KEPT} == kept


def test_saturday_is_not_the_day_that_was_promised() -> None:
    """A same-day service of Friday that is ready on Saturday took no working day, and was late."""
    spell = Spell("passport.new", date(2026, 11, 27), date(2026, 11, 28), 0)
    found = {each.measure: each.value for each in counted_spells([spell], ())}
    assert found == {DAYS: 0, KEPT: 0, PROMISE: 0}


def test_the_moments_that_a_state_tells_of() -> None:
    assert moments_of("paid") == ("complete", "payment")
    assert moments_of("received") == ()
    assert moments_of("handed_over") == (
        *("complete", "payment", "interview", "approval", "ready", "handed_over"),
    )
    assert moment_of("payment_and_interview") == "interview"
    with pytest.raises(ValueError, match="clock"):
        ClockSetting("tomorrow", "ready")


SIZES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), max_size=6)


@given(SIZES)
def test_what_is_hidden_can_not_be_had_from_the_whole(sizes: dict[str, int]) -> None:
    gone = hidden(sizes)
    assert {key for key, size in sizes.items() if 0 < size < LEAST} <= gone
    if gone and sum(sizes.values()) >= LEAST:
        assert len(gone) > 1
        assert sum(sizes[key] for key in gone) >= LEAST


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(SERVICES), st.sampled_from(MONTHS)), st.integers(0, 9), min_size=1
)
KEPT_SHARE = INDICATORS["kept"]


@settings(deadline=None)
@given(CELLS)
def test_a_thief_who_solves_for_the_cells_finds_no_handful(sizes: dict[tuple[str, str], int]) -> None:
    """All that a book tells of a period, as equations of its cells: none of them gives a small one."""
    counted = [Counted(KEPT, month, service, 1, size) for (service, month), size in sizes.items() if size]
    book = IndicatorBook(by_month(counted), (), lambda service: None)
    cells = [(service, month) for service in book.services for month in MONTHS]
    told: list[set[tuple[str, str]]] = []
    if not book.whole(KEPT_SHARE, QUARTER).hidden:
        told.append(set(cells))
    for service, found in book.by_service(KEPT_SHARE, QUARTER).items():
        if not found.hidden:
            told.append({cell for cell in cells if cell[0] == service})
        months = book.by_month(KEPT_SHARE, QUARTER, service)
        told.extend({(service, month)} for month, each in months.items() if not each.hidden)
    for month, found in book.by_month(KEPT_SHARE, QUARTER).items():
        if not found.hidden:
            told.append({cell for cell in cells if cell[1] == month})
    small = {cell for cell in cells if 0 < sizes.get(cell, 0) < LEAST}
    assert not small & _solved(cells, told)


def _solved(cells: list[tuple[str, str]], told: Iterable[set[tuple[str, str]]]) -> set[tuple[str, str]]:
    """The cells that sums of cells determine (Gauss and Jordan, in fractions)."""
    rows = [[Fraction(cell in each) for cell in cells] for each in told]
    done = 0
    for column in range(len(cells)):
        pivot = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for row in range(len(rows)):
            if row != done and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[done], strict=True)]
        done += 1
    return {cells[row.index(1)] for row in rows if sum(value != 0 for value in row) == 1}


def _book(sizes: Mapping[tuple[str, str, str], int], survey: Iterable[Group] = ()) -> IndicatorBook:
    counted = [Counted(measure, month, service, 1, size) for (measure, month, service), size in sizes.items()]
    return IndicatorBook(by_month(counted), survey, lambda service: service.split(".")[0])


def _of(book: IndicatorBook, key: str, service: str = "") -> tuple[Fraction | None, int | None, bool] | None:
    found = book.of(INDICATORS[key], QUARTER, service)
    return None if found is None else (found.value, found.n, found.hidden)


def test_a_book_tells_of_the_whole_and_of_its_parts() -> None:
    book = _book(
        {
            (TAKEN, "2026-01", "passport.new"): 600,
            (TAKEN, "2026-02", "permit.itk"): 3,
            (KEPT, "2026-01", "passport.new"): 8,
            (KEPT, "2026-02", "passport.new"): 7,
            (KEPT, "2026-02", "permit.itk"): 3,
            (COMPLAINTS, "2026-02", ""): 2,
            (TAKEN, "2025-12", "passport.new"): 1,
        }
    )
    assert book.services == ("passport.new", "permit.itk")
    assert _of(book, "taken") == (603, 603, False)
    assert _of(book, "taken", "permit.itk") == (3, 3, False)
    assert _of(book, "kept") == (100, 18, False)
    # the permits are few, so the passports go with them: the whole without them would tell
    assert _of(book, "kept", "permit.itk") == _of(book, "kept", "passport.new") == (None, None, True)
    assert _of(book, "complaints") == (Fraction(2000, 603), 2, False)
    assert _of(book, "complaints", "passport.new") is None
    assert book.by_month(INDICATORS["complaints"], QUARTER)["2026-01"].value == 0
    assert [each.n for each in book.by_month(INDICATORS["kept"], QUARTER).values()] == [8, 10, 0, 0]


def test_what_everything_was_promised_is_known_where_it_is_the_same() -> None:
    counted = [
        Counted(PROMISE, "2026-01", "passport.new", 4, 9),
        Counted(PROMISE, "2026-02", "passport.new", NO_PROMISE, 1),
        Counted(PROMISE, "2026-01", "permit.itk", 2, 9),
    ]
    book = IndicatorBook(by_month(counted), (), lambda service: None)
    assert book.promised(QUARTER) is None
    assert book.promised(QUARTER, "passport.new") == 4
    assert book.promised(QUARTER.before()) is None


def test_the_survey_is_told_as_its_own_page_tells_it() -> None:
    def group(month: str, family: str, respondents: int) -> Group:
        return Group("", month, None, family, Tally(respondents, (3 * respondents,) * 9, (respondents,) * 9))

    answers = [group("2026-01", "passport", 20), group("2026-02", "permit", 3), group("2026-03", "other", 9)]
    book = _book({(TAKEN, "2026-01", "passport.new"): 1, (TAKEN, "2026-01", "permit.itk"): 1}, answers)
    assert _of(book, "ikm") == (75, 32, False)
    assert _of(book, "ikm", "passport.new") == (75, 20, False)
    assert _of(book, "ikm", "permit.itk") == (None, None, True)
    ikm = book.by_month(INDICATORS["ikm"], QUARTER)
    assert [(each.n, each.hidden) for each in ikm.values()] == [
        (20, False),
        (None, True),
        (None, True),
        (0, False),
    ]


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda each: each.key)
def test_each_says_what_it_is_in_both_languages(indicator: Indicator) -> None:
    assert len({indicator.name.id, indicator.name.en}) == 2
    assert indicator.definition.id != indicator.definition.en
    assert indicator.definition.id.endswith(".")
    assert min(len(indicator.basis.id), len(indicator.basis.en)) > 10
