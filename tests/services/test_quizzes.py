"""Quizzes at the unit: heard, answered, recorded with the officer's score, over when their time is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mobile_unit.domain.applications import Officer
from mobile_unit.domain.entries import FEED_QUIZ, QUIZ_ANSWERED, read_entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.quizzes import read_quiz
from mobile_unit.errors import UserFacingError
from mobile_unit.resources import resource
from mobile_unit.services.quizzes import Quizzes
from mobile_unit.store.tables import journal
from mobile_unit.sync.inbox import _KINDS, Unknown
from tests.units import NIP

EXAMPLE = json.loads(resource("staff", "quiz-example.json").read_text("utf-8"))


def quiz(**changes) -> dict:
    return {"id": uuid7(), **EXAMPLE, **changes}


def hear(unit, said: dict) -> str:
    with unit.context.store.write() as connection:
        _KINDS[FEED_QUIZ](connection, said)
    return said["id"]


def answered(unit) -> list:
    with unit.context.store.read() as connection:
        rows = connection.execute(journal.select().where(journal.c.kind == QUIZ_ANSWERED))
        return [read_entry(row.raw) for row in rows]


def test_answers_are_recorded_with_officer_and_score(unit) -> None:
    id_ = hear(unit, quiz())
    assert unit.quizzes.answer(id_, [1, 0]) == 1
    assert unit.quizzes.answer(id_, [0, 0]) == 0
    first, second = answered(unit)
    assert (first.officer, dict(first.body)) == (NIP, {"quiz": id_, "score": 1, "of": 2})
    assert second.body["score"] == 0
    (offered,) = unit.quizzes.offered()
    assert offered.score == 1  # the best
    other = Quizzes(replace(unit.context, officer=Officer("199002022015031002", "Budi", "officer")))
    assert [each.score for each in other.offered()] == [None]


def test_one_that_is_over_is_not_offered(unit, clock) -> None:
    hear(unit, quiz(until="2026-11-24"))
    assert len(unit.quizzes.offered()) == 1
    clock.move(days=1)
    assert unit.quizzes.offered() == []


def test_issued_again_it_takes_the_earlier_s_place(unit) -> None:
    said = quiz()
    hear(unit, said)
    hear(unit, {**said, "title": {"id": "Baru", "en": "New"}})
    assert [each.quiz.title.en for each in unit.quizzes.offered()] == ["New"]


def test_what_is_not_there_is_told(unit) -> None:
    with pytest.raises(UserFacingError):
        unit.quizzes.answer(uuid7(), [1])
    id_ = hear(unit, quiz())
    with pytest.raises(ValueError, match="answers"):
        unit.quizzes.answer(id_, [1])
    assert answered(unit) == []


QUESTION = EXAMPLE["questions"][0]
WRONG = [
    {"questions": []},
    {"questions": [{**QUESTION, "right": 3}]},
    {"questions": [{**QUESTION, "right": True}]},
    {"questions": [{**QUESTION, "choices": QUESTION["choices"][:1], "right": 0}]},
    {"questions": [{**QUESTION, "why": {"id": "x"}}]},
    {"questions": [{**QUESTION, "html": "x"}]},
    {"title": {"id": " ", "en": "x"}},
    {"until": "besok"},
    {"id": "1"},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_quiz_is_parked(unit, wrong) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_quiz(quiz(**wrong))
    with unit.context.store.write() as connection, pytest.raises(Unknown):
        _KINDS[FEED_QUIZ](connection, quiz(**wrong))
    assert unit.quizzes.offered() == []
