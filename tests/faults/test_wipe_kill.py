"""A laptop that deletes itself, killed at random moments: nothing unsent is lost, nothing is left to read."""

from __future__ import annotations

import os

import pytest

from tests.faults.wipe_kills import wipe_often

KILLS = int(os.environ.get("KILLS", "8"))


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_killed_while_it_wipes_itself_it_loses_nothing_and_leaves_nothing(tmp_path):
    wipes = wipe_often(tmp_path, KILLS, seed=20261125)
    assert wipes.wrong == []
    assert wipes.killed.total() >= KILLS
