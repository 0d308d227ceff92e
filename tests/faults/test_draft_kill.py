"""A draft typed into the real window survives ``kill -9``, and the machine's asking to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from mobile_unit.app import Home
from tests.conftest import CHEAP
from tests.faults.typist import LETTER_MS, kill_while_typing
from tests.units import NIP, PIN, set_up

LONGEST_PAUSE_SECONDS = 1.0

IN_A_DIALOG = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from mobile_unit.app import Home
from mobile_unit.ui import main_window
from tests.conftest import CHEAP
from tests.units import NIP, PIN

home = Home(Path(sys.argv[1]), cost=CHEAP)

def type_and_look_for_a_file(window):
    window.shell.go("new")
    page = window.shell.page
    page.chooser.buttons["passport.new"].click()
    while page.form is None:
        QTest.qWait(20)
    QTest.keyClicks(page.form.form.boxes["applicant.full_name"].editor.line, "SITI AMINAH")
    QTimer.singleShot(300, tell)
    QFileDialog.getOpenFileName(window)

def tell():
    print("open" if QApplication.activeModalWidget() is not None else "no dialog", flush=True)

unit = home.sign_in(NIP, PIN)
main_window.run(home, unit, ready=type_and_look_for_a_file)
print("ended", flush=True)
"""

A_COMPLAINT = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from mobile_unit.app import Home
from mobile_unit.ui import main_window
from tests.conftest import CHEAP
from tests.units import NIP, PIN

home = Home(Path(sys.argv[1]), cost=CHEAP)

def type_a_complaint(window):
    window.shell.go("complaints")
    page = window.shell.page
    while not page._begun:
        QTest.qWait(20)
    page.begin()
    QTest.keyClicks(page.form.text, "Petugas minta uang")
    for _moment in range(3000):
        kept = unit.form_drafts.kept("complaint")
        if kept is not None and kept.content["text"] == "Petugas minta uang":
            print("kept", flush=True)
        QTest.qWait(20)

unit = home.sign_in(NIP, PIN)
main_window.run(home, unit, ready=type_a_complaint)
"""


@pytest.mark.faults
def test_what_was_typed_up_to_a_second_ago_is_there_after_a_kill(tmp_path):
    """``python -m bench.draft_kills`` does this 500 times."""
    homes = [tmp_path / str(number) for number in range(3)]
    for home in homes:
        set_up(home)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        killed = list(pool.map(kill_while_typing, homes, (0.2, 0.7, 2.0), range(3)))
    assert [each.problem for each in killed] == [None, None, None]
    # counted in letters, of which a machine that stands still for a moment types none
    lost = [len(each.typed.rstrip()) - len(each.kept.rstrip()) for each in killed]
    assert max(lost) * LETTER_MS < 1000 * LONGEST_PAUSE_SECONDS


@pytest.mark.faults
def test_a_complaint_half_written_is_there_after_a_kill(tmp_path):
    set_up(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", A_COMPLAINT, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == "kept"
        program.kill()
    unit = Home(tmp_path, cost=CHEAP).sign_in(NIP, PIN)
    draft = unit.form_drafts.kept("complaint")
    assert draft is not None
    assert draft.content["text"] == "Petugas minta uang"
    unit.close()


@pytest.mark.faults
def test_asked_to_end_with_a_dialog_open_the_program_ends_and_keeps_what_was_typed(tmp_path):
    set_up(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", IN_A_DIALOG, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == "open"
        program.send_signal(signal.SIGTERM)
        try:
            assert program.wait(timeout=60) == 0
        finally:
            program.kill()
        assert program.stdout.read().strip() == "ended"
    unit = Home(tmp_path, cost=CHEAP).sign_in(NIP, PIN)
    assert [draft.full_name for draft in unit.intake.drafts()] == ["SITI AMINAH"]
    unit.close()
