"""The list of applications: the keys as far as somebody scrolls, the rows as they are seen."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal

from mobile_unit.domain.applications import Count, Filter
from mobile_unit.i18n import _, say
from mobile_unit.ui.models.headed_model import ROOT, AnyIndex, HeadedModel
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.wording import moment_in_words, state_word
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import ApplicationSummary

PAGE = 100
FIRST_KEYS = 500
MOST_KEYS = 50_000
KEPT_ROWS = 30 * PAGE


class Column(IntEnum):
    NUMBER = 0
    NAME = 1
    NIK = 2
    SERVICE = 3
    TAKEN = 4
    STATE = 5


@dataclass(frozen=True)
class _Answer:
    """The beginning of a list, with its first rows; ``more`` where it goes on."""

    keys: array[int]
    more: bool
    rows: dict[int, ApplicationSummary]
    count: Count


class ApplicationsModel(HeadedModel):
    """Signals: ``counted`` (a Count, how many match); ``failed`` (the error).

    A key is a number, falling from row to row. Cells answer from memory only: rows that are not there yet
    are asked for a page at a time on the database lane, and those far from what is seen are forgotten.
    """

    counted = Signal(object)
    failed = Signal(object)
    IdRole = Qt.ItemDataRole.UserRole
    StateRole = Qt.ItemDataRole.UserRole + 1

    def __init__(self, place: Workplace) -> None:
        super().__init__((_("Number"), _("Name"), _("NIK"), _("Service"), _("Taken"), _("State")))
        self._place = place
        self._filter = Filter()
        self._keys: array[int] = array("q")
        self._more = False
        self._rows: dict[int, ApplicationSummary] = {}
        self._stale: set[int] = set()
        self._asked_for: set[int] = set()
        self._asked = 0
        self._task: Task[Any] | None = None
        catalogue = place.unit.catalogue
        self._services = {code: say(service.short_title) for code, service in catalogue.services.items()}

    @property
    def filter(self) -> Filter:
        return self._filter

    def show(self, filter_: Filter) -> None:
        """Show what matches; an answer that a later question has overtaken is dropped."""
        self._filter = filter_
        self._ask(partial(self._look, filter_, FIRST_KEYS), self._shown)

    def reload(self) -> None:
        """The same list again as far as it was scrolled; rows that are the same stay where they are."""
        known = max(FIRST_KEYS, len(self._keys) + FIRST_KEYS)
        self._ask(partial(self._look, self._filter, known), self._reloaded)

    def id_at(self, index: AnyIndex) -> str | None:
        """The application in a row; None where there is none, or where it has not arrived yet."""
        row = self._rows.get(self._keys[index.row()]) if index.isValid() else None
        return row.id if row is not None else None

    def key_at(self, index: AnyIndex) -> int | None:
        return self._keys[index.row()] if index.isValid() else None

    def row_of(self, key: int | None) -> int | None:
        if key is None:
            return None
        row = self._place_of(key)
        return row if row < len(self._keys) and self._keys[row] == key else None

    def _place_of(self, key: int) -> int:
        """The first row whose key is not greater."""
        return bisect_left(self._keys, -key, key=lambda each: -each)

    def _ask(self, work: Any, arrived: Any) -> None:
        if self._task is not None:
            self._task.cancel()
        self._asked += 1
        self._task = self._place.tasks.run(
            work, partial(arrived, self._asked), partial(self._not_arrived, self._asked)
        )

    def _look(self, filter_: Filter, limit: int, task: Task[_Answer]) -> _Answer:
        task.checkpoint()
        tracking = self._place.unit.tracking
        keys, count = tracking.look(filter_, limit=limit)
        return _Answer(keys, len(keys) == limit, tracking.rows(keys[:PAGE]), count)

    def _shown(self, asked: int, answer: _Answer) -> None:
        if asked != self._asked:
            return
        self._task = None
        if answer.keys == self._keys:
            self._renew(answer)
        else:
            self.beginResetModel()
            self._keys, self._more, self._rows = answer.keys, answer.more, dict(answer.rows)
            self._stale.clear()
            self.endResetModel()
        self.counted.emit(answer.count)

    def _reloaded(self, asked: int, answer: _Answer) -> None:
        if asked != self._asked:
            return
        self._task = None
        keys, more = answer.keys, answer.more
        if self._more and self._keys and keys and keys[-1] < self._keys[-1]:
            # no farther than before: what came below it was not seen yet
            keys, more = keys[: bisect_left(keys, -self._keys[-1] + 1, key=lambda each: -each)], True
        self._exchange(keys)
        self._more = more
        self._renew(answer)
        self.counted.emit(answer.count)

    def _exchange(self, new: array[int]) -> None:
        """Take out and put in only the stretch that differs, so that all other rows keep their selection."""
        old = self._keys
        shorter = min(len(old), len(new))
        head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
        tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
        if head < len(old) - tail:
            self.beginRemoveRows(ROOT, head, len(old) - tail - 1)
            self._keys = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if head < len(new) - tail:
            self.beginInsertRows(ROOT, head, len(new) - tail - 1)
            self._keys = new
            self.endInsertRows()

    def _renew(self, answer: _Answer) -> None:
        """Show the rows that came; the others are asked for again when they are seen."""
        self._stale = set(self._rows) - set(answer.rows)
        self._rows |= answer.rows
        self._tell_of(0, len(self._keys) - 1)

    def _not_arrived(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._task = None
        self.failed.emit(error)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return not parent.isValid() and self._more and self._task is None

    def fetchMore(self, parent: AnyIndex) -> None:
        """Twice as far each time: the end of a million is a few keys away."""
        if self.canFetchMore(parent):
            limit = min(max(len(self._keys), FIRST_KEYS), MOST_KEYS)
            self._ask(partial(self._farther, self._filter, limit, self._keys[-1]), self._arrived_farther)

    def _farther(
        self, filter_: Filter, limit: int, after: int, task: Task[tuple[array[int], bool]]
    ) -> tuple[array[int], bool]:
        task.checkpoint()
        keys = self._place.unit.tracking.keys(filter_, limit=limit, after=after)
        return keys, len(keys) == limit

    def _arrived_farther(self, asked: int, answer: tuple[array[int], bool]) -> None:
        if asked != self._asked:
            return
        self._task = None
        keys, self._more = answer
        if keys:
            first = len(self._keys)
            self.beginInsertRows(ROOT, first, first + len(keys) - 1)
            self._keys = self._keys + keys
            self.endInsertRows()

    def _want(self, row: int) -> None:
        """Ask for the page around a row, once."""
        first = row - row % PAGE
        wanted = self._keys[first : first + PAGE]
        if wanted[0] in self._asked_for:
            return
        self._asked_for.add(wanted[0])
        self._place.tasks.run(
            lambda _task: self._place.unit.tracking.rows(wanted),
            partial(self._rows_arrived, wanted),
            partial(self._rows_failed, wanted),
        )

    def _rows_arrived(self, wanted: array[int], rows: dict[int, ApplicationSummary]) -> None:
        self._asked_for.discard(wanted[0])
        first, last = self._place_of(wanted[0]), self._place_of(wanted[-1])
        if len(self._rows) > KEPT_ROWS:
            near = range(max(0, first - KEPT_ROWS // 3), min(len(self._keys), last + KEPT_ROWS // 3))
            self._rows = {
                key: self._rows[key] for key in self._keys[near.start : near.stop] if key in self._rows
            }
        self._rows |= rows
        self._stale -= set(wanted)
        self._tell_of(first, min(last, len(self._keys) - 1))

    def _rows_failed(self, wanted: array[int], error: Exception) -> None:
        self._asked_for.discard(wanted[0])
        self.failed.emit(error)

    def _tell_of(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _count(self) -> int:
        return len(self._keys)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _ANSWERED:
            return None
        key = self._keys[index.row()]
        summary = self._rows.get(key)
        if summary is None or key in self._stale:
            self._want(index.row())
        if summary is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == Column.NUMBER else None
        if role == self.IdRole:
            return summary.id
        if role == self.StateRole:
            return summary.state
        words = self._words(summary, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headings[index.column()]}: {words}"
        return words

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


_ANSWERED = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    ApplicationsModel.IdRole,
    ApplicationsModel.StateRole,
)
