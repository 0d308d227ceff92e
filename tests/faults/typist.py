"""Somebody who types a draft into the real window until the process is killed with ``kill -9``."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from mobile_unit.app import Home
from tests.conftest import CHEAP
from tests.units import NIP, PIN

LETTER_MS = 35
NAMES = ("SITI", "AMINAH", "BINTI", "HARTONO", "PUTRI", "WAYAN", "SURYA", "DEWI", "NURAINI", "RAHMAN")


@dataclass(frozen=True)
class Killed:
    """``behind`` is how long ago the first letter that is missing was typed, in seconds; 0 where none is."""

    typed: str
    kept: str
    behind: float
    problem: str | None


def kill_while_typing(home: Path, after: float, seed: int) -> Killed:
    """Type in a process of its own, kill it ``after`` so many seconds of typing, and open what it left.

    Forks; call it where neither a thread nor a QApplication is.
    """
    import mobile_unit.ui.pages.new_application  # noqa: F401  (once, before the fork)

    text = words(seed)
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        try:
            _type(home, text, write_end)
        finally:
            os._exit(1)
    os.close(write_end)
    times = _watch(read_end, child, after)
    killed_at = time.monotonic()
    os.waitpid(child, 0)
    return _open_again(home, text, times, killed_at)


def words(seed: int) -> str:
    """Words without end, and without two spaces, that every seed has its own of."""
    chosen = random.Random(seed)
    return " ".join(chosen.choice(NAMES) for _n in range(14))


def _watch(read_end: int, child: int, after: float) -> list[float]:
    """When each letter was typed, until the kill."""
    times: list[float] = []
    with os.fdopen(read_end, "rb", buffering=0) as pipe:
        while not times or time.monotonic() - times[0] < after:
            line = pipe.readline()
            if not line:
                raise RuntimeError("the window ended by itself")
            times.append(float(line))
        os.kill(child, signal.SIGKILL)
        times += [float(line) for line in pipe.readlines() if line.endswith(b"\n")]
    return times


def _open_again(home: Path, text: str, times: list[float], killed_at: float) -> Killed:
    unit = Home(home, cost=CHEAP).sign_in(NIP, PIN)
    try:
        problem = next(unit.broken_things(), None)
        found = unit.intake.drafts()
        kept = found[0].full_name if found else ""
    finally:
        unit.close()
    typed = text[: len(times)]
    if not text.startswith(kept):
        problem = problem or "the draft holds something else than was typed"
    missing = len(kept.rstrip())
    behind = killed_at - times[missing] if missing < len(typed.rstrip()) else 0.0
    return Killed(typed, kept, behind, problem)


def _type(home: Path, text: str, pipe: int) -> None:
    from PySide6.QtTest import QTest

    from mobile_unit.ui.main_window import MainWindow, make_application

    place = Home(home, cost=CHEAP)
    make_application(place)
    window = MainWindow(place, place.sign_in(NIP, PIN))
    window.show()
    window.shell.go("new")
    page = window.shell.page
    page.chooser.buttons["passport.new"].click()
    while page.form is None:
        QTest.qWait(10)
    line = page.form.form.boxes["applicant.full_name"].editor.line
    for letter in text:
        QTest.keyClicks(line, letter)
        os.write(pipe, f"{time.monotonic()}\n".encode())
        QTest.qWait(LETTER_MS)
    QTest.qWait(60_000)
