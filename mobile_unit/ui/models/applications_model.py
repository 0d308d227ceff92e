"""The list of applications: rows arrive a hundred at a time, as far as somebody scrolls."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from mobile_unit.i18n import _, say
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.wording import moment_in_words, state_word
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import ApplicationSummary, Page

PAGE = 100
RELOAD_AT_MOST = 1000
AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Column(IntEnum):
    NUMBER = 0
    NAME = 1
    NIK = 2
    SERVICE = 3
    TAKEN = 4
    STATE = 5


class ApplicationsModel(QAbstractTableModel):
    """Signals: ``counted`` (how many match); ``failed`` (the error).

    Cells answer from memory only; pages are asked for by key, never by offset, on the database lane.
    """

    counted = Signal(int)
    failed = Signal(object)
    IdRole = Qt.ItemDataRole.UserRole
    StateRole = Qt.ItemDataRole.UserRole + 1

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._text = ""
        self._rows: list[ApplicationSummary] = []
        self._next: str | None = None
        self._asked = 0
        self._fetching = False
        self._headings = (
            _("Number"),
            _("Name"),
            _("NIK"),
            _("Service"),
            _("Taken"),
            _("State"),
        )
        catalogue = place.unit.catalogue
        self._services = {code: say(service.short_title) for code, service in catalogue.services.items()}

    def search(self, text: str) -> None:
        """Show what matches ``text``; an answer that a later search has overtaken is dropped."""
        self._text = text
        self._ask(limit=PAGE, after=None)

    def reload(self) -> None:
        """The same search again, as far as it was scrolled."""
        pages = max(1, -(-len(self._rows) // PAGE))
        self._ask(limit=min(pages * PAGE, RELOAD_AT_MOST), after=None)

    def id_at(self, index: AnyIndex) -> str | None:
        return self._rows[index.row()].id if index.isValid() else None

    def row_of(self, application_id: str | None) -> int | None:
        return next((n for n, each in enumerate(self._rows) if each.id == application_id), None)

    def _ask(self, *, limit: int, after: str | None) -> None:
        self._asked += 1
        self._fetching = True
        asked, text = self._asked, self._text

        def work(task: Task[tuple[int, str | None, Page]]) -> tuple[int, str | None, Page]:
            task.checkpoint()
            return asked, after, self._place.unit.tracking.search(text, limit=limit, after=after)

        self._place.tasks.run(work, self._arrived, self._not_arrived)

    def _arrived(self, answer: tuple[int, str | None, Page]) -> None:
        asked, after, page = answer
        if asked != self._asked:
            return
        self._fetching = False
        self._next = page.next
        if after is not None:
            self._append(page)
        elif [each.id for each in page.rows] == [each.id for each in self._rows]:
            self._renew(page)
        else:
            self.beginResetModel()
            self._rows = list(page.rows)
            self.endResetModel()
        self.counted.emit(page.total)

    def _append(self, page: Page) -> None:
        if page.rows:
            first = len(self._rows)
            self.beginInsertRows(_ROOT, first, first + len(page.rows) - 1)
            self._rows += page.rows
            self.endInsertRows()

    def _renew(self, page: Page) -> None:
        self._rows = list(page.rows)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(Column) - 1))

    def _not_arrived(self, error: Exception) -> None:
        self._fetching = False
        self.failed.emit(error)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return not parent.isValid() and self._next is not None and not self._fetching

    def fetchMore(self, parent: AnyIndex) -> None:
        if self.canFetchMore(parent):
            self._ask(limit=PAGE, after=self._next)

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        summary = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(summary, Column(index.column()))
        if role == self.IdRole:
            return summary.id
        if role == self.StateRole:
            return summary.state
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headings[index.column()]}: {self._words(summary, Column(index.column()))}"
        return None

    def _words(self, summary: ApplicationSummary, column: Column) -> str:
        if column is Column.NUMBER:
            return summary.number
        if column is Column.NAME:
            return summary.full_name
        if column is Column.NIK:
            return summary.nik
        if column is Column.SERVICE:
            return self._services.get(summary.service, summary.service)
        if column is Column.TAKEN:
            return moment_in_words(summary.submitted_at)
        return state_word(summary.state)
