"""Fees and requirements of every service, by the tariffs and rules of the day."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobile_unit.forms.catalogue import Catalogue, versions
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.standards import HEADINGS, SET_BY_OFFICE, six_items
from mobile_unit.forms.validation import check
from mobile_unit.resources import resource

DAY = date(2026, 11, 24)
CATALOGUE, REGIONS = Catalogue.load(), Regions.load()
SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
ADULT = next(
    each for each in SAMPLES if each["service"] == "passport.new" and "guardian" not in each["answers"]
)
OLD = {"old_passport_number": "A1234567", "old_passport_issued": "2017-01-02",
       "old_passport_expires": "2027-01-02"}  # fmt: skip
FOREIGNER = {"full_name": "JOHN SMITH", "sex": "male", "birth_date": "1980-02-03", "nationality": "NLD",
             "passport_number": "NX1234567", "passport_expires": "2030-01-01", "address": "Jl. Lintas 1",
             "region": "18.08.04.2005"}  # fmt: skip


def looked(service, applicant, answers, on=DAY, papers=()):
    record = {"applicant": applicant, "answers": answers}
    return check(CATALOGUE.service(service), record, on=on, documents=papers, regions=REGIONS)


def replaced(reason, on=DAY, **answers):
    given_ = {
        **ADULT["answers"],
        "passport_type": "electronic",
        "validity_years": 10,
        **OLD,
        "reason": reason,
    }
    return looked("passport.replacement", ADULT["applicant"], {**given_, **answers}, on)


def total(outcome):
    return sum(fee.amount for fee in outcome.fees)


@pytest.mark.parametrize(
    ("reason", "answers", "amount"),
    [
        ("expired", {}, 950_000),
        ("full", {"validity_years": 5}, 650_000),
        ("damaged", {}, 1_450_000),
        ("lost", {"validity_years": 5}, 1_650_000),
        ("expired", {"accelerated": True}, 1_950_000),
        ("damaged", {"force_majeure": True}, 950_000),
        ("lost", {"validity_years": 5, "force_majeure": True}, 650_000),
        ("data_change", {}, 950_000),
        ("expired", {"force_majeure": True}, 950_000),
    ],
)
def test_what_a_replacement_costs(reason, answers, amount):
    assert total(replaced(reason, **answers)) == amount


def test_a_charge_without_the_book_is_not_the_fee():
    record = {"reason": "lost", "old_passport_number": "A1234567"}
    assert looked("passport.replacement", ADULT["applicant"], record).fees == ()


@pytest.mark.parametrize(
    ("exemption", "on", "ok", "amount"),
    [
        ("migrant_worker", DAY, True, 0),
        (None, DAY, False, 350_000),
        (None, date(2025, 12, 31), True, 350_000),
        (None, date(2026, 1, 1), False, 350_000),
    ],
)
def test_non_electronic_ends_on_a_day_but_for_who_pays_nothing(exemption, on, ok, amount):
    answers = {
        **ADULT["answers"],
        "passport_type": "non_electronic",
        "validity_years": 5,
        "accelerated": None,
        "purpose": "work",
    }
    outcome = looked("passport.new", ADULT["applicant"], {**answers, "fee_exemption": exemption}, on,
                     [each["kind"] for each in ADULT["documents"]])  # fmt: skip
    assert outcome.ok is ok
    assert total(outcome) == amount
    assert len(outcome.fees) == 1


@pytest.mark.parametrize("purpose", ["work", "study", "tourism"])
def test_an_electronic_passport_is_never_free(purpose):
    """Whoever may be exempt is asked to choose; to others the question is not put."""
    answers = {**ADULT["answers"], "passport_type": "electronic", "fee_exemption": "migrant_worker"}
    outcome = looked("passport.new", ADULT["applicant"], answers | {"purpose": purpose})
    codes = [finding.code for finding in outcome.errors if finding.field == "answers.passport_type"]
    assert codes == ([] if purpose == "tourism" else ["passport_type.exempt"])
    assert ("fee_exemption" in outcome.answers) is (purpose != "tourism")
    assert total(outcome) >= 650_000


def test_which_book_is_a_choice_follows_from_who_pays_nothing():
    answers = {**ADULT["answers"], "purpose": "work"}

    def closed(on=DAY, **more):
        return looked("passport.new", ADULT["applicant"], answers | more, on).closed

    (kept,) = closed().values()
    assert kept[0] == "non_electronic"
    assert closed(date(2025, 12, 31)) == {}
    assert closed(fee_exemption="migrant_worker")["answers.passport_type"][0] == "electronic"
    (kept,) = closed(fee_exemption="migrant_worker", purpose="tourism").values()
    assert kept[0] == "non_electronic"


@pytest.mark.parametrize(
    ("service", "answers", "amount"),
    [
        ("permit.itk", {"permit_days": 7}, 250_000),
        ("permit.itk", {"permit_days": 180}, 2_000_000),
        ("permit.reentry", {"reentry_length": "30d"}, 300_000),
        ("permit.reentry", {"reentry_length": "10y"}, 5_000_000),
    ],
)
def test_what_foreigners_pay(service, answers, amount):
    outcome = looked(service, FOREIGNER, answers)
    assert (total(outcome), outcome.unset_fees) == (amount, ())


@pytest.mark.parametrize(
    ("service", "answers", "code"),
    [
        ("permit.reentry", {"reentry_length": "6m"}, "IMK-6B"),
        ("permit.itas", {"permit_years": 2}, "ITAS-2"),
        ("permit.itap", {}, "ITAP-5"),
        ("affidavit", {}, "AFFIDAVIT"),
    ],
)
def test_what_is_not_confirmed_is_set_by_the_office(service, answers, code):
    outcome = looked(service, FOREIGNER, answers)
    assert (outcome.fees, outcome.unset_fees) == ((), (code,))
    assert outcome.referred


@pytest.mark.parametrize("reason", ["lost", "damaged", "data_change"])
def test_a_referral_needs_little_and_says_what_to_bring(reason):
    little = {key: ADULT["applicant"][key] for key in
              ("full_name", "nik", "sex", "birth_place", "birth_date", "marital_status", "address",
               "region")}  # fmt: skip
    outcome = looked("passport.replacement", little, {"reason": reason})
    assert outcome.ok
    assert outcome.referred
    kinds = {each.kind for each in outcome.requirements if each.required}
    assert {"ktp", "family_card"} <= kinds
    assert ("police_report" in kinds) is (reason == "lost")
    assert ("old_passport" in kinds) is (reason != "lost")
    assert ("data_change_basis" in kinds) is (reason == "data_change")


def test_force_majeure_asks_for_the_village_s_letter_instead_of_the_police_s():
    kinds = {each.kind for each in replaced("lost", force_majeure=True).requirements}
    assert {"village_letter", "request_letter"} <= kinds
    assert "police_report" not in kinds


def test_who_needs_it_is_still_asked():
    outcome = looked("passport.replacement", {}, {"reason": "lost"})
    assert "nik.required" in [finding.code for finding in outcome.errors]
    outcome = looked("permit.itk", {**FOREIGNER, "nationality": "XXX"}, {})
    assert [f.code for f in outcome.errors] == ["nationality.unknown", "permit_expires.required"]


FOREIGN = [code for code, service in CATALOGUE.services.items() if not code.startswith("passport.")]
STAYS = ["permit.itk", "permit.itas", "permit.itap", "permit.reentry"]


@pytest.mark.parametrize("service", FOREIGN)
def test_an_expired_passport_or_permit_is_pointed_out_for_every_foreigner(service):
    applicant = FOREIGNER | {"passport_expires": "2026-11-23"}
    outcome = looked(service, applicant, {"permit_expires": "2026-11-23"} if service in STAYS else {})
    expected = {"passport_expires.expired", *(["permit_expires.overstay"] if service in STAYS else [])}
    assert {warning.code for warning in outcome.warnings} == expected
    valid = looked(service, FOREIGNER, {"permit_expires": DAY.isoformat()} if service in STAYS else {})
    assert valid.warnings == ()


def test_a_guest_does_not_leave_before_arriving():
    def codes(leaves):
        stay = {"arrived_on": "2026-11-20", "leaves_on": leaves, "lodging": "Hotel"}
        return [warning.code for warning in looked("foreigner.report", FOREIGNER, stay).warnings]

    assert codes("2026-11-20") == []
    assert codes("2026-11-19") == ["leaves_on.order"]


@pytest.mark.parametrize(
    ("expires", "codes"),
    [("2026-11-23", ["permit_expires.overstay"]), ("2026-11-24", []), ("2027-02-01", [])],
)
def test_an_overstay_is_pointed_out(expires, codes):
    outcome = looked("permit.itk", FOREIGNER, {"permit_days": 30, "permit_expires": expires})
    assert [warning.code for warning in outcome.warnings] == codes


ages = st.integers(0, 90 * 365).map(lambda days: DAY - timedelta(days=days))
statuses = st.sampled_from(["single", "married", "divorced", "widowed"])
types = st.sampled_from(["electronic", "non_electronic"])


@settings(max_examples=200, deadline=None)
@given(ages, statuses, types, st.sampled_from([5, 10]), st.booleans())
def test_a_new_passport_s_fee_and_papers_follow_from_age_and_choices(born, status, kind, years, fast):
    applicant = {**ADULT["applicant"], "birth_date": born.isoformat(), "marital_status": status}
    answers = {**ADULT["answers"], "passport_type": kind, "validity_years": years, "accelerated": fast}
    outcome = looked("passport.new", applicant, answers)
    book = {("electronic", 5): 650_000, ("electronic", 10): 950_000, ("non_electronic", 5): 350_000,
            ("non_electronic", 10): 650_000}[kind, years]  # fmt: skip
    assert total(outcome) == book + (1_000_000 if fast else 0)
    seventeenth = born.replace(year=born.year + 17) if (born.month, born.day) != (2, 29) else born.replace(
        year=born.year + 17, month=3, day=1)  # fmt: skip
    adult = seventeenth <= DAY or status != "single"
    kinds = [each.kind for each in outcome.requirements if each.required]
    assert ("ktp" in kinds) is adult
    assert ("guardian_ktp" in kinds) is not adult
    assert len(kinds) == len(set(kinds))
    codes = [finding.code for finding in outcome.errors]
    assert ("validity.age" in codes) is (years == 10 and not adult)
    assert ("guardian.required" in codes) is not adult


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["expired", "full", "lost", "damaged", "data_change"]),
    ages,
    statuses,
    st.sampled_from([5, 10]),
    st.booleans(),
    st.dates(date(1995, 1, 1), DAY),
)
def test_a_replacement_s_fee_and_papers_follow_from_reason_and_book(
    reason, born, status, years, kahar, issued
):
    applicant = {**ADULT["applicant"], "birth_date": born.isoformat(), "marital_status": status}
    answers = {**ADULT["answers"], "passport_type": "electronic", "validity_years": years,
               "accelerated": False,
               **OLD, "old_passport_issued": issued.isoformat(), "reason": reason,
               "force_majeure": kahar}  # fmt: skip
    outcome = looked("passport.replacement", applicant, answers)
    charge = 0 if kahar else {"lost": 1_000_000, "damaged": 500_000}.get(reason, 0)
    assert total(outcome) == {5: 650_000, 10: 950_000}[years] + charge
    assert outcome.referred is (reason not in ("expired", "full"))
    kinds = [each.kind for each in outcome.requirements]
    assert len(kinds) == len(set(kinds))
    assert not [f for f in outcome.errors if f.field.startswith("documents.")] or not outcome.referred


@pytest.mark.parametrize("version", versions())
@pytest.mark.parametrize("day", [date(2024, 12, 16), date(2024, 12, 17), DAY, date(2031, 1, 1)])
def test_a_tariff_is_what_holds_on_the_day(version, day):
    catalogue = Catalogue.load(version)
    for tariff in catalogue.tariffs:
        found = catalogue.tariff(tariff.code, day)
        assert (found is not None) is (day >= date(2024, 12, 17))


def test_codes_of_tariffs_do_not_overlap():
    for catalogue in map(Catalogue.load, versions()):
        spans = [(each.code, each.effective_from, each.until or date.max) for each in catalogue.tariffs]
        for code, start, end in spans:
            others = [span for span in spans if span[0] == code and span != (code, start, end)]
            assert all(end < other[1] or other[2] < start for other in others)
            assert start <= end


def test_amounts_that_are_guesses_are_marked():
    unsure = {each.code for each in CATALOGUE.tariffs if not each.confirmed}
    assert unsure == {"IMK-6B", "ITAS-1", "ITAS-2", "ITAS-5", "ITAP-5", "AFFIDAVIT"}
    assert CATALOGUE.tariff("IMK-6B", DAY).amount is None
    assert all(each.amount is not None for each in CATALOGUE.tariffs if each.confirmed)


def test_which_services_units_take_depends_on_the_day():
    new, old = CATALOGUE.service("passport.new"), CATALOGUE.service("passport.replacement")
    assert not new.is_referred({}, DAY)
    assert new.is_referred({}, date(2020, 6, 30))
    assert CATALOGUE.service("permit.itk").is_referred({}, DAY)
    assert not old.is_referred({}, DAY)
    assert old.is_referred({"reason": "lost"}, DAY)
    assert not old.is_referred({"reason": ["lost"]}, DAY)
    assert not Catalogue.load("2026.1").service("passport.new").is_referred({}, date(2020, 6, 30))


# -- service standards


@pytest.fixture(params=list(CATALOGUE.standards))
def standard(request):
    return CATALOGUE.standards[request.param]


def items_of(standard, on=DAY):
    return six_items(standard, CATALOGUE, on=on, regions=REGIONS)


def test_every_standard_has_the_six_items_and_none_is_empty(standard):
    items = items_of(standard)
    assert [item.key for item in items] == list(HEADINGS)
    assert len(items) == 6
    for item in items:
        assert any(group.rows for group in item.groups), item.key


def test_every_text_of_a_standard_is_in_both_languages(standard):
    texts = [standard.title, standard.short_title, standard.summary, standard.legal_basis]
    for item in items_of(standard):
        texts.append(item.heading)
        for group in item.groups:
            texts += [group.title] if group.title else []
            texts += [row.text for row in group.rows]
            texts += [row.amount for row in group.rows if row.amount]
    assert all(text.id.strip() and text.en.strip() for text in texts)
    assert all("{" not in text.id + text.en for text in texts)


def _raw_texts(node):
    """Every object of the catalogue's files that has an Indonesian text."""
    if isinstance(node, dict):
        if "id" in node and isinstance(node["id"], str) and set(node) <= {"id", "en"}:
            yield node
        for value in node.values():
            yield from _raw_texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _raw_texts(value)


def test_no_text_of_the_files_lacks_a_language():
    folder = resource("catalogue", CATALOGUE.version)
    seen = 0
    for path in folder.rglob("*.json"):
        for text in _raw_texts(json.loads(path.read_text("utf-8"))):
            assert text["id"].strip(), path
            assert text.get("en", "").strip(), (path, text["id"])
            seen += 1
    assert seen > 500


def test_a_standard_names_a_service_fields_and_fees_that_exist(standard):
    service = CATALOGUE.service(standard.service)
    keys = {field.key for field in service.form.fields()}
    assert {f"answers.{key}" for key in standard.answers} <= keys
    assert CATALOGUE.standard_of(standard.service, standard.answers) is standard
    of_service = {rule.code for rule in service.fees}
    assert set(standard.fees) - {"OVERSTAY"} <= of_service
    assert {field for field in service.not_needed_when_referred if not field.endswith("guardian")} <= keys


def test_a_standard_offers_what_is_offered_on_the_day():
    new = CATALOGUE.standards["passport.new"]

    def labels(on):
        (fees,) = [item.groups[0].rows for item in items_of(new, on) if item.key == "cost"]
        return [row.text.id for row in fees]

    assert "Paspor biasa non-elektronik, 5 tahun" in labels(date(2025, 12, 31))
    assert "Paspor biasa non-elektronik, 5 tahun" not in labels(date(2026, 1, 1))
    assert "Paspor biasa non-elektronik, bebas biaya" in labels(DAY)


def test_what_is_paid_on_top_of_the_book_says_so():
    for code in ("passport.new", "passport.replacement"):
        (cost,) = [item for item in items_of(CATALOGUE.standards[code]) if item.key == "cost"]
        told = [row.text.id for row in cost.groups[0].rows]
        assert "Layanan percepatan (selesai hari yang sama), ditambahkan pada biaya buku paspor" in told


def test_no_public_paper_has_a_price_of_nothing():
    for standard in CATALOGUE.standards.values():
        for item in items_of(standard):
            for row in (row for group in item.groups for row in group.rows):
                assert row.amount is None or "Rp0" not in row.amount.id
    (cost,) = [item for item in items_of(CATALOGUE.standards["passport.new"]) if item.key == "cost"]
    free = [row.amount for row in cost.groups[0].rows if "bebas biaya" in row.text.id]
    assert [(each.id, each.en) for each in free] == [("Gratis", "Free")]


def test_a_standard_states_no_guess():
    (cost,) = [item for item in items_of(CATALOGUE.standards["permit.itas"]) if item.key == "cost"]
    row = cost.groups[0].rows[0]
    assert row.amount == SET_BY_OFFICE
    assert "3.000.000" in row.hint.id
    assert "to be confirmed" in row.hint.en


def test_the_record_of_a_standard_is_of_that_standard(standard):
    answers = copy.deepcopy(dict(standard.answers)) | {"sponsor": {"full_name": "X"}}
    assert CATALOGUE.standard_of(standard.service, answers) is standard


def test_a_book_that_is_not_offered_is_no_choice_where_nobody_is_exempt():
    day, last = date(2026, 1, 1), date(2025, 12, 31)
    assert replaced("expired", day).closed["answers.passport_type"][0] == "non_electronic"
    assert replaced("expired", last).closed == {}
