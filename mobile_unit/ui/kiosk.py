"""The window while applicants have it: full screen, and no way out of it but an officer's PIN.

That it is so stands in the preferences: a program that was killed meanwhile begins behind the same door. What
belongs to the system (its task switcher, its own keys) is the system's to lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

if TYPE_CHECKING:
    from mobile_unit.app import Home, Unit
    from mobile_unit.ui.pages.questionnaire import QuestionnairePage
    from mobile_unit.ui.tasks import Tasks


class Kiosk(QObject):
    """``stack`` is where its pages lie over all others."""

    def __init__(self, window: QMainWindow, stack: QStackedWidget, home: Home, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._stack = stack
        self._home = home
        self._tasks = tasks
        self._is_on = False
        self._before = Qt.WindowState.WindowNoState
        self._under: QWidget | None = None
        self._pages: list[QWidget] = []

    @property
    def is_on(self) -> bool:
        return self._is_on

    @property
    def page(self) -> QWidget | None:
        """What is seen of it now."""
        return self._pages[-1] if self._pages else None

    def begin(self, unit: Unit, left: Callable[[Unit], None], change_language: Callable[[str], None]) -> None:
        """Give the screen to applicants; ``left`` is called with the unit of whose PIN it was."""
        from mobile_unit.ui.pages.leave_kiosk import LeaveKioskPage
        from mobile_unit.ui.pages.questionnaire import QuestionnairePage

        def let_officer_in() -> None:
            self._show(
                LeaveKioskPage(
                    self._home, self._tasks, unit, passed, speak_otherwise, self._back_to_applicants
                )
            )

        def speak_otherwise(language: str) -> None:
            change_language(language)
            self._drop()
            let_officer_in()

        def passed(found: Unit) -> None:
            self.end()
            left(found)

        self.close_door()
        self._show(QuestionnairePage(unit.surveys, self._tasks, let_officer_in))

    def close_door(self) -> None:
        """From now on the window can't be closed, made small or left; also when the program starts again."""
        if self._is_on:
            return
        self._is_on = True
        self._remember(True)
        self._before = self._window.windowState()
        self._window.installEventFilter(self)
        self._window.setWindowState(self._before | Qt.WindowState.WindowFullScreen)

    def end(self) -> None:
        """An officer is here: the window is as it was."""
        if self._home.preferences.kiosk:
            self._remember(False)
        if self.open_door():
            self._window.setWindowState(self._before)

    def open_door(self) -> bool:
        """Let the window be closed: the machine goes down, or nothing is left to guard. A start from here
        begins with the door closed, unless an officer came (``end``)."""
        was_on, self._is_on = self._is_on, False
        self._window.removeEventFilter(self)
        while self._pages:
            self._drop()
        self._under = None
        return was_on

    def _remember(self, on: bool) -> None:
        self._home.preferences.kiosk = on
        self._home.preferences.save()

    def _show(self, page: QWidget) -> None:
        if self._under is None:
            self._under = self._stack.currentWidget()
        self._pages.append(page)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _drop(self) -> None:
        page = self._pages.pop()
        below = self._pages[-1] if self._pages else self._under
        if below is not None and self._stack.indexOf(below) >= 0:
            self._stack.setCurrentWidget(below)
        self._stack.removeWidget(page)
        page.deleteLater()

    def _back_to_applicants(self) -> None:
        if len(self._pages) > 1:
            self._drop()
            page: QuestionnairePage = self._pages[-1]  # type: ignore[assignment]
            page.restart()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Close and self._is_on and not _machine_goes_down():
            event.ignore()
            return True
        if (
            kind == QEvent.Type.WindowStateChange and not self._covers_all
        ) or kind == QEvent.Type.WindowDeactivate:
            QTimer.singleShot(0, self, self._come_forward)
        return False

    @property
    def _covers_all(self) -> bool:
        """A system has keys to make a window small, and keys to take it out of its full screen."""
        return self._window.isFullScreen() and not self._window.isMinimized()

    @Slot()
    def _come_forward(self) -> None:
        if self._is_on and self._window.isVisible():
            if not self._covers_all:
                self._window.setWindowState(Qt.WindowState.WindowFullScreen)
            self._window.raise_()
            self._window.activateWindow()


def _machine_goes_down() -> bool:
    application = QGuiApplication.instance()
    return isinstance(application, QGuiApplication) and application.isSavingSession()
