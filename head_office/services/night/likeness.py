"""How likely it is that two applications are of one person, and when two people of one family only look so.

By the number (NIK, a foreigner's passport) or by birth date and a like name. Names are compared without
case, accents and marks: as they are, with their words sorted (``SITI AMINAH``, ``AMINAH SITI``), and with
words left out (``SUPARNO``, ``SUPARNO HADI``), which counts a little less.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Hamming

SAME_NUMBER, LIKE_NAME, FAMILY = "same_number", "like_name", "family"
LIKE, FEWER_WORDS = 85.0, 0.9
"""From this likeness on names are like; what leaving words out weighs."""
REPORTED = 80
"""Pairs below this score are not told."""
_ONE_MISTYPED = 2
"""Digits in which two writings of one number may differ."""
_SAME_PERSON = 97.0
_MANY = 20


@dataclass(frozen=True, slots=True)
class Person:
    """``key`` is the name without spaces (``domain/duplicates.py``), ``words`` its words sorted; family card
    and mother are "" where the entry does not say them."""

    key: str
    words: str
    nik: str
    birth_date: str
    family_card: str = ""
    mother: str = ""


def sorted_words(name: str) -> str:
    """``Nur'aini, SITI`` as ``nuraini siti``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    spaced = "".join(
        letter if letter.isalnum() else " " if letter.isspace() or letter in ",./-" else ""
        for letter in plain
    )
    return " ".join(sorted(spaced.split()))


def name_likeness(one: Person, other: Person) -> float:
    """0 to 100."""
    return max(
        fuzz.ratio(one.key, other.key),
        fuzz.ratio(one.words, other.words),
        FEWER_WORDS * fuzz.token_set_ratio(one.words, other.words),
    )


def like_named(keys: Sequence[str], words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of all pairs with a likeness of at least ``LIKE``, among people with one birth date.

    Exactly those that comparing each with each would find, in the library's own loops.
    """
    fewer = LIKE / FEWER_WORDS
    for place in range(len(keys) - 1):
        later_keys, later_words = keys[place + 1 :], words[place + 1 :]
        ways = (
            process.extract(keys[place], later_keys, scorer=fuzz.ratio, score_cutoff=LIKE, limit=None),
            process.extract(words[place], later_words, scorer=fuzz.ratio, score_cutoff=LIKE, limit=None),
            process.extract(
                words[place], later_words, scorer=fuzz.token_set_ratio, score_cutoff=fewer, limit=None
            ),
        )
        for found in sorted({index for way in ways for _name, _score, index in way}):
            yield place, place + 1 + found


def same_numbered(count: int) -> Iterator[tuple[int, int]]:
    """The pairs among applications with one number; of very many, each with the first."""
    for first in range(count - 1):
        if first and count > _MANY:
            return
        for second in range(first + 1, count):
            yield first, second


def judged(one: Person, other: Person) -> tuple[str, int] | None:
    """(kind, score 0 to 100); None where they need not be told."""
    alike = name_likeness(one, other)
    if one.nik and one.nik == other.nik:
        signs = (one.birth_date == other.birth_date) + (alike >= LIKE)
        return SAME_NUMBER, (85, 95, 100)[signs]
    if not one.birth_date or one.birth_date != other.birth_date or alike < LIKE:
        return None
    if one.family_card and one.family_card == other.family_card and alike < _SAME_PERSON:
        return FAMILY, round(alike)
    score = alike + _by_number(one.nik, other.nik) + _by_mother(one.mother, other.mother)
    return (LIKE_NAME, min(99, round(score))) if round(score) >= REPORTED else None


def _by_number(one: str, other: str) -> float:
    """A digit mistyped makes it likelier; two numbers that have nothing in common are two people's."""
    if not one or not other:
        return 0
    if len(one) == len(other) and Hamming.distance(one, other) <= _ONE_MISTYPED:
        return 3
    return -12


def _by_mother(one: str, other: str) -> float:
    if not one or not other:
        return 0
    alike = fuzz.ratio(one, other)
    return 4 if alike >= LIKE else -8 if alike < 60 else 0
