"""A low table that takes no more room than its rows need."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel

from mobile_unit.ui.widgets.rows_table import RowsTable

ROW_HEIGHT = 36
LEAST_ROWS = 2


class LinesTable(RowsTable):
    def __init__(self, model: QAbstractTableModel, name: str, go_on: Callable[[], None]) -> None:
        super().__init__(model, name, go_on, ROW_HEIGHT)

    def fit(self, rows: int) -> None:
        """Take no more room than so many rows need; the table below has the rest."""
        around = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        self.setMaximumHeight(around + max(rows, LEAST_ROWS) * ROW_HEIGHT)
