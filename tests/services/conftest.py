"""An opened unit on a real encrypted database, without a head office."""

from __future__ import annotations

import json

import pytest

from mobile_unit.app import Home
from mobile_unit.resources import resource
from tests.conftest import CHEAP
from tests.units import unit_without_office


@pytest.fixture
def unit(tmp_path, clock):
    opened = unit_without_office(tmp_path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def home_of(unit, tmp_path, clock) -> Home:
    """The home of ``unit``, for another officer to sign in to."""
    return Home(tmp_path, cost=CHEAP, clock=clock)


@pytest.fixture(scope="session")
def samples() -> list[dict]:
    return [
        json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    ]


@pytest.fixture
def adult(samples) -> dict:
    return next(r for r in samples if r["service"] == "passport.new" and "guardian" not in r["answers"])


@pytest.fixture
def draft_of(unit):
    """A saved draft with its documents, made from a sample."""

    def make(record: dict):
        draft = unit.intake.new_draft(record["service"])
        unit.intake.save_draft(draft.id, record["applicant"], record["answers"])
        for document in record["documents"]:
            scan = resource("samples", document["path"]).read_bytes()
            unit.intake.attach(draft.id, document["kind"], scan)
        return unit.intake.draft(draft.id)

    return make
