"""A night run that was killed and run again leaves what an uninterrupted one leaves."""

from __future__ import annotations

import os

import pytest

from tests.faults.night_kills import kill_nights

KILLS = int(os.environ.get("KILLS", "8"))


@pytest.mark.faults
def test_a_night_killed_anywhere_and_run_again_gives_the_same_report(tmp_path):
    killed, wrong = kill_nights(tmp_path, KILLS)
    assert killed.total() >= KILLS
    assert wrong == []
