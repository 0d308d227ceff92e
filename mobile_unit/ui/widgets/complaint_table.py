"""The list of complaints with their deadlines; Enter opens, the arrows move by rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from mobile_unit.domain.complaints import KINDS, NOT_THERE_YET
from mobile_unit.i18n import _, say
from mobile_unit.ui.models.complaints_model import Column, ComplaintsModel, light_in_words
from mobile_unit.ui.widgets.light_delegate import LightDelegate
from mobile_unit.ui.wording import moment_in_words

ROW_HEIGHT = 42
CELL_MARGINS = 30
PILL = "MM"


class ComplaintTable(QTableView):
    """``open_`` is called for Enter and for a click."""

    def __init__(self, model: ComplaintsModel, open_: Callable[[], None]) -> None:
        super().__init__()
        self._open = open_
        self.setModel(model)
        self.setAccessibleName(_("Questions and complaints, what is due first is first"))
        self.setItemDelegateForColumn(Column.LIGHT, LightDelegate(ComplaintsModel.LightRole, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.SUMMARY, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(lambda _index: open_())

    def take_cursor(self) -> None:
        self.setFocus()
        if not self.selectionModel().hasSelection():
            self.selectRow(max(self.currentIndex().row(), 0))

    def fit(self, width: int) -> None:
        """Share the room by what columns hold; on a small screen the less telling ones step back."""
        self.setColumnHidden(Column.TAKEN, width < 1200)
        self.setColumnHidden(Column.KIND, width < 950)
        longest = {
            Column.LIGHT: light_in_words("late", -100) + PILL,
            Column.NUMBER: "WK01A-P261124-0000-W",
            Column.KIND: max((say(each) for each in list(KINDS.values())[:3]), key=len),
            Column.TAKEN: moment_in_words("2026-05-28T20:48:00+07:00"),
            Column.STATUS: say(NOT_THERE_YET),
        }
        metrics = self.fontMetrics()
        for column, words in longest.items():
            self.setColumnWidth(column, metrics.horizontalAdvance(words) + CELL_MARGINS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)
