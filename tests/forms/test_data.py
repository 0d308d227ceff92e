"""The shipped data hangs together: catalogue, regions, countries."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from mobile_unit.forms import nik
from mobile_unit.forms.catalogue import Catalogue, versions
from mobile_unit.forms.countries import countries
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.validation import check
from mobile_unit.resources import resource


@pytest.fixture(params=versions())
def catalogue(request):
    return Catalogue.load(request.param)


def test_schemas_are_json_schema_2020_12(catalogue):
    for definition in catalogue.definitions["$defs"].values():
        Draft202012Validator.check_schema(definition)
    for service in catalogue.services.values():
        Draft202012Validator.check_schema(service.form.schema)
        assert service.form.schema["$schema"].endswith("2020-12/schema")


def test_rules_name_fields_that_exist(catalogue):
    keys = {field.key for service in catalogue.services.values() for field in service.form.fields()}
    assert {rule.field for rule in catalogue.rules} <= keys
    for rule in catalogue.rules:
        Draft202012Validator.check_schema(rule.when)


def test_every_field_of_the_schema_is_shown_once(catalogue):
    for service in catalogue.services.values():
        shown = [field.key for field in service.form.fields()]
        assert len(shown) == len(set(shown))
        assert set(shown) == set(_leaves(catalogue, service.form.schema, ""))


def _leaves(catalogue, node, path):
    for name, child in node["properties"].items():
        if child is True:
            continue
        child = catalogue.resolved(child)
        here = f"{path}.{name}".lstrip(".")
        if "properties" in child:
            yield from _leaves(catalogue, child, here)
        else:
            yield here


def test_documents_and_fees_have_labels_and_tariffs(catalogue):
    for service in catalogue.services.values():
        for rule in service.documents:
            assert {rule.kind, *rule.alternatives} <= set(catalogue.document_labels)
        assert {rule.code for rule in service.fees} <= set(service.fee_labels)


def test_every_text_is_in_both_languages(catalogue):
    texts = [*catalogue.messages.values(), *catalogue.document_labels.values(), *catalogue.notices]
    texts += [rule.message for rule in catalogue.rules]
    for service in catalogue.services.values():
        for field in service.form.fields():
            texts += [field.label, *(choice.label for choice in field.choices)]
    assert all(text.id.strip() and text.en.strip() for text in texts)


def test_the_samples_are_taken_for_years():
    """Whose children turn seventeen, and need a KTP, is refused in the demo and by ``intake``."""
    offered, regions = Catalogue.load(), Regions.load()
    for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        said = {key: record[key] for key in ("applicant", "answers")}
        papers = [document["kind"] for document in record["documents"]]
        for day in (date(2026, 11, 24), date(2032, 1, 1)):
            outcome = check(
                offered.service(record["service"]), said, on=day, documents=papers, regions=regions
            )
            assert outcome.errors == (), (record["id"], day)


def test_way_kanan_is_whole():
    regions = Regions.load()
    assert len(regions.kecamatans()) == 15
    assert len(regions.villages()) == 227
    assert regions.name_of("18.08.04.1015") == "Tiuh Balak Pasar, Baradatu"


@pytest.mark.parametrize("text", ["tiuh balak", "balak tiuh", "TIUH BARADATU", "bara tiuh bal"])
def test_a_village_is_found_by_any_part(text):
    assert "18.08.04.1015" in [region.code for region in Regions.load().search(text)]


def test_nothing_typed_finds_nothing():
    assert Regions.load().search("  ") == []


def test_countries():
    assert countries()["SAU"].id == "Arab Saudi"
    assert countries()["MYS"].en == "Malaysia"
    assert len(countries()) >= 249


def test_a_nik_is_read_or_not():
    assert nik.hints("123") is None
    assert nik.hints("18080157059０0001") is None
    said = nik.hints("1808015705900001")
    assert (said.sex, said.day, said.month, said.year) == ("female", 17, 5, 90)


def test_the_catalogue_loads_without_the_libraries_of_the_check():
    code = (
        "import sys; from mobile_unit.forms.catalogue import Catalogue; Catalogue.load();"
        "sys.exit(bool({'jsonschema_rs', 'phonenumbers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
