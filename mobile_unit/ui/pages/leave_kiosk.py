"""The door between applicants and the officers' window: an officer's PIN, or back to the questionnaire."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent

from mobile_unit.i18n import _
from mobile_unit.ui.pages.sign_in import SignInPage
from mobile_unit.ui.tasks import Tasks
from mobile_unit.ui.widgets.basics import button

if TYPE_CHECKING:
    from mobile_unit.app import Home, Unit

UNUSED_MS = 30_000
"""So long without a letter, and the applicants have the screen again."""


class LeaveKioskPage(SignInPage):
    """Calls ``passed`` with the same unit for the officer who gave the screen away, with another's own for
    another; wrong PINs are counted, and wait, as at the sign-in."""

    help_key = "leave_kiosk"

    def __init__(
        self,
        home: Home,
        tasks: Tasks,
        unit: Unit,
        passed: Callable[[Unit], None],
        change_language: Callable[[str], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__(
            home,
            tasks,
            passed,
            change_language,
            _("For officers"),
            _("Applicants have this screen. Your PIN brings back the window; nothing else does."),
        )
        self._unit = unit
        self._go_back = back
        self.who.setPlaceholderText(_("Leave empty if you gave the screen away"))
        self.enter.setText(_("Leave the survey"))
        self.back = button(_("Back to the survey"), role="quiet", tip=_("Back to the survey (Esc)"))
        self.back.clicked.connect(back)
        self.content.addWidget(self.back)
        self.unused = QTimer(self)
        self.unused.setSingleShot(True)
        self.unused.setInterval(UNUSED_MS)
        self.unused.timeout.connect(back)
        for field in (self.who, self.pin, self.leader, self.leader_pin):
            field.textEdited.connect(self.unused.start)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pin.setFocus()
        self.unused.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        event.accept()

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        self.enter.setText(_("Opening …") if busy else _("Leave the survey"))
        if busy:
            self.unused.stop()
        else:
            self.unused.start()

    def _open(self, who: str, pin: str, leader: tuple[str, str] | None) -> Unit:
        nip = self._unit.unlock(who, pin)
        return self._unit if nip == self._unit.officer.nip else self._home.sign_in(nip, pin, leader=leader)


class InterruptedPage(SignInPage):
    """What the program begins with where it ended while applicants had the screen. What they had finished is
    kept; the database is closed until an officer signs in."""

    help_key = "leave_kiosk"

    def __init__(
        self,
        home: Home,
        tasks: Tasks,
        passed: Callable[[Unit], None],
        change_language: Callable[[str], None],
    ) -> None:
        super().__init__(
            home,
            tasks,
            passed,
            change_language,
            _("The survey was interrupted"),
            _("Every finished questionnaire is kept. Please call an officer, whose PIN opens the window."),
        )
