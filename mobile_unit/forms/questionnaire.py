"""The survey's questionnaire as data: versioned texts in ``resources/survey/``, in both languages.

Answers are kept by the elements' keys, so that another order on paper, or other words, change no figure. A
version that was once shipped stays as it is: an office that rewords a question ships another one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from mobile_unit.domain.surveys import ELEMENTS, SCORES
from mobile_unit.domain.texts import Text
from mobile_unit.resources import resource

NOT_ANSWERED = "0"
"""The digit that stands for no answer where a paper is typed in."""


@dataclass(frozen=True, slots=True)
class Question:
    """One element; ``answers`` are the words of 1 to 4."""

    key: str
    name: Text
    question: Text
    answers: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of service; ``services`` are the beginnings of the catalogue's codes that belong to it, none for
    whatever belongs to no other."""

    key: str
    name: Text
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that respondents may say of themselves."""

    key: str
    name: Text
    values: tuple[Choice, ...]


@dataclass(frozen=True)
class Questionnaire:
    """``questions`` stand in the order in which they are asked and printed."""

    version: str
    effective_from: date
    legal_basis: Text
    title: Text
    questions: tuple[Question, ...]
    families: tuple[Family, ...]
    attributes: tuple[Attribute, ...]
    words: Mapping[str, Text]

    def element(self, key: str) -> Question:
        return next(each for each in self.questions if each.key == key)

    def family_name(self, key: str | None) -> Text:
        """What a kind of service is called; a key that this version does not know stands for itself."""
        found = next((each.name for each in self.families if each.key == key), None)
        return found or Text.of(key or "-")

    def family_of(self, service: str) -> str | None:
        """The kind of service that a service's code belongs to."""
        named = next(
            (e.key for e in self.families for start in e.services if service.startswith(start)), None
        )
        return named or next((each.key for each in self.families if not each.services), None)

    def scores_of(self, digits: str) -> dict[str, int | None]:
        """The scores that were circled on a paper, from the first printed question to the last.

        Raises ValueError unless there are as many digits as questions, each 1 to 4 or 0 for no answer.
        """
        allowed = {NOT_ANSWERED, *map(str, SCORES)}
        if len(digits) != len(self.questions) or not set(digits) <= allowed:
            raise ValueError("no scores")
        return {
            question.key: None if digit == NOT_ANSWERED else int(digit)
            for question, digit in zip(self.questions, digits, strict=True)
        }

    def traits_of(self, digits: str) -> dict[str, str]:
        """What was ticked on a paper about oneself, box by box in its order, 0 for nothing.

        Raises ValueError where the digits are none.
        """
        if len(digits) > len(self.attributes) or not (digits.isascii() and (digits or "0").isdigit()):
            raise ValueError("no traits")
        found = {}
        for attribute, digit in zip(self.attributes, digits, strict=False):
            if int(digit) > len(attribute.values):
                raise ValueError("no traits")
            if digit != NOT_ANSWERED:
                found[attribute.key] = attribute.values[int(digit) - 1].key
        return found


def questionnaire_on(day: date) -> Questionnaire:
    """The version in force on a day; before the first one, the first."""
    shipped = _shipped()
    return next((each for each in reversed(shipped) if each.effective_from <= day), shipped[0])


@cache
def _shipped() -> tuple[Questionnaire, ...]:
    read = (json.loads(path.read_text("utf-8")) for path in resource("survey").glob("*.json"))
    return tuple(sorted((_made(raw) for raw in read), key=lambda each: each.effective_from))


def _made(raw: Mapping[str, Any]) -> Questionnaire:
    questions = {each["key"]: _question(each) for each in raw["elements"]}
    if set(questions) != set(ELEMENTS) or sorted(raw["printed"]) != sorted(ELEMENTS):
        raise ValueError(f"{raw['version']}: every element is asked once")
    return Questionnaire(
        raw["version"],
        date.fromisoformat(raw["effective_from"]),
        Text.of(raw["legal_basis"]),
        Text.of(raw["title"]),
        tuple(questions[key] for key in raw["printed"]),
        tuple(
            Family(each["key"], Text.of(each["name"]), tuple(each["services"])) for each in raw["families"]
        ),
        tuple(
            Attribute(
                each["key"],
                Text.of(each["name"]),
                tuple(Choice(value["key"], Text.of(value["name"])) for value in each["values"]),
            )
            for each in raw["traits"]
        ),
        {key: Text.of(words) for key, words in raw["words"].items()},
    )


def _question(raw: Mapping[str, Any]) -> Question:
    answers = tuple(Text.of(each) for each in raw["answers"])
    if len(answers) != len(SCORES):
        raise ValueError(f"{raw['key']}: a scale of four")
    return Question(raw["key"], Text.of(raw["name"]), Text.of(raw["question"]), answers)
