"""A calm line above a form: something to know, and where it asks for a decision, a key for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from mobile_unit.ui.widgets.basics import button, column, dress, label


class Notice(QFrame):
    """Signals: ``accepted`` when its button was pressed."""

    accepted = Signal()

    def __init__(self, action: str = "", shortcut: str = "") -> None:
        super().__init__()
        self.setProperty("role", "message")
        self._text = label(wrap=True)
        self._more = label(role="muted", wrap=True)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(14, 10, 10, 10)
        inside.setSpacing(12)
        inside.addLayout(column(self._text, self._more, spacing=2), 1)
        self.button = button(action, shortcut=shortcut)
        self.button.clicked.connect(self.accepted)
        inside.addWidget(self.button)
        self.button.setVisible(bool(action))
        dress(self, tone="calm")

    @property
    def text(self) -> str:
        return f"{self._text.text()} {self._more.text()}".strip() if not self.isHidden() else ""

    def say(self, text: str, more: str = "") -> None:
        self._text.setText(text)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self.setAccessibleName(f"{text} {more}".strip())
