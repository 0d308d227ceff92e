"""What the day is played on: one clock, a head office on loopback, a laptop that is not set up yet."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn

from docs.example_day.script import Script
from head_office.app import create_app
from head_office.office import HeadOffice, open_head_office
from mobile_unit.app import Home
from mobile_unit.store.key_slots import Cost

CHEAP = Cost(memory=64, passes=1, lanes=1)
"""What a try of a PIN costs here; an example has nothing to guard, and is played often."""


class DayClock:
    """Stands still until it is moved; unit and head office read the same one."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        """Never back: what took longer than the timetable gives it is later then."""
        self.moment = max(self.moment, moment)

    def pass_by(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass(frozen=True)
class Stage:
    script: Script
    clock: DayClock
    office: HeadOffice
    url: str
    home: Home
    folder: Path


@contextmanager
def stage(script: Script, folder: Path) -> Iterator[Stage]:
    """Everything below ``folder``; the server has ended with the block."""
    clock = DayClock(script.at("09:00", -1))
    office = open_head_office(folder / "head-office", clock=clock)
    try:
        with _served(office) as url:
            home = Home(folder / "unit", clock=clock, cost=CHEAP)
            yield Stage(script, clock, office, url, home, folder)
    finally:
        office.close()


@contextmanager
def _served(office: HeadOffice) -> Iterator[str]:
    """The office's real server, on a thread of ours since it reads our clock."""
    config = uvicorn.Config(create_app(office), log_config=None, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))  # who calls before the server is up waits in its line
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="head office")
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
