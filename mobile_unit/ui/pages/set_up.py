"""First set-up: enrolling this laptop with the one-time code that head office gave."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.tasks import Lane, Task, Tasks
from mobile_unit.ui.widgets.basics import button
from mobile_unit.ui.widgets.front import FrontPage
from mobile_unit.ui.wording import count_in_words, moment_in_words

if TYPE_CHECKING:
    from mobile_unit.app import Home, Unit


class SetUpPage(FrontPage):
    """Calls ``signed_in`` with the unit that this laptop has become."""

    help_key = "set_up"

    def __init__(
        self,
        home: Home,
        tasks: Tasks,
        signed_in: Callable[[Unit], None],
        change_language: Callable[[str], None],
    ) -> None:
        super().__init__(
            home,
            change_language,
            _("Set up this laptop"),
            _("Done once, with a connection. Head office gives you its address and a one-time code."),
        )
        self._home = home
        self._tasks = tasks
        self._signed_in = signed_in
        self._authority: Path | None = None
        self.server = self.add_field(_("Head office's address"), hint="https://")
        self.code = self.add_field(_("Enrolment code"), hint="XXXX-XXXX-XXXX")
        self.nip = self.add_field(_("Your NIP"))
        self.pin = self.add_field(
            _("Choose a PIN"),
            secret=True,
            help_text=_("At least 6 characters. It opens this laptop's data; nobody can look it up for you."),
        )
        self.again = self.add_field(_("The same PIN again"), secret=True)
        self.authority = button(_("The office has its own certificate …"), role="quiet", picture="folder")
        self.enter = button(_("Set up and sign in"), role="primary", shortcut="Ctrl+Return")
        self.content.addWidget(self.authority)
        self.content.addSpacing(4)
        self.content.addWidget(self.enter)
        self._fields = (self.server, self.code, self.nip, self.pin, self.again)
        for field, after in pairwise(self._fields):
            field.returnPressed.connect(after.setFocus)
        self.again.returnPressed.connect(self.set_up)
        self.authority.clicked.connect(self._choose_authority)
        self.enter.clicked.connect(self.set_up)
        self._say_wiped()

    def _say_wiped(self) -> None:
        wiped = self._home.wiped()
        if wiped is not None:
            words = _("Head office had everything on this laptop deleted, {time}.")
            gone = ngettext(
                "{count} draft went too; who was being served must come again.",
                "{count} drafts went too; who was being served must come again.",
                wiped.drafts,
            ).format(count=count_in_words(wiped.drafts))
            safe = _("What was submitted is safe at head office. With a new code it can be set up again.")
            self.message.say(
                words.format(time=moment_in_words(wiped.at)), f"{gone} {safe}" if wiped.drafts else safe
            )
            self._tasks.run(self._tell, lane=Lane.NETWORK)

    def _tell(self, _task: Task[bool]) -> bool:
        """Head office hears of it with the first network there is."""
        return self._home.send_last_words()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.server.setFocus()

    @Slot()
    def _choose_authority(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, _("The office's certificate"), "", _("Certificates (*.pem *.crt *.cer)")
        )
        if path:
            self._authority = Path(path)
            self.authority.setText(self._authority.name)

    @Slot()
    def set_up(self) -> None:
        if not self.enter.isEnabled():
            return
        self.message.clear()
        if self.pin.text() != self.again.text():
            self.again.clear()
            self.again.setFocus()
            self.message.show_error(
                UserFacingError(_("The two PINs are not the same."), _("Type the second one again."))
            )
            return
        self._set_busy(True)
        server, code, nip = (field.text().strip() for field in (self.server, self.code, self.nip))
        pin, authority = self.pin.text(), self._authority

        def work(_task: Task[Unit]) -> Unit:
            return self._home.enrol(server, code, nip, pin, authority)

        self._tasks.run(work, self._done, self._failed, lane=Lane.NETWORK)

    def _set_busy(self, busy: bool) -> None:
        for each in (*self._fields, self.authority, self.enter):
            each.setEnabled(not busy)
        self.enter.setText(_("Asking head office …") if busy else _("Set up and sign in"))

    def _done(self, unit: Unit) -> None:
        self.pin.clear()
        self.again.clear()
        self._signed_in(unit)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self.message.show_error(error)
