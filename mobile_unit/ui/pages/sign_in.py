"""Signing in: who (a NIP or its last digits) and the PIN that opens the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.tasks import Task, Tasks
from mobile_unit.ui.widgets.basics import button, label
from mobile_unit.ui.widgets.front import FrontPage

if TYPE_CHECKING:
    from mobile_unit.app import Home, Unit


class SignInPage(FrontPage):
    """Calls ``signed_in`` with the opened unit, ``recover`` where every officer forgot the PIN."""

    help_key = "sign_in"

    def __init__(
        self,
        home: Home,
        tasks: Tasks,
        signed_in: Callable[[Unit], None],
        change_language: Callable[[str], None],
        title: str = "",
        explanation: str = "",
        recover: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(
            home,
            change_language,
            title or _("Sign in"),
            explanation or _("Everything on this laptop stays locked until you do."),
        )
        self._home = home
        self._tasks = tasks
        self._signed_in = signed_in
        self._recover = recover
        self._warm = False
        self.who = self.add_field(_("NIP"), hint=_("The last 4 digits are enough"), help_text="")
        self.pin = self.add_field(_("PIN"), secret=True)
        self.together = QWidget()
        inside = QVBoxLayout(self.together)
        inside.setContentsMargins(0, 0, 0, 0)
        whole, self.content = self.content, inside
        self.leader = self.add_field(_("Team leader's NIP"), hint=_("The last 4 digits are enough"))
        self.leader_pin = self.add_field(_("Team leader's PIN"), secret=True)
        self.content = whole
        self.content.addWidget(self.together)
        self.together.hide()
        self.leader.returnPressed.connect(self.leader_pin.setFocus)
        self.leader_pin.returnPressed.connect(self.sign_in)
        self.enter = button(_("Sign in"), role="primary", shortcut="Ctrl+Return")
        self.wait = label("", "muted", wrap=True)
        self.wait.hide()
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.count_down)
        self.content.addSpacing(6)
        self.content.addWidget(self.enter)
        self.content.addWidget(self.wait)
        self.forgot = button(_("Everyone forgot the PIN …"), role="quiet", shortcut="Ctrl+Shift+F")
        self.forgot.setAutoDefault(False)
        self.forgot.clicked.connect(self._forgot)
        self.content.addWidget(self.forgot)
        self.forgot.setVisible(recover is not None)
        self.who.returnPressed.connect(self.pin.setFocus)
        self.who.textEdited.connect(self._warm_up)
        self.pin.returnPressed.connect(self.sign_in)
        self.enter.clicked.connect(self.sign_in)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.who.setFocus()
        self.count_down()

    @Slot()
    def _forgot(self) -> None:
        if self._recover is not None:
            self._recover()

    @Slot()
    def count_down(self) -> None:
        """Say how long the next try has to wait after too many wrong ones; also after a restart."""
        seconds = self._home.waiting()
        if seconds:
            left = f"{seconds // 60}:{seconds % 60:02}"
            self.wait.setText(_("Too many wrong PINs. The next try is possible in {time}.").format(time=left))
            self._second.start()
        elif self._second.isActive():
            self._second.stop()
            self.message.clear()
        self.wait.setVisible(seconds > 0)

    @Slot()
    def _warm_up(self) -> None:
        """Load what signing in needs while the officer is still typing, not before the first frame."""
        if not self._warm:
            self._warm = True
            self._tasks.run(_load_rooms)

    @Slot()
    def sign_in(self) -> None:
        if not self.enter.isEnabled():
            return
        self.message.clear()
        self._set_busy(True)
        who, pin = self.who.text().strip(), self.pin.text()
        leader = None
        if not self.together.isHidden():
            leader = (self.leader.text().strip(), self.leader_pin.text())

        def work(_task: Task[Unit]) -> Unit:
            return self._open(who, pin, leader)

        self._tasks.run(work, self._done, self._failed)

    def _open(self, who: str, pin: str, leader: tuple[str, str] | None) -> Unit:
        return self._home.sign_in(who, pin, leader=leader)

    def _set_busy(self, busy: bool) -> None:
        for each in (self.who, self.pin, self.enter, self.together):
            each.setEnabled(not busy)
        self.enter.setText(_("Opening …") if busy else _("Sign in"))

    def _done(self, unit: Unit) -> None:
        self.pin.clear()
        self.leader_pin.clear()
        self._signed_in(unit)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self.count_down()
        if self._second.isActive():
            self.message.say(str(error.args[0]), tone="error")
        else:
            self.message.show_error(error)
        self.leader_pin.clear()
        if _needs_leader(error):
            self.together.show()
            self.leader.setFocus()
            return
        self.pin.clear()
        self.pin.setFocus()


def _needs_leader(error: Exception) -> bool:
    from mobile_unit.services.lease import NeedsLeader

    return isinstance(error, NeedsLeader)


def _load_rooms(_task: Task[None]) -> None:
    import mobile_unit.services.intake
    import mobile_unit.services.tracking
    import mobile_unit.store.schema  # noqa: F401 - imported for its cost
