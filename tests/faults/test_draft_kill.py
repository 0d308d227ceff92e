"""A draft typed into the real window survives ``kill -9``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from mobile_unit.app import Home
from tests.conftest import CHEAP
from tests.units import NIP, PIN, set_up

TYPIST = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from mobile_unit.app import Home
from mobile_unit.ui.main_window import MainWindow, make_application
from tests.conftest import CHEAP
from tests.units import NIP, PIN

home = Home(Path(sys.argv[1]), cost=CHEAP)
application = make_application(home)
window = MainWindow(home, home.sign_in(NIP, PIN))
window.show()
QTest.qWait(300)
window.shell.go("new")
QTest.qWait(100)
page = window.shell.page
page.chooser.buttons["passport.new"].click()
while page.form is None:
    QTest.qWait(20)
name = page.form.form.boxes["applicant.full_name"].editor.line
for n, letter in enumerate("SITI AMINAH BINTI HARTONO"):
    QTest.keyClicks(name, letter)
    QTest.qWait(40)
    print(n + 1, flush=True)
QTest.qWait(60_000)
"""


@pytest.mark.faults
@pytest.mark.parametrize("letters", [8, 15, 25])
def test_what_was_typed_up_to_a_second_ago_is_there_after_a_kill(tmp_path, letters):
    set_up(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as typist:
        for line in typist.stdout:
            if int(line) == letters:
                break
        typist.send_signal(signal.SIGKILL)
    unit = Home(tmp_path, cost=CHEAP).sign_in(NIP, PIN)
    (draft,) = unit.intake.drafts()
    assert next(unit.broken_things(), None) is None
    unit.close()
    typed = "SITI AMINAH BINTI HARTONO"[:letters]
    # 40 ms a letter and a pause of at most 300 ms before each save: no more than the last second is missing
    assert typed.startswith(draft.full_name.rstrip())
    assert len(draft.full_name) >= letters - 12
