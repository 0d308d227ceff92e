"""Head office does not know this laptop any more: a code from there, and the officer's PIN, and it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from mobile_unit.i18n import _
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import button, column, label, row
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import UnitInfo


class EnrolAgainPanel(QFrame):
    """Hidden until ``offer``; once it is done a round begins."""

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self.setProperty("role", "card")
        self.code = QLineEdit()
        self.code.setPlaceholderText("XXXX-XXXX-XXXX")
        self.code.setAccessibleName(_("Enrolment code"))
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAccessibleName(_("Your PIN"))
        self.enter = button(
            _("Enrol again"),
            role="primary",
            shortcut="Ctrl+Shift+D",
            tip=_("Make this laptop known to head office again, with all that it holds"),
        )
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 16)
        inside.setSpacing(8)
        inside.addWidget(label(_("Enrol this laptop again"), "heading"))
        told = _(
            "Call head office and ask for an enrolment code for this unit. Everything on this laptop stays,"
            " numbers too, and is sent again where head office lacks it."
        )
        inside.addWidget(label(told, "muted", wrap=True))
        fields = row(
            column(label(_("Enrolment code"), "label"), self.code, spacing=2),
            column(label(_("Your PIN"), "label"), self.pin, spacing=2),
        )
        fields.setStretch(0, 1)
        fields.setStretch(1, 1)
        inside.addLayout(fields)
        inside.addLayout(row(None, self.enter))
        self.code.returnPressed.connect(self.pin.setFocus)
        self.pin.returnPressed.connect(self.enrol)
        self.enter.clicked.connect(self._pressed)
        self.hide()

    def offer(self, is_unknown: bool) -> None:
        """Show what is to be filled in, where head office does not know this laptop."""
        if is_unknown and self.isHidden():
            self.show()
            self.code.setFocus()
        elif not is_unknown:
            self.hide()

    @Slot()
    def _pressed(self) -> None:
        """From wherever the officer was: to what is still empty first."""
        for field in (self.code, self.pin):
            if not field.text().strip():
                field.setFocus()
                return
        self.enrol()

    @Slot()
    def enrol(self) -> None:
        code, pin = self.code.text().strip(), self.pin.text()
        if not (code and pin) or not self.enter.isEnabled():
            return
        self._message.clear()
        self._set_busy(True)
        unit = self._place.unit

        def work(_task: Task[UnitInfo]) -> UnitInfo:
            unit.unlock("", pin)
            return unit.enrolling_again.run(code)

        self._place.tasks.run(work, self._done, self._failed, lane=Lane.NETWORK)

    def _set_busy(self, busy: bool) -> None:
        for each in (self.code, self.pin, self.enter):
            each.setEnabled(not busy)
        self.enter.setText(_("Asking head office …") if busy else _("Enrol again"))

    def _done(self, _info: UnitInfo) -> None:
        self._set_busy(False)
        self.code.clear()
        self.pin.clear()
        self.hide()
        self._message.say(_("Head office knows this laptop again; what it lacks is being sent."), tone="good")
        self._place.link.sync_now()

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self.pin.clear()
        self._message.show_error(error)
        self.pin.setFocus()
