"""A narrow list of names beside what is shown of one; a long name gets the lines that it needs."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QListWidget

AROUND_NAMES, PADDING = 60, 18
"""What the style sheet puts beside a name in the list, scroll bar included, and above and below it."""


class NameList(QListWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "services")
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit_names(self, width: int) -> None:
        """Left alone, a list measures its names without their padding."""
        room = width - AROUND_NAMES
        for number in range(self.count()):
            item, metrics = self.item(number), self.fontMetrics()
            wanted = metrics.boundingRect(QRect(0, 0, room, 0), Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(room, wanted.height() + PADDING))
