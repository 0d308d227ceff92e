"""Some of the kills of ``bench/kills.py``, with every run of the tests."""

from __future__ import annotations

import pytest

from tests.faults.kills import kill_often

KILLS = 16


@pytest.mark.faults
def test_killed_at_any_moment_neither_side_loses_or_doubles_anything(tmp_path):
    pair, wrong = kill_often(tmp_path, KILLS)
    assert wrong == []
    assert pair.killed.total() == KILLS
    assert len({where.split()[0] for where in pair.killed}) == 2, "both sides were killed"
