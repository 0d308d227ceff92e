"""Plays histories by their seeds."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from head_office.services.backups import backup, make_key
from head_office.services.enrolment import add_officer, make_code
from mobile_unit.app import Home
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.sync import client
from tests.conftest import CHEAP, SetClock
from tests.faults.simulation.cheap import cheaply
from tests.faults.simulation.dice import thrown
from tests.faults.simulation.guest import IDENTITY, enrolled
from tests.faults.simulation.history import History
from tests.faults.simulation.link import GOOD, Adapter
from tests.faults.simulation.machines import Office
from tests.faults.simulation.promises import GUEST
from tests.offices import NIP, PIN

CODES = ["WK01", "WK02"]
TOGETHER = 125
_MEMORY = Path("/dev/shm")
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' ORDER BY name"


@dataclass(frozen=True)
class Played:
    """How a history went; ``broken`` is None where every promise held. ``held`` is a hash of all that the
    databases held at the end."""

    seed: int
    said: list[str]
    broken: BaseException | None
    held: str
    kinds: Counter[str]


@contextmanager
def stage(*, quickly: bool = True) -> Iterator[Path]:
    """A folder with a head office and units enrolled with it, to be copied for each history."""
    within = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="histories-", dir=within) as folder, cheaply(quickly=quickly):
        template = Path(folder) / "template"
        office = Office(template / "office", SetClock())

        def session() -> requests.Session:
            made = requests.sessions.Session()
            made.mount("http://", Adapter(office, lambda _method: GOOD, lambda _request, _body: None))
            return made

        now = office.clock.now().timestamp()
        with thrown(random.Random(0), lambda: now), patch.object(client.requests, "Session", session):
            make_key(office.open(), template / "backup.key")
            guest = enrolled(
                session(),
                _code(office, GUEST),
                Ed25519PrivateKey.from_private_bytes(bytes(range(32))),
                uuid7(),
            )
            (template / IDENTITY).write_text(json.dumps(guest))
            for number, code in enumerate(CODES, 1):
                backup(office.open(), template / f"{number}.office")
                one_time = _code(office, code)
                home = Home(template / code, cost=CHEAP, clock=office.clock, machine=f"machine {number}")
                home.enrol("http://127.0.0.1:9", one_time, NIP, PIN).close()
        office.close()
        yield template


def _code(office: Office, code: str) -> str:
    add_officer(office.open(), NIP, "Sari Wulandari", "supervisor", code)
    return make_code(office.open(), code, f"Unit {code}", "18.08.04")


def play(seed: int, template: Path, *, weighed: bool = False) -> Played:
    """Play a history; only one that is ``weighed`` says what was held at its end."""
    root = template.parent / f"seed-{seed}"
    shutil.copytree(template, root)
    history = History(seed, root, CODES)
    broken: BaseException | None = None
    try:
        with history.played():
            history.play()
    except Exception as error:
        broken = error
    held = _held(root) if weighed else ""
    shutil.rmtree(root)
    return Played(seed, history.said, broken, held, history.kinds)


def _held(root: Path) -> str:
    held = hashlib.sha256()
    for path in sorted(root.glob("*/**/*.db")):
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute(_TABLES).fetchall()
            for (table,) in tables:
                held.update(repr(connection.execute(f'SELECT * FROM "{table}"').fetchall()).encode())
    return held.hexdigest()


@dataclass(frozen=True)
class Some:
    """Of a range of seeds: (seed, which promise) of those that broke one; how often each kind
    happened."""

    seeds: range
    broken: list[tuple[int, str]]
    kinds: Counter[str]


def some(seeds: range) -> Some:
    with stage() as template:
        played = [play(seed, template) for seed in seeds]
    kinds = sum((each.kinds for each in played), Counter())
    broken = [(each.seed, repr(each.broken)) for each in played if each.broken is not None]
    return Some(seeds, broken, kinds)


def many(first: int, last: int, processes: int) -> Iterator[Some]:
    """The seeds from ``first`` to before ``last``, some at a time, in order."""
    parts = [range(start, min(start + TOGETHER, last)) for start in range(first, last, TOGETHER)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(some, parts)
