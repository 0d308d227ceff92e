"""The window's side of keeping in step with head office: when to look, when to start a round."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mobile_unit.errors import HeadOfficeBusy, HeadOfficeUnreachable, UserFacingError
from mobile_unit.sync.pace import Pace
from mobile_unit.sync.schedule import delay_after
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.metering import is_metered
from mobile_unit.ui.tasks import Lane, Task, Tasks

if TYPE_CHECKING:
    from mobile_unit.clock import Clock
    from mobile_unit.services.syncing import Sync, SyncStatus
    from mobile_unit.sync.rounds import Progress, RoundResult

LOOK_EVERY_SECONDS = 30.0
SELDOM_SECONDS = 120.0
"""Looking is one small call and slows down only to this: a village's ten good minutes must not be missed."""

FEED_IS_OLD = timedelta(minutes=15)
SOON_MS = 800


class Link(QObject):
    """Asks now and then whether head office answers, and starts a round when there is a reason to.

    Signals: ``moved`` when ``online``, ``running`` or ``progress`` changed; ``ended`` (RoundResult or the
    error, None when cancelled) after each round.
    """

    moved = Signal()
    ended = Signal(object)

    def __init__(
        self,
        sync: Sync,
        tasks: Tasks,
        clock: Clock,
        announce: Callable[[Changes], None],
        *,
        look_every: float | None = None,
    ) -> None:
        super().__init__()
        self._sync = sync
        self._tasks = tasks
        self._clock = clock
        self._announce = announce
        self._look_every = LOOK_EVERY_SECONDS if look_every is None else look_every
        self._misses = 0
        self._failures = 0
        self._looking = False
        self._asked_again = False
        self._stopped = False
        self._not_before = 0.0  # time.monotonic(): the laptop's clock may be set at any moment
        self._task: Task[RoundResult] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self.online: bool | None = None
        self.progress: Progress | None = None
        self.next_try: datetime | None = None
        """When a round that failed is tried again at the latest; sooner where the connection comes back."""
        self.scans_wait = False
        """Whether scans wait for the night, since this link costs by the byte."""
        self._pace = Pace()

    @property
    def seconds_left(self) -> float | None:
        """How long the scans of this round still take, as the link was of late; None while nobody knows."""
        if self.progress is None or self.progress.step != "scans":
            return None
        return self._pace.seconds_left(self.progress.total)

    @property
    def running(self) -> bool:
        return self._task is not None

    def start(self) -> None:
        self._stopped = False
        self._timer.start(SOON_MS)

    def stop(self) -> None:
        self._stopped = True
        self._timer.stop()
        self.cancel()

    def cancel(self) -> None:
        """Stop the round at its next step; what was acknowledged stays so."""
        if self._task is not None:
            self._task.cancel()

    def something_waits(self) -> None:
        """An application was submitted: send it soon, if there is a link."""
        if self.running:
            self._asked_again = True
        elif not self._stopped:
            self._timer.start(SOON_MS)

    @Slot()
    def look(self) -> None:
        """Ask once whether head office answers."""
        if self._stopped or self._looking or self.running:
            return
        self._looking = True
        self._tasks.run(self._reachable, self._looked, self._look_failed, lane=Lane.NETWORK)

    def _reachable(self, _task: Task[SyncStatus | None]) -> SyncStatus | None:
        return self._sync.status() if self._sync.reachable() else None

    def _looked(self, status: SyncStatus | None) -> None:
        self._looking = False
        if self._stopped:
            return
        came_back = status is not None and self.online is not True
        self._set_online(status is not None)
        self._misses = 0 if status is not None else self._misses + 1
        if status is not None and self._is_due(status, came_back):
            self._start_round(scans=not self.scans_wait)
        else:
            self._look_later()

    def _look_failed(self, error: Exception) -> None:
        self._looking = False
        self._misses += 1
        self._set_online(False)
        self._look_later()
        if not isinstance(error, UserFacingError):
            self._tasks.unhandled(error)

    def _set_online(self, online: bool) -> None:
        changed = self.online is not online
        self.online = online
        if changed:
            self.moved.emit()

    def _weigh(self, status: SyncStatus) -> None:
        """Find whether scans may go by themselves now."""
        whole = datetime.fromisoformat(status.last_whole) if status.last_whole else None
        metered = status.schedule.is_metered(is_metered())
        go = status.schedule.scans_go(self._clock.now(), metered=metered, last_whole=whole)
        changed = self.scans_wait is go
        self.scans_wait = not go
        if changed:
            self.moved.emit()

    def _is_due(self, status: SyncStatus, came_back: bool) -> bool:
        self._weigh(status)
        if status.revoked or status.unknown:
            return came_back  # it may be told to hand over what it holds, and to delete it; or be known again
        if time.monotonic() < self._not_before and not came_back:
            return False
        scans = status.blobs_waiting and not self.scans_wait
        if status.waiting or status.others_waiting or scans or status.last_success is None:
            return True
        return abs(self._clock.now() - datetime.fromisoformat(status.last_success)) > FEED_IS_OLD

    def _look_later(self) -> None:
        if self._stopped:
            return
        seconds = min(self._look_every * 1.5 ** min(self._misses, 8), max(SELDOM_SECONDS, self._look_every))
        seconds *= secrets.SystemRandom().uniform(0.8, 1.2)
        until_next_try = self._not_before - time.monotonic()
        if self.next_try is not None and 0 < until_next_try < seconds:
            seconds = until_next_try
        self._timer.start(int(seconds * 1000) + 1)

    @Slot()
    def sync_now(self) -> None:
        """Start a round that takes everything along, unless one is under way."""
        self._start_round(scans=True)

    def _start_round(self, *, scans: bool) -> None:
        if self.running or self._stopped:
            return
        self._timer.stop()
        self._asked_again = False
        self.next_try = None
        self._pace = Pace()
        self._task = self._tasks.run(
            partial(self._round, scans),
            self._round_done,
            self._round_failed,
            self._round_moved,
            on_cancel=self._round_cancelled,
            lane=Lane.NETWORK,
        )
        self.moved.emit()

    def _round(self, scans: bool, task: Task[RoundResult]) -> RoundResult:
        return self._sync.run(progress=task.progress, cancelled=lambda: task.is_cancelled, scans=scans)

    def _round_moved(self, progress: Progress) -> None:
        next_step = self.progress is not None and self.progress.step != progress.step
        self.progress = progress
        if progress.step == "scans":
            self._pace.feed(time.monotonic(), progress.done)
        self.moved.emit()
        if next_step:
            self._announce(Changes(applications=True, day=True, link=True, news=True))

    def _round_done(self, result: RoundResult) -> None:
        self._failures = 0
        self._not_before = 0.0
        self.online = True
        self._end(result)
        if self._asked_again:
            self._timer.start(SOON_MS)

    def _round_failed(self, error: Exception) -> None:
        self._failures += 1
        asked = error.seconds if isinstance(error, HeadOfficeBusy) else 0.0
        seconds = max(delay_after(self._failures), asked)
        self._not_before = time.monotonic() + seconds
        self.next_try = self._clock.now() + timedelta(seconds=seconds)
        if isinstance(error, HeadOfficeUnreachable):
            self.online = isinstance(error, HeadOfficeBusy)
        self._end(error)
        if not isinstance(error, UserFacingError):
            self._tasks.unhandled(error)

    def _round_cancelled(self) -> None:
        self._not_before = time.monotonic() + delay_after(3)
        self._end(None)

    def _end(self, outcome: object) -> None:
        self._task = None
        self.progress = None
        self.moved.emit()
        self.ended.emit(outcome)
        self._announce(Changes(applications=True, day=True, link=True, news=True))
        self._look_later()
