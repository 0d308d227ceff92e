"""Key presses from sign-in to receipt, without a mouse: an adult, a child, a replacement.

    python -m bench.keystrokes

Runs the real window (offscreen unless QT_QPA_PLATFORM says otherwise) and types as an officer would: small
letters, dates without dashes, the first letter of a choice, what the NIK or the old passport offers taken by
one key, Enter from field to field. A key held with Ctrl or Alt counts once. Scans come by the clipboard, as a
scanner's program leaves them there; the passport's two lines by a scanner that is a keyboard, which presses
no key of the officer's. ``tests/ui/test_keystrokes.py`` is the same run.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mobile_unit.app import Home
from mobile_unit.resources import resource
from mobile_unit.ui.main_window import MainWindow, make_application
from tests.units import NIP, PIN, set_up

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PAUSE_MS = 60
MOST_STEPS = 3
QUIET_MS = 500
"""How long the applicant looks at what is shown before the last Enter, and the officer at a scan's result."""


@dataclass(frozen=True)
class Run:
    """Who applies: the service's digit, what is typed by field key, and the scans in the order asked for."""

    name: str
    service: str
    typed: Mapping[str, str]
    scans: tuple[str, ...]
    passport_lines: str = ""


FAMILY = {
    "applicant.address": "jl merdeka 12 rt 2 rw 1",
    "applicant.region": "bara tiuh",
    "applicant.family_card_number": "1808042501100001",
}
JOURNEY = {
    "answers.passport_type": "e",
    "answers.purpose": "umr",
    "answers.destination": "sau",
}
RUNS = (
    Run(
        "adult",
        "1",
        {
            **FAMILY,
            **JOURNEY,
            "applicant.full_name": "siti aminah",
            "applicant.nik": "1808045705900001",
            "applicant.birth_place": "baradatu",
            "applicant.marital_status": "m",
            "applicant.occupation": "guru",
            "applicant.phone": "081271234567",
            "applicant.mother_name": "sumarni",
            "applicant.father_name": "hartono",
            "answers.validity_years": "1",
        },
        ("ktp.jpg", "kk.jpg", "akta.jpg"),
    ),
    Run(
        "child",
        "1",
        {
            **FAMILY,
            **JOURNEY,
            "applicant.full_name": "budi santoso",
            "applicant.nik": "1808041703190002",
            "applicant.birth_place": "baradatu",
            "applicant.marital_status": "s",
            "applicant.occupation": "pelajar",
            "applicant.mother_name": "siti aminah",
            "applicant.father_name": "hartono",
            "answers.guardian.full_name": "siti aminah",
            "answers.guardian.nik": "1808045705900001",
            "answers.guardian.relation": "m",
            "answers.validity_years": "5",
        },
        ("kk.jpg", "akta.jpg", "ktp.jpg", "akta.jpg", "kk.jpg"),
    ),
    Run(
        "replacement",
        "2",
        {
            **FAMILY,
            **JOURNEY,
            "answers.reason": "pag",
            "answers.old_passport_issued": "160325",
            "applicant.nik": "1808045705900001",
            "applicant.birth_place": "baradatu",
            "applicant.marital_status": "m",
            "applicant.occupation": "guru",
            "applicant.mother_name": "sumarni",
            "applicant.father_name": "hartono",
            "answers.validity_years": "1",
        },
        ("ktp.jpg", "ktp.jpg"),
        "P<IDNHARTONO<<SITI<AMINAH<<<<<<<<<<<<<<<<<<<X1234567<7IDN9005178F3503166<<<<<<<<<<<<<<<4",
    ),
)


class MouseWatch(QObject):
    """Counts presses of a mouse's button, whoever makes them."""

    def __init__(self) -> None:
        super().__init__()
        self.presses = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.presses += event.type() == QEvent.Type.MouseButtonPress
        return False


@dataclass
class Keyboard:
    """Presses keys in whatever has the cursor, and counts them by part of the work."""

    presses: dict[str, int] = field(default_factory=dict)
    part: str = ""

    @property
    def total(self) -> int:
        return sum(self.presses.values())

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._count(1)
        QTest.qWait(PAUSE_MS)  # a finger's way to the key; lists that open while one types are there by then
        QTest.keyClick(_cursor(), key, modifier)

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        self._count(len(text))
        QTest.keyClicks(_cursor(), text)

    def scan(self, text: str) -> None:
        """What a scanner types; no key of the officer's."""
        QTest.keyClicks(_cursor(), text)
        QTest.keyClick(_cursor(), Qt.Key.Key_Return)
        QTest.qWait(QUIET_MS)  # the scanner is put down

    def _count(self, presses: int) -> None:
        self.presses[self.part] = self.presses.get(self.part, 0) + presses


def take(window: MainWindow, run: Run) -> tuple[Keyboard, str]:
    """From the sign-in page to the receipt; answers what was pressed and the number given."""
    keyboard = Keyboard()
    _sign_in(window, keyboard)
    _begin(window, keyboard, run)
    _fill_in(window, keyboard, run)
    _attach(window, keyboard, run)
    return keyboard, _submit(window, keyboard)


def _sign_in(window: MainWindow, keyboard: Keyboard) -> None:
    keyboard.part = "sign in"
    keyboard.type(NIP[-4:])
    keyboard.enter()
    keyboard.type(PIN)
    keyboard.enter()
    until(lambda: window.shell is not None and window.shell.isVisible())


def _begin(window: MainWindow, keyboard: Keyboard, run: Run) -> None:
    keyboard.part = "choose the service"
    keyboard.press(Qt.Key.Key_N, CONTROL)
    keyboard.type(run.service)
    until(lambda: _page(window).form is not None)


def _fill_in(window: MainWindow, keyboard: Keyboard, run: Run) -> None:
    keyboard.part = "form"
    form = _page(window).form.form
    if run.passport_lines:
        keyboard.scan(run.passport_lines)
        form.focus_first()
    while (box := form.box_with_cursor()) is not None:
        key = box.field.key
        if box.value() is None and key in run.typed:
            keyboard.type(run.typed[key])
        if key == "applicant.nik" and box.offer.text:
            keyboard.press(Qt.Key.Key_Return, ALT)  # goes on by itself
        else:
            keyboard.enter()
        until(lambda here=box: form.box_with_cursor() is not here)


def _attach(window: MainWindow, keyboard: Keyboard, run: Run) -> None:
    keyboard.part = "documents"
    documents = _page(window).form.documents
    for number, scan in enumerate(run.scans, start=1):
        given = QMimeData()
        given.setUrls([QUrl.fromLocalFile(str(resource("samples", "scans", scan)))])
        QGuiApplication.clipboard().setMimeData(given)
        row = _cursor()
        keyboard.press(Qt.Key.Key_V, CONTROL)
        until(lambda number=number: len(documents.documents) == number)
        until(lambda row=row: _cursor() is not row)  # on to the next by itself
    QGuiApplication.clipboard().clear()  # what Python made must not be left to Qt's end, after Python's


def _submit(window: MainWindow, keyboard: Keyboard) -> str:
    keyboard.part = "submit"
    page = _page(window)
    keyboard.press(Qt.Key.Key_Return, CONTROL)
    while page.form.form.unconfirmed():
        keyboard.type("1")  # the usual reason for the warning that the cursor was led to
        if not page.form.form.unconfirmed():
            keyboard.press(Qt.Key.Key_Return, CONTROL)
    for _step in range(MOST_STEPS):
        if until(page.receipt.isVisible, QUIET_MS):
            break
        keyboard.enter()  # what is shown before it is sealed
    if not until(lambda: page.receipt.isVisible() and page.receipt.pages.count > 0):
        raise RuntimeError(f"no receipt: {page.message.text}")
    return str(page.receipt.number.text())


def _page(window: MainWindow) -> Any:
    assert window.shell is not None
    return window.shell.page


def _cursor() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def until(holds: Callable[[], bool], milliseconds: int = 20_000) -> bool:
    """Let the window work until something holds; whether it came to that in time."""
    end = time.monotonic() + milliseconds / 1000
    while not holds():
        if time.monotonic() > end:
            return False
        QTest.qWait(10)
    return True


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="keystrokes-") as folder:
        for run in RUNS:
            set_up(Path(folder) / run.name)
            home = Home(Path(folder) / run.name)
            home.preferences.language = "en"
            make_application(home)
            window = MainWindow(home, None)
            window.resize(1366, 768)
            window.showNormal()
            window.activateWindow()
            until(window.isActiveWindow)
            began = time.monotonic()
            keyboard, _number = take(window, run)
            parts = ", ".join(f"{part} {presses}" for part, presses in keyboard.presses.items())
            print(
                f"{run.name:<12} {keyboard.total:4} key presses ({parts}); {time.monotonic() - began:.1f} s"
            )
            window.close()
            window.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


if __name__ == "__main__":
    sys.exit(main())
