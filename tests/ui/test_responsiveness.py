"""The window never stands still while a thousand applications are synced."""

from __future__ import annotations

import os
import time

import pytest
from PySide6.QtCore import QTimer

from mobile_unit.app import Home
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.ui.tasks import CollectHere
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, enrolled, running_office

APPLICATIONS = 1000
ATTEMPTS = 5
PROBE_MILLISECONDS = 5
SHARED = os.urandom(200_000)
"""The scan of all the thousand; two hundred bring scans of their own."""
LONGEST_PAUSE = 0.100
"""Seconds; a person sees a pause of a tenth of a second."""


class Probe:
    """A timer that ticks every few milliseconds and notes how long the event loop kept it waiting."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(PROBE_MILLISECONDS)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.pauses.append(now - self._last)
        self._last = now

    def stop(self) -> None:
        self._timer.stop()


def take(unit, samples, count: int, batch: int) -> None:
    for n in range(count):
        record = samples[n % len(samples)]
        scans = [
            (d["kind"], Scan(os.urandom(2000) if count < APPLICATIONS else SHARED, "image/jpeg"))
            for d in record["documents"]
        ]
        key = f"0197a000-0000-7000-8{batch:03x}-{n:012x}"
        unit.intake.take(Record(key, record["service"], record["applicant"], record["answers"], scans))


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("page", "count"), [("applications", APPLICATIONS), ("today", 200), ("sync", 200)])
def test_the_event_loop_is_never_blocked_while_syncing(
    tmp_path, open_window, qtbot, request, samples, page, count
):
    """Another program that takes the processor for a moment pauses us too, so a round that paused is
    measured again; one that is blocked by our own doing pauses each time. As in the running program the
    collector leaves what was there before alone: here that is the rubbish of all the tests before."""
    longest = []
    with running_office(tmp_path / "office") as office:
        unit = enrolled(office, tmp_path / "unit")
        take(unit, samples, count, 0)
        unit.close()
        home = Home(tmp_path / "unit", cost=CHEAP)
        unit = home.sign_in(NIP, PIN)
        window = open_window(home, unit)
        window.shell.go(page)
        link = window.shell.place.link
        request.addfinalizer(CollectHere(window).stop)
        for attempt in range(1, ATTEMPTS + 1):
            probe = Probe()
            with qtbot.waitSignal(link.ended, timeout=200_000):
                link.sync_now()
            probe.stop()
            assert unit.sync.status().blobs_waiting == 0
            assert len(office.lines("list")) == count * attempt
            assert len(probe.pauses) > 50
            longest.append(max(probe.pauses))
            if longest[-1] < LONGEST_PAUSE:
                return
            take(unit, samples, count, attempt)
    raise AssertionError(f"blocked each time: {[f'{pause * 1000:.0f} ms' for pause in longest]}")
