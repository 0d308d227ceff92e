"""The two lanes and the way back to the window."""

from __future__ import annotations

import gc
import threading
import weakref
from functools import partial

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from mobile_unit.errors import Cancelled
from mobile_unit.ui.tasks import CollectHere, Lane, Tasks


@pytest.fixture
def unhandled():
    return []


@pytest.fixture
def tasks(qapp, unhandled):
    made = Tasks(unhandled.append)
    yield made
    made.close()


def test_results_arrive_in_the_windows_thread_and_in_the_order_asked(tasks, qtbot):
    got = []
    here = threading.get_ident()
    for number in range(200):
        tasks.run(
            lambda _task, n=number: (n, threading.get_ident()),
            lambda r: got.append((*r, threading.get_ident())),
        )
    qtbot.waitUntil(lambda: len(got) == 200)
    assert [number for number, _worker, _receiver in got] == list(range(200))
    assert {receiver for _number, _worker, receiver in got} == {here}
    assert len({worker for _number, worker, _receiver in got} - {here}) == 1


def test_a_waiting_network_does_not_hold_up_the_database(tasks, qtbot):
    released, got = threading.Event(), []
    tasks.run(lambda _task: released.wait(20), got.append, lane=Lane.NETWORK)
    tasks.run(lambda _task: "kept", got.append)
    qtbot.waitUntil(lambda: got == ["kept"])
    released.set()
    qtbot.waitUntil(lambda: got == ["kept", True])


def test_an_error_goes_to_whoever_asked_and_else_to_the_window(tasks, qtbot, unhandled):
    told = []

    def fail(_task):
        raise ValueError("boom")

    tasks.run(fail, on_failure=told.append)
    tasks.run(fail)
    qtbot.waitUntil(lambda: len(told) == 1 and len(unhandled) == 1)
    assert isinstance(told[0], ValueError)
    assert isinstance(unhandled[0], ValueError)


def test_cancelled_work_stops_at_its_checkpoint_and_says_so(tasks, qtbot, unhandled):
    began, ended, got = threading.Event(), [], []
    asked_to_stop = threading.Event()

    def work(task):
        began.set()
        asked_to_stop.wait(20)
        task.checkpoint()
        return "finished"

    task = tasks.run(work, got.append, on_cancel=lambda: ended.append("cancelled"), lane=Lane.NETWORK)
    assert began.wait(20)
    task.cancel()
    asked_to_stop.set()
    qtbot.waitUntil(lambda: ended == ["cancelled"])
    assert got == []
    assert unhandled == []


def test_work_cancelled_before_it_began_is_not_done(tasks, qtbot):
    hold, done, ended = threading.Event(), [], []
    tasks.run(lambda _task: hold.wait(20))
    task = tasks.run(lambda _task: done.append("work"), on_cancel=lambda: ended.append("cancelled"))
    task.cancel()
    hold.set()
    qtbot.waitUntil(lambda: ended == ["cancelled"])
    assert done == []


def test_only_the_latest_progress_arrives_when_the_window_is_slower(tasks, qtbot):
    seen, done = [], []

    def work(task):
        for number in range(10_000):
            task.progress(number)

    tasks.run(work, done.append, on_progress=seen.append)
    qtbot.waitUntil(lambda: done == [None])
    assert seen == sorted(seen)
    assert seen[-1] == 9_999
    assert len(seen) < 10_000


def test_a_callback_of_a_widget_that_is_gone_is_left_out(tasks, qtbot):
    class Receiver(QObject):
        got: list = []  # noqa: RUF012 - looked at after the object is gone

        def take(self, result):
            self.got.append(result)

        def take_named(self, _name, result):
            self.got.append(result)

    hold, done = threading.Event(), []
    receiver = Receiver()
    tasks.run(lambda _task: hold.wait(20), receiver.take)
    tasks.run(lambda _task: 2, partial(receiver.take_named, "x"))
    tasks.run(lambda _task: "last", done.append)
    delete(receiver)
    hold.set()
    qtbot.waitUntil(lambda: done == ["last"])
    assert Receiver.got == []


def test_closing_finishes_the_database_and_gives_up_the_network(qapp):
    tasks = Tasks(lambda _error: None)
    began, kept, seen = threading.Event(), [], []

    def stubborn(task):
        began.set()
        while True:
            try:
                task.checkpoint()
            except Cancelled:
                seen.append("stopped")
                raise

    tasks.run(stubborn, lane=Lane.NETWORK)
    assert began.wait(20)
    for number in range(5):
        tasks.run(lambda _task, n=number: kept.append(n), on_success=seen.append)
    tasks.close()
    assert kept == [0, 1, 2, 3, 4]
    assert seen == ["stopped"]


def test_what_comes_after_everything_waits_for_both_lanes(tasks, qtbot):
    hold, order = threading.Event(), []
    tasks.run(lambda _task: (hold.wait(20), order.append("database")))
    tasks.run(lambda _task: order.append("network"), lane=Lane.NETWORK)
    tasks.after_everything(lambda: order.append("closed"))
    hold.set()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order[-1] == "closed"


def test_what_is_asked_after_the_end_is_not_done(qapp):
    """A timer of a page may tick once more between the window's closing and its end."""
    tasks = Tasks(lambda _error: None)
    tasks.close()
    done: list[object] = []
    task = tasks.run(lambda _task: done.append(1))
    assert task.is_cancelled
    assert done == []


class _Knot:
    """Refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self
        self.pages = [[n] for n in range(2000)]


@pytest.fixture
def collector(qapp):
    parent = QObject()
    made = CollectHere(parent)
    yield made
    made.stop()


def test_what_is_thrown_away_is_soon_gone_though_python_itself_never_collects(collector, qtbot):
    knot = weakref.ref(_Knot())
    assert not gc.isenabled()
    qtbot.waitUntil(lambda: knot() is None)


def test_what_takes_long_to_look_through_is_not_looked_through_again(collector, qtbot):
    collector.LONG_SECONDS = 0
    frozen, kept = gc.get_freeze_count(), _Knot()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > frozen + len(kept.pages))
