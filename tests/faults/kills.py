"""``kill -9`` of a unit or of head office at a random moment while an application is taken and sent.

Both sides are processes of their own with real files and a real loopback port. After every 25 kills a round
is left in peace, and both sides are held against what the unit said it had taken.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from head_office.office import open_head_office
from head_office.services.tracking import listed
from head_office.services.verification import broken_things
from head_office.serving import serve
from mobile_unit.app import Home
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import UserFacingError
from mobile_unit.resources import resource
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, Office, running_office
from tests.sticks import unit_of

AT_EASE_EVERY = 25
_context = get_context("forkserver")
_context.set_forkserver_preload(["tests.faults.kills", "mobile_unit.sync.rounds", "head_office.app"])
SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]


def serve_at(home: str, port: int) -> None:
    serve(
        open_head_office(Path(home)),
        host="127.0.0.1",
        port=port,
        tls_cert=None,
        tls_key=None,
        proxies=(),
        workers=1,
        place={},
        as_json=True,
    )


def work(home: str, number: int, told: Connection) -> None:
    """Take one application with two scans, say so, and do a round."""
    unit = Home(Path(home), cost=CHEAP).sign_in(NIP, PIN)
    told.send("ready")
    if number >= 0:
        record = SAMPLES[number % len(SAMPLES)]
        scans = [
            (each["kind"], Scan(f"{number} {place % 2}".encode() * 20_000, "image/jpeg"))
            for place, each in enumerate(record["documents"])
        ]
        taken = unit.intake.take(
            Record(uuid7(), record["service"], record["applicant"], record["answers"], scans)
        )
        told.send((str(taken.id), taken.number))
    try:
        unit.sync.run(progress=lambda step: told.send(step.step))
    except UserFacingError as error:
        told.send(type(error).__name__)
    else:
        told.send("finished")
    unit.close()


@dataclass
class Pair:
    """A unit and a head office whose processes are killed; ``taken`` is what the unit said it had taken."""

    folder: Path
    port: int = 0
    taken: dict[str, str] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    usual: float = 0.8
    serving: BaseProcess | None = None
    office: Office = field(init=False)

    def set_up(self) -> None:
        with running_office(self.folder / "office") as self.office:
            self.port = self.office.port  # held for as long as there is this office
            unit_of(self.office, self.folder / "unit", "WK01").close()

    def open_office(self) -> None:
        if self.serving is None:
            self.serving = _context.Process(target=serve_at, args=(str(self.folder / "office"), self.port))
            self.serving.start()

    def close_office(self) -> None:
        if self.serving is not None:
            self.serving.kill()
            self.serving.join()
            self.serving = None

    def run(self, number: int, victim: str | None, moment: float) -> str:
        """One application and a round, ``victim`` killed ``moment`` seconds after it began; the last word."""
        self.open_office()
        here, there = _context.Pipe(duplex=False)
        worker = _context.Process(target=work, args=(str(self.folder / "unit"), number, there))
        worker.start()
        there.close()
        words: list[str] = []
        began: float | None = None
        try:
            while True:
                left = None if began is None or victim is None else began + moment - time.monotonic()
                if left is not None and not here.poll(max(left, 0)):
                    self.killed[f"{victim} after {words[-1]}"] += 1
                    victim = self._kill(victim, worker)
                    continue
                said = here.recv()
                if isinstance(said, tuple):
                    self.taken[said[0]] = said[1]
                    said = "taken"
                began = began or time.monotonic()
                words.append(said)
        except EOFError:
            pass
        worker.join()
        here.close()
        if words and words[-1] == "finished" and began is not None:
            self.usual = 0.9 * self.usual + 0.1 * (time.monotonic() - began)
        return words[-1] if words else ""

    def _kill(self, victim: str, worker: BaseProcess) -> None:
        if victim == "unit":
            worker.kill()
        else:
            self.close_office()

    def at_ease(self) -> list[str]:
        """A round without kills; what is wrong then on either side."""
        for _patience in range(100):  # head office may still be starting; each try takes a while itself
            if (said := self.run(-1, None, 0)) == "finished":
                break
        else:
            return [f"the quiet round ended with {said!r}"]
        self.close_office()
        unit = Home(self.folder / "unit", cost=CHEAP).sign_in(NIP, PIN)
        here = {str(row.id): row.number for row in unit.tracking.search("", limit=1_000_000).rows}
        wrong = [f"unit: {each}" for each in unit.broken_things()]
        status = unit.sync.status()
        unit.close()
        office = open_head_office(self.folder / "office")
        there: list[dict[str, Any]] = list(listed(office, "WK01"))
        wrong += [f"head office: {each}" for each in broken_things(office)]
        office.close()
        if lost := set(self.taken.items()) - set(here.items()):
            wrong.append(f"{len(lost)} taken and not at the unit")
        if len(there) != len(here) or here != {row["id"]: row["number"] for row in there}:
            wrong.append(f"{len(here)} at the unit, {len(there)} at head office")
        if len(set(here.values())) != len(here):
            wrong.append("a number was given twice")
        if not all(document["held"] for row in there for document in row["documents"]):
            wrong.append("scans are missing at head office")
        if (status.waiting, status.blobs_waiting, status.refused) != (0, 0, 0):
            wrong.append(f"still waiting: {status}")
        return wrong


def kill_often(folder: Path, count: int, seed: int = 20261125) -> tuple[Pair, list[str]]:
    """(what was done, what is wrong): so many kills, of either side by turns."""
    pair = Pair(folder)
    pair.set_up()
    chance = random.Random(seed)
    number = 0
    try:
        while pair.killed.total() < count:
            pair.run(number, ("unit", "head office")[number % 2], chance.uniform(0, 1.2 * pair.usual))
            number += 1
            if number % AT_EASE_EVERY == 0 and (wrong := pair.at_ease()):
                return pair, wrong
        return pair, pair.at_ease()
    finally:
        pair.close_office()
