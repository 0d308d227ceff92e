"""A narrow list beside what is shown of the one that is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

AROUND_NAMES, PADDING = 60, 18
"""What the style sheet puts beside a name in the list, scroll bar included, and above and below it."""


class SideList(QListWidget):
    """Hidden by ``fill`` while there is nothing to choose; a long name gets the lines that it needs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "services")
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fill(self, items: Iterable[QListWidgetItem], here: str | None) -> None:
        """Exchange the items; the one that is shown stays chosen, and nobody is told."""
        self.blockSignals(True)
        self.clear()
        for item in items:
            self.addItem(item)
            if item.data(Qt.ItemDataRole.UserRole) == here:
                self.setCurrentRow(self.count() - 1)
        if here is None:
            self.setCurrentRow(-1)
        self.blockSignals(False)
        self.setVisible(self.count() > 0)
        self.fit_names(self.width())

    def fit_names(self, width: int) -> None:
        """Left alone, a list measures its names without their padding."""
        room = width - AROUND_NAMES
        for number in range(self.count()):
            item, metrics = self.item(number), self.fontMetrics()
            wanted = metrics.boundingRect(QRect(0, 0, room, 0), Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(room, wanted.height() + PADDING))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_names(self.width())
