"""``kill -9`` of a laptop at a random moment while it hands over, wipes itself and says so; again and again.

Each laptop is enrolled anew, has one application with scans that nobody else has, one draft, and head
office's order. It is killed up to three times, then left in peace. After each kill: as long as nothing was
written down, all is there; from then on head office holds the application, and the next start leaves nothing
to read.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from head_office.office import HeadOffice, open_head_office
from head_office.services import enrolment, wiping
from head_office.services.tracking import listed
from mobile_unit.app import Home
from mobile_unit.errors import UserFacingError
from mobile_unit.services.wiping import WIPED, WIPING
from tests.conftest import CHEAP
from tests.faults.kills import SAMPLES
from tests.offices import NIP, PIN, Office, running_office
from tests.sticks import take

_context = get_context("forkserver")
_context.set_forkserver_preload(["tests.faults.wipe_kills", "mobile_unit.sync.rounds"])
_SHORT = 0.05
"""Seconds that the destruction itself may take: half of the kills fall into it."""


def work(home: str, told: Connection) -> None:
    """One start of the program: what was begun is finished, else a round, and the wipe where it is due."""
    place = Home(Path(home), cost=CHEAP)
    told.send("started")
    if place.is_set_up:
        unit = place.sign_in(NIP, PIN)
        try:
            unit.sync.run(progress=lambda step: told.send(step.step))
        except UserFacingError:
            unit.close()
            return
        if unit.wiping.is_due() and unit.wiping.begin(place.path):
            told.send("begun")
        unit.close()
        place.finish_wipe()
    told.send("wiped")
    place.send_last_words()


@dataclass
class Wipes:
    """Laptops of one head office; ``killed`` counts after which word, ``wrong`` says what did not hold."""

    folder: Path
    office: Office
    inside: HeadOffice
    random: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def wipe_one(self, number: int) -> int:
        """Set up a laptop and have it wiped; answers how often it was killed."""
        name = f"W{number:03d}"
        home = self.folder / name
        enrolment.add_officer(self.inside, NIP, "Sari Wulandari", "supervisor", name)
        code = enrolment.make_code(self.inside, name, name, None)
        unit = Home(home, cost=CHEAP).enrol(self.office.url, code, NIP, PIN)
        take(unit, SAMPLES[number % len(SAMPLES) :][:1])
        draft = unit.intake.new_draft("passport.new")
        unit.intake.save_draft(draft.id, {"full_name": "DEWI"}, {})
        unit.close()
        wiping.order(self.inside, name)
        kills = 0
        for _n in range(3):
            kills += self._run(home, self.random.choice(("started", "begun")))
            self._check(home, name)
        self._run(home, None)
        self._check(home, name)
        left = sorted(path.name for path in home.iterdir() if path.name != "logs")
        (device,) = wiping.order(self.inside, name)
        if left != [WIPED] or device["wiped_at"] is None:
            self.wrong.append(f"{name}: left {left}, said so {device['wiped_at']}")
        return kills

    def _run(self, home: Path, after: str | None) -> bool:
        """One start, killed at a random moment after a word; whether it was."""
        here, there = _context.Pipe(duplex=False)
        worker = _context.Process(target=work, args=(str(home), there))
        worker.start()
        there.close()
        until, last = None, "nothing"
        span = _SHORT if after == "begun" else 1.0
        try:
            while True:
                if until is not None and not here.poll(max(until - time.monotonic(), 0)):
                    worker.kill()
                    worker.join()
                    self.killed[last] += 1
                    return True
                last = here.recv()
                if last == after:
                    until = time.monotonic() + self.random.uniform(0, span)
        except EOFError:
            worker.join()
            return False

    def _check(self, home: Path, name: str) -> None:
        begun = (home / WIPING).exists() or (home / WIPED).exists()
        held = [row for row in listed(self.inside, name) if all(d["held"] for d in row["documents"])]
        if begun and len(held) != 1:
            self.wrong.append(f"{name}: begun before head office held everything")
        place = Home(home, cost=CHEAP)  # a start, which finishes what was begun
        if not begun:
            unit = place.sign_in(NIP, PIN, record=False)
            if len(unit.tracking.search("").rows) != 1 or len(unit.intake.drafts()) != 1:
                self.wrong.append(f"{name}: something is gone before it was begun")
            unit.close()
        elif place.is_set_up or any(path.name.startswith("unit") for path in home.iterdir()):
            self.wrong.append(f"{name}: something is left after the next start")


def wipe_often(folder: Path, kills: int, seed: int) -> Wipes:
    """Wipe laptops until so many kills were made."""
    with running_office(folder / "office") as office:
        inside = open_head_office(office.home)
        wipes = Wipes(folder, office, inside, random.Random(seed))
        number = done = 0
        while done < kills:
            done += wipes.wipe_one(number)
            number += 1
        inside.close()
    return wipes
