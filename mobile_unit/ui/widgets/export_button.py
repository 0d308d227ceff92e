"""Takes the list that is seen out of the laptop as a sheet; the same key stops it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from mobile_unit.domain.applications import Filter
from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import beside_picture, button, paint_icon
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.wording import count_in_words
from mobile_unit.ui.workplace import Workplace


class ExportButton(QWidget):
    """``wanted`` answers the filter of the list that is seen."""

    def __init__(self, place: Workplace, message: MessageLine, wanted: Callable[[], Filter]) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._wanted = wanted
        self._task: Task[int] | None = None
        self.button = button(_("Save list"), picture="save", shortcut="Ctrl+S", tip=_("Save list as a sheet"))
        self.button.clicked.connect(self._pressed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.button)

    @Slot()
    def _pressed(self) -> None:
        if self._task is not None:
            self._task.cancel()
            return
        allowed = self._place.unit.exports.require_team_leader
        self._place.tasks.run(lambda _task: allowed(), self._choose, self._message.show_error)

    def _choose(self, _allowed: None) -> None:
        proposed = str(Path.home() / self._place.unit.exports.proposed_name)
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save list as a sheet"), proposed, _("Spreadsheet") + " (*.xlsx)"
        )
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the list there, beside other work: a long one takes minutes."""
        work = partial(self._write, self._wanted(), path.with_suffix(".xlsx"))
        self._task = self._place.tasks.run(
            work,
            self._saved,
            self._failed,
            self._progressed,
            on_cancel=self._given_up,
            lane=Lane.NETWORK,  # not the database lane: nobody waits for this one
        )
        self._look(_("Stop"), "close")

    def _write(self, filter_: Filter, path: Path, task: Task[int]) -> int:
        def tell(done: int, total: int) -> None:
            task.progress((done, total))

        return self._place.unit.exports.write(filter_, path, tell, task.checkpoint)

    def _progressed(self, how_far: tuple[int, int]) -> None:
        done, total = (count_in_words(each) for each in how_far)
        self._message.say(
            _("Writing the list: {done} of {total} …").format(done=done, total=total),
            _("Go on working; Ctrl+S stops it."),
        )

    def _saved(self, count: int) -> None:
        self._ended()
        words = ngettext(
            "The list with {count} application was saved; the journal says so.",
            "The list with {count} applications was saved; the journal says so.",
            count,
        )
        self._message.say(
            words.format(count=count_in_words(count)),
            _("It holds personal data: hand it to nobody, and delete it when it has done its work."),
            tone="good",
        )

    def _failed(self, error: Exception) -> None:
        self._ended()
        self._message.show_error(error)

    def _given_up(self) -> None:
        self._ended()
        self._message.say(_("No list was written."))

    def _ended(self) -> None:
        self._task = None
        self._look(_("Save list"), "save")

    def _look(self, words: str, picture: str) -> None:
        self.button.setText(beside_picture(words))
        self.button.setAccessibleName(words)
        paint_icon(self.button, picture)
