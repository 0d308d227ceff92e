"""Counted = sent = received = signed: day by day, what is different first, and each day's applications."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QFileDialog, QHeaderView

from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.models.comparison_model import DaysModel, FollowedModel
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, label
from mobile_unit.ui.widgets.lines_table import LinesTable
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.wording import count_in_words, how_long_ago
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.following import Followed
    from mobile_unit.services.following import Comparison

NUMBER_WIDTH, DAY_WIDTH, NAME_WIDTH, SERVICE_WIDTH = 84, 168, 196, 160


class ComparisonPage(Page):
    interests = Changes(applications=True, link=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Comparison with head office"))
        back = button(_("Back"), role="quiet", picture="back", tip=_("Back to head office (Esc)"))
        back.clicked.connect(self._to_sync)
        self.save = button(_("Save as a sheet"), picture="save", shortcut="Ctrl+S")
        self.save.clicked.connect(self._save)
        self.toolbar.addWidget(back)
        self.toolbar.addWidget(self.save)
        self.verdict = label("", "heading", wrap=True)
        self.days, self.followed = DaysModel(), FollowedModel(place.unit.catalogue)
        self.day_table = LinesTable(self.days, _("Days, what is different first"), self._into_day)
        self.table = LinesTable(self.followed, _("Applications of the day"), self._open)
        for column, width in ((0, DAY_WIDTH), *((each, NUMBER_WIDTH) for each in range(2, 6))):
            self.day_table.setColumnWidth(column, width)
        self.table.setColumnWidth(0, NAME_WIDTH)
        self.table.setColumnWidth(1, SERVICE_WIDTH)
        self.day_table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.day_table.selectionModel().currentRowChanged.connect(self._day_chosen)
        self.table.doubleClicked.connect(self._open)
        self._nothing = label(_("Nothing was taken on this laptop yet."), "muted")
        self.body.addWidget(self.verdict)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.day_table, 1)
        self.body.addWidget(self.table, 1)
        hint = _("Enter goes from a day to its applications, and opens one.")
        self.body.addWidget(label(hint, "small", wrap=True))

    def take_focus(self) -> None:
        self.day_table.setFocus()

    def go_back(self) -> bool:
        if self.table.hasFocus():
            self.day_table.setFocus()
        else:
            self.place.go("sync")
        return True

    def reload(self) -> None:
        self.place.tasks.run(self._look, self._show, self.show_error)

    def _look(self, _task: Task[Comparison]) -> Comparison:
        return self.place.unit.following.compare()

    def _show(self, seen: Comparison) -> None:
        row = self.day_table.currentIndex().row()
        kept = self.days.days[row].day if 0 <= row < len(self.days.days) else None
        self.days.show(seen.days)
        different = sum(not day.agrees for day in seen.days)
        self.verdict.setText(_verdict_in_words(different, seen.disagreements))
        last = how_long_ago(seen.last.at if seen.last else None, self.place.unit.clock.now())
        self.set_subtitle(_("Head office's last signed statement: {when}").format(when=last))
        self._nothing.setVisible(not seen.days)
        for table in (self.day_table, self.table):
            table.setVisible(bool(seen.days))
        self.day_table.fit(len(seen.days))
        if seen.days:
            self.day_table.selectRow(self.days.row_of(kept) or 0)

    @Slot(QModelIndex)
    def _day_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            day = self.days.days[index.row()].day
            self.place.tasks.run(partial(self._look_at, day), self.followed.show, self.show_error)

    def _look_at(self, day: str, _task: Task[tuple[Followed, ...]]) -> tuple[Followed, ...]:
        return self.place.unit.following.of_day(day)

    def _into_day(self) -> None:
        if self.followed.rowCount():
            self.table.setFocus()
            self.table.selectRow(0)

    @Slot()
    def _open(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.followed.rows):
            self.place.go("application", self.followed.rows[row].id)

    @Slot()
    def _to_sync(self) -> None:
        self.place.go("sync")

    @Slot()
    def _save(self) -> None:
        allowed = self.place.unit.following.require_allowed
        self.place.tasks.run(lambda _task: allowed(), self._choose, self.show_error)

    def _choose(self, _allowed: None) -> None:
        proposed = str(Path.home() / self.place.unit.following.proposed_name)
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save as a sheet"), proposed, _("Spreadsheet") + " (*.xlsx)"
        )
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the sheet there."""
        work = partial(self._write, path.with_suffix(".xlsx"))
        self.place.tasks.run(work, self._saved, self.show_error)

    def _write(self, path: Path, _task: Task[int]) -> int:
        return self.place.unit.following.write(path)

    def _saved(self, count: int) -> None:
        words = ngettext(
            "The comparison of {count} application was saved; the journal says so.",
            "The comparison of {count} applications was saved; the journal says so.",
            count,
        )
        self.message.say(words.format(count=count_in_words(count)), tone="good")


def _verdict_in_words(different: int, disagreements: int) -> str:
    if disagreements:
        return _("Head office's statement says otherwise than this laptop. Call head office.")
    if not different:
        return _("Everything agrees: counted, sent, received and signed.")
    return ngettext(
        "{count} day is not signed whole yet.", "{count} days are not signed whole yet.", different
    ).format(count=count_in_words(different))
