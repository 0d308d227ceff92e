"""The real window on a real encrypted unit; closed at the end of every test."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mobile_unit.app import Home
from mobile_unit.resources import resource
from mobile_unit.ui.main_window import MainWindow, make_application
from tests.conftest import CHEAP
from tests.units import NIP, PIN, set_up


class PatientBot(QtBot):
    """Waits longer than the five seconds that are usual: a busy machine is no failure."""

    def waitUntil(self, callback, *, timeout: int = 30_000) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout: int = 30_000, **options):
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitActive(self, widget, *, timeout: int = 30_000):
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def _programs_are_no_rubbish():
    """What is there before the first window (code, mostly) is not looked through at each collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _collect_between_tests(_programs_are_no_rubbish):
    """Collected while a worker runs, a widget would be freed in the worker's thread."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def home(tmp_path: Path, clock) -> Home:
    set_up(tmp_path / "home")
    made = Home(tmp_path / "home", clock=clock, cost=CHEAP)
    made.preferences.language = "en"
    return made


@pytest.fixture
def open_window(qapp: QApplication, qtbot: QtBot):
    """Shows windows of the size of an old laptop, and closes them."""
    opened: list[MainWindow] = []

    def open_(home: Home, unit=None, size=(1366, 768), **options) -> MainWindow:
        make_application(home)
        window = MainWindow(home, unit, **options)
        opened.append(window)
        with qtbot.waitActive(window):
            window.showNormal()
            window.resize(*size)
            window.activateWindow()
        return window

    yield open_
    for window in opened:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def unit(home: Home):
    return home.sign_in(NIP, PIN)


@pytest.fixture
def window(open_window, home: Home, unit) -> MainWindow:
    """A window that is signed in, with the day's page loaded."""
    return open_window(home, unit)


@pytest.fixture(scope="session")
def samples() -> list[dict]:
    lines = resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def adult(samples) -> dict:
    """A new passport of somebody grown up with nothing doubtful about the name."""
    return next(
        r
        for r in samples
        if r["service"] == "passport.new"
        and "guardian" not in r["answers"]
        and " " in r["applicant"]["full_name"]
    )


@pytest.fixture
def taken(unit):
    """Takes sample applications through draft and documents."""

    def take(*records: dict) -> list:
        return [unit.intake.submit(draft_from(unit, record).id) for record in records]

    return take


def draft_from(unit, record: dict):
    """A sample kept as a draft, with its documents."""
    draft = unit.intake.new_draft(record["service"])
    unit.intake.save_draft(draft.id, record["applicant"], record["answers"])
    for document in record["documents"]:
        unit.intake.attach(draft.id, document["kind"], resource("samples", document["path"]).read_bytes())
    return draft


def submit(qtbot: QtBot, page) -> None:
    """Submit what is complete: the preview, and its button once it was looked at."""
    page.form.submit()
    qtbot.waitUntil(lambda: page.form.submission.shows_preview)
    page.form.submission.preview.submit_button.click()


def press(
    qtbot: QtBot, widget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    qtbot.keyClick(widget, key, modifier)


def type_here(qtbot: QtBot, text: str) -> None:
    """Type into whatever has the cursor, as a keyboard does."""
    qtbot.keyClicks(QApplication.focusWidget(), text)


def enter(qtbot: QtBot) -> None:
    """Press Enter in whatever has the cursor."""
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
