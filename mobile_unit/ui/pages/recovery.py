"""Every officer forgot the PIN: a request to head office, and its answer; by stick, without a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.tasks import Task, Tasks
from mobile_unit.ui.widgets.basics import button, label
from mobile_unit.ui.widgets.front import FrontPage
from mobile_unit.ui.wording import moment_in_words

if TYPE_CHECKING:
    from mobile_unit.app import Home, Unit
    from mobile_unit.services.recovery import Asked

REQUEST_NAME = "pin.recovery-request"


class RecoveryPage(FrontPage):
    """Asks first; while a request is under way, takes its answer. Calls ``signed_in`` with the unit."""

    help_key = "recovery"

    def __init__(
        self,
        home: Home,
        tasks: Tasks,
        signed_in: Callable[[Unit], None],
        change_language: Callable[[str], None],
        back: Callable[[], None],
    ) -> None:
        words = _("Only head office can open this laptop then. Nothing on it is lost.")
        super().__init__(home, change_language, _("Everyone forgot the PIN"), words)
        self._home = home
        self._tasks = tasks
        self._signed_in = signed_in
        self._asking = self._begin_part()
        self.who = self.add_field(_("Your NIP"))
        self.pin = self.add_field(
            _("Choose a new PIN"),
            secret=True,
            help_text=_("You type it again when head office's answer is here. It then opens this laptop."),
        )
        self.again = self.add_field(_("The same PIN again"), secret=True)
        self.ask = button(_("Write the request to a stick …"), role="primary", shortcut="Ctrl+S")
        self.content.addWidget(self.ask)
        self._end_part()
        self._waiting = self._begin_part()
        self.code = label("", "title")
        self.code.setAccessibleName(_("Code for head office"))
        self.since = label("", "muted", wrap=True)
        self.content.addWidget(label(_("Code for head office"), "label"))
        self.content.addWidget(self.code)
        self.content.addWidget(self.since)
        self.content.addSpacing(self.content.spacing())
        self.chosen = self.add_field(_("The new PIN you chose"), secret=True)
        self.take = button(_("Take head office's answer …"), role="primary", shortcut="Ctrl+O")
        self.anew = button(_("Make a new request"), role="quiet")
        self.content.addWidget(self.take)
        self.content.addWidget(self.anew)
        self._end_part()
        self.back = button(_("Back to signing in"), role="quiet", shortcut="Escape")
        self.content.addWidget(self.back)
        self.who.returnPressed.connect(self.pin.setFocus)
        self.pin.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.ask_head_office)
        self.ask.clicked.connect(self.ask_head_office)
        self.chosen.returnPressed.connect(self.take_answer)
        self.take.clicked.connect(self.take_answer)
        self.anew.clicked.connect(self._ask_anew)
        self.back.clicked.connect(back)
        self._show(home.recovery_under_way())

    def _begin_part(self) -> QWidget:
        """What is added from now on goes into this part of the card."""
        part = QWidget()
        inside = QVBoxLayout(part)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(self.content.spacing())
        self.content.addWidget(part)
        self._card, self.content = self.content, inside
        return part

    def _end_part(self) -> None:
        self.content = self._card

    def _show(self, asked: Asked | None) -> None:
        self._asking.setVisible(asked is None)
        self._waiting.setVisible(asked is not None)
        if asked is not None:
            self.code.setText(asked.code)
            words = _(
                "Asked {time}. Bring the file to head office. Somebody there calls you back on a number they"
                " know; read them this code."
            )
            self.since.setText(words.format(time=moment_in_words(asked.at)))
        self._take_focus()

    def _take_focus(self) -> None:
        (self.who if self._asking.isVisibleTo(self) else self.chosen).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_focus()

    @Slot()
    def _ask_anew(self) -> None:
        self.message.clear()
        self._show(None)

    @Slot()
    def ask_head_office(self) -> None:
        self.message.clear()
        if self.pin.text() != self.again.text():
            self.again.clear()
            self.again.setFocus()
            self.message.show_error(
                UserFacingError(_("The two PINs are not the same."), _("Type the second one again."))
            )
            return
        path, _kind = QFileDialog.getSaveFileName(self, _("Where to write the request"), REQUEST_NAME)
        if path:
            self._write(Path(path))

    def _write(self, target: Path) -> None:
        nip, pin = self.who.text().strip(), self.pin.text()
        self._set_busy(True)

        def work(_task: Task[Asked]) -> Asked:
            return self._home.ask_for_recovery(nip, pin, target)

        self._tasks.run(work, self._asked, self._failed)

    def _asked(self, asked: Asked) -> None:
        self._set_busy(False)
        for field in (self.who, self.pin, self.again):
            field.clear()
        self._show(asked)
        self.message.say(_("The request is written. The stick can be removed."), tone="good")

    @Slot()
    def take_answer(self) -> None:
        self.message.clear()
        if not self.chosen.text():
            self.chosen.setFocus()
            return
        path, _kind = QFileDialog.getOpenFileName(self, _("Head office's answer"))
        if path:
            self._read(Path(path))

    def _read(self, answer: Path) -> None:
        pin = self.chosen.text()
        self._set_busy(True)

        def work(_task: Task[Unit]) -> Unit:
            return self._home.recover(answer, pin)

        self._tasks.run(work, self._recovered, self._failed)

    def _recovered(self, unit: Unit) -> None:
        self.chosen.clear()
        self._signed_in(unit)

    def _set_busy(self, busy: bool) -> None:
        for each in (self.who, self.pin, self.again, self.ask, self.chosen, self.take, self.anew):
            each.setEnabled(not busy)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self.chosen.clear()
        self.message.show_error(error)
        self._take_focus()
