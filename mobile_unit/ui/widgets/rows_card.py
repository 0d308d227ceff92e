"""A card with a heading and calm lines below it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from mobile_unit.ui.widgets.basics import empty, label


class RowsCard(QFrame):
    """Hidden while there is none. ``lines`` is what stands in it, in words."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addWidget(label(heading, "heading"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        inside.addLayout(self._rows)
        self.lines: list[str] = []
        self.hide()

    def clear(self) -> None:
        empty(self._rows)
        self.lines = []
