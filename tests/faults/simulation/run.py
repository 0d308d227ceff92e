"""Plays histories by their seeds."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import requests

from head_office.services.enrolment import add_officer, make_code
from mobile_unit.app import Home
from mobile_unit.sync import client
from tests.conftest import CHEAP, SetClock
from tests.faults.simulation.cheap import cheaply
from tests.faults.simulation.history import History
from tests.faults.simulation.link import GOOD, Adapter
from tests.faults.simulation.machines import Office
from tests.offices import NIP, PIN

CODES = ["WK01", "WK02"]
_MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Played:
    """How a history went; ``broken`` is None where every promise held."""

    seed: int
    said: list[str]
    broken: BaseException | None


@contextmanager
def stage() -> Iterator[Path]:
    """A folder with a head office and units enrolled with it, to be copied for each history."""
    within = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="histories-", dir=within) as folder, cheaply():
        template = Path(folder) / "template"
        office = Office(template / "office", SetClock())

        def session() -> requests.Session:
            made = requests.sessions.Session()
            made.mount("http://", Adapter(office, lambda _method: GOOD, lambda _request: None))
            return made

        with patch.object(client.requests, "Session", session):
            for number, code in enumerate(CODES, 1):
                add_officer(office.open(), NIP, "Sari Wulandari", "supervisor", code)
                one_time = make_code(office.open(), code, f"Unit {code}", "18.08.04")
                home = Home(template / code, cost=CHEAP, clock=office.clock, machine=f"machine {number}")
                home.enrol("http://127.0.0.1:9", one_time, NIP, PIN).close()
        office.close()
        yield template


def play(seed: int, template: Path) -> Played:
    root = template.parent / f"seed-{seed}"
    shutil.copytree(template, root)
    history = History(seed, root, CODES)
    broken: BaseException | None = None
    try:
        with history.played():
            history.play()
    except Exception as error:
        broken = error
    finally:
        shutil.rmtree(root)
    return Played(seed, history.said, broken)


def some(seeds: range) -> list[Played]:
    """Those of a range that broke a promise."""
    with stage() as template:
        return [played for seed in seeds if (played := play(seed, template)).broken is not None]
