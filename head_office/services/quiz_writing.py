"""A refresher quiz as somebody wrote it on a form: checked, and told in words before it is proposed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from head_office.office import HeadOffice
from head_office.services.publications import QUIZ, Sound, next_number
from head_office.store import publications as kept
from head_office.store import units
from mobile_unit.clock import today
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.publications import BULLETIN
from mobile_unit.domain.quizzes import LONGEST_LINE, MOST_CHOICES, MOST_QUESTIONS, Quiz
from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue_check import NotSound, Problem
from mobile_unit.forms.revisions import Change, day_in_words

_MISSING = Text("Isian ini tidak ada.", "This is missing.")
_LONG = Text("Terlalu panjang.", "Too long.")
_DAY = Text("Tulis hari seperti 2027-01-31.", "Write a day like 2027-01-31.")
_OVER = Text("Hari ini sudah lewat.", "This day is over.")
_NO_BULLETIN = Text(
    "Tidak ada pengumuman terbit dengan nomor ini.", "No bulletin with this number is published."
)
_CHOICES = Text("Tulis paling sedikit dua pilihan.", "Write at least two choices.")
_RIGHT = Text("Tandai pilihan yang benar.", "Mark the right choice.")
_NONE = Text("Tulis paling sedikit satu pertanyaan.", "Write at least one question.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was typed, each text as (Indonesian, English or ""); ``right`` is the place of the
    right choice among all, -1 where none was marked."""

    text: tuple[str, str]
    choices: Sequence[tuple[str, str]]
    right: int
    why: tuple[str, str]

    @property
    def is_empty(self) -> bool:
        return not any(any(words) for words in (self.text, *self.choices, self.why))


@dataclass(frozen=True, slots=True)
class Written:
    """A whole form; ``until`` is a day or ""."""

    title: tuple[str, str]
    bulletin: str
    until: str
    questions: Sequence[Asked]


def sound_quiz(office: HeadOffice, written: Written) -> Sound:
    """A quiz that can be proposed; raises NotSound with everything that is wrong with it, by field."""
    with office.database.read() as connection:
        bulletins = set(kept.numbers(connection, BULLETIN))
        number = next_number(connection, QUIZ)
    day = today(office.clock)
    asked = [(place, each) for place, each in enumerate(written.questions, 1) if not each.is_empty]
    problems = list(_problems(written, day, bulletins))
    if not asked or len(asked) > MOST_QUESTIONS:
        problems.append(Problem("", "questions", _NONE))
    for place, each in asked:
        problems += _wrong(f"questions.{place}", each)
    if problems:
        raise NotSound(problems)
    said = {
        "id": uuid7(),
        "title": _both(written.title),
        "bulletin": written.bulletin,
        "until": written.until or None,
        "questions": [_question(each) for _place, each in asked],
    }
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    until = date.fromisoformat(written.until) if written.until else None
    return Sound(QUIZ, number, day, until, content)


def bulletins_for(office: HeadOffice) -> list[str]:
    """The numbers of published bulletins that a quiz can go with, the newest first."""
    with office.database.read() as connection:
        return kept.numbers(connection, BULLETIN)


def preview_of(office: HeadOffice, quiz: Quiz) -> tuple[Change, ...]:
    """What happens at the counters, in words."""
    with office.database.read() as connection:
        count = len(units.names(connection))
    asked = len(quiz.questions)
    until = day_in_words(quiz.until) if quiz.until else None
    lines = [
        Text(
            f"“{quiz.title.id}” muncul pada petugas di {count} unit: {asked} pertanyaan.",
            f"“{quiz.title.en}” comes up for the officers of {count} units: {asked} questions.",
        ),
        Text(f"Sampai {until.id}.", f"Until {until.en}.")
        if until
        else Text("Tanpa batas waktu.", "Without end."),
    ]
    if quiz.bulletin:
        lines.append(
            Text(f"Menyertai pengumuman {quiz.bulletin}.", f"It goes with bulletin {quiz.bulletin}.")
        )
    return tuple(Change(None, line) for line in lines)


def _problems(written: Written, today_: date, bulletins: set[str]) -> Iterator[Problem]:
    yield from _wrong_words("title", written.title)
    if written.until:
        try:
            if date.fromisoformat(written.until) < today_:
                yield Problem("", "until", _OVER)
        except ValueError:
            yield Problem("", "until", _DAY)
    if written.bulletin and written.bulletin not in bulletins:
        yield Problem("", "bulletin", _NO_BULLETIN)


def _wrong(field: str, each: Asked) -> Iterator[Problem]:
    yield from _wrong_words(f"{field}.text", each.text)
    yield from _wrong_words(f"{field}.why", each.why)
    given = [words for words in each.choices if words[0]]
    if not 2 <= len(given) <= MOST_CHOICES or any(words[1] and not words[0] for words in each.choices):
        yield Problem("", f"{field}.choices", _CHOICES)
    for words in given:
        if _is_long(words):
            yield Problem("", f"{field}.choices", _LONG)
    if not (0 <= each.right < len(each.choices) and each.choices[each.right][0]):
        yield Problem("", f"{field}.right", _RIGHT)


def _wrong_words(field: str, words: tuple[str, str]) -> Iterator[Problem]:
    if not words[0]:
        yield Problem("", field, _MISSING)
    if _is_long(words):
        yield Problem("", field, _LONG)


def _is_long(words: tuple[str, str]) -> bool:
    return max(map(len, words)) > LONGEST_LINE


def _question(each: Asked) -> Mapping[str, object]:
    """Choices that were left empty are left out; the right one stays the right one."""
    given = [place for place, words in enumerate(each.choices) if words[0]]
    return {
        "text": _both(each.text),
        "choices": [_both(each.choices[place]) for place in given],
        "right": given.index(each.right),
        "why": _both(each.why),
    }


def _both(words: tuple[str, str]) -> dict[str, str]:
    """Without English the Indonesian stands in for it."""
    return {"id": words[0], "en": words[1] or words[0]}
