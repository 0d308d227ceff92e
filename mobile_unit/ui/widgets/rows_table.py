"""Tables to walk through row by row with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

ROW_HEIGHT = 42


class RowsTable(QTableView):
    """``go_on`` is called for Enter."""

    def __init__(
        self, model: QAbstractTableModel, name: str, go_on: Callable[[], None], row_height: int = ROW_HEIGHT
    ) -> None:
        super().__init__()
        self._go_on = go_on
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        else:
            super().keyPressEvent(event)


class ListTable(RowsTable):
    """A list that fills its page; a click opens too, and column ``widest`` has the room that is left."""

    def __init__(self, model: QAbstractTableModel, name: str, open_: Callable[[], None], widest: int) -> None:
        super().__init__(model, name, open_)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(widest, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(lambda _index: open_())

    def take_cursor(self) -> None:
        self.setFocus()
        if not self.selectionModel().hasSelection():  # a list that gets the cursor marks no row
            self.selectRow(max(self.currentIndex().row(), 0))
