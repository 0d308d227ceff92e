"""The two tables of the comparison: days counted at each step, and a day's applications."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from mobile_unit.i18n import _, say
from mobile_unit.ui.wording import count_in_words, day_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mobile_unit.domain.following import DayCounted, Followed
    from mobile_unit.forms.catalogue import Catalogue

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class _Lines(QAbstractTableModel):
    """Rows of words; the columns after ``texts`` are numbers."""

    def __init__(self, headings: Sequence[str], texts: int) -> None:
        super().__init__()
        self._headings, self._texts = headings, texts
        self._lines: list[tuple[str, ...]] = []

    def put(self, lines: list[tuple[str, ...]]) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= self._texts:
            return RIGHT
        return self._headings[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= self._texts:
            return RIGHT
        return self._lines[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


class DaysModel(_Lines):
    def __init__(self) -> None:
        headings = (_("Day"), _("Verdict"), _("Counted"), _("Sent"), _("Received"), _("Signed"))
        super().__init__(headings, 2)
        self.days: tuple[DayCounted, ...] = ()

    def show(self, days: tuple[DayCounted, ...]) -> None:
        self.days = days
        self.put([_day_line(day) for day in days])

    def row_of(self, day: str | None) -> int | None:
        return next((row for row, each in enumerate(self.days) if each.day == day), None)


def _day_line(day: DayCounted) -> tuple[str, ...]:
    missing = day.counted - day.reconciled
    verdict = _("agrees") if day.agrees else _("{count} not signed yet").format(count=count_in_words(missing))
    counts = (day.counted, day.sent, day.acknowledged, day.reconciled)
    return (day_in_words(date.fromisoformat(day.day)), verdict, *(count_in_words(each) for each in counts))


class FollowedModel(_Lines):
    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__((_("Number"), _("Service"), _("How far")), 3)
        self._catalogue = catalogue
        self._steps = (
            _("on this laptop only"),
            _("sent; scans or the answer are missing"),
            _("received whole; not signed yet"),
            _("signed by head office"),
            _("signed; removed from this laptop"),
        )
        self.rows: tuple[Followed, ...] = ()

    def show(self, rows: tuple[Followed, ...]) -> None:
        self.rows = rows
        self.put([(each.number, self._service(each.service), self._steps[each.step]) for each in rows])

    def _service(self, code: str) -> str:
        service = self._catalogue.services.get(code)
        return say(service.short_title) if service else code
