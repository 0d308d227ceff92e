"""What doesn't apply is taken out of a record, and nothing else."""

from __future__ import annotations

import copy

import pytest

from mobile_unit.forms.hiding import Hidden

FIELDS = ("applicant.nik", "answers.guardian.name", "answers.guardian.nik", "answers.purpose")


def left(record: dict, *hidden: str) -> dict:
    record = copy.deepcopy(record)
    Hidden(frozenset(hidden), FIELDS).drop(record)
    return record


def test_the_others_are_shown() -> None:
    assert Hidden(frozenset(FIELDS[:3]), FIELDS).shown == {"answers.purpose"}


@pytest.mark.parametrize(
    ("answers", "left_over"),
    [
        ({"guardian": {"name": "SITI", "nik": "1"}, "purpose": "umrah"}, {"purpose": "umrah"}),
        ({"guardian": {"name": "SITI", "card": "2"}}, {"guardian": {"card": "2"}}),
        ({"guardian": "SITI"}, {"guardian": "SITI"}),
        ({"guardian": {}}, {}),
        ({}, {}),
    ],
)
def test_what_is_deeper_goes_and_what_is_left_empty(answers, left_over) -> None:
    found = left({"applicant": {"nik": "1"}, "answers": answers}, FIELDS[1], FIELDS[2])
    assert found == {"applicant": {"nik": "1"}, "answers": left_over}


def test_what_lies_flat_goes_alone() -> None:
    record = {"applicant": {"nik": "1", "sex": "male"}, "answers": {"purpose": "umrah"}}
    assert left(record, "applicant.nik") == {"applicant": {"sex": "male"}, "answers": {"purpose": "umrah"}}
