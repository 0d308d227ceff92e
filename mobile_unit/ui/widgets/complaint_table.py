"""The list of complaints with their deadlines; Enter opens, the arrows move by rows."""

from __future__ import annotations

from collections.abc import Callable

from mobile_unit.domain.complaints import KINDS, NOT_THERE_YET
from mobile_unit.i18n import _, say
from mobile_unit.ui.models.complaints_model import Column, ComplaintsModel, light_in_words
from mobile_unit.ui.widgets.light_delegate import LightDelegate
from mobile_unit.ui.widgets.rows_table import ListTable
from mobile_unit.ui.wording import moment_in_words

CELL_MARGINS = 30
PILL = "MM"


class ComplaintTable(ListTable):
    def __init__(self, model: ComplaintsModel, open_: Callable[[], None]) -> None:
        super().__init__(
            model, _("Questions and complaints, what is due first is first"), open_, Column.SUMMARY
        )
        self.setItemDelegateForColumn(Column.LIGHT, LightDelegate(ComplaintsModel.LightRole, self))

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
