"""Where backups go, how old the last one is, and one made by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import button, card, dress, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.wording import size_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable

    from mobile_unit.services.backups import BackupStatus, Written

_DAYS = (1, 2, 7)


class BackupSettings(QWidget):
    def __init__(self, place: Workplace, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._place = place
        self._failed = failed
        self._folder = ""
        self._task: Task[Written] | None = None
        self.state = label("", "muted", wrap=True)
        self.where = label("", "muted", wrap=True)
        choose = button(_("Choose the backup folder"), picture="folder", shortcut="Ctrl+Shift+G")
        self.now = button(_("Back up now"), role="primary", shortcut="Ctrl+Shift+B")
        self.stop = button(_("Stop"), role="quiet", picture="close")
        choose.clicked.connect(self._choose)
        self.now.clicked.connect(self.back_up)
        self.stop.clicked.connect(self._stop)
        self.stop.hide()
        self.days = ChoiceRow([(count, _days(count)) for count in _DAYS], _("Warn when older than"))
        self.days.changed.connect(self._choose_days)
        frame, inside = card()
        inside.addWidget(label(_("Backup"), "heading"))
        words = _(
            "The whole unit in one encrypted file on a USB stick or second disk, made by itself when the day "
            "is closed. Any of the unit's officers opens it with their PIN, on this laptop or a spare one."
        )
        inside.addWidget(label(words, "muted", wrap=True))
        inside.addWidget(self.where)
        inside.addWidget(self.state)
        inside.addLayout(row(self.now, choose, self.stop, None))
        inside.addWidget(label(_("Warn when older than"), "label"))
        inside.addWidget(self.days)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def reload(self) -> None:
        self._place.tasks.run(self._load, self._show, self._failed)

    def set_folder(self, folder: str) -> None:
        def work(_task: Task[None]) -> None:
            self._place.unit.backups.choose_folder(folder)

        self._place.tasks.run(work, self._changed, self._failed)

    @Slot()
    def back_up(self) -> None:
        if self._task is not None:
            return
        self.now.setEnabled(False)
        self.stop.show()
        self._say(_("Writing the backup …"), "")
        self._task = self._place.tasks.run(
            self._write,
            self._written,
            self._not_written,
            self._progress,
            on_cancel=self._stopped,
            lane=Lane.DEVICES,
        )

    def _write(self, task: Task[Written]) -> Written:
        def progress(done: int, in_all: int) -> None:
            task.progress(done * 100 // max(in_all, 1))

        return self._place.unit.backups.write_to_folder(
            progress=progress, cancelled=lambda: task.is_cancelled
        )

    def _progress(self, percent: int) -> None:
        self._say(_("Writing the backup, {percent} % …").format(percent=percent), "")

    def _written(self, written: Written) -> None:
        self._end()
        words = _("The backup was written and read back ({size}). The medium can be put away.")
        self._say(words.format(size=size_in_words(written.bytes)), "good")

    def _not_written(self, error: Exception) -> None:
        self._end()
        self.reload()
        self._failed(error)

    def _stopped(self) -> None:
        self._end()
        self.reload()

    def _end(self) -> None:
        self._task = None
        self.now.setEnabled(True)
        self.stop.hide()

    def _load(self, _task: Task[BackupStatus]) -> BackupStatus:
        return self._place.unit.backups.status()

    def _changed(self, _nothing: None) -> None:
        self.reload()

    def _show(self, status: BackupStatus) -> None:
        self._folder = status.folder
        self.where.setText(status.folder or _("No folder for backups is chosen yet."))
        if self.days.value() != status.warn_after and status.warn_after in _DAYS:
            self.days.set_value(status.warn_after)
        if self._task is not None:
            return
        self._say(backup_in_words(status), "warn" if status.is_due or status.error else "")

    def _say(self, words: str, tone: str) -> None:
        self.state.setText(words)
        dress(self.state, role={"warn": "warn", "good": "label"}.get(tone, "muted"))

    @Slot()
    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose the backup folder"), self._folder)
        if folder:
            self.set_folder(folder)

    @Slot()
    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    @Slot()
    def _choose_days(self) -> None:
        self._place.tasks.run(partial(self._keep_days, self.days.value()), self._changed, self._failed)

    def _keep_days(self, days: int, _task: Task[None]) -> None:
        self._place.unit.backups.choose_days(days)


def backup_in_words(status: BackupStatus) -> str:
    """How old the last backup is, and what went wrong since."""
    if status.days_old is None:
        words = _("There is no backup yet.")
    elif status.days_old == 0:
        words = _("The last backup is of the last 24 hours.")
    else:
        words = ngettext(
            "The last backup is {count} day old.", "The last backup is {count} days old.", status.days_old
        ).format(count=status.days_old)
    return f"{words} {status.error}" if status.error else words


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count).format(count=count)
