"""A team leader signs for the day with their own PIN; whoever is signed in stays so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit

from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import button, column, label

if TYPE_CHECKING:
    from mobile_unit.domain.applications import Officer


class SignBar(QFrame):
    """Signals: ``signed`` (NIP, PIN) when somebody wants to sign."""

    signed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._leaders: tuple[Officer, ...] = ()
        self._preset = ""
        self._busy = False
        self.who = QComboBox()
        self.who.setAccessibleName(_("Team leader who signs"))
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAccessibleName(_("The team leader's PIN"))
        self.pin.setMaximumWidth(220)
        self.pin.returnPressed.connect(self._sign)
        self.note = label("", "small", wrap=True)
        self.sign = button(_("Sign and close"), role="primary", picture="done", shortcut="Ctrl+Return")
        self.sign.clicked.connect(self._sign)
        QShortcut(QKeySequence("Ctrl+Enter"), self).activated.connect(self._sign)
        whose, secret = label(_("Team leader"), "label"), label(_("PIN"), "label")
        whose.setBuddy(self.who)
        secret.setBuddy(self.pin)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(28, 12, 28, 12)
        inside.setSpacing(16)
        inside.addLayout(column(whose, self.who, spacing=2), 2)
        inside.addLayout(column(secret, self.pin, spacing=2), 1)
        inside.addWidget(self.note, 2)
        inside.addWidget(self.sign)

    def show_leaders(self, leaders: Sequence[Officer], preset: str, note: str) -> None:
        """Who may sign; ``preset`` is the NIP proposed to begin with."""
        self.note.setText(note)
        if tuple(leaders) != self._leaders:
            self._leaders = tuple(leaders)
            self.who.clear()
            for leader in leaders:
                self.who.addItem(leader.name, leader.nip)
        if preset != self._preset:
            self._preset = preset
            self.who.setCurrentIndex(max(self.who.findData(preset), 0) if leaders else -1)
        self.set_busy(self._busy)

    def set_busy(self, busy: bool) -> None:
        """Nothing is disabled meanwhile: the cursor would be sent elsewhere."""
        self._busy = busy
        self.pin.setReadOnly(busy)
        for each in (self.who, self.pin, self.sign):
            each.setEnabled(self.who.count() > 0)

    def try_again(self) -> None:
        self.set_busy(False)
        self.pin.clear()
        self.pin.setFocus()

    @Slot()
    def _sign(self) -> None:
        if self._busy or not self.sign.isEnabled():
            return
        if self.pin.text():
            self.signed.emit(self.who.currentData(), self.pin.text())
        else:
            self.pin.setFocus()
