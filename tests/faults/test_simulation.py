"""The first histories of the simulation, with every run of the tests; docs/reliability.md has the many."""

from __future__ import annotations

import os

import pytest

from tests.faults.simulation.run import some

HISTORIES = int(os.environ.get("HISTORIES", "200"))


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_every_promise_holds_in_every_history():
    broken = some(range(HISTORIES))
    assert [(played.seed, repr(played.broken)) for played in broken] == []
