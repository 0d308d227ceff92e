"""The list of complaints: where the rows are, and the rows themselves as they are seen."""

from __future__ import annotations

from array import array
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal

from mobile_unit.domain.complaints import KINDS, LATE, LIGHTS, SOON, STOPPED, status_word
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.models.headed_model import AnyIndex, HeadedModel
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.wording import moment_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.complaint_views import Listed

PAGE = 100


class Column(IntEnum):
    LIGHT = 0
    NUMBER = 1
    KIND = 2
    SUMMARY = 3
    TAKEN = 4
    STATUS = 5


class ComplaintsModel(HeadedModel):
    """Cells answer from memory only; rows that are not there yet are asked for a page at a time.

    Signals: ``counted`` (how many there are); ``failed`` (the error).
    """

    counted = Signal(int)
    failed = Signal(object)
    LightRole = Qt.ItemDataRole.UserRole

    def __init__(self, place: Workplace) -> None:
        super().__init__((_("Deadline"), _("Number"), _("Kind"), _("What it says"), _("Taken"), _("Status")))
        self._place = place
        self._keys: array[int] = array("q")
        self._rows: dict[int, Listed] = {}
        self._asked_for: set[int] = set()
        self._asked = 0

    def show(self, group: str, typed: str) -> None:
        """Show a group narrowed by words; an answer that a later question has overtaken is dropped."""
        self._asked += 1
        self._place.tasks.run(
            partial(self._look, group, typed), partial(self._shown, self._asked), self.failed.emit
        )

    def _look(
        self, group: str, typed: str, _task: Task[tuple[array[int], dict[int, Listed]]]
    ) -> tuple[array[int], dict[int, Listed]]:
        complaints = self._place.unit.complaints
        keys = complaints.keys(group, typed)
        return keys, complaints.rows(keys[:PAGE])

    def _shown(self, asked: int, answer: tuple[array[int], dict[int, Listed]]) -> None:
        if asked != self._asked:
            return
        self.beginResetModel()
        self._keys, self._rows = answer[0], dict(answer[1])
        self._asked_for.clear()
        self.endResetModel()
        self.counted.emit(len(self._keys))

    def id_at(self, index: AnyIndex) -> str | None:
        row = self._rows.get(self._keys[index.row()]) if index.isValid() else None
        return row.id if row is not None else None

    def row_of(self, complaint_id: str | None) -> int | None:
        """The row of a complaint, among those that are known."""
        known = {row.id: key for key, row in self._rows.items()}
        return self._keys.index(known[complaint_id]) if complaint_id in known else None

    def _want(self, row: int) -> None:
        first = row - row % PAGE
        wanted = self._keys[first : first + PAGE]
        if wanted[0] in self._asked_for:
            return
        self._asked_for.add(wanted[0])
        self._place.tasks.run(
            lambda _task: self._place.unit.complaints.rows(wanted),
            partial(self._arrived, self._asked, first),
            self.failed.emit,
        )

    def _arrived(self, asked: int, first: int, rows: dict[int, Listed]) -> None:
        if asked == self._asked:
            self._rows |= rows
            last = min(first + PAGE, len(self._keys)) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _count(self) -> int:
        return len(self._keys)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _ANSWERED:
            return None
        listed = self._rows.get(self._keys[index.row()])
        if listed is None:
            self._want(index.row())
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == Column.NUMBER else None
        if role == self.LightRole:
            return listed.light
        words = _words(listed, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headings[index.column()]}: {words}"
        return words


def _words(listed: Listed, column: Column) -> str:
    if column is Column.LIGHT:
        return light_in_words(listed.light, listed.days)
    if column is Column.NUMBER:
        return listed.number
    if column is Column.KIND:
        return say(KINDS[listed.kind]) if listed.kind in KINDS else listed.kind
    if column is Column.SUMMARY:
        return listed.summary
    if column is Column.TAKEN:
        return moment_in_words(listed.taken_at)
    return say(status_word(listed.status))


def light_in_words(light: str, days: int) -> str:
    """What a traffic light says, in words: ``2 working days left``."""
    if light == STOPPED:
        return say(LIGHTS[STOPPED])
    if light == LATE:
        return ngettext("{count} working day over", "{count} working days over", -days).format(count=-days)
    if light == SOON and days == 0:
        return _("due today")
    return ngettext("{count} working day left", "{count} working days left", days).format(count=days)


_ANSWERED = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    ComplaintsModel.LightRole,
)
