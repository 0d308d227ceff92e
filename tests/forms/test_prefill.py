"""What is offered, and what never is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.people import age_on, possible_births
from mobile_unit.forms import mrz, prefill
from mobile_unit.forms.nik import hints
from mobile_unit.forms.regions import Regions

DAY, REGIONS = date(2026, 11, 24), Regions.load()
LINES = "P<IDNHARTONO<<SITI<AMINAH<<<<<<<<<<<<<<<<<<<X1234567<7IDN9005178F3503166<<<<<<<<<<<<<<<4"
KEYS = (
    "applicant.full_name", "applicant.sex", "applicant.birth_date",
    "answers.old_passport_number", "answers.old_passport_expires",
)  # fmt: skip
SITI = {
    "full_name": "SITI AMINAH", "nik": "1808015705900001", "family_card_number": "1808012501100001",
    "sex": "female", "birth_place": "BARADATU", "birth_date": "1990-05-17", "marital_status": "married",
    "occupation": "GURU", "address": "Jl. Merdeka 1", "region": "18.08.04.2005", "phone": "+6281271234567",
    "email": "siti@example.com", "father_name": "HARTONO", "mother_name": "SUMARNI",
}  # fmt: skip
ANSWERS = {
    "passport_type": "electronic", "validity_years": 10, "purpose": "umrah", "destination": "SAU",
    "group_name": "MAJELIS TAKLIM", "old_passport_number": "A1234567",
}  # fmt: skip


@pytest.mark.parametrize(
    ("nik", "sex", "births", "district"),
    [
        ("1808011705900001", "male", ["1990-05-17"], "Blambangan Umpu"),
        ("1808015705900001", "female", ["1990-05-17"], "Blambangan Umpu"),
        ("1808014102850003", "female", ["1985-02-01"], "Blambangan Umpu"),
        ("1808153112000001", "male", ["2000-12-31"], "Umpu Semenguk"),
        ("1808012902000001", "male", ["2000-02-29"], "Blambangan Umpu"),
        ("1803054508780002", "female", ["1978-08-05"], REGIONS.district_name("180305")),
        ("1808017105100001", "female", ["2010-05-31", "1910-05-31"], "Blambangan Umpu"),
    ],
)
def test_what_a_nik_suggests(nik, sex, births, district):
    said = prefill.from_nik(nik, {}, on=DAY, regions=REGIONS)
    assert said.sex == sex
    assert [born.isoformat() for born in said.births] == births
    assert said.district == district


@pytest.mark.parametrize(
    "nik",
    ["1808012902010001", "1808013102900001", "1808017202900001", "1808010000000000", "180801170590001", ""],
)
def test_a_nik_without_a_date_suggests_nothing(nik):
    assert prefill.from_nik(nik, {}, on=DAY, regions=REGIONS) is None


def test_a_nik_suggests_only_for_what_is_empty():
    typed = {"applicant.sex": "male"}
    said = prefill.from_nik("1808045705900001", typed, on=DAY, regions=REGIONS)
    assert said.sex is None
    assert said.kecamatan.name == "Baradatu"
    typed |= {"applicant.birth_date": "1990-05-17"}
    assert prefill.from_nik("1808045705900001", typed, on=DAY, regions=REGIONS) is None
    typed = {"applicant.region": "18.08.01.2001"}
    assert prefill.from_nik("1808045705900001", typed, on=DAY, regions=REGIONS).kecamatan is None


@given(born=st.dates(date(1907, 1, 1), DAY), woman=st.booleans())
def test_the_birth_date_is_always_among_those_a_nik_can_mean(born, woman):
    nik = f"180801{born.day + 40 * woman:02d}{born:%m%y}0001"
    said = prefill.from_nik(nik, {}, on=DAY, regions=REGIONS)
    assert born in said.births
    assert said.sex == ("female" if woman else "male")
    digits = hints(nik)
    assert digits is not None
    assert all(digits.fits(each) and each <= DAY for each in said.births)


@given(
    st.integers(0, 99), st.integers(0, 13), st.integers(0, 32), st.dates(date(2020, 1, 1), date(2060, 1, 1))
)
def test_possible_births_are_neither_future_nor_older_than_anybody(year, month, day, on):
    found = possible_births(year, month, day, on)
    assert list(found) == sorted(found, reverse=True)
    assert all(0 <= age_on(born, on) <= 120 and born.year % 100 == year for born in found)


def test_an_old_passport_fills_what_is_empty():
    said = prefill.from_passport(mrz.read(LINES), {}, KEYS, DAY)
    assert said.fill == {
        "applicant.full_name": "SITI AMINAH HARTONO",
        "applicant.sex": "female",
        "applicant.birth_date": "1990-05-17",
        "answers.old_passport_number": "X1234567",
        "answers.old_passport_expires": "2035-03-16",
    }
    assert said.differ == {}


def test_a_foreigners_passport_fills_its_own_fields():
    keys = ("applicant.passport_number", "applicant.passport_expires", "applicant.nationality")
    said = prefill.from_passport(mrz.read(LINES), {}, keys, DAY)
    assert said.fill == {
        "applicant.passport_number": "X1234567",
        "applicant.passport_expires": "2035-03-16",
        "applicant.nationality": "IDN",
    }
    german = mrz.read(LINES.replace("7IDN9", "7D<<9"))
    assert prefill.from_passport(german, {}, keys, DAY).fill["applicant.nationality"] == "DEU"
    nowhere = mrz.read(LINES.replace("7IDN9", "7UTO9"))
    assert "applicant.nationality" not in prefill.from_passport(nowhere, {}, keys, DAY).fill


@pytest.mark.parametrize(
    ("typed", "differs"),
    [
        ({"applicant.full_name": "Hartono, Siti  Aminah"}, False),
        ({"applicant.full_name": "SITI AMINAH"}, True),
        ({"applicant.birth_date": "1990-05-17"}, False),
        ({"applicant.birth_date": "1990-05-18"}, True),
        ({"applicant.birth_date": "17-05-19"}, True),
        ({"answers.old_passport_number": "x 1234567"}, False),
        ({"answers.old_passport_number": "X1234568"}, True),
        ({"applicant.sex": "male"}, True),
    ],
)
def test_what_was_typed_differs_or_not_and_is_never_filled(typed, differs):
    said = prefill.from_passport(mrz.read(LINES), typed, KEYS, DAY)
    assert set(said.differ) == (set(typed) if differs else set())
    assert not set(said.fill) & set(typed)


def test_an_earlier_application_gives_the_person_and_not_the_journey():
    values = prefill.from_past(SITI, ANSWERS)
    assert "applicant.nik" not in values
    assert not [key for key in values if key.startswith("answers.")]
    assert values["applicant.occupation"] == "GURU"


@pytest.mark.parametrize("relation", prefill.RELATIONS)
def test_what_a_family_shares_and_nothing_personal(relation):
    values = prefill.for_family(SITI, ANSWERS, relation)
    shared = {key: values[key] for key in prefill.SHARED}
    assert shared["applicant.family_card_number"] == SITI["family_card_number"]
    assert shared["answers.group_name"] == "MAJELIS TAKLIM"
    personal = (
        "full_name",
        "nik",
        "sex",
        "birth_place",
        "birth_date",
        "marital_status",
        "occupation",
        "email",
    )
    assert not {f"applicant.{name}" for name in personal} & set(values)
    assert not {f"answers.{name}" for name in ANSWERS if name != "group_name"} & set(values)


def test_parents_go_over_only_where_they_are_the_same():
    sibling = prefill.for_family(SITI, ANSWERS, "sibling")
    assert (sibling["applicant.mother_name"], sibling["applicant.father_name"]) == ("SUMARNI", "HARTONO")
    child = prefill.for_family(SITI, ANSWERS, "child")
    assert child["applicant.mother_name"] == "SITI AMINAH"
    assert "applicant.father_name" not in child
    assert child["answers.guardian.nik"] == SITI["nik"]
    assert child["answers.guardian.relation"] == "mother"
    for relation in ("spouse", "other"):
        values = prefill.for_family(SITI, ANSWERS, relation)
        assert not [key for key in values if "mother" in key or "father" in key or "guardian" in key]


def test_brothers_and_sisters_have_the_same_guardian():
    guardian = {"full_name": "SITI AMINAH", "nik": SITI["nik"], "relation": "mother"}
    values = prefill.for_family(SITI, {"guardian": guardian}, "sibling")
    assert prefill.nested(values)[1]["guardian"] == guardian


def test_a_parent_stands_where_the_childs_form_asks_for_one():
    """A passport's form asks for a guardian, an affidavit's for an Indonesian and a foreign parent."""
    child = prefill.nested(prefill.for_family(SITI, ANSWERS, "child"))[1]
    assert child["indonesian_parent"]["full_name"] == "SITI AMINAH"
    assert child["indonesian_parent"]["nik"] == child["guardian"]["nik"] == SITI["nik"]
    assert "foreign_parent" not in child
    john = {"full_name": "JOHN SMITH", "sex": "male", "nationality": "NLD", "passport_number": "NX1234567"}
    applicant, child = prefill.nested(prefill.for_family(john, {}, "child"))
    assert child == {"foreign_parent": {"full_name": "JOHN SMITH", "nationality": "NLD"}}
    assert applicant == {"father_name": "JOHN SMITH"}


def test_brothers_and_sisters_have_the_same_parents_in_every_form():
    parents = {
        "indonesian_parent": {"full_name": "SITI AMINAH", "nik": SITI["nik"], "phone": "+6281271234567"},
        "foreign_parent": {"full_name": "JOHN SMITH", "nationality": "NLD"},
    }
    answers = prefill.nested(prefill.for_family({}, parents, "sibling"))[1]
    assert answers == parents | {"guardian": {"full_name": "SITI AMINAH", "nik": SITI["nik"]}}
    mother = {"full_name": "SITI AMINAH", "nik": SITI["nik"], "relation": "mother"}
    answers = prefill.nested(prefill.for_family({}, {"guardian": mother}, "sibling"))[1]
    assert answers["indonesian_parent"] == {"full_name": "SITI AMINAH", "nik": SITI["nik"]}
    uncle = mother | {"relation": "guardian"}
    assert prefill.nested(prefill.for_family({}, {"guardian": uncle}, "sibling"))[1] == {"guardian": uncle}


@given(
    st.dictionaries(st.sampled_from(sorted(SITI)), st.text(max_size=3) | st.none()),
    st.sampled_from(prefill.RELATIONS),
)
def test_half_a_record_is_no_trouble(applicant, relation):
    values = prefill.for_family(applicant, {}, relation)
    assert all(values.values())
    applicant_, answers = prefill.nested(values)
    assert prefill.flat({"applicant": applicant_, "answers": answers}) == values
