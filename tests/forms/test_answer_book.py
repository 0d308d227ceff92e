"""The answer book: found by what people say, in both languages, and true to the standards."""

from __future__ import annotations

from datetime import date

import pytest

from mobile_unit.forms.answer_book import answers_on, found
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions

CATALOGUE = Catalogue.load()
ANSWERS = answers_on(CATALOGUE, date(2026, 11, 24), Regions.load())


def test_every_answer_has_a_key_of_its_own_and_both_languages() -> None:
    assert len({each.key for each in ANSWERS}) == len(ANSWERS) >= 60
    for each in ANSWERS:
        for text in (each.question, *each.lines):
            assert text.id.strip()
            assert text.en.strip()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("berapa biaya paspor baru", "passport.new.cost"),
        ("biaya paspor hil", "passport.lost.cost"),
        ("syarat paspor baru", "passport.new.requirements"),
        ("perpanjang paspor", "renew"),
        ("sepuluh tahun", "ten_years"),
        ("calo", "broker"),
        ("umroh", "name_one_word"),
        ("ambil paspor siapa", "collect"),
        ("how long new passport", "passport.new.time"),
        ("PUNGLI", "broker"),
    ],
)
def test_what_people_ask_finds_its_answer_first(typed: str, key: str) -> None:
    assert found(ANSWERS, typed)[0].key == key


@pytest.mark.parametrize("typed", ["", "   ", "apa yang", "xyzzy", "biaya xyzzy"])
def test_nothing_is_found_by_nothing(typed: str) -> None:
    assert found(ANSWERS, typed) == ()


def test_a_fee_is_that_of_the_standard() -> None:
    (answer,) = [each for each in ANSWERS if each.key == "passport.new.cost"]
    assert "• Paspor biasa elektronik, 10 tahun: Rp950.000" in [line.id for line in answer.lines]


def test_each_letter_more_finds_no_more_than_before() -> None:
    words = "biaya paspor rusak"
    for end in range(6, len(words)):
        before = {each.key for each in found(ANSWERS, words[:end], limit=len(ANSWERS))}
        after = {each.key for each in found(ANSWERS, words[: end + 1], limit=len(ANSWERS))}
        assert after <= before
