"""Words are folded alike on both sides, and what is typed is never more than words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.words import readings, words_in, words_of_application

NUMBER = "WK01A-261124-0007-0"


def found(typed: str, **record: str) -> bool:
    """Whether an application with these data would be found."""
    whole = {"full_name": "", "number": NUMBER, "nik": "", "phone": "", "passport": ""}
    words = words_of_application(**{**whole, **record})
    return any(all(any(w.startswith(t) for w in words) for t in reading) for reading in readings(typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("siti", "SITI AMINAH"),
        ("ami", "SITI AMINAH"),
        ("ami si", "SITI AMINAH"),
        ("ma'ruf", "Ma'ruf Amin"),
        ("maruf", "Ma’ruf Amin"),
        ("ruf", "Ma'ruf Amin"),
        ("ma’r", "Maruf Amin"),
        ("jose", "José"),
        ("JOSÉ", "jose"),
        ("josé", "Jose\u0301"),
        ("strasse", "Straße"),
        ("rahman", "Abdul-Rahman"),
        ("abdul-r", "Abdul Rahman"),
        ("", "anybody"),
    ],
)
def test_a_name_is_found(typed, name):
    assert found(typed, full_name=name)


@pytest.mark.parametrize(("typed", "name"), [("iti", "SITI"), ("siti b", "SITI AMINAH"), ("k", "SITI")])
def test_no_middle_of_a_word_and_no_check_letter(typed, name):
    assert not found(typed, full_name=name)


@pytest.mark.parametrize(
    ("typed", "record"),
    [
        ("1808131512642258", {"nik": "1808131512642258"}),
        ("180813", {"nik": "1808131512642258"}),
        ("1808 1315 12", {"nik": "1808131512642258"}),
        ("+62 812-3456", {"phone": "+6281234567890"}),
        ("0812 3456", {"phone": "+6281234567890"}),
        ("62812", {"phone": "+6281234567890"}),
        ("+65 9123", {"phone": "+6591234567"}),
        ("a2499005", {"passport": "A2499005"}),
        ("e 1234", {"nik": "E1234567"}),
        ("1234567", {"nik": "E1234567"}),
        ("A 2499", {"passport": "A2499005"}),
        ("2499005", {"passport": "A 2499005"}),
        (NUMBER, {}),
        ("wk01a 261124 7 0", {}),
        ("wk01a-2611", {}),
        ("wk01a 261124 0", {}),
        ("WK01A-261124-0007-", {}),
        ("261124 0007", {}),
        ("wk01a2611240007", {}),
    ],
)
def test_numbers_are_found_as_they_are_said(typed, record):
    assert found(typed, **record)


@given(st.text())
def test_words_are_letters_and_digits_only_and_fold_to_themselves(text):
    for word in words_in(text):
        assert word.isalnum()
        assert words_in(word) == (word,)


@given(st.text(), st.sampled_from(["NFC", "NFD"]))
def test_case_and_normal_form_make_no_difference(text, form):
    assert words_in(unicodedata.normalize(form, text)) == words_in(text)


@given(st.text(min_size=1))
def test_everybody_is_found_by_their_own_name(name):
    if words_in(name):
        assert found(name, full_name=name)
