"""What an officer lacks, and what is told of how they work."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.performance import LEAST, Figures, Taken, figures, median_minutes
from mobile_unit.domain.texts import Text
from mobile_unit.domain.trainings import Topic, Training, read_trainings, standing
from mobile_unit.forms.training_rules import rules

TODAY = date(2026, 11, 24)
NAME = Text("Materi", "Topic")


def training(day: str = "2026-03-01", topic: str = "a", **changes) -> Training:
    said = {
        "id": uuid7(), "nip": "1990", "title": "Pelatihan", "topic": topic, "provider": "BPSDM", "day": day,
        "hours": 8, "certificate": "S-1", "expires_on": "", **changes,
    }  # fmt: skip
    return Training(**said)


def stands(trainings, months: int = 24, role: str = "officer"):
    return standing(trainings, role, [Topic("a", NAME, ("officer",), months)], 20, TODAY)


def test_hours_are_of_this_year_and_of_what_is_over() -> None:
    attended = [training(), training("2025-12-31"), training("2026-12-01"), training("2026-11-24", hours=5)]
    assert stands(attended).hours == 13


@pytest.mark.parametrize(
    ("day", "expires", "months", "lacks", "soon"),
    [
        ("2024-11-24", "", 24, False, date(2026, 11, 24)),
        ("2024-11-23", "", 24, True, None),
        ("2024-12-31", "", 24, False, date(2026, 12, 31)),
        ("2010-01-01", "", 0, False, None),
        ("2026-01-01", "2026-11-23", 0, True, None),
        ("2026-01-01", "2026-12-01", 24, False, date(2026, 12, 1)),
        ("2026-12-01", "", 24, True, None),
    ],
)
def test_a_topic_is_good_until_what_ends_first(day, expires, months, lacks, soon) -> None:
    found = stands([training(day, expires_on=expires)], months)
    assert bool(found.lacking) == lacks
    assert [last for _topic, last in found.soon] == ([soon] if soon else [])


def test_a_month_without_that_day_ends_on_its_last() -> None:
    topic = Topic("a", NAME, ("officer",), 30)
    found = standing([training("2024-08-31")], "officer", [topic], 20, date(2027, 2, 1))
    assert [last for _topic, last in found.soon] == [date(2027, 2, 28)]


def test_nobody_lacks_what_their_role_does_not_need() -> None:
    assert stands([], role="maintenance").lacking == ()


def test_the_rules_that_are_shipped_are_whole() -> None:
    held = rules()
    assert held.yearly_hours == 20
    assert len({topic.key for topic in held.topics}) == len(held.topics)


@pytest.mark.parametrize(
    "wrong",
    [{"hours": 0}, {"hours": True}, {"day": "24-11-2026"}, {"title": " "}, {"nip": "a b"},
     {"expires_on": "2020-01-01"}, {"topic": "Tema"}, {"id": "1"}],
)  # fmt: skip
def test_what_is_no_training_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_trainings([{**training().as_body(), **wrong}])
    assert read_trainings([training().as_body()])


def taken(count: int, seconds: int | None = 600, returned: bool = False) -> list[Taken]:
    return [Taken("1990", seconds, returned)] * count


def test_of_a_handful_nothing_is_told() -> None:
    assert figures(taken(LEAST - 1)) == Figures(False, None, None, None)
    assert figures([]) == Figures(True, 0, None, None)
    assert figures([*taken(4), *taken(1, returned=True)]) == Figures(True, 5, 10, 1)


def test_a_form_that_lay_or_was_brought_in_says_nothing_of_speed() -> None:
    assert figures([*taken(5), *taken(3, 90_000), *taken(2, -5), *taken(1, None)]).minutes == 10
    assert figures([*taken(4), *taken(3, 90_000)]).minutes is None


@given(st.lists(st.integers(1, 14_400), min_size=1))
def test_the_median_is_exact_and_rounded_once(seconds) -> None:
    exact = Fraction(median([Fraction(each) for each in seconds])) / 60
    assert median_minutes(seconds) == int(exact + Fraction(1, 2))
