"""How long it still takes and when it is tried again, in words that promise no more than is known."""

from __future__ import annotations

from datetime import datetime

import pytest

from mobile_unit import i18n
from mobile_unit.clock import JAKARTA
from mobile_unit.ui.wording import clock_in_words, time_left_in_words


@pytest.fixture
def indonesian():
    before = i18n.language()
    i18n.set_language("id")
    yield
    i18n.set_language(before)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "kurang dari satu menit lagi"),
        (55, "sekitar 1 menit lagi"),
        (240, "sekitar 4 menit lagi"),
        (5400, "sekitar 2 jam lagi"),
        (36_000, "sekitar 10 jam lagi"),
    ],
)
def test_time_left(indonesian, seconds, words):
    assert time_left_in_words(seconds) == words


def test_a_moment_of_today(indonesian):
    assert clock_in_words(datetime(2026, 11, 24, 14, 32, tzinfo=JAKARTA)) == "14.32"
