"""Who is likely the same person: by number, by a like name; and who only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from head_office.services.night.likeness import (
    FAMILY,
    LIKE,
    LIKE_NAME,
    REPORTED,
    SAME_NUMBER,
    Person,
    judged,
    like_named,
    name_likeness,
    same_numbered,
    sorted_words,
)
from mobile_unit.domain.duplicates import name_key

NIK, OTHER = "1808011705900001", "1808037105880042"


def person(name, nik=NIK, born="1990-05-17", family="", mother="") -> Person:
    return Person(name_key(name), sorted_words(name), nik, born, family, name_key(mother))


NAMES = st.lists(
    st.sampled_from(
        ["SITI", "AMINAH", "NUR", "AINI", "NURAINI", "MUHAMMAD", "MUHAMAD", "ALI", "Élise", "O'NEIL"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@given(st.lists(NAMES, max_size=12))
def test_searching_a_birth_date_finds_what_comparing_each_with_each_does(names):
    people = [person(name) for name in names]
    slow = {
        (one, other)
        for one in range(len(people))
        for other in range(one + 1, len(people))
        if name_likeness(people[one], people[other]) >= LIKE
    }
    keys, words = [each.key for each in people], [each.words for each in people]
    assert set(like_named(keys, words)) == slow


@given(NAMES, NAMES, st.sampled_from(["", NIK, OTHER]), st.sampled_from(["", NIK, OTHER]))
def test_it_does_not_matter_who_comes_first(one, other, nik, other_nik):
    first, second = person(one, nik), person(other, other_nik)
    assert judged(first, second) == judged(second, first)


@given(NAMES)
def test_an_application_is_of_its_own_person(name):
    assert judged(person(name), person(name)) == (SAME_NUMBER, 100)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (person("SITI AMINAH"), person("BUDI", born="1970-01-01"), SAME_NUMBER),
        (person("SITI AMINAH"), person("AMINAH, SITI", "1808011705900007"), LIKE_NAME),
        (person("NURAINI"), person("NUR AINI", ""), LIKE_NAME),
        (person("MUHAMMAD ALI"), person("MUHAMAD ALI", "1808011705900010"), LIKE_NAME),
        (person("SUPARNO"), person("SUPARNO HADI", "1808011705900010"), LIKE_NAME),
        (person("SITI AMINAH"), person("SITI AMINAH", OTHER), LIKE_NAME),
        (person("SITI AMINAH"), person("SITI AMINAH", OTHER, mother="X"), LIKE_NAME),
        (person("SITI AMINAH", mother="RATNA DEWI"), person("SITI AMINA", OTHER, mother="WULAN"), None),
        (person("SITI AMINAH"), person("SITI RAHMAWATI", "1808011705900007"), None),
        (person("SITI AMINAH"), person("SITI AMINAH", OTHER, born="1990-05-18"), None),
        (person("SITI AMINAH", "", ""), person("SITI AMINAH", "", ""), None),
        (person("HASAN AHMAD", family="1"), person("HUSAN AHMAD", "1808011705900002", family="1"), FAMILY),
        (person("HASAN AHMAD", family="1"), person("HASAN AHMAD", "1808011705900002", family="1"), LIKE_NAME),
    ],
)
def test_who_is_told_and_as_what(one, other, kind):
    judgement = judged(one, other)
    assert (judgement and judgement[0]) == kind
    if kind == LIKE_NAME:
        assert REPORTED <= judgement[1] < 100


def test_a_number_that_very_many_have_makes_no_flood():
    assert len(list(same_numbered(20))) == 190
    assert len(list(same_numbered(1000))) == 999
