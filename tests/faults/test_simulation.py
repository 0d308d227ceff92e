"""The first histories of the simulation, with every run of the tests; docs/reliability.md has the many."""

from __future__ import annotations

import os

import pytest

from tests.faults.simulation.history import KINDS
from tests.faults.simulation.run import many, play, stage

HISTORIES = int(os.environ.get("HISTORIES", "1000"))


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_every_promise_holds_in_every_history():
    broken, happened = [], set()
    for part in many(0, HISTORIES, os.cpu_count() or 1):
        broken += part.broken
        happened |= set(part.kinds)
    assert broken == []
    assert KINDS - happened == set(), "a kind of step that never happened says nothing"


@pytest.mark.faults
def test_a_seed_is_one_history_with_and_without_what_makes_it_quick():
    def played(*, quickly: bool):
        with stage(quickly=quickly) as template:
            return [play(seed, template, weighed=True) for seed in range(8)]

    quick, plain = played(quickly=True), played(quickly=False)
    assert quick == plain
