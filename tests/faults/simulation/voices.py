"""What must hold of complaints and survey answers: nobody reads what was said in secret, the answer that is
heard is the one that was given, and whoever answered the survey is nobody and counts once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from head_office.store import surveys
from mobile_unit.domain.complaints import CLOSED, TO_BE_TOLD
from mobile_unit.domain.entries import COMPLAINT_ADDED, COMPLAINT_TOLD, SURVEY_ANSWERS
from mobile_unit.domain.periods import Period
from mobile_unit.domain.surveys import LEAST
from tests.faults.simulation.machines import Laptop, Office
from tests.faults.simulation.promises import ANSWERS, GUEST, WAITS_FOR_COMPANY, Broken, asked

SAID_IN_SECRET, ANSWERED_IN_SECRET = "Rahasia", "Tertutup"
"""What words begin with that nobody may read at a unit; the first are sealed at head office too."""
_ALWAYS = Period("0001-01", "9999-12")
_SAID = (COMPLAINT_ADDED, COMPLAINT_TOLD)


class Voices:
    """``slips`` are the codes on the slips of sealed complaints, by the complaint."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._answers: dict[str, set[str]] = {}
        self._looked_at: set[bytes] = set()
        self._has_secrets = False
        self.slips: dict[str, str] = {}

    def is_said(self, *, secretly: bool) -> None:
        """Somebody complains; from then on there may be something to hide."""
        self._has_secrets |= secretly

    def is_answered(self, complaint: str, words: str) -> None:
        """Head office gives this answer."""
        self._answers.setdefault(complaint, set()).add(words)

    def is_heard(self, complaint: str, words: str) -> None:
        if words not in self._answers.get(complaint, ()):
            raise Broken("an answer is told that head office never gave")

    def answers_on(self, laptop: Laptop) -> dict[str, str]:
        """What the disk holds of the survey, as in ``holds``."""
        with laptop.store.read() as mine:
            return dict(asked(mine, ANSWERS.format(unit=f"'{laptop.code}'")))

    def waiting_on(self, laptop: Laptop) -> int:
        """So much of the survey is not in the journal yet."""
        with laptop.store.read() as mine:
            return len(asked(mine, WAITS_FOR_COMPANY))

    def hold(self, laptop: Laptop) -> None:
        """After a step that was about this laptop."""
        self._answers_are_nobodys()
        if laptop.unit is not None and self._has_secrets:
            _hides(laptop.home, SAID_IN_SECRET, ANSWERED_IN_SECRET)

    def hold_at_the_end(self, laptops: Iterable[Laptop], trusted: Iterable[Laptop]) -> None:
        self._answers_are_nobodys()
        for laptop in laptops if self._has_secrets else ():
            _hides(laptop.home, SAID_IN_SECRET, ANSWERED_IN_SECRET)
        if self._has_secrets:
            _hides(self._office.home, SAID_IN_SECRET)
        for laptop in trusted:
            self._both_sides_say_the_same(laptop)
        self._what_was_said_is_there_once()
        self._answers_count_once()

    def _both_sides_say_the_same(self, laptop: Laptop) -> None:
        with laptop.store.read() as mine, self._office.open().database.read() as theirs:
            here = asked(mine, "SELECT id, status, answer, sealed FROM complaints")
            there = dict(asked(theirs, "SELECT id, status FROM complaints"))
        for complaint, status, answer, sealed in here:
            if there.get(complaint) != status:
                raise Broken(f"a complaint is {there.get(complaint)} at head office, {status} at its unit")
            if status in (*TO_BE_TOLD, CLOSED):
                self._answer_is_there(laptop, complaint, json.loads(answer), sealed=bool(sealed))

    def _answer_is_there(
        self, laptop: Laptop, complaint: str, answer: Mapping[str, Any], *, sealed: bool
    ) -> None:
        if not sealed:
            self.is_heard(complaint, answer["answer"])
        elif complaint in self.slips:
            self.is_heard(complaint, laptop.open().complaints.answer_with(complaint, self.slips[complaint]))

    def _what_was_said_is_there_once(self) -> None:
        """What was added and told of complaints, by the entries in good order, and by the steps of each."""
        entries = (
            "SELECT e.subject, e.kind, e.raw FROM entries e JOIN journals j ON j.id = e.journal"
            " WHERE j.unit <> ? AND e.quarantine IS NULL AND e.kind IN (?, ?)"
        )
        steps = (
            "SELECT s.complaint, e.kind, e.raw FROM complaint_steps s JOIN entries e"
            " ON e.journal = s.journal AND e.seq = s.seq WHERE s.what IN ('added', 'told')"
        )
        with self._office.open().database.read() as theirs:
            said = {_act(*row) for row in asked(theirs, entries, GUEST, *_SAID)}
            kept = Counter(_act(*row) for row in asked(theirs, steps))
        if set(kept) != said or any(count > 1 for count in kept.values()):
            raise Broken("what was said about a complaint is missing, or there twice")

    def _answers_are_nobodys(self) -> None:
        """Those that leave a laptop name no one, and leave in company."""
        statement = "SELECT hash, raw FROM entries WHERE kind = ?"
        with self._office.open().database.read() as theirs:
            for hash_, raw in asked(theirs, statement, SURVEY_ANSWERS):
                if hash_ not in self._looked_at:
                    self._looked_at.add(hash_)
                    _require_company(json.loads(raw)["body"])

    def _answers_count_once(self) -> None:
        """By the result that head office shows of each unit."""
        statement = (
            "SELECT j.unit, e.raw FROM entries e JOIN journals j ON j.id = e.journal"
            " WHERE e.kind = ? AND e.quarantine IS NULL AND j.unit <> ?"
        )
        sent: dict[str, set[str]] = {}
        with self._office.open().database.read() as theirs:
            for unit, raw in asked(theirs, statement, SURVEY_ANSWERS, GUEST):
                sent.setdefault(unit, set()).update(each["id"] for each in json.loads(raw)["body"]["answers"])
            for unit, ids in sent.items():
                counted = sum(each.tally.respondents for each in surveys.groups(theirs, _ALWAYS, unit))
                if counted != len(ids):
                    raise Broken(f"{len(ids)} answered at {unit}, {counted} are counted")


def _act(complaint: str, kind: str, raw: bytes) -> tuple[str, str, str]:
    return complaint, kind, json.dumps(json.loads(raw)["body"], sort_keys=True)


def _require_company(body: Mapping[str, Any]) -> None:
    groups = Counter((each["month"], each["place"], each["family"]) for each in body["answers"])
    for (_month, place, family), count in groups.items():
        if place is not None and count < LEAST:
            raise Broken(f"{count} answers left together with place and kind of service {family}")
    for each in body["answers"]:
        if set(each) != {"id", "month", "place", "family", "questionnaire", "scores"}:
            raise Broken(f"an answer says more than it may: {sorted(each)}")


def _hides(home: Path, *secrets: str) -> None:
    """In clear, as here no page is encrypted."""
    for path in home.rglob("*.db*"):
        content = path.read_bytes()
        for secret in secrets:
            if secret.encode() in content:
                raise Broken(f"{path.name} can be read for what was said in secret")
