"""``kill -9`` in the middle of a questionnaire: every finished one is there, and the screen stays locked."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from mobile_unit.app import Home
from mobile_unit.store import surveys
from tests.conftest import CHEAP
from tests.units import NIP, PIN, set_up

FILLS_IN = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from mobile_unit.app import Home
from mobile_unit.ui import main_window
from tests.conftest import CHEAP
from tests.units import NIP, PIN

home = Home(Path(sys.argv[1]), cost=CHEAP)

def fill_in(window):
    window.open_kiosk()
    page = window.kiosk.page
    finished = 0
    while True:
        for digit in "11" + "344443213" + "2000":
            QTest.keyClick(page, getattr(Qt.Key, "Key_" + digit))
            QTest.qWait(1)
            print("pressed", flush=True)
        while page.question.text() != page.say("thanks"):
            QTest.qWait(1)
        finished += 1
        print("finished", flush=True)
        page.restart()

main_window.run(home, home.sign_in(NIP, PIN), ready=fill_in)
"""

STARTS_AGAIN = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from mobile_unit.app import Home
from mobile_unit.ui import main_window
from tests.conftest import CHEAP

def tell(window):
    print(type(window.front).__name__, window.isFullScreen(), window.close(), flush=True)
    window.kiosk.open_door()
    QTimer.singleShot(0, window.close)

main_window.run(Home(Path(sys.argv[1]), cost=CHEAP), ready=tell)
"""


def killed_after(home: Path, presses: int) -> int:
    """Fill in, kill after so many key presses, and answer how many were said to be finished."""
    process = subprocess.Popen(
        [sys.executable, "-c", FILLS_IN, str(home)], stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdout is not None
    finished = 0
    for line in process.stdout:
        finished += line == "finished\n"
        presses -= line == "pressed\n"
        if presses <= 0:
            break
    process.kill()
    finished += process.stdout.read().count("finished\n")
    process.stdout.close()
    process.wait(30)
    return finished


@pytest.mark.faults
def test_a_kill_costs_at_most_the_questionnaire_that_is_being_filled_in(tmp_path) -> None:
    for number in range(3):
        home = tmp_path / str(number)
        set_up(home)
        finished = killed_after(home, random.Random(number).randint(16, 50))
        unit = Home(home, cost=CHEAP).sign_in(NIP, PIN)
        with unit.context.store.read() as connection:
            kept = surveys.waiting(connection)
        assert list(unit.broken_things()) == []
        unit.close()
        # one more may have been kept whose thanks were not said any more
        assert finished <= len(kept) <= finished + 1
        assert finished >= 1
        assert all(None not in each.scores.values() for each in kept)


@pytest.mark.faults
def test_after_a_kill_the_program_starts_behind_the_door(tmp_path) -> None:
    set_up(tmp_path)
    killed_after(tmp_path, 20)
    again = subprocess.run(
        [sys.executable, "-c", STARTS_AGAIN, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert again.stdout.split() == ["InterruptedPage", "True", "False"]
    assert Home(tmp_path, cost=CHEAP).preferences.kiosk
