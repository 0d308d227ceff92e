"""Short refresher quizzes: questions with choices, the right one and why; what somebody scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.texts import Text

MOST_QUESTIONS, MOST_CHOICES = 20, 5
LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Question:
    """``right`` is the place of the right one of the ``choices``."""

    text: Text
    choices: tuple[Text, ...]
    right: int
    why: Text


@dataclass(frozen=True, slots=True)
class Quiz:
    """``bulletin`` is the number of the bulletin that it goes with, or ""; ``until`` its last day."""

    id: str
    title: Text
    bulletin: str
    until: date | None
    questions: tuple[Question, ...]


def read_quiz(raw: Mapping[str, Any]) -> Quiz:
    """Raises ValueError, KeyError or TypeError for what is none."""
    _require(set(raw) == {"id", "title", "bulletin", "until", "questions"} and is_record_id(raw["id"]))
    _require(isinstance(raw["bulletin"], str) and len(raw["bulletin"]) <= LONGEST_LINE)
    _require(isinstance(raw["questions"], list) and 0 < len(raw["questions"]) <= MOST_QUESTIONS)
    until = None if raw["until"] is None else date.fromisoformat(raw["until"])
    questions = tuple(_question(each) for each in raw["questions"])
    return Quiz(raw["id"], _text(raw["title"]), raw["bulletin"], until, questions)


def require_answered(body: Mapping[str, Any]) -> None:
    """The same for the entry of who answered one."""
    _require(set(body) == {"quiz", "score", "of"} and is_record_id(body["quiz"]))
    _require(type(body["score"]) is int and type(body["of"]) is int)
    _require(0 <= body["score"] <= body["of"] <= MOST_QUESTIONS and body["of"] > 0)


def _question(raw: Mapping[str, Any]) -> Question:
    _require(set(raw) == {"text", "choices", "right", "why"})
    choices = tuple(_text(each) for each in raw["choices"])
    _require(2 <= len(choices) <= MOST_CHOICES)
    _require(type(raw["right"]) is int and 0 <= raw["right"] < len(choices))
    return Question(_text(raw["text"]), choices, raw["right"], _text(raw["why"]))


def _text(raw: Mapping[str, Any]) -> Text:
    _require(set(raw) == {"id", "en"})
    _require(all(isinstance(words, str) and 0 < len(words.strip()) <= LONGEST_LINE for words in raw.values()))
    return Text(raw["id"], raw["en"])


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("shape")
