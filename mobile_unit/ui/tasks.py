"""The only file that knows threads: lanes for work, one bridge back to the window.

The **database lane** does one thing after the other, in the order asked for, so the window never races
itself. The **network lane** is where a sync round may wait, the **pictures lane** where scans are made small
while what is typed is kept, the **devices lane** where a scanner takes its time, the **printer lane** where
printers do, the **stick lane** where a USB stick does. A worker never touches a widget: results return
through one long-lived object's queued signal and are handed over in the window's own thread.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from functools import partial
from threading import Lock
from time import perf_counter
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from mobile_unit.errors import Cancelled
from mobile_unit.ui.memory import give_holes_back

Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Lane(Enum):
    DATABASE = "database"
    NETWORK = "network"
    PICTURES = "pictures"
    DEVICES = "devices"
    PRINTER = "printer"
    STICK = "stick"


_GIVEN_UP = (Lane.NETWORK, Lane.DEVICES, Lane.STICK)
"""What may take long, and need not be finished when the program closes."""


class Task(Generic[Result]):
    """One piece of work: the window holds it to give it up, the work to say how far it is."""

    def __init__(self, deliver: Callable[[Callable[[], None]], None]) -> None:
        self._deliver = deliver
        self._lock = Lock()
        self._cancelled = False
        self._latest: object = None
        self._progress_under_way = False
        self.on_progress: Callable[[Any], None] | None = None

    def cancel(self) -> None:
        """Ask the work to stop at its next checkpoint; work not begun is not done at all."""
        self._cancelled = True

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled

    def checkpoint(self) -> None:
        """Raise Cancelled if the work was given up; called between transactions, never within one."""
        if self._cancelled:
            raise Cancelled

    def progress(self, value: object) -> None:
        """Tell the window; where the work is faster than the window, only the latest word arrives."""
        with self._lock:
            self._latest = value
            if self._progress_under_way:
                return
            self._progress_under_way = True
        self._deliver(self._hand_over_progress)

    def _hand_over_progress(self) -> None:
        with self._lock:
            value, self._progress_under_way = self._latest, False
        if self.on_progress is not None and _can_be_called(self.on_progress):
            self.on_progress(value)


class _Bridge(QObject):
    """Signals: ``arrived`` carries what is to be called in the window's thread, in the order it was sent."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.closed = False
        self.arrived.connect(self._call, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _call(self, what: Callable[[], None]) -> None:
        if not self.closed:
            what()


class Tasks:
    """``unhandled`` is told of errors that nobody asked to be told of."""

    def __init__(self, unhandled: Callable[[Exception], None]) -> None:
        self.unhandled = unhandled
        self._bridge = _Bridge()
        self._lanes = {
            lane: ThreadPoolExecutor(max_workers=1, thread_name_prefix=lane.value) for lane in Lane
        }
        self._tasks_to_give_up: set[Task[Any]] = set()

    def run(
        self,
        work: Callable[[Task[Result]], Result],
        on_success: Callable[[Result], None] | None = None,
        on_failure: Callable[[Exception], None] | None = None,
        on_progress: Callable[[Any], None] | None = None,
        *,
        on_cancel: Callable[[], None] | None = None,
        lane: Lane = Lane.DATABASE,
    ) -> Task[Result]:
        """Do ``work`` on a lane; exactly one of the ``on_…`` endings is called later, in the window's thread.

        An ending that is a method of a widget that is gone by then is left out. Once the lanes are closed,
        nothing is done any more: a timer that still ticks asks in vain.
        """
        task: Task[Result] = Task(self._bridge.arrived.emit)
        task.on_progress = on_progress
        if self._bridge.closed:
            task.cancel()
            return task
        if lane in _GIVEN_UP:
            self._tasks_to_give_up.add(task)
        endings = _Endings(on_success, on_failure or self.unhandled, on_cancel)
        self._lanes[lane].submit(self._work, task, work, endings)
        return task

    def _work(self, task: Task[Any], work: Callable[[Task[Any]], Any], endings: _Endings) -> None:
        ending: Callable[[], None]
        try:
            task.checkpoint()
            ending = partial(endings.succeed, work(task))
        except Cancelled:
            ending = endings.cancel
        except Exception as error:  # whatever went wrong belongs to whoever asked for the work
            ending = partial(endings.fail, error)
        self._bridge.arrived.emit(partial(self._end, task, ending))

    def _end(self, task: Task[Any], ending: Callable[[], None]) -> None:
        self._tasks_to_give_up.discard(task)
        ending()

    def after_everything(self, work: Callable[[], None]) -> None:
        """Do ``work`` when all that was asked of the lanes is done; nobody waits for it, and it does not wait
        for scanners, which know nothing of the database."""
        using_it = (Lane.DATABASE, Lane.PICTURES, Lane.PRINTER, Lane.STICK)
        others = [self._lanes[lane].submit(int) for lane in using_it]
        self._lanes[Lane.NETWORK].submit(_wait_then, others, work)

    def close(self) -> None:
        """Give up what waits for network or devices, finish what is asked of the database, deliver nothing
        more."""
        self._bridge.closed = True
        for task in self._tasks_to_give_up:
            task.cancel()
        for lane in Lane:
            self._lanes[lane].shutdown(wait=True)


def _wait_then(others: Sequence[Future[Any]], work: Callable[[], None]) -> None:
    for other in others:
        other.result()
    try:
        work()
    except Exception:
        log.exception("closing failed")


class _Endings:
    def __init__(
        self,
        on_success: Callable[[Any], None] | None,
        on_failure: Callable[[Exception], None],
        on_cancel: Callable[[], None] | None,
    ) -> None:
        self._on_success = on_success
        self._on_failure = on_failure
        self._on_cancel = on_cancel

    def succeed(self, result: Any) -> None:
        if self._on_success is not None and _can_be_called(self._on_success):
            self._on_success(result)

    def fail(self, error: Exception) -> None:
        if _can_be_called(self._on_failure):
            self._on_failure(error)

    def cancel(self) -> None:
        if self._on_cancel is not None and _can_be_called(self._on_cancel):
            self._on_cancel()


def _can_be_called(callback: Callable[..., None]) -> bool:
    """Whether the widget that a bound method belongs to still lives."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)


class CollectHere(QObject):
    """Collects cyclic garbage in the window's thread only.

    Python collects in whatever thread happens to allocate; a widget freed by a worker takes the program
    down with it. As long as this lives, a timer of the window does it instead, all of it each time there is
    something: that takes milliseconds, for what was found to stay (libraries, pages) is not looked through
    again. Forms would otherwise leave a megabyte each for a minute.
    """

    INTERVAL_MS = 500
    LONG_SECONDS = 0.03
    """What is left after a collection that took so long is taken to stay."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.freeze()  # without a look first, which would make the first page wait
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(self.INTERVAL_MS)

    @Slot()
    def _collect(self) -> None:
        if gc.get_count()[0] <= gc.get_threshold()[0]:
            return
        began = perf_counter()
        gc.collect()
        if perf_counter() - began > self.LONG_SECONDS:
            gc.freeze()
        give_holes_back()

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()
        gc.unfreeze()
