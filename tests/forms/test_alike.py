"""What is remembered for records that are alike is what would have been found for each."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from mobile_unit.forms.alike import Alike
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.validation import _Checker, check
from mobile_unit.resources import resource
from tests.forms.test_conditions import CONDITIONS

CATALOGUE, REGIONS = Catalogue.load(), Regions.load()
SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
DAYS = [date(2026, 11, 25), date(2028, 2, 1)]
VALUES = st.none() | st.booleans() | st.integers(0, 11) | st.sampled_from(["lost", "", "x"]) | st.just({})


def changed(data: st.DataObject) -> tuple[str, dict]:
    """A service and a record of it with some values that it should not have."""
    sample = data.draw(st.sampled_from(SAMPLES))
    record = copy.deepcopy({"applicant": sample["applicant"], "answers": sample["answers"]})
    for part in record.values():
        for key in data.draw(st.lists(st.sampled_from(sorted(part)), max_size=2)):
            part[key] = data.draw(VALUES)
    return sample["service"], record


@given(st.data(), st.sampled_from(DAYS))
def test_a_check_that_remembers_finds_what_a_new_one_finds(data, day) -> None:
    code, record = changed(data)
    service = CATALOGUE.service(code)
    remembering = check(service, record, on=day, documents=["ktp"], regions=REGIONS)
    alone = _Checker(service, REGIONS).check(record, day, ["ktp"])
    assert remembering == alone


@given(st.lists(st.data(), min_size=2, max_size=2), st.sampled_from(sorted(CONDITIONS)))
def test_records_of_one_key_are_judged_alike(both, written) -> None:
    condition = CONDITIONS[written]
    judge, alike = Draft202012Validator(condition), Alike([condition])
    one, other = ({**changed(data)[1], "facts": {"minor": False}} for data in both)
    alike.keep(alike.key(one), judge.is_valid(one))
    found = alike.found(alike.key(other))
    assert found is None or found == judge.is_valid(other)


def said(answers: object) -> dict:
    return {"answers": answers, "facts": {}}


@pytest.mark.parametrize(
    ("condition", "one", "other"),
    [
        ({"const": 1}, {"a": 1}, {"a": True}),
        ({"const": 1}, {"a": 1}, {}),
        ({"minimum": 3}, {"a": 2}, {"a": 3}),
        ({"type": "string"}, {"a": 2}, {"a": "2"}),
        ({"properties": {"b": {"const": 2}}, "required": ["b"]}, {"a": {}}, {"a": "text"}),
        ({"properties": {"b": {"const": 2}}, "required": ["b"]}, {"a": {}}, {}),
        ({"if": {"const": 1}, "then": False}, {"a": 1}, {"a": 2}),
    ],
)
def test_what_a_condition_tells_apart_has_two_keys(condition, one, other) -> None:
    whole = {"properties": {"answers": {"properties": {"a": condition}}}}
    alike: Alike[bool] = Alike([whole])
    alike.keep(alike.key(said(one)), True)
    assert alike.found(alike.key(said(other))) is None


@pytest.mark.parametrize("answers", [{"a": [1]}, {"a": {"b": 1}}])
def test_nothing_is_remembered_of_what_is_no_plain_value(answers) -> None:
    alike: Alike[str] = Alike([{"properties": {"answers": {"properties": {"a": {"const": 1}}}}}])
    key = alike.key(said(answers))
    alike.keep(key, "found")
    assert alike.found(key) is None


def test_a_condition_on_the_whole_record_is_never_remembered() -> None:
    alike: Alike[str] = Alike([{"minProperties": 3}])
    alike.keep(alike.key(said({})), "found")
    assert alike.found(alike.key(said({}))) is None


def test_only_so_many_are_remembered(monkeypatch) -> None:
    monkeypatch.setattr("mobile_unit.forms.alike._MOST", 2)
    alike: Alike[int] = Alike([{"properties": {"a": {"const": 1}}}])
    for value in range(3):
        alike.keep(alike.key({"a": value}), value)
    assert [alike.found(alike.key({"a": value})) for value in range(3)] == [None, None, 2]
