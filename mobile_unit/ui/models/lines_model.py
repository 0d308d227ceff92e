"""A table of a few hundred rows of words, given whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt

from mobile_unit.ui.models.headed_model import AnyIndex, HeadedModel

RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class LinesModel(HeadedModel):
    """Rows of words; the columns after ``texts`` are numbers."""

    def __init__(self, headings: Sequence[str], texts: int) -> None:
        super().__init__(headings)
        self._texts = texts
        self._lines: list[tuple[str, ...]] = []

    def put(self, lines: list[tuple[str, ...]]) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def _count(self) -> int:
        return len(self._lines)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        right = orientation is Qt.Orientation.Horizontal and section >= self._texts
        if right and role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT
        return super().headerData(section, orientation, role)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= self._texts:
            return RIGHT
        return self._lines[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None
