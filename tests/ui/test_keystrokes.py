"""The whole job by keyboard alone, from sign-in to receipt; ``bench/keystrokes.py`` counts the same run."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from bench.keystrokes import RUNS, MouseWatch, Run, take
from mobile_unit.app import Home
from tests.units import NIP, PIN

# what a screen of its own would do
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")

MOST = {"adult": 180, "child": 212, "replacement": 168}
"""Key presses that a change may need at most; the counts of today stand in ``bench/README.md``."""


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_an_application_is_taken_without_a_mouse(open_window, home: Home, qapp, run: Run):
    mouse = MouseWatch()
    qapp.installEventFilter(mouse)
    keyboard, number = take(open_window(home), run)
    qapp.removeEventFilter(mouse)
    assert mouse.presses == 0
    assert keyboard.total <= MOST[run.name]
    assert QApplication.focusWidget() is not None
    unit = home.sign_in(NIP, PIN, record=False)
    taken = unit.tracking.application(number)
    typed = {key: value for key, value in run.typed.items() if key.startswith("applicant.")}
    assert taken.applicant["nik"] == typed["applicant.nik"]
    assert unit.regions.name_of(taken.applicant["region"]) == "Tiuh Balak, Baradatu"
    assert taken.applicant["birth_date"] in ("1990-05-17", "2019-03-17")
    assert len(taken.documents) == len(run.scans)
    assert all(warning["reason"] for warning in taken.warnings)
    unit.close()
