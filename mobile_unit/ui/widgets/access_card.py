"""Who can open this laptop; a team leader gives an officer a PIN, or takes it away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, card, column, label, row
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.access import Access


class AccessCard(QWidget):
    """The officer types their own PIN, twice, while the team leader is signed in."""

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._listed: tuple[Access, ...] = ()
        self.who = QComboBox()
        self.who.setAccessibleName(_("Officer"))
        self.pin = _secret(_("The officer's new PIN"))
        self.again = _secret(_("The same PIN again"))
        self.give = button(_("Give access"), role="primary")
        self.take = button(_("Take access away"), role="quiet")
        frame, inside = card(spacing=10)
        inside.addWidget(label(_("Access to this laptop"), "heading"))
        words = _(
            "Each officer on head office's list opens this laptop with a PIN that they type here themselves."
        )
        inside.addWidget(label(words, "muted", wrap=True))
        fields = row(
            column(label(_("Officer"), "label"), self.who, spacing=2),
            column(label(_("New PIN"), "label"), self.pin, spacing=2),
            column(label(_("Once more"), "label"), self.again, spacing=2),
        )
        fields.setStretch(0, 2)
        fields.setStretch(1, 1)
        fields.setStretch(2, 1)
        inside.addLayout(fields)
        inside.addLayout(row(self.take, None, self.give))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        self.who.currentIndexChanged.connect(self._show_chosen)
        self.pin.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._give)
        self.give.clicked.connect(self._give)
        self.take.clicked.connect(self._take)

    def reload(self) -> None:
        self._place.tasks.run(self._load, self._show, self._failed)

    def _load(self, _task: Task[tuple[Access, ...]]) -> tuple[Access, ...]:
        return self._place.unit.access.listed()

    def _show(self, listed: tuple[Access, ...]) -> None:
        chosen = self.who.currentData()
        self._listed = listed
        self.who.clear()
        for each in listed:
            words = _("{name}: has a PIN") if each.has_pin else _("{name}: no PIN yet")
            self.who.addItem(words.format(name=each.officer.name), each.officer.nip)
        self.who.setCurrentIndex(max(0, self.who.findData(chosen)))

    @Slot()
    def _show_chosen(self) -> None:
        nip, mine = self.who.currentData(), self._place.unit.officer.nip
        has_pin = any(each.has_pin for each in self._listed if each.officer.nip == nip)
        self.take.setEnabled(has_pin and nip != mine)

    @Slot()
    def _give(self) -> None:
        nip, pin = self.who.currentData(), self.pin.text()
        if not nip or not pin:
            self.pin.setFocus()
            return
        if pin != self.again.text():
            self.again.clear()
            self.again.setFocus()
            self._failed(
                UserFacingError(_("The two PINs are not the same."), _("Type the second one again."))
            )
            return

        def work(_task: Task[None]) -> None:
            self._place.unit.access.give(nip, pin)

        self._place.tasks.run(work, partial(self._done, _("The PIN is set.")), self._failed)

    @Slot()
    def _take(self) -> None:
        nip = self.who.currentData()

        def work(_task: Task[None]) -> None:
            self._place.unit.access.take(nip)

        self._place.tasks.run(
            work, partial(self._done, _("The PIN opens this laptop no longer.")), self._failed
        )

    def _done(self, words: str, _nothing: None) -> None:
        self.pin.clear()
        self.again.clear()
        self._message.say(words, tone="good")
        self.reload()

    def _failed(self, error: Exception) -> None:
        self._message.show_error(error)


def _secret(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    return field
