"""Refresher quizzes: issued to all units, answered by their officers."""

from __future__ import annotations

from typing import Any

from head_office.office import HeadOffice
from head_office.services.publishing import publish
from head_office.store import quizzes, units
from head_office.store.engine import Connection
from mobile_unit.domain.entries import FEED_QUIZ, Entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.quizzes import read_quiz, require_answered
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


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
        quizzes.put(connection, said, office.now())
        for unit in sorted(units.names(connection)):
            publish(office, connection, unit, FEED_QUIZ, said)
    return str(said["id"])


def results(office: HeadOffice, quiz: str) -> list[dict[str, Any]]:
    with office.database.read() as connection:
        return quizzes.results(connection, quiz)


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
