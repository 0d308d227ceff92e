"""A line of a file may say why its warnings are right all the same."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from mobile_unit.resources import resource
from mobile_unit.services.lines import LineIntake


def taken(unit, adult, **more: Any):
    """The answer to one line about somebody with a one-word name, which is a warning."""
    line = {**adult, "applicant": {**adult["applicant"], "full_name": "SUKIRMAN"}, **more}
    file = io.BytesIO(json.dumps(line).encode())
    (answer,) = LineIntake(unit.context, unit.intake, resource("samples")).take_all(file)
    return answer


def reasons(unit, answer) -> dict[str, str | None]:
    return {each["code"]: each["reason"] for each in unit.tracking.body(answer.id)["warnings"]}


def test_a_reason_goes_into_the_record(unit, adult):
    answer = taken(unit, adult, reasons={"name.one_word": "  As on the\n KTP "})
    assert reasons(unit, answer)["name.one_word"] == "As on the KTP"


def test_without_one_the_record_says_so(unit, adult):
    assert reasons(unit, taken(unit, adult))["name.one_word"] is None


@pytest.mark.parametrize("odd", ["x", ["x"], {"name.one_word": ""}, {"name.one_word": 1}, {"a": "x" * 201}])
def test_reasons_that_are_none_are_refused_and_the_line_is_kept(unit, adult, odd):
    answer = taken(unit, adult, reasons=odd)
    assert [each.code for each in answer.findings] == ["reasons.shape"]
    assert len(unit.intake.drafts()) == 1
