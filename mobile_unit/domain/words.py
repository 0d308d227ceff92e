"""The words by which an application is found, and how what somebody types is read.

Both sides are folded alike: letters without marks and case, everything that is neither letter nor digit
between words. An apostrophe within a name stands for nothing: ``Ma'ruf`` is found by *ma'ruf*, *maruf*
and *ruf*.
"""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase

from mobile_unit.domain.numbers import find_number

_APOSTROPHES = "'’‘ʼʻ`´＇"  # these are what keyboards and scans make of it
_AT_MOST = 8
_BEGUN_NUMBER = re.compile(r"[a-z]+\d+[a-z]( \d{1,6}){1,2}( [a-z0-9])?", re.ASCII)
_ONLY_DIGITS = re.compile(r"[\d\s.\-/()+]+", re.ASCII)


def words_in(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order."""
    folded = unicodedata.normalize("NFKD", text.translate(_DROPPED)).casefold()
    letters = unicodedata.normalize("NFKD", folded)
    return tuple("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())


_DROPPED = dict.fromkeys(map(ord, _APOSTROPHES))
_PARTED = dict.fromkeys(map(ord, _APOSTROPHES), " ")


def words_of_application(*, full_name: str, number: str, nik: str, phone: str, passport: str) -> set[str]:
    """Every word an application is found by the beginning of.

    The number whole and in its parts, a phone as kept and as said (``628…``, ``08…``), a passport's number
    whole and its digits; ``nik`` may be a foreigner's passport number.
    """
    found = {*words_in(full_name), *words_in(full_name.translate(_PARTED))}
    whole, *parts = _number_words(number)
    found |= {whole, *parts}
    digits = "".join(c for c in phone if c.isdigit())
    found.add(digits)
    if phone.startswith("+62"):
        found.add(f"0{digits[2:]}")
    for document in ("".join(words_in(nik)), "".join(words_in(passport))):
        found |= {document, document.lstrip(ascii_lowercase)}
    return found - {""}


def readings(typed: str) -> tuple[tuple[str, ...], ...]:
    """What ``typed`` may mean: an application matches if it has, for all words of one reading, a word
    that begins with it. Nothing typed means everything: ``((),)``; only signs, nothing: ``()``.

    A number however it is said is that number, also while it is being typed; groups of digits are one number,
    or parts of one.
    """
    number = find_number(typed)
    if number is not None:
        return ((_number_words(number)[0],),)
    words = words_in(typed)
    if not words:
        return () if typed.strip() else ((),)
    if _BEGUN_NUMBER.fullmatch(" ".join(words)):
        return (("".join(words),),)
    if len(words) > 1 and _ONLY_DIGITS.fullmatch(typed.strip()):
        return (("".join(words),), words[:_AT_MOST])
    return (words[:_AT_MOST],)


def _number_words(number: str) -> tuple[str, ...]:
    """``wk01a2611240007k``, ``261124``, ``0007k``."""
    parts = number.casefold().split("-")
    return ("".join(parts), *parts[1:2], "".join(parts[2:]))
