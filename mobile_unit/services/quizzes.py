"""Refresher quizzes at the counter: those that head office issued, and how the officer did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mobile_unit.clock import today
from mobile_unit.domain.entries import QUIZ_ANSWERED
from mobile_unit.domain.quizzes import Quiz, read_quiz
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import settings
from mobile_unit.store.engine import Connection


@dataclass(frozen=True, slots=True)
class Offered:
    """A quiz, and the officer's best ``score``; None where they have not answered it."""

    quiz: Quiz
    score: int | None


class Quizzes:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    def offered(self) -> list[Offered]:
        """Those whose time is not over, the ones not answered first."""
        day = today(self._context.clock)
        with self._context.store.read() as connection:
            issued = _issued(connection)
            scores = settings.get(connection, settings.QUIZ_SCORES, {}).get(self._context.officer.nip, {})
        held = [each for each in issued if each.until is None or day <= each.until]
        found = [Offered(each, scores.get(each.id)) for each in held]
        return sorted(found, key=lambda each: each.score is not None)

    def answer(self, quiz_id: str, chosen: Sequence[int]) -> int:
        """Record the answers of the officer who is signed in; how many were right."""
        nip = self._context.officer.nip
        with self._context.store.write() as connection:
            quiz = next((each for each in _issued(connection) if each.id == quiz_id), None)
            if quiz is None:
                raise UserFacingError(_("There is no such quiz any more."))
            if len(chosen) != len(quiz.questions):
                raise ValueError("answers")
            pairs = zip(quiz.questions, chosen, strict=True)
            score = sum(question.right == answer for question, answer in pairs)
            body = {"quiz": quiz.id, "score": score, "of": len(quiz.questions)}
            self._context.record(connection, QUIZ_ANSWERED, body)
            scores = settings.get(connection, settings.QUIZ_SCORES, {})
            own = scores.setdefault(nip, {})
            own[quiz.id] = max(score, own.get(quiz.id, 0))
            settings.put(connection, settings.QUIZ_SCORES, scores)
        return score


def _issued(connection: Connection) -> list[Quiz]:
    return [read_quiz(each) for each in settings.get(connection, settings.QUIZZES, [])]
