"""Withdrawing an application: a reason, and a second press instead of a dialog."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import button, label, row

LONGEST_REASON = 300


class WithdrawPanel(QFrame):
    """Signals: ``withdrawn`` (the reason) at the second press."""

    withdrawn = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(_("Why the applicant takes it back"))
        self.reason.setAccessibleName(_("Reason for the withdrawal"))
        self.confirm = button(_("Withdraw"), picture="remove")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 16)
        inside.setSpacing(8)
        inside.addWidget(label(_("Withdraw this application"), "heading"))
        told = _("It stays on record as withdrawn; the applicant may begin a new one.")
        inside.addWidget(label(told, "muted", wrap=True))
        line = row(self.reason, self.confirm)
        line.setStretch(0, 1)
        inside.addLayout(line)
        self.reason.textEdited.connect(self._typed)
        self.reason.returnPressed.connect(self._on)
        self.confirm.clicked.connect(self._press)
        self.hide()

    def begin(self) -> None:
        self.reason.clear()
        self._ask(False)
        self.show()
        self.reason.setFocus()

    @property
    def asked(self) -> bool:
        """Whether the next press withdraws."""
        return bool(self.confirm.property("asked"))

    def _ask(self, asked: bool) -> None:
        self.confirm.setProperty("asked", asked)
        words = _("Really withdraw?") if asked else _("Withdraw")
        self.confirm.setText(f" {words}")
        self.confirm.setAccessibleName(words)
        self.confirm.setEnabled(bool(self.reason.text().strip()))

    @Slot()
    def _typed(self) -> None:
        self._ask(False)

    @Slot()
    def _on(self) -> None:
        if self.reason.text().strip():
            self.confirm.setFocus()

    @Slot()
    def _press(self) -> None:
        if self.asked:
            self.confirm.setEnabled(False)
            self.withdrawn.emit(self.reason.text())
        else:
            self._ask(True)
