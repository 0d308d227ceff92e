"""What all tests share: a cheap PIN, a clock that is set by hand, and no screen."""

from __future__ import annotations

import os
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from mobile_unit.clock import JAKARTA
from mobile_unit.i18n import set_language
from mobile_unit.store.engine import Store
from mobile_unit.store.key_slots import Cost
from tests import serving
from tests.patterns import unit_database

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

CHEAP = Cost(memory=64, passes=1, lanes=1)
KEY = bytes(range(32))


def pytest_configure() -> None:
    serving.fork_from_now_on()


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment or datetime(2026, 11, 24, 9, 0, tzinfo=JAKARTA)

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture(autouse=True)
def _indonesian() -> None:
    set_language("id")


@pytest.fixture(autouse=True)
def _umask_ends_with_its_test():
    """A command run within a test narrows it for the whole process; a CUPS begun later could not go in."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test():
    """One that does takes time from every test after it."""
    before = set(threading.enumerate())
    yield
    patience = time.monotonic() + 30
    while left := set(threading.enumerate()) - before:
        assert time.monotonic() < patience, f"still running: {sorted(thread.name for thread in left)}"
        time.sleep(0.01)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def store(tmp_path: Path):
    unit_database(tmp_path / "unit.db", KEY)
    opened = Store(tmp_path / "unit.db", KEY)
    yield opened
    opened.close()
