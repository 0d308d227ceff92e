"""Whatever the published description of the interface allows or forbids, nothing is answered with a 500."""

from __future__ import annotations

import os
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import APIOperation, Case, GenerationMode

from head_office.app import create_app
from head_office.office import HeadOffice
from mobile_unit.sync import wire
from tests.head_office.conftest import Guest

EXAMPLES = int(os.environ.get("EXAMPLES", "10"))
"""Of each operation, and as many that break its description; more for a long look."""

DESCRIBED = schemathesis.openapi.from_dict(create_app(cast("HeadOffice", None)).openapi())
OPERATIONS = [each.ok() for each in DESCRIBED.get_all_operations()]


@schemathesis.serializer(wire.NDJSON)
def lines(_context: object, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


UNBREAKABLE = ("GET /v1/health", "OPTIONS /v1/blobs", "POST /v1/rounds", "POST /v1/blobs/several")
"""They take nothing, or any bytes."""

ASKED = [
    (operation, mode)
    for operation in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or operation.label not in UNBREAKABLE
]


@pytest.fixture(scope="module")
def device(office) -> Guest:
    """One for all: whatever it asked before, the next question is answered too."""
    made = Guest(office.url)
    assert made.enrol(office.code("TOA1")).status_code == 201
    assert made.log_in().ok
    return made


def named(part: APIOperation | GenerationMode) -> str:
    return part.value if isinstance(part, GenerationMode) else part.label


@pytest.mark.parametrize(("operation", "mode"), ASKED, ids=named)
def test_every_request_is_answered_or_refused_in_words(
    device: Guest, operation: APIOperation, mode: GenerationMode
) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def ask(case: Case) -> None:
        answer = case.call(
            base_url=device.url, headers={"Authorization": f"Bearer {device.token}"}, timeout=60
        )
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400 and case.method != "HEAD" and case.path.startswith("/v1"):
            said = answer.json()
            assert said["code"]
            assert set(said["message"]) == {"id", "en"}

    ask()
