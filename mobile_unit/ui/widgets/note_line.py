"""A line of text in a tone, with at most one thing to do about it; it never stands in the way."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from mobile_unit.ui.widgets.basics import button, dress, label


class NoteLine(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, action: str = "", *, shortcut: str = "") -> None:
        super().__init__()
        self.setProperty("role", "message")
        self._words = label("", wrap=True)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(14, 8, 8, 8)
        inside.addWidget(self._words, 1)
        self.action: QPushButton | None = None
        if action:
            self.action = button(action, shortcut=shortcut)
            inside.addWidget(self.action)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._words.text()

    def say(self, words: str, *, tone: str = "calm") -> None:
        """``tone``: calm, warn or error; no words, no line."""
        self._words.setText(words)
        self.setAccessibleName(words)
        dress(self, tone=tone)
        self.setVisible(bool(words))
