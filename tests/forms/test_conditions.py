"""The catalogue's conditions mean to us what they mean to another reader of JSON Schema."""

from __future__ import annotations

import copy
import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator as OtherReader
from jsonschema_rs import Draft202012Validator

from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.facts import facts_of
from mobile_unit.forms.regions import Regions
from mobile_unit.resources import resource

CATALOGUE, REGIONS = Catalogue.load(), Regions.load()
SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
CONDITIONS = {
    json.dumps(condition, sort_keys=True): condition
    for condition in (
        *(rule.when for rule in CATALOGUE.rules),
        *(field.shown_when for service in CATALOGUE.services.values() for field in service.form.fields()),
        *(rule.when for service in CATALOGUE.services.values() for rule in service.documents),
        *(rule.when for service in CATALOGUE.services.values() for rule in service.fees),
    )
    if condition is not None
}
READERS = [(Draft202012Validator(dict(c)), OtherReader(c)) for c in CONDITIONS.values()]
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.just({}) | st.just([])


@given(st.sampled_from(SAMPLES), st.data())
def test_every_condition_is_judged_alike(sample, data) -> None:
    record = copy.deepcopy({"applicant": sample["applicant"], "answers": sample["answers"]})
    for part in record.values():
        for key in data.draw(st.lists(st.sampled_from(sorted(part)), max_size=2)):
            part[key] = data.draw(VALUES)
    day = date(2026, 11, 25)
    facts = facts_of(
        sample["applicant"],
        sample["answers"],
        on=day,
        regions=REGIONS,
        non_electronic_until=CATALOGUE.non_electronic_until,
    )
    instance = {**record, "facts": facts}
    for ours, other in READERS:
        assert ours.is_valid(instance) == other.is_valid(instance), other.schema
