"""The page over a session that is locked; the session is as it was left behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent

from mobile_unit.i18n import _
from mobile_unit.ui.pages.sign_in import SignInPage
from mobile_unit.ui.tasks import Tasks
from mobile_unit.ui.widgets.basics import button

if TYPE_CHECKING:
    from mobile_unit.app import Home, Unit


class LockPage(SignInPage):
    """Calls ``unlocked`` with the same unit for the officer who left it, with another's own for another.

    Nobody is named: whoever finds the laptop reads nothing on it.
    """

    help_key = "lock"

    def __init__(
        self,
        home: Home,
        tasks: Tasks,
        unit: Unit,
        unlocked: Callable[[Unit], None],
        change_language: Callable[[str], None],
        sign_out: Callable[[], None],
    ) -> None:
        words = _(
            "Everything is as it was left. Your PIN brings you back; another officer signs in with theirs."
        )
        super().__init__(home, tasks, unlocked, change_language, _("Locked"), words)
        self._unit = unit
        self.who.setPlaceholderText(_("Leave empty if you locked it"))
        self.out = button(_("Sign out"), role="quiet", shortcut="Ctrl+Shift+Q")
        self.out.clicked.connect(sign_out)
        self.content.addWidget(self.out)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pin.setFocus()

    def _open(self, who: str, pin: str, leader: tuple[str, str] | None) -> Unit:
        nip = self._unit.unlock(who, pin)
        return self._unit if nip == self._unit.officer.nip else self._home.sign_in(nip, pin, leader=leader)
