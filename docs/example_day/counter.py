"""The laptop on the table: the real window, its keys, and what is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from docs.example_day.stage import Stage
from mobile_unit.app import Unit
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.main_window import MainWindow, make_application
from mobile_unit.ui.shell import Shell
from mobile_unit.ui.tasks import CollectHere, Lane

PATIENCE_SECONDS = 180
SIZE = (1366, 768)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
EVERYTHING = Changes(
    applications=True, drafts=True, day=True, link=True, news=True, complaints=True, survey=True
)


class Counter:
    """One window for the whole day; ``rounds`` are how many applications each sent, and how many of these
    head office acknowledged."""

    def __init__(self, stage: Stage, language: str = "id") -> None:
        self.stage = stage
        stage.home.preferences.language = language
        stage.home.preferences.theme = "light"
        make_application(stage.home)
        self.window = MainWindow(stage.home)
        self.window.showNormal()
        self.window.resize(*SIZE)
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self._collector = CollectHere(self.window)
        self.rounds: list[tuple[int, int]] = []

    @property
    def shell(self) -> Shell:
        found = self.window.shell
        assert found is not None, "nobody is signed in"
        return found

    @property
    def page(self) -> Any:
        return self.shell.page

    @property
    def unit(self) -> Unit:
        return self.shell.place.unit

    @property
    def now(self) -> datetime:
        return self.stage.clock.now()

    def go(self, page: str, argument: object = None) -> Any:
        """Show a page with what is so by now."""
        self.shell.go(page, argument)
        self.settle()
        return self.page

    def announce(self) -> None:
        """What was done without the window is seen in it."""
        self.shell.place.announce(EVERYTHING)
        self.settle()

    def settle(self) -> None:
        """Until nothing is under way any more and everything is laid out."""
        for lane in (Lane.DATABASE, Lane.PICTURES, Lane.DATABASE, Lane.PICTURES):
            self._wait_for(lane)

    def _wait_for(self, lane: Lane) -> None:
        done: list[object] = []
        self.window.tasks.run(lambda _task: None, done.append, lane=lane)
        until(lambda: bool(done))

    def sign_in(self, who: str) -> None:
        officer = self.stage.script.officer(who)
        front: Any = self.window.front
        until(front.who.isVisible)
        front.who.setFocus()
        QTest.keyClicks(front.who, officer["nip"][-4:])
        press(front.who, Qt.Key.Key_Return)
        QTest.keyClicks(front.pin, officer["pin"])
        press(front.pin, Qt.Key.Key_Return)
        until(lambda: self.window.shell is not None)
        self.be_without_network()
        self.settle()

    def be_without_network(self) -> None:
        """As most of the day: rounds are begun by the timetable alone."""
        link = self.shell.place.link
        link.stop()
        link.online = False
        link.moved.emit()

    def sign_out(self) -> None:
        self.settle()
        self.window.lock()
        press(self.window.front, Qt.Key.Key_Q, CONTROL | SHIFT)
        until(lambda: self.window.shell is None)
        self._wait_for(Lane.NETWORK)  # where the database is closed

    def sync(self) -> None:
        """A round as its button begins it."""
        link = self.shell.place.link
        outcomes: list[Any] = []
        link.ended.connect(outcomes.append)
        link.start()
        press(self.go("sync"), Qt.Key.Key_R, CONTROL)
        until(lambda: bool(outcomes))
        link.stop()
        link.ended.disconnect(outcomes.append)
        self.settle()
        (result,) = outcomes
        if isinstance(result, Exception):
            raise result
        self.rounds.append((result.sent, result.acknowledged))

    def close(self) -> None:
        self.window.kiosk.open_door()
        self.window.close()
        self._collector.stop()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(happened: Callable[[], Any]) -> None:
    """Let the window work until something is so."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > patience:
            raise TimeoutError("it did not happen")
        QTest.qWait(5)


def press(widget: QWidget | None, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifier)


def type_here(text: str) -> None:
    """Type into whatever has the cursor."""
    QTest.keyClicks(QApplication.focusWidget(), text)


def press_here(key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)
