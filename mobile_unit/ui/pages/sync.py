"""Head office: what waits, what is on its way, what was refused, and when both last spoke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from mobile_unit.domain.roles import Permission
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, dress, label, row
from mobile_unit.ui.widgets.enrol_again import EnrolAgainPanel
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.returned_card import ReturnedCard
from mobile_unit.ui.widgets.tile import Tile
from mobile_unit.ui.wording import (
    clock_in_words,
    count_in_words,
    how_long_ago,
    size_in_words,
    time_left_in_words,
)
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.returned import ReturnedEntry
    from mobile_unit.services.syncing import SyncStatus
    from mobile_unit.sync.rounds import Progress, RoundResult

CLOCK_IS_OFF_SECONDS = 120
LOOK_MS = 1000


@dataclass(frozen=True)
class _Seen:
    status: SyncStatus
    taken: int
    returned: tuple[ReturnedEntry, ...]


class SyncPage(Page):
    interests = Changes(applications=True, link=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Head office"), place.unit.info.server)
        self.sync_now = button(_("Sync now"), role="primary", picture="sync", shortcut="Ctrl+R")
        self.cancel = button(
            _("Stop"), picture="close", shortcut="Ctrl+.", tip=_("Stop after the step under way")
        )
        self.stick = button(
            _("USB stick"), picture="save", shortcut="Ctrl+U", tip=_("Send and fetch by USB stick")
        )
        self.stick.clicked.connect(self._go_to_stick)
        self.compare = button(
            _("Compare"),
            picture="list",
            shortcut="Ctrl+Shift+M",
            tip=_("Counted = sent = received = signed?"),
        )
        self.compare.clicked.connect(self._go_to_comparison)
        self.toolbar.addWidget(self.compare)
        if not place.unit.context.may(Permission.APPLICATIONS):
            self.compare.hide()
        self.toolbar.addWidget(self.stick)
        self.toolbar.addWidget(self.cancel)
        self.toolbar.addWidget(self.sync_now)
        self.sync_now.clicked.connect(place.link.sync_now)
        self.cancel.clicked.connect(self._cancel)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        self._now, self._state, self._step, self._bar = _now_card()
        self.again = EnrolAgainPanel(place, self.message)
        inside.addWidget(self.again)
        inside.addWidget(self._now)
        self.returned = ReturnedCard()
        self.returned.opened.connect(self._open_returned)
        self.returned.done.connect(self._finish_returned)
        inside.addWidget(self.returned)
        self._tiles = {
            "waiting": Tile(_("Waiting to be sent")),
            "in_flight": Tile(_("On the way now")),
            "received": Tile(_("Received by head office")),
            "refused": Tile(_("Kept aside to look at")),
        }
        inside.addLayout(row(*self._tiles.values(), spacing=16))
        frame, self._facts = _facts_card()
        inside.addWidget(frame)
        inside.addWidget(
            label(
                _(
                    "Applications go first, then head office's answers come, then the scans. Whatever is "
                    "interrupted goes on from there; nothing is lost and nothing is sent twice."
                ),
                "muted",
                wrap=True,
            )
        )
        inside.addStretch(1)
        self.body.addWidget(Scrolled(content), 1)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(LOOK_MS)
        self._again.timeout.connect(self._look_while_running)
        place.link.moved.connect(self._show_link)
        place.link.ended.connect(self._show_end)
        self._show_link()

    @property
    def state(self) -> str:
        """How the connection is, in words."""
        return self._state.text()

    @property
    def told(self) -> str:
        """What happens next, in words."""
        return self._step.text()

    def figure(self, key: str) -> str:
        """What a tile (``waiting``, ``in_flight``, ``received``, ``refused``) shows."""
        return self._tiles[key].text

    def take_focus(self) -> None:
        self.sync_now.setFocus()

    def reload(self) -> None:
        self.place.tasks.run(self._look, self._show, self.show_error)

    def _look(self, _task: Task[_Seen]) -> _Seen:
        unit = self.place.unit
        return _Seen(unit.sync.status(), unit.sync.taken(), unit.returned.listed())

    def _show(self, seen: _Seen) -> None:
        status = seen.status
        self.returned.show_entries(seen.returned)
        in_flight = min(status.in_flight, status.waiting)
        for key, count in (
            ("waiting", status.waiting),
            ("in_flight", in_flight),
            ("received", max(seen.taken - status.waiting, 0)),
            ("refused", status.refused),
        ):
            self._tiles[key].say(count_in_words(count))
        scans = ngettext("{count} scan, {size}", "{count} scans, {size}", status.blobs_waiting)
        self._say(
            "scans",
            scans.format(
                count=count_in_words(status.blobs_waiting), size=size_in_words(status.bytes_waiting)
            ),
        )
        self._say("others", _entries(status.others_waiting))
        self._say("on_stick", _entries(status.on_stick))
        self._say("parked", _entries(status.parked))
        now = self.place.unit.clock.now()
        self._say("last_success", how_long_ago(status.last_success, now))
        self._say("last_attempt", how_long_ago(status.last_attempt, now))
        self._say("last_error", status.last_error or _("none"), tone="error" if status.last_error else "")
        self._warn(status)
        if self.place.link.running:
            self._again.start()

    def _warn(self, status: SyncStatus) -> None:
        self.again.offer(status.unknown)
        if status.unknown:
            self.message.say(
                _("Head office does not know this laptop any more."),
                _("Nothing is lost here, and taking applications goes on. Enrol it again with a new code."),
                tone="error",
            )
        elif status.revoked:
            self.message.say(
                _("Head office has withdrawn this laptop's permission to sync."),
                _("Everything taken stays here. Call head office."),
                tone="error",
            )
        elif status.clock_offset is not None and abs(status.clock_offset) > CLOCK_IS_OFF_SECONDS:
            self.message.say(
                _("This laptop's clock is wrong by {minutes} minutes.").format(
                    minutes=count_in_words(abs(status.clock_offset) // 60)
                ),
                _("Set it right before the next application: the receipt prints the date."),
                tone="warn",
            )

    def _say(self, key: str, words: str, tone: str = "") -> None:
        value = self._facts[key]
        value.setText(words)
        dress(value, role="error" if tone else "")

    @Slot(str)
    def _open_returned(self, application: str) -> None:
        self.place.go("application", application)

    @Slot(str, int)
    def _finish_returned(self, journal: str, seq: int) -> None:
        def work(_task: Task[None]) -> None:
            self.place.unit.returned.done(journal, seq)

        self.place.tasks.run(work, self._returned_finished, self.show_error)

    def _returned_finished(self, _nothing: None) -> None:
        self.place.announce(Changes(link=True))

    @Slot()
    def _go_to_stick(self) -> None:
        self.place.go("stick")

    @Slot()
    def _go_to_comparison(self) -> None:
        self.place.go("comparison")

    @Slot()
    def _look_while_running(self) -> None:
        if self.isVisible():
            self.reload()

    @Slot()
    def _show_link(self) -> None:
        link = self.place.link
        if self.sync_now.hasFocus() and link.running:  # not on to the next one, which Enter would press
            self.setFocus()
        self.sync_now.setVisible(not link.running)
        if self.hasFocus() and not link.running:
            self.sync_now.setFocus()
        self.cancel.setVisible(link.running)
        self._bar.setVisible(link.running)
        if link.running:
            self._state.setText(_("Syncing with head office"))
            self._show_progress(link.progress, link.seconds_left)
            if not self._again.isActive() and self.isVisible():
                self._again.start()
            return
        if link.online is None:
            self._state.setText(_("Looking whether head office answers …"))
        elif link.online:
            self._state.setText(_("Head office answers"))
        else:
            self._state.setText(_("No connection to head office"))
        words = (
            _("A round starts by itself when there is something to send.")
            if link.online is not False
            else _("Go on working. A round starts by itself when the connection is back.")
        )
        if link.scans_wait:
            held = _('This link costs by the byte: scans wait for the night, or for "Sync now".')
            words = f"{words} {held}"
        if link.next_try is not None:
            again = _("Trying again at {time}.").format(time=clock_in_words(link.next_try))
            words = f"{words} {again}"
        self._step.setText(words)

    def _show_progress(self, progress: Progress | None, seconds_left: float | None) -> None:
        known = progress is not None and progress.total > 0
        if progress is None or not known:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, 1000)
            self._bar.setValue(1000 * progress.done // progress.total)
        words = _progress_in_words(progress)
        if seconds_left is not None:
            words = f"{words}, {time_left_in_words(seconds_left)}"
        self._step.setText(words)

    @Slot()
    def _cancel(self) -> None:
        self.place.link.cancel()
        self._step.setText(_("Stopping after this step …"))

    @Slot(object)
    def _show_end(self, outcome: RoundResult | Exception | None) -> None:
        if outcome is None:
            self.message.say(_("Stopped. What head office has received stays received."), tone="calm")
        elif isinstance(outcome, UserFacingError):
            self.message.show_error(outcome)
        elif not isinstance(outcome, Exception):
            self.message.say(_outcome_in_words(outcome), tone="warn" if outcome.refused else "good")


def _now_card() -> tuple[QFrame, QLabel, QLabel, QProgressBar]:
    frame, inside = card()
    state, step = label("", "heading"), label("", "muted", wrap=True)
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setAccessibleName(_("Progress of the sync round"))
    inside.addLayout(row(state, None))
    inside.addWidget(bar)
    inside.addWidget(step)
    return frame, state, step, bar


def _facts_card() -> tuple[QFrame, dict[str, QLabel]]:
    frame, inside = card()
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(10)
    grid.setColumnStretch(1, 1)
    captions = {
        "scans": _("Scans still to send"),
        "others": _("Complaints and other records still to send"),
        "on_stick": _("Of those waiting, on a USB stick"),
        "parked": _("Answers this version does not know"),
        "last_success": _("Last complete round"),
        "last_attempt": _("Last attempt"),
        "last_error": _("Last problem"),
    }
    values: dict[str, QLabel] = {}
    for number, (key, caption) in enumerate(captions.items()):
        value = label("–", wrap=True)
        value.setAccessibleName(caption)
        values[key] = value
        grid.addWidget(label(caption, "muted"), number, 0)
        grid.addWidget(value, number, 1)
    inside.addLayout(grid)
    return frame, values


def _entries(count: int) -> str:
    return count_in_words(count) if count else _("none")


def _progress_in_words(progress: Progress | None) -> str:
    if progress is None or progress.step == "connect":
        return _("Connecting …")
    if progress.step == "entries":
        return _("Sending applications: {done} of {total}").format(
            done=count_in_words(progress.done), total=count_in_words(progress.total)
        )
    if progress.step == "feed":
        return _("Fetching head office's answers")
    if progress.step == "ask":
        return _("Asking head office which scans it lacks")
    if progress.step == "scans":
        return _("Sending scans: {done} of {total}").format(
            done=size_in_words(progress.done), total=size_in_words(progress.total)
        )
    return _("Finishing")


def _outcome_in_words(result: RoundResult) -> str:
    if result.refused:
        return _("Done, but head office keeps {count} entries aside to look at.").format(
            count=count_in_words(result.refused)
        )
    if result.blobs_waiting:
        return _("Applications are sent; {count} scans are still to go.").format(
            count=count_in_words(result.blobs_waiting)
        )
    if not result.acknowledged and not result.received:
        return _("Everything was up to date.")
    return _("Done: {sent} applications sent, {received} answers received.").format(
        sent=count_in_words(result.acknowledged), received=count_in_words(result.received)
    )
