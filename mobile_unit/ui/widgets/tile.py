"""A figure and what it counts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from mobile_unit.ui.widgets.basics import dress, label, row


class Tile(QFrame):
    """One number of the day, readable at arm's length."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.setProperty("role", "tile")
        self._caption = caption
        self._figure = label("–", "figure")
        self._beside = label("", "muted")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(2)
        inside.addWidget(label(caption, "muted", wrap=True))
        line = row(self._figure, self._beside, None, spacing=10)
        line.setAlignment(self._beside, Qt.AlignmentFlag.AlignBottom)
        inside.addLayout(line)
        inside.addStretch(1)

    @property
    def text(self) -> str:
        return self._figure.text()

    def say(self, figure: str, beside: str = "", *, small: bool = False) -> None:
        dress(self._figure, role="heading" if small else "figure")
        self._figure.setText(figure)
        self._beside.setText(beside)
        self.setAccessibleName(f"{self._caption}: {figure} {beside}".strip())
