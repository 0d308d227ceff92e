"""One history: what happens, by lot from a seed, and the promises held to it after every step."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import requests

from head_office.problems import Refusal
from head_office.services import backups as office_backups
from head_office.services.bundles import take_in
from head_office.services.enrolment import revoke
from head_office.services.replies import write_reply
from head_office.services.tracking import set_status
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import UserFacingError
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.sync import client
from mobile_unit.sync.exchange import PATH, Question
from tests.conftest import SetClock
from tests.faults.simulation.dice import thrown
from tests.faults.simulation.link import FAULTS, GOOD, Adapter
from tests.faults.simulation.machines import AFTER, BEFORE, FULL, Crash, Laptop, Office, Trouble, copied
from tests.faults.simulation.promises import Broken, Promises
from tests.offices import PIN
from tests.sync.test_rounds import SAMPLES

STEPS = 12
_RECORDS = [r for r in SAMPLES if r["service"] == "passport.new" and len(r["documents"]) == 3][:4]
_PASSES = 8
_ASKS_ALL = 0.1


@dataclass(frozen=True)
class Kept:
    """A file of a medium, and what it is known to hold."""

    path: Path
    code: str
    holds: dict[str, str]


class History:
    """Plays one seed in ``root``, which holds copies of a template's homes; ``said`` gets each step."""

    def __init__(self, seed: int, root: Path, codes: list[str]) -> None:
        self.lot = random.Random(seed)
        self.root = root
        self.said: list[str] = []
        self.office = Office(root / "office", SetClock())
        self.laptops = [
            Laptop(f"laptop {n}", code, root / code, SetClock(), f"machine {n}")
            for n, code in enumerate(codes, 1)
        ]
        self.promises = Promises(self.office)
        self.active = self.laptops[0]
        self.faults = 0.0
        self.cut_after = 0
        self.backups: list[Kept] = []
        self.office_backups: list[tuple[Path, dict[str, str], set[str]]] = []
        self.bundles: list[Kept] = []
        self.replies: list[Kept] = []
        self.images: list[tuple[Laptop, bytes, dict[str, str]]] = []
        self._count = 0

    # the world

    @contextmanager
    def played(self) -> Iterator[None]:
        """Have whatever is random, and the network, be this history's."""
        with (
            thrown(self.lot, lambda: self.office.clock.now().timestamp()),
            patch.object(client.requests, "Session", self._session),
        ):
            try:
                yield
            finally:
                for laptop in self.laptops:
                    laptop.close()
                self.office.close()

    def _session(self) -> requests.Session:
        session = requests.sessions.Session()
        session.mount("http://", Adapter(self.office, self._fault, self._heard))
        return session

    def _fault(self, method: str) -> str:
        if self.active.by_stick:
            return FAULTS[0]
        if self.cut_after:
            self.cut_after -= 1
            if not self.cut_after:
                self.faults = 1.0
        if self.lot.random() < self.faults:
            return self.lot.choice(FAULTS)
        return GOOD

    def _heard(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.path.endswith("/entries"):
            self.promises.is_sent(
                self.active, parts.path.split("/")[-2], int(parse_qs(parts.query)["from"][0])
            )
        elif parts.path.endswith(PATH):
            asked = Question.read(request.body)
            if asked.entries:
                self.promises.is_sent(self.active, asked.journal, asked.held + 1)

    def _next(self) -> int:
        self._count += 1
        return self._count * 1_000_000

    def play(self) -> None:
        """All of it; raises Broken where a promise is."""
        for _n in range(STEPS):
            for machine in (self.office, *self.laptops):
                machine.clock.move(seconds=self.lot.randrange(1, 4000))
            step, weight = zip(*_STEPS, strict=True)
            (chosen,) = self.lot.choices(step, weight)
            laptop = self.lot.choice(self.laptops)
            self.said.append(f"{chosen.__name__.strip('_').replace('_', ' ')}: {laptop.name} ({laptop.code})")
            self._attempt(laptop, lambda chosen=chosen, laptop=laptop: chosen(self, laptop))
            self.promises.hold(self.laptops)
        self.heal()

    def _attempt(self, laptop: Laptop, act: Callable[[], object]) -> None:
        """Do something that may fail as programs fail: told plainly, or by the end of power."""
        self.active = laptop
        try:
            act()
        except Crash:
            self.said.append("  its power went")
            laptop.close()
        except (UserFacingError, Refusal) as error:
            self.said.append(f"  {type(error).__name__}: {error}")
        finally:
            laptop.trouble.at, laptop.trouble.kind = 0, ""
            self.faults, self.cut_after = 0.0, 0

    def _trouble(self, laptop: Laptop, among: int) -> None:
        if self.lot.random() < 0.35:
            laptop.trouble = Trouble(self.lot.randrange(1, among), self.lot.choice((BEFORE, AFTER, FULL)))
            self.said.append(f"  {laptop.trouble.kind} at commit {laptop.trouble.at}")

    # what may happen

    def take(self, laptop: Laptop) -> None:
        for _n in range(self.lot.randrange(1, 3)):
            record = self._record(laptop)
            laptop.open()
            self._trouble(laptop, 2)
            try:
                done = laptop.open().intake.take(record)
            except (Crash, UserFacingError):
                laptop.trouble = Trouble()
                laptop.close()
                done = laptop.open().intake.take(record)  # who got no number asks again
            self.promises.is_given(laptop, done.id, done.number)

    def _record(self, laptop: Laptop) -> Record:
        sample = self.lot.choice(_RECORDS)
        kinds = [each["kind"] for each in sample["documents"]]
        words = [f"{laptop.code} {self.lot.randrange(9) if n else self._next()} {k} "
                 for n, k in enumerate(kinds)]  # fmt: skip
        scans = [(k, Scan(word.encode() * 30, "image/jpeg")) for k, word in zip(kinds, words, strict=True)]
        return Record(uuid7(), sample["service"], sample["applicant"], sample["answers"], scans)

    def sync(self, laptop: Laptop) -> None:
        laptop.open()
        self._trouble(laptop, 8)
        self.faults = self.lot.choice((0.0, 0.0, 0.1, 0.3))
        self.cut_after = self.lot.choice((0, 0, 2, 3, 5, 8))
        laptop.open().sync.run()

    def bad_link_for_long(self, laptop: Laptop) -> None:
        for _n in range(3):
            self._attempt(laptop, lambda: self.sync(laptop))

    def write_bundle(self, laptop: Laptop) -> None:
        folder = self.root / f"stick{self._next()}"
        folder.mkdir()
        laptop.open()
        self._trouble(laptop, 3)
        for written in laptop.open().stick.export(folder):
            self.bundles.append(Kept(written.path, laptop.code, dict(laptop.holds)))

    def hand_in(self, _laptop: Laptop) -> None:
        for kept in self.lot.sample(self.bundles, min(2, len(self.bundles))):
            self._hand_in(kept)

    def _hand_in(self, kept: Kept) -> None:
        try:
            take_in(self.office.open(), kept.path)
        except Refusal as refusal:
            self.said.append(f"  refused: {refusal.code}")
            if refusal.code == "device.revoked":
                self.promises.is_kept_aside(refusal)
        path = kept.path.with_suffix(f".{self._next()}.reply")
        write_reply(self.office.open(), kept.code, path)
        self.replies.append(Kept(path, kept.code, {}))

    def take_reply(self, laptop: Laptop) -> None:
        fitting = [kept for kept in self.replies if kept.code == laptop.code]
        if fitting:
            laptop.open()
            self._trouble(laptop, 4)
            laptop.open().stick.take_reply(self.lot.choice(fitting).path)

    def back_up(self, laptop: Laptop) -> None:
        path = self.root / f"{self._next()}.backup"
        held = dict(laptop.holds)
        laptop.open().backups.write(path)
        self.backups.append(Kept(path, laptop.code, held))

    def restore(self, laptop: Laptop) -> None:
        """On a spare laptop, or on its own, whose newer applications are then only where they were sent."""
        fitting = [kept for kept in self.backups if kept.code == laptop.code]
        if not fitting or len(self.laptops) > 4:
            return
        kept = self.lot.choice(fitting)
        target = laptop
        if self.lot.random() < 0.5:
            name = f"spare {len(self.laptops) + 1}"
            clock = SetClock(laptop.clock.moment)
            target = Laptop(
                name, laptop.code, self.root / name.replace(" ", "-"), clock, f"machine of {name}"
            )
        else:
            laptop.close()
        unit = target.place.restore(kept.path, "", PIN, replace=True)
        target.take_on(unit)
        target.holds, target.acknowledged = dict(kept.holds), {}
        if target is not laptop:
            self.laptops.append(target)

    def clone(self, laptop: Laptop) -> None:
        if len(self.laptops) < 5:
            name = f"clone {len(self.laptops) + 1}"
            self.laptops.append(copied(laptop, name, self.root / name.replace(" ", "-")))

    def keep_image(self, laptop: Laptop) -> None:
        laptop.open()
        laptop.close()
        content = (laptop.home / "unit" / "unit.db").read_bytes()
        self.images.append((laptop, content, dict(laptop.holds)))

    def put_image_back(self, laptop: Laptop) -> None:
        fitting = [image for image in self.images if image[0] is laptop]
        if fitting:
            _laptop, content, held = self.lot.choice(fitting)
            laptop.close()
            (laptop.home / "unit" / "unit.db").write_bytes(content)
            laptop.holds, laptop.acknowledged = dict(held), {}

    def set_clock(self, laptop: Laptop) -> None:
        laptop.clock.move(days=self.lot.choice((-400, -1, 1, 30)))

    def decide(self, _laptop: Laptop) -> None:
        if self.office.holds:
            number = self.lot.choice(sorted(self.office.holds.values()))
            set_status(self.office.open(), number, self.lot.choice(("verification", "ready")), None)

    def newer_program(self, laptop: Laptop) -> None:
        """It writes what this head office does not know."""
        context = laptop.open().context
        with context.store.write() as connection:
            context.record(connection, "passport.foreseen", {"when": "later", "id": uuid7()})
        self.promises.unknown[laptop.code] = self.promises.unknown.get(laptop.code, 0) + 1

    def other_office_program(self, _laptop: Laptop) -> None:
        self.office.close()
        self.office.knows_rounds = not self.office.knows_rounds

    def restart_office(self, _laptop: Laptop) -> None:
        self.office.close()

    def back_up_office(self, _laptop: Laptop) -> None:
        path = self.root / f"{self._next()}.office"
        office_backups.backup(self.office.open(), path)
        self.office_backups.append((path, dict(self.office.holds), set(self.office.revoked)))

    def restore_office(self, _laptop: Laptop) -> None:
        """Its machine is gone, scans and all."""
        if self.office_backups:
            path, held, revoked = self.lot.choice(self.office_backups)
            self.office.close()
            shutil.rmtree(self.office.home)
            office_backups.restore(self.office.home, path, replace=False, clock=self.office.clock)
            self.office.holds, self.office.revoked = dict(held), set(revoked)
            self.promises.office_was_restored()

    def revoke(self, laptop: Laptop) -> None:
        revoke(self.office.open(), laptop.code)
        self.office.revoked.add(laptop.code)

    # the end

    def heal(self) -> None:
        """Every link is up and every round runs, until all is quiet; then the promises of the end."""
        self.said.append("everything heals")
        self.office.knows_rounds = True
        asks_all = self.lot.random() < _ASKS_ALL
        restless = list(self.laptops)
        for _n in range(_PASSES):
            if not restless:
                self.promises.hold_at_the_end(self.laptops)
                return
            for laptop in restless:
                self._heal(laptop)
            others = [laptop for laptop in self.laptops if laptop.code not in self.office.revoked]
            restless = [laptop for laptop in others if self._is_restless(laptop, asks_all)]
        raise Broken("it never gets quiet")

    def _heal(self, laptop: Laptop) -> None:
        self.active = laptop
        if laptop.code in self.office.revoked:
            self._hand_over(laptop)
            return
        result = laptop.open().sync.run()
        laptop.moved = result.entries_sent + result.received
        self.promises.hold([laptop])

    def _is_restless(self, laptop: Laptop, asks_all: bool) -> bool:
        """Whether another round may move anything; in some histories rounds go on until none moved any."""
        return (asks_all and laptop.moved > 0) or self.promises.may_move(laptop)

    def _hand_over(self, laptop: Laptop) -> None:
        try:
            laptop.open().sync.run()
        except UserFacingError as error:
            if not laptop.open().sync.status().revoked:
                raise Broken("a revoked unit is not told so") from error
        else:
            raise Broken("a revoked unit synced")
        folder = self.root / f"stick{self._next()}"
        folder.mkdir()
        for written in laptop.open().stick.export(folder):
            try:
                take_in(self.office.open(), written.path)
            except Refusal as refusal:
                self.promises.is_kept_aside(refusal)
            else:
                raise Broken("a revoked unit's bundle was taken in")


_STEPS: list[tuple[Callable[[History, Laptop], None], int]] = [
    (History.take, 30), (History.sync, 30), (History.bad_link_for_long, 5), (History.write_bundle, 8),
    (History.hand_in, 8), (History.take_reply, 6), (History.back_up, 5), (History.restore, 6),
    (History.clone, 2), (History.keep_image, 2), (History.put_image_back, 3), (History.set_clock, 3),
    (History.decide, 5), (History.newer_program, 4), (History.other_office_program, 4),
    (History.restart_office, 2), (History.back_up_office, 4), (History.restore_office, 4),
    (History.revoke, 1),
]  # fmt: skip
