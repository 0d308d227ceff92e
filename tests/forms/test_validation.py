"""What blocks, what warns, what is to be brought and paid."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.validation import check
from mobile_unit.resources import resource

DAY = date(2026, 11, 24)
CATALOGUE, REGIONS = Catalogue.load(), Regions.load()
SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
ADULT = {
    "applicant": {
        "full_name": "SITI AMINAH", "nik": "1808015705900001", "family_card_number": "1808012501100001",
        "sex": "female", "birth_place": "BARADATU", "birth_date": "1990-05-17", "marital_status": "married",
        "occupation": "Guru", "address": "Jl. Merdeka 1", "region": "18.08.04.2005", "phone": "081271234567",
        "father_name": "HARTONO", "mother_name": "SUMARNI",
    },
    "answers": {"passport_type": "electronic", "validity_years": 10, "purpose": "umrah",
                "destination": "SAU"},
}  # fmt: skip
PAPERS = ("ktp", "family_card", "birth_certificate")


def changed(**values):
    """The adult's record with some values changed: ``applicant__nik="…"``; None takes a value away."""
    record = copy.deepcopy(ADULT)
    for key, value in values.items():
        part, name = key.split("__")
        record[part][name] = value
    return record


def looked(record, service="passport.new", documents=PAPERS, on=DAY):
    return check(CATALOGUE.service(service), record, on=on, documents=documents, regions=REGIONS)


def errors(record, **options):
    return [(finding.field, finding.code) for finding in looked(record, **options).errors]


def warnings(record, **options):
    return [(finding.field, finding.code) for finding in looked(record, **options).warnings]


def test_all_samples_pass():
    for record in SAMPLES:
        told = looked(
            {"applicant": record["applicant"], "answers": record["answers"]},
            record["service"],
            [d["kind"] for d in record["documents"]],
        )
        assert told.errors == ()
        assert told.fees


def test_a_whole_record_is_normalised():
    record = changed(applicant__full_name="  Siti   Aminah ", applicant__nik="1808 0157 0590 0001",
                     applicant__phone="0812-7123-4567")  # fmt: skip
    outcome = looked(record)
    assert outcome.ok
    assert outcome.applicant["full_name"] == "Siti Aminah"
    assert outcome.applicant["nik"] == "1808015705900001"
    assert outcome.applicant["phone"] == "+6281271234567"


LOOSE = st.text("ab1 .-\t\u00e9\u200f\x07", max_size=6)


@given(st.sampled_from(SAMPLES), st.dictionaries(st.sampled_from(sorted(ADULT["applicant"])), LOOSE))
def test_what_is_looked_at_in_one_go_comes_out_as_text_by_text(sample, typed):
    """A text that is far too long has each of the others looked at by itself; its own finding apart, nothing
    else may differ."""
    record = {"applicant": {**sample["applicant"], **typed}, "answers": sample["answers"]}
    one_by_one = {**record, "applicant": {**record["applicant"], "a": "x" * 10_001}}
    together, apart = looked(record, sample["service"]), looked(one_by_one, sample["service"])
    assert together.applicant == apart.applicant
    assert together.answers == apart.answers
    assert [f for f in apart.errors if f.field != "applicant.a"] == list(together.errors)


@pytest.mark.parametrize("nothing", ["-", "---", ". -"])
def test_hyphens_alone_are_no_number(nothing):
    assert errors(changed(applicant__nik=nothing)) == [("applicant.nik", "nik.required")]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"applicant__nik": "180801170590001"}, "applicant.nik", "nik.format"),
        ({"applicant__nik": "18080117059000012"}, "applicant.nik", "nik.format"),
        ({"applicant__nik": 1808015705900001}, "applicant.nik", "nik.format"),
        ({"applicant__nik": None}, "applicant.nik", "nik.required"),
        ({"applicant__full_name": ""}, "applicant.full_name", "name.required"),
        ({"applicant__full_name": "B4DU"}, "applicant.full_name", "name.characters"),
        ({"applicant__full_name": "A<<B"}, "applicant.full_name", "name.characters"),
        ({"applicant__full_name": "A" * 101}, "applicant.full_name", "name.length"),
        ({"applicant__family_card_number": "123"}, "applicant.family_card_number", "family_card.format"),
        ({"applicant__family_card_number": ADULT["applicant"]["nik"]}, "applicant.family_card_number",
         "family_card.same_as_nik"),
        ({"applicant__birth_date": "2026-11-25"}, "applicant.birth_date", "birth_date.future"),
        ({"applicant__birth_date": "1905-01-01"}, "applicant.birth_date", "birth_date.too_old"),
        ({"applicant__birth_date": "1990-02-30"}, "applicant.birth_date", "birth_date.format"),
        ({"applicant__birth_date": "17-05-1990"}, "applicant.birth_date", "birth_date.format"),
        ({"applicant__sex": "x"}, "applicant.sex", "sex.choice"),
        ({"applicant__region": "18.08.99.2001"}, "applicant.region", "region.unknown"),
        ({"applicant__region": "18.08.04"}, "applicant.region", "region.unknown"),
        ({"applicant__phone": "0841234567"}, "applicant.phone", "phone.invalid"),
        ({"applicant__phone": "08127123456789"}, "applicant.phone", "phone.invalid"),
        ({"applicant__email": "a@b"}, "applicant.email", "email.invalid"),
        ({"answers__destination": "XXX"}, "answers.destination", "destination.unknown"),
        ({"answers__validity_years": 7}, "answers.validity_years", "validity.choice"),
        ({"answers__validity_years": 5368709120}, "answers.validity_years", "validity.choice"),
        ({"answers__validity_years": 10**400}, "answers.validity_years", "validity.choice"),
        ({"answers__validity_years": "10"}, "answers.validity_years", "validity.type"),
        ({"answers__validity_years": True}, "answers.validity_years", "validity.type"),
        ({"answers__passport_type": "non_electronic"}, "answers.passport_type", "passport_type.not_offered"),
        ({"applicant__shoe_size": 42}, "applicant.shoe_size", "field.unknown"),
        ({"applicant__full_name": "BUDI \x00"}, "applicant.full_name", "text.invalid"),
        ({"applicant__full_name": "BUDI \ud800"}, "applicant.full_name", "text.invalid"),
        ({"applicant__full_name": ["BUDI"]}, "applicant.full_name", "name.type"),
    ],
)  # fmt: skip
def test_what_blocks(change, field, code):
    told = looked(changed(**change))
    assert (field, code) in [(finding.field, finding.code) for finding in told.errors]
    for finding in told.errors:
        assert finding.message.id
        assert finding.message.en
        value = str(next(iter(change.values())))
        assert len(value) < 5 or value not in finding.message.id + finding.message.en


#: the vectors of the NIK, with the birth date and sex they are held to
NIKS = [
    ("1808011705900001", "male", "1990-05-17", []),
    ("1808015705900001", "female", "1990-05-17", []),
    ("1808014102850003", "female", "1985-02-01", []),
    ("1808153112000001", "male", "2000-12-31", []),
    ("1808012902000001", "male", "2000-02-29", []),
    ("1808012902010001", "male", "2001-03-01", ["nik.birth_date"]),
    ("1808013102900001", "male", "1990-01-31", ["nik.birth_date"]),
    ("1808017202900001", "female", "1990-02-28", ["nik.birth_date"]),
    ("1803054508780002", "female", "1978-08-05", []),
    ("1808017105100001", "female", "2010-05-31", []),
    ("1808010000000000", "male", "2000-01-01", ["nik.birth_date", "nik.serial"]),
    ("1808015705900001", "male", "1990-05-17", ["nik.sex"]),
    ("1808011705900001", "male", "1990-05-18", ["nik.birth_date"]),
    ("9999991705900001", "male", "1990-05-17", ["nik.region"]),
]


@pytest.mark.parametrize(("nik", "sex", "born", "codes"), NIKS)
def test_a_nik_warns_and_never_blocks(nik, sex, born, codes):
    record = changed(applicant__nik=nik, applicant__sex=sex, applicant__birth_date=born,
                     applicant__marital_status="married")  # fmt: skip
    outcome = looked(record)
    assert outcome.ok
    assert [finding.code for finding in outcome.warnings if finding.code.startswith("nik")] == codes


def test_the_century_is_never_guessed():
    for born in ("1910-05-31", "2010-05-31"):
        record = changed(applicant__nik="1808017105100001", applicant__birth_date=born)
        assert not [code for _field, code in warnings(record) if code == "nik.birth_date"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"applicant__full_name": "SUPARNO"}, "name.one_word"),
        ({"applicant__full_name": "A" * 30 + " " + "B" * 30}, "name.long"),
    ],
)
def test_what_warns(change, code):
    outcome = looked(changed(**change))
    assert outcome.ok
    assert code in [finding.code for finding in outcome.warnings]


def test_one_word_is_said_more_strongly_before_umrah():
    calm = looked(changed(applicant__full_name="SUPARNO", answers__purpose="tourism")).warnings
    strong = looked(changed(applicant__full_name="SUPARNO", answers__purpose="umrah")).warnings
    assert calm[0].code == strong[0].code == "name.one_word"
    assert "visa" in strong[0].message.en


@pytest.mark.parametrize(
    ("born", "status", "years", "blocked"),
    [
        ("2009-11-24", "single", 10, False),
        ("2009-11-25", "single", 10, True),
        ("2009-11-25", "single", 5, False),
        ("2009-11-25", "married", 10, False),
        ("2009-11-25", "widowed", 10, False),
    ],
)
def test_ten_years_from_seventeen_or_ever_married(born, status, years, blocked):
    record = changed(applicant__birth_date=born, applicant__marital_status=status,
                     answers__validity_years=years)  # fmt: skip
    assert (("answers.validity_years", "validity.age") in errors(record)) is blocked


def test_a_child_needs_a_guardian_and_other_papers():
    record = changed(applicant__birth_date="2019-05-17", applicant__marital_status="single",
                     answers__validity_years=5)  # fmt: skip
    told = looked(record, documents=())
    assert ("answers.guardian", "guardian.required") in [(f.field, f.code) for f in told.errors]
    asked = {requirement.kind for requirement in told.requirements if requirement.required}
    assert asked == {
        "family_card",
        "birth_certificate",
        "guardian_ktp",
        "parents_marriage_book",
        "parents_statement",
    }
    assert "answers.guardian.nik" in told.shown


def test_a_guardian_typed_before_the_birth_date_is_put_right_is_left_out():
    record = changed(answers__guardian={"full_name": "", "nik": "1", "relation": "mother"})
    outcome = looked(record)
    assert outcome.ok
    assert "guardian" not in outcome.answers
    assert "answers.guardian.nik" not in outcome.shown


OLD = {"reason": "expired", "old_passport_number": "A1234567", "old_passport_issued": "2017-01-02",
       "old_passport_expires": "2027-01-02"}  # fmt: skip


def replacement(**changes):
    record = copy.deepcopy(ADULT)
    record["answers"] |= {**OLD, **changes}
    return record


@pytest.mark.parametrize(
    ("issued", "papers", "enough"),
    [
        ("2017-01-02", ("ktp", "old_passport"), True),
        ("2008-12-31", ("ktp", "old_passport"), False),
        ("2008-12-31", ("ktp", "old_passport", "family_card", "diploma"), True),
        ("2017-01-02", ("ktp",), False),
    ],
)
def test_papers_of_a_replacement_depend_on_the_old_book(issued, papers, enough):
    told = looked(replacement(old_passport_issued=issued), "passport.replacement", papers)
    assert told.ok is enough


@pytest.mark.parametrize("reason", ["lost", "damaged", "data_change"])
def test_what_the_unit_does_not_take_is_referred(reason):
    told = looked(replacement(reason=reason), "passport.replacement", ())
    assert told.ok
    assert told.referred
    old = check(
        Catalogue.load("2026.1").service("passport.replacement"), replacement(reason=reason), on=DAY,
        documents=PAPERS, regions=REGIONS,
    )  # fmt: skip
    assert ("answers.reason", "reason.office_only") in [(f.field, f.code) for f in old.errors]


def test_old_passports_warn():
    odd = replacement(old_passport_number="12-34", old_passport_expires="2016-01-01")
    codes = [
        code for _f, code in warnings(odd, service="passport.replacement", documents=("ktp", "old_passport"))
    ]
    assert codes == ["passport_number.format", "old_passport_expires.order"]
    told = looked(
        replacement(old_passport_number="a 123 4567"), "passport.replacement", ("ktp", "old_passport")
    )
    assert told.answers["old_passport_number"] == "A1234567"


@pytest.mark.parametrize(
    ("years", "accelerated", "amount"), [(5, False, 650_000), (10, False, 950_000), (10, True, 1_950_000)]
)
def test_fees(years, accelerated, amount):
    record = changed(answers__validity_years=years, answers__accelerated=accelerated)
    assert sum(fee.amount for fee in looked(record).fees) == amount


def test_fees_before_the_tariff_took_effect_are_unknown():
    assert looked(ADULT, on=date(2024, 12, 16)).fees == ()


def test_an_unknown_document_is_told():
    assert errors(ADULT, documents=(*PAPERS, "selfie")) == [("documents.selfie", "document.unknown")]


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_a_file_holds_is_answered_and_never_raised(data):
    record = copy.deepcopy(ADULT)
    for _n in range(data.draw(st.integers(1, 3))):
        part = data.draw(st.sampled_from(["applicant", "answers"]))
        if isinstance(record[part], dict):
            keys = st.sampled_from([*record[part], "guardian", "reason"]) | st.text(max_size=5)
            record[part][data.draw(keys)] = data.draw(junk)
        if data.draw(st.integers(0, 9)) == 0:
            record[part] = data.draw(junk)
    service = data.draw(st.sampled_from(["passport.new", "passport.replacement"]))
    outcome = looked(record, service)
    for finding in outcome.errors + outcome.warnings:
        assert finding.message.id
        assert finding.code


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SAMPLES))
def test_checking_what_was_normalised_changes_nothing(record):
    papers = [d["kind"] for d in record["documents"]]
    first = looked(
        {"applicant": record["applicant"], "answers": record["answers"]}, record["service"], papers
    )
    again = looked({"applicant": first.applicant, "answers": first.answers}, record["service"], papers)
    assert (again.applicant, again.answers, again.errors) == (first.applicant, first.answers, ())
