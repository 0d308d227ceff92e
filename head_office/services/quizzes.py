"""Refresher quizzes: issued to all units, answered by their officers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from head_office.office import HeadOffice
from head_office.services.publishing import publish
from head_office.store import looks, quizzes, units
from head_office.store.engine import Connection
from mobile_unit.domain.entries import FEED_QUIZ, Entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.quizzes import Quiz, read_quiz, require_answered
from mobile_unit.domain.roles import MAINTENANCE
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


@dataclass(frozen=True, slots=True)
class Issued:
    """A quiz that units have; ``answered`` of ``officers`` on their lists did it at least once."""

    quiz: Quiz
    issued_at: str
    answered: int
    officers: int


@dataclass(frozen=True, slots=True)
class Score:
    """How an officer on a unit's list did; ``score`` is their best, None where they have not answered."""

    unit: str
    nip: str
    name: str
    score: int | None
    of: int
    tries: int


@dataclass(frozen=True, slots=True)
class UnitScore:
    """Of a unit's ``officers`` so many ``answered``; ``percent`` of what these answered was right."""

    unit: str
    answered: int
    officers: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class Results:
    quiz: Quiz
    units: tuple[UnitScore, ...]
    officers: tuple[Score, ...]


def issue(office: HeadOffice, content: Any) -> str:
    """Send a quiz to all units; one without an id gets one. Answers the id; raises UserFacingError."""
    try:
        said = {"id": uuid7(), "bulletin": "", "until": None, **content}
        read_quiz(said)
    except (ValueError, KeyError, TypeError) as error:
        raise UserFacingError(
            _("This is no quiz: a title, and questions with text, 2 to 5 choices, right (from 0) and why.")
        ) from error
    with office.database.write() as connection:
        send(office, connection, said)
    return str(said["id"])


def send(office: HeadOffice, connection: Connection, said: dict[str, Any]) -> list[str]:
    """Keep a quiz and say it to all units, within the caller's transaction; answers which they are."""
    quizzes.put(connection, said, office.now())
    told = sorted(units.names(connection))
    for unit in told:
        publish(office, connection, unit, FEED_QUIZ, said)
    return told


def results(office: HeadOffice, quiz: str) -> list[dict[str, Any]]:
    with office.database.read() as connection:
        return quizzes.results(connection, quiz)


def read(content: bytes) -> Quiz:
    """A quiz as it was written down."""
    return read_quiz(json.loads(content))


def issued(office: HeadOffice) -> list[Issued]:
    """All that units have, the newest first; it names nobody."""
    with office.database.read() as connection:
        listed = _on_lists(connection)
        answered = quizzes.answered_by(connection)
        return [
            Issued(read_quiz(said), at, len(answered.get(said["id"], set()) & listed.keys()), len(listed))
            for said, at in reversed(quizzes.every_at(connection))
        ]


def seen(office: HeadOffice, nip: str, quiz_id: str) -> Results:
    """How each officer of the units did, and each unit; that ``nip`` looked is written down first."""
    with office.database.write() as connection:
        found = next((said for said in quizzes.every(connection) if said["id"] == quiz_id), None)
        if found is None:
            raise UserFacingError(_("There is no such quiz."))
        looks.note(connection, nip, quiz_id, "quiz", office.now())
        quiz = read_quiz(found)
        best = {(each["unit"], each["officer"]): each for each in quizzes.results(connection, quiz_id)}
        listed = _on_lists(connection)
    scores = [
        Score(unit, officer, name, None, len(quiz.questions), 0)
        if (each := best.get((unit, officer))) is None
        else Score(unit, officer, name, each["score"], each["of"], each["tries"])
        for (unit, officer), name in sorted(listed.items())
    ]
    codes = sorted({each.unit for each in scores})
    return Results(quiz, tuple(_of_unit(code, scores) for code in codes), tuple(scores))


def _of_unit(code: str, scores: list[Score]) -> UnitScore:
    here = [each for each in scores if each.unit == code]
    done = [each for each in here if each.score is not None]
    right, of = sum(each.score or 0 for each in done), sum(each.of for each in done)
    return UnitScore(code, len(done), len(here), (right * 200 + of) // (2 * of) if of else None)


def _on_lists(connection: Connection) -> dict[tuple[str, str], str]:
    """Who can answer one: officers on units' lists, by (unit, NIP)."""
    return {
        (each["unit"], each["nip"]): each["name"]
        for each in units.every_officer(connection)
        if each["role"] != MAINTENANCE
    }


def tell(office: HeadOffice, connection: Connection, unit: str) -> None:
    """Say what was issued to a unit that is new."""
    for said in quizzes.every(connection):
        publish(office, connection, unit, FEED_QUIZ, said)


def answered(_office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """An officer answered one."""
    body = entry.body
    require_answered(body)
    said = {"unit": unit, "officer": entry.officer, "at": entry.at}
    quizzes.add_answer(connection, quiz=body["quiz"], score=body["score"], of=body["of"], **said)
