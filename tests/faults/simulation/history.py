"""One history: what happens, by lot from a seed, and the promises held to it after every step."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import requests

from head_office.problems import Refusal
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import UserFacingError
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.sync import client
from mobile_unit.sync.exchange import PATH, Question
from tests.conftest import SetClock
from tests.faults.simulation.dice import thrown
from tests.faults.simulation.guest import IDENTITY, Guest
from tests.faults.simulation.happenings import ALWAYS, AT_TIMES, SERVER, new_code
from tests.faults.simulation.link import FAULTS, GOOD, Adapter
from tests.faults.simulation.lists import Lists
from tests.faults.simulation.machines import AFTER, BEFORE, FULL, Crash, Laptop, Office, Trouble
from tests.faults.simulation.promises import Broken, Promises
from tests.faults.simulation.speaking import ANSWER_IS_TOLD, ANSWERS_LEAVE
from tests.faults.simulation.sticks import Kept, Sticks
from tests.faults.simulation.voices import Voices
from tests.sync.test_rounds import SAMPLES

LONG = 16
"""So many things happen in a history."""
_LEFT_OUT = 0.4
"""How likely a kind is to be left out of a history, so that those that are in it meet more often."""
BY_STICK, BY_LINE = "heals by stick", "heals by line"
KINDS = {
    *(step.__name__ for some in (ALWAYS, *AT_TIMES) for step, _weight in some),
    *(BY_STICK, BY_LINE, ANSWER_IS_TOLD, ANSWERS_LEAVE),
    *(f"guest {way}" for way in ("replays", "forges", "reorders", "hands on", "says as own",
                                 "follows another", "gives back")),
}  # fmt: skip
"""All that can happen; what really did over many histories is held against it."""
_RECORDS = [r for r in SAMPLES if r["service"] == "passport.new" and len(r["documents"]) == 3][:4]
_PASSES = 8
_ASKS_ALL = 0.1
_HEALS_BY_STICK = 0.25


class History:
    """Plays one seed in ``root``, which holds copies of a template's homes; ``said`` gets each step,
    ``kinds`` how often what really happened."""

    def __init__(self, seed: int, root: Path, codes: list[str]) -> None:
        self.lot = random.Random(seed)
        self.root = root
        self.said: list[str] = []
        self.kinds: Counter[str] = Counter()
        self.office = Office(root / "office", SetClock())
        self.laptops = [
            Laptop(f"laptop {n}", code, root / code, SetClock(), f"machine {n}")
            for n, code in enumerate(codes, 1)
        ]
        self.promises = Promises(self.office)
        self.voices = Voices(self.office)
        self.lists = Lists(self.office)
        self.sticks = Sticks(self)
        self.guest = Guest(self, root / IDENTITY, self._good_session)
        self.active = self.laptops[0]
        self.faults = 0.0
        self.cut_after = 0
        self.backups: list[Kept] = []
        self.office_backups: list[tuple[Path, dict[str, str]]] = [
            (path, {}) for path in sorted(root.glob("*.office"))
        ]
        self.first_backups = len(self.office_backups)
        """So many of them are of before the laptops were enrolled."""
        self.images: list[tuple[Laptop, bytes, dict[str, str]]] = []
        self._count = self._left = 0

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

    def _good_session(self) -> requests.Session:
        session = requests.sessions.Session()
        session.mount("http://", Adapter(self.office, lambda _method: GOOD, lambda _request, _body: None))
        return session

    def _fault(self, method: str) -> str:
        if self.cut_after:
            self.cut_after -= 1
            if not self.cut_after:
                self.faults = 1.0
        if self.lot.random() < self.faults:
            return self.lot.choice(FAULTS)
        return GOOD

    def _heard(self, request: Any, body: bytes) -> None:
        self.guest.hears(request, body)
        parts = urlsplit(request.url)
        if parts.path.endswith("/entries"):
            self.promises.is_sent(
                self.active, parts.path.split("/")[-2], int(parse_qs(parts.query)["from"][0])
            )
        elif parts.path.endswith(PATH):
            asked = Question.read(body)
            if asked.entries:
                self.promises.is_sent(self.active, asked.journal, asked.held + 1)

    def _next(self) -> int:
        self._count += 1
        return self._count * 1_000_000

    def new_path(self, kind: str) -> Path:
        return self.root / f"{self._next()}.{kind}"

    def new_word(self) -> str:
        """One that was said nowhere else in this history."""
        return f"{self._next()}"

    def new_id(self) -> str:
        return uuid7()

    def say(self, words: str) -> None:
        self.said.append(words)

    def counts(self, kind: str) -> None:
        self.kinds[kind] += 1

    def play(self) -> None:
        """All of it; raises Broken where a promise is."""
        at_times = [each for some in AT_TIMES if self.lot.random() >= _LEFT_OUT for each in some]
        among = [*ALWAYS, *at_times]
        steps, weights = zip(*among, strict=True)
        self._left = LONG
        for _n in range(2 * LONG):
            if not self._left:
                break
            for machine in (self.office, *self.laptops):
                machine.clock.move(seconds=self.lot.randrange(1, 4000))
            (chosen,) = self.lot.choices(steps, weights)
            laptop = self.lot.choice(self.laptops)
            self._left -= 1
            self.say(f"{chosen.__name__.replace('_', ' ')}: {laptop.name} ({laptop.code})")
            self.attempt(laptop, lambda chosen=chosen, laptop=laptop: self._happens(chosen, laptop))
            self.promises.hold(self.laptops)
            self.voices.hold(laptop)
        self.heal()

    def _happens(self, step: Callable[[History, Laptop], bool], laptop: Laptop) -> None:
        if step(self, laptop):
            self.counts(step.__name__)
        else:
            self.said.pop()
            self._left += 1  # there was nothing to do

    def attempt(self, laptop: Laptop, act: Callable[[], object]) -> None:
        """Do something that may fail as programs fail: told plainly, or by the end of power. What turns to
        another laptop makes that one ``active``."""
        self.active = laptop
        try:
            act()
        except Crash:
            self.say("  its power went")
            self.active.close()
        except (UserFacingError, Refusal) as error:
            self.say(f"  {type(error).__name__}: {error}")
        finally:
            self.active.trouble = Trouble()
            self.faults, self.cut_after = 0.0, 0

    def attempt_quietly(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Refusal as refusal:
            self.say(f"  refused: {refusal.code}")

    def trouble(self, laptop: Laptop, among: int) -> None:
        if self.lot.random() < 0.35:
            laptop.trouble = Trouble(self.lot.randrange(1, among), self.lot.choice((BEFORE, AFTER, FULL)))
            self.say(f"  {laptop.trouble.kind} at commit {laptop.trouble.at}")

    def record(self, laptop: Laptop) -> Record:
        sample = self.lot.choice(_RECORDS)
        kinds = [each["kind"] for each in sample["documents"]]
        words = [f"{laptop.code} {self.lot.randrange(9) if n else self._next()} {k} "
                 for n, k in enumerate(kinds)]  # fmt: skip
        scans = [(k, Scan(word.encode() * 30, "image/jpeg")) for k, word in zip(kinds, words, strict=True)]
        return Record(uuid7(), sample["service"], sample["applicant"], sample["answers"], scans)

    # the end

    def heal(self) -> None:
        """Every link is up, or every stick whole; until all is quiet. Then the promises of the end."""
        self.office.knows_rounds = True
        by_stick = self.lot.random() < _HEALS_BY_STICK
        asks_all = self.lot.random() < _ASKS_ALL
        self.say(BY_STICK if by_stick else BY_LINE)
        self.counts(BY_STICK if by_stick else BY_LINE)
        for laptop in self.laptops:
            self._make_known(laptop)
        restless = list(self.laptops)
        for _n in range(_PASSES):
            if not restless:
                self.promises.hold_at_the_end(self.laptops)
                trusted = [each for each in self.laptops if self.promises.standing(each) == "known"]
                self.voices.hold_at_the_end(self.laptops, trusted)
                self.lists.hold_at_the_end(trusted)
                return
            for laptop in restless:
                self._heal(laptop, by_stick=by_stick)
            others = [each for each in self.laptops if self.promises.standing(each) == "known"]
            restless = [laptop for laptop in others if self._is_restless(laptop, asks_all)]
        raise Broken("it never gets quiet")

    def _make_known(self, laptop: Laptop) -> None:
        """A code and a network are all that is needed where head office does not know a laptop any more."""
        self.active = laptop  # opened after a long time it asks head office at once
        if self.promises.standing(laptop) == "unknown":
            laptop.open().enrolling_again.run(new_code(self, laptop), server=SERVER)
            self.promises.hold([laptop])

    def _heal(self, laptop: Laptop, *, by_stick: bool) -> None:
        self.active = laptop
        if self.promises.standing(laptop) == "revoked":
            self._hand_over(laptop)
            return
        if by_stick:
            self._carry(laptop)
        else:
            result = laptop.open().sync.run()
            laptop.moved = result.entries_sent + result.received
        self.promises.hold([laptop])

    def _carry(self, laptop: Laptop) -> None:
        self.office.clock.move(seconds=2)  # head office says its time in whole seconds
        for kept in self.sticks.export(laptop):
            self.sticks.hand_in(kept)
        reply = self.sticks.write_reply(laptop.code)
        laptop.moved = 0
        if reply is not None:
            try:
                laptop.open().stick.take_reply(reply.path)
            except UserFacingError as error:
                self.say(f"  {error}")

    def _is_restless(self, laptop: Laptop, asks_all: bool) -> bool:
        """Whether another round may move anything; in some histories rounds go on until none moved any."""
        return (asks_all and laptop.moved > 0) or self.promises.may_move(laptop)

    def _hand_over(self, laptop: Laptop) -> None:
        try:
            laptop.open().sync.run()
        except UserFacingError as error:
            if not laptop.open().sync.status().revoked:
                raise Broken("a revoked laptop is not told so") from error
        else:
            raise Broken("a revoked laptop synced")
        for kept in self.sticks.export(laptop):
            if self.sticks.hand_in(kept) != "device.revoked":
                raise Broken("a revoked laptop's bundle was not kept aside")
