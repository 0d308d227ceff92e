"""The list behind a figure; Enter opens what it names, Escape leads back to the figures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from mobile_unit.i18n import _, ngettext
from mobile_unit.services.indicator_lists import Line, Listed
from mobile_unit.ui.models.lines_model import LinesModel
from mobile_unit.ui.widgets.basics import button, label, row
from mobile_unit.ui.widgets.rows_table import RowsTable
from mobile_unit.ui.wording import count_in_words
from mobile_unit.ui.workplace import Workplace

WIDEST = 1
LEAST_WIDTH = 96


class IndicatorList(QWidget):
    def __init__(self, place: Workplace, back: Callable[[], None]) -> None:
        super().__init__()
        self._place = place
        self.listed: Listed | None = None
        self.title = label("", "heading", wrap=True)
        self.told = label("", "muted", wrap=True)
        leave = button(_("Back"), role="quiet", picture="back", tip=_("Back to the figures (Esc)"))
        leave.clicked.connect(back)
        self.table = RowsTable(LinesModel((), 0), _("The list behind the figure"), self._open)
        self.table.doubleClicked.connect(self._open)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addLayout(row(self.title, None, leave))
        inside.addWidget(self.told)
        inside.addWidget(self.table, 1)

    def show_list(self, title: str, listed: Listed) -> None:
        self.listed = listed
        self.title.setText(title)
        count = ngettext("{count} line.", "{count} lines.", len(listed.lines))
        parts = [count.format(count=count_in_words(len(listed.lines)))]
        if not listed.whole:
            parts.append(_("These are the newest; choose a shorter period to see the others."))
        if listed.opens:
            parts.append(_("Enter opens one."))
        self.told.setText(" ".join(parts))
        model = LinesModel(listed.headings, len(listed.headings))
        model.setParent(self.table)
        model.put([line.words for line in listed.lines])
        self.table.setModel(model)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(LEAST_WIDTH)
        if len(listed.headings) > WIDEST:
            header.setSectionResizeMode(WIDEST, QHeaderView.ResizeMode.Stretch)
        self.table.setFocus()
        if listed.lines:
            self.table.selectRow(0)

    @Slot()
    def _open(self) -> None:
        line = self._chosen()
        if self.listed is not None and line is not None and self.listed.opens and line.id:
            self._place.go(self.listed.opens, line.id)

    def _chosen(self) -> Line | None:
        place = self.table.currentIndex().row()
        lines = self.listed.lines if self.listed else ()
        return lines[place] if 0 <= place < len(lines) else None
