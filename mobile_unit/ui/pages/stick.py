"""A USB stick in place of a network: what waits goes out, head office's reply comes in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.media import Medium, chosen_folder, media
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, label, row
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.step_list import StepList
from mobile_unit.ui.wording import count_in_words, size_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.stick import Step, Written
    from mobile_unit.services.syncing import SyncStatus
    from mobile_unit.sync.rounds import RoundResult

LOOK_MS = 2000
MOST_LINES = 4
INSERT, WRITE, READ_BACK, SAFE = range(4)


@dataclass(frozen=True)
class _Seen:
    status: SyncStatus
    ready: bool


@dataclass(frozen=True)
class _Answer:
    """A reply that was applied; None where there was none on the stick."""

    result: RoundResult | None


class StickPage(Page):
    interests = Changes(applications=True, link=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(
            place,
            _("USB stick"),
            _("For days without a network. What is written can be read by head office alone."),
        )
        self.back = button(_("Back"), role="quiet", picture="back", tip=_("Back to Head office (Esc)"))
        self.back.clicked.connect(self.go_back)
        self.toolbar.addWidget(self.back)
        self._known: tuple[Medium, ...] = ()
        self._folders: tuple[Medium, ...] = ()
        self._task: Task[Any] | None = None
        self._looking = False
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        inside.addWidget(self._make_where())
        inside.addWidget(self._make_out())
        inside.addWidget(self._make_in())
        inside.addStretch(1)
        self.body.addWidget(Scrolled(content), 1)
        self._again = QTimer(self)
        self._again.setInterval(LOOK_MS)
        self._again.timeout.connect(self._look_for_media)
        self._show_steps(INSERT)

    def _make_where(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("Which stick"), "heading"))
        self.sticks = QListWidget()
        self.sticks.setProperty("role", "choices")
        self.sticks.setAccessibleName(_("Sticks that are inserted"))
        self.sticks.currentRowChanged.connect(self._picked)
        self._none = label(_("No stick is inserted. Insert one, or choose a folder."), "muted")
        self.choose = button(_("Choose a folder…"), picture="folder", shortcut="Ctrl+O")
        self.choose.clicked.connect(self._choose)
        line = row(self.sticks, self._none, None, self.choose)
        line.setAlignment(self.choose, Qt.AlignmentFlag.AlignTop)
        line.setStretchFactor(self.sticks, 1000)
        inside.addLayout(line)
        return frame

    def _make_out(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("To head office"), "heading"))
        self._waiting = label("", "muted", wrap=True)
        inside.addWidget(self._waiting)
        self.steps = StepList(
            (_("Insert the stick"), _("Write"), _("Read back and compare"), _("Safe to remove"))
        )
        inside.addWidget(self.steps)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress of writing to the stick"))
        inside.addWidget(self._bar)
        self.write = button(_("Write to the stick"), role="primary", picture="save", shortcut="Ctrl+Return")
        self.write.clicked.connect(self._write)
        self.stop = button(_("Stop"), picture="close", shortcut="Ctrl+.")
        self.stop.clicked.connect(self._stop)
        inside.addLayout(row(self.write, self.stop, None))
        return frame

    def _make_in(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("From head office"), "heading"))
        self._reply = label(
            _("Head office writes a reply to the stick. It says what has arrived, and what was decided."),
            "muted",
            wrap=True,
        )
        inside.addWidget(self._reply)
        self.read = button(_("Read the reply"), picture="document", shortcut="Ctrl+I")
        self.read.clicked.connect(self._read)
        self.file = button(_("Choose a file…"), picture="folder", shortcut="Ctrl+Shift+O")
        self.file.clicked.connect(self._choose_file)
        inside.addLayout(row(self.read, self.file, None))
        return frame

    @property
    def medium(self) -> Medium | None:
        """The stick or folder that is chosen."""
        at = self.sticks.currentRow()
        listed = (*self._known, *self._folders)
        return listed[at] if 0 <= at < len(listed) else None

    @property
    def reply_words(self) -> str:
        """What is said of the last reply."""
        return self._reply.text()

    def take_focus(self) -> None:
        (self.write if self.write.isEnabled() else self.choose).setFocus()

    @Slot()
    def go_back(self) -> bool:
        self.place.go("sync")
        return True

    def reload(self) -> None:
        self.place.tasks.run(self._look, self._show, self.show_error)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_for_media()
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._again.stop()

    def _look(self, _task: Task[_Seen]) -> _Seen:
        return _Seen(self.place.unit.sync.status(), self.place.unit.stick.is_ready)

    def _show(self, seen: _Seen) -> None:
        from mobile_unit.services.stick import NotReady

        if not seen.ready:
            self.message.show_error(NotReady())
        status = seen.status
        applications = ngettext("{count} application", "{count} applications", status.waiting)
        scans = ngettext("{count} scan, {size}", "{count} scans, {size}", status.blobs_waiting)
        said = [
            applications.format(count=count_in_words(status.waiting)),
            scans.format(
                count=count_in_words(status.blobs_waiting), size=size_in_words(status.bytes_waiting)
            ),
        ]
        if status.others_waiting:
            others = ngettext("{count} other record", "{count} other records", status.others_waiting)
            said.append(others.format(count=count_in_words(status.others_waiting)))
        words = _("Not at head office yet: {what}.").format(what=", ".join(said))
        if status.on_stick:
            on_stick = ngettext(
                "{count} of them is on a stick already; written anew, it goes along again.",
                "{count} of them are on a stick already; written anew, they go along again.",
                status.on_stick,
            )
            words += " " + on_stick.format(count=count_in_words(status.on_stick))
        self._waiting.setText(words)

    @Slot()
    def _look_for_media(self) -> None:
        if self._looking or self._task is not None:
            return
        self._looking = True
        self.place.tasks.run(_media, self._media_found, self._no_media, lane=Lane.DEVICES)

    def _no_media(self, _error: Exception) -> None:
        self._looking = False

    def _media_found(self, found: tuple[Medium, ...]) -> None:
        self._looking = False
        if self._task is None:
            self._list(found, self._folders)

    def _list(self, known: tuple[Medium, ...], folders: tuple[Medium, ...]) -> None:
        """Show what is there; what was chosen stays chosen, a stick that is new is taken."""
        before, shown = self.medium, [medium.path for medium in (*self._known, *self._folders)]
        self._known, self._folders = known, folders
        listed = (*known, *folders)
        if [medium.path for medium in listed] != shown:
            self.sticks.clear()
            for medium in listed:
                free = _("{size} free").format(size=size_in_words(max(medium.free, 0)))
                QListWidgetItem(f"{medium.name}   {free}", self.sticks)
            fresh = [medium for medium in listed if medium.path not in shown]
            wanted = fresh[0] if fresh else before
            paths = [medium.path for medium in listed]
            at = paths.index(wanted.path) if wanted is not None and wanted.path in paths else 0
            self.sticks.setCurrentRow(at if listed else -1)
            height = (
                self.sticks.sizeHintForRow(0) * min(len(listed), MOST_LINES) + 2 * self.sticks.frameWidth()
            )
            self.sticks.setFixedHeight(height + 6)
            self._picked()
            if fresh and self.choose.hasFocus():
                self.take_focus()
        self._none.setVisible(not listed)
        self.sticks.setVisible(bool(listed))

    @Slot()
    def _picked(self) -> None:
        if self._task is None:
            self._show_steps(INSERT if self.medium is None else WRITE)

    @Slot()
    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("The stick, or a folder on it"))
        if name:
            self.use_folder(Path(name))

    def use_folder(self, path: Path) -> None:
        """Write there and read from there."""
        self._list(self._known, (chosen_folder(path),))
        self.take_focus()

    def _show_steps(self, step: int, *, failed: bool = False) -> None:
        self.steps.at(step, failed=failed)
        if step <= WRITE:
            for later in (WRITE, READ_BACK, SAFE):
                self.steps.note(later, "")
        self._show_buttons()

    def _show_buttons(self) -> None:
        running = self._task is not None
        medium = self.medium
        self.steps.note(INSERT, medium.name if medium is not None else "")
        self._bar.setVisible(running)
        self.stop.setVisible(running)
        self.write.setVisible(not running)
        for each in (self.write, self.read):
            each.setEnabled(medium is not None and not running)
        for other in (self.choose, self.file, self.sticks):
            other.setEnabled(not running)

    @Slot()
    def _write(self) -> None:
        medium = self.medium
        if medium is None or self._task is not None:
            return
        self.message.clear()
        self._bar.setRange(0, 0)
        self._task = self.place.tasks.run(
            partial(self._export, medium.path),
            self._written,
            self._failed,
            self._progress,
            on_cancel=self._stopped,
            lane=Lane.STICK,
        )
        self._show_steps(WRITE)
        self.stop.setFocus()

    def _export(self, folder: Path, task: Task[tuple[Written, ...]]) -> tuple[Written, ...]:
        return self.place.unit.stick.export(folder, task.progress, task.checkpoint)

    def _progress(self, step: Step) -> None:
        if self._task is None:
            return
        at = READ_BACK if step.step == "read_back" else WRITE
        self.steps.at(at)
        if step.total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(1000 * step.done // step.total)
            words = _("{done} of {total}").format(
                done=size_in_words(step.done), total=size_in_words(step.total)
            )
            self.steps.note(at, words)

    @Slot()
    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _stopped(self) -> None:
        self._end(WRITE)
        self.message.say(_("Stopped. Nothing was left on the stick."), tone="calm")

    def _failed(self, error: Exception) -> None:
        self._end(WRITE, failed=True)
        self.message.show_error(error)

    def _end(self, step: int, *, failed: bool = False) -> None:
        self._task = None
        self._show_steps(step, failed=failed)
        self.take_focus()

    def _written(self, written: tuple[Written, ...]) -> None:
        if not written:
            self._end(WRITE)
            self.message.say(_("Head office holds everything; there is nothing to carry."), tone="good")
            return
        self._end(SAFE + 1)
        size = size_in_words(sum(each.bytes for each in written))
        for step in (WRITE, READ_BACK):
            self.steps.note(step, size)
        self.steps.note(SAFE, ", ".join(each.path.name for each in written))
        left = written[-1].blobs_left
        if left:
            self.message.say(
                _("Safe to remove. {count} scans did not fit into one file.").format(
                    count=count_in_words(left)
                ),
                _("They go with the next export, or by network."),
                tone="warn",
            )
        else:
            self.message.say(
                _("Safe to remove. Take the stick to head office."),
                _("Everything stays on this laptop too, until head office has it."),
                tone="good",
            )
        self.place.announce(Changes(applications=True, link=True))

    @Slot()
    def _read(self) -> None:
        medium = self.medium
        if medium is not None:
            self._read_from(medium.path, search=True)

    @Slot()
    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("Head office's reply"))
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        self._read_from(path, search=False)

    def _read_from(self, path: Path, *, search: bool) -> None:
        if self._task is not None:
            return
        self.message.clear()
        self._reply.setText(_("Reading …"))
        self._task = self.place.tasks.run(
            partial(self._import, path, search), self._answered, self._not_read, lane=Lane.STICK
        )
        self._bar.setRange(0, 0)
        self._show_buttons()

    def _import(self, path: Path, search: bool, _task: Task[_Answer]) -> _Answer:
        stick = self.place.unit.stick
        file = stick.find_reply(path) if search else path
        return _Answer(None if file is None else stick.take_reply(file))

    def _not_read(self, error: Exception) -> None:
        self._read_end()
        self._reply.setText(str(error) if isinstance(error, UserFacingError) else _("It could not be read."))
        self.message.show_error(error)

    def _read_end(self) -> None:
        self._task = None
        self._show_buttons()
        self.read.setFocus()

    def _answered(self, answer: _Answer) -> None:
        self._read_end()
        result = answer.result
        if result is None:
            self._reply.setText(
                _("There is no reply for this laptop on this stick. Ask head office to write one.")
            )
            return
        self._reply.setText(_answer_in_words(result))
        self.message.say(_("The reply was read."), tone="warn" if result.refused else "good")
        self.place.announce(Changes(applications=True, link=True, news=True))


def _media(_task: Task[tuple[Medium, ...]]) -> tuple[Medium, ...]:
    return media()


def _answer_in_words(result: RoundResult) -> str:
    if not result.entries_sent and not result.received:
        words = _("Nothing new: this laptop knew it all already.")
    else:
        arrived = ngettext(
            "{count} application has arrived there.",
            "{count} applications have arrived there.",
            result.acknowledged,
        )
        answers = ngettext("{count} answer is new.", "{count} answers are new.", result.received)
        words = (
            arrived.format(count=count_in_words(result.acknowledged))
            + " "
            + answers.format(count=count_in_words(result.received))
        )
    if result.waiting:
        words += " " + _("{count} are still not at head office.").format(count=count_in_words(result.waiting))
    if result.refused:
        words += " " + _("{count} entries are kept aside there.").format(count=count_in_words(result.refused))
    return words
