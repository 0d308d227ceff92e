"""The application's number on paper, ``WK01A-261124-0007-K``.

Unit, journal letter (each life of a database has its own, so two never give one number), local date,
running number of the day, and an ISO 7064 MOD 37,36 check character over the rest. It says nothing of
the person. A life that head office has given no letter yet carries the letter of the life before it and a
mark drawn by lot: ``WK01A-261124-QK3F70001-B``.

What else a unit gives numbers to has a series of its own, a letter before the date and in the check
character: complaints ``WK01A-P261124-0001-X``.
"""

from __future__ import annotations

import re
import secrets
from datetime import date
from functools import lru_cache

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NEXT = [
    {character: ((product + value) % 36 or 36) * 2 % 37 for value, character in enumerate(_ALPHABET)}
    for product in range(37)
]
"""By product and character, the product that follows (ISO 7064 MOD 37,36)."""
_MARK_BEGINS = "ABCDEFGHJKMNPQRSTVWXYZ"
_MARK_GOES_ON = f"0123456789{_MARK_BEGINS}"
"""Without I, L, O and U, which are misread."""
_MARK = f"[{_MARK_BEGINS}][{_MARK_GOES_ON}]{{4}}"
_UNIT = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_NUMBER = re.compile(rf"([A-Z][A-Z0-9]{{1,7}})([A-Z])-(\d{{6}})-((?:{_MARK})?\d{{4,6}})-([0-9A-Z])")
_SPOKEN = re.compile(
    r"([A-Z][A-Z0-9]{1,7}[A-Z])[\s.\-/]*(\d{6})[\s.\-/]*"
    rf"({_MARK})?[\s.\-/]*(\d{{1,6}}?)[\s.\-/]*([0-9A-Z])"
)

COMPLAINTS = "P"
"""The series of complaints (pengaduan)."""
REFERRALS = "R"
"""The series of referrals (rujukan)."""
_OF_SERIES = re.compile(rf"([A-Z][A-Z0-9]{{1,7}})([A-Z])-([A-Z])(\d{{6}})-((?:{_MARK})?\d{{4,6}})-([0-9A-Z])")
_SPOKEN_OF_SERIES = re.compile(
    r"([A-Z][A-Z0-9]{1,7}[A-Z])(?:[\s.\-/]+([A-Z])[\s.\-/]*|([A-Z]))(\d{6})[\s.\-/]*"
    rf"({_MARK})?[\s.\-/]*(\d{{1,6}}?)[\s.\-/]*([0-9A-Z])"
)
"""``WK01AP-261124`` is an application's of the letter P, even where a complaint's check character fits."""


def is_unit_code(text: str) -> bool:
    """Whether ``text`` can name a unit: a letter, then 1 to 7 capital letters or digits."""
    return _UNIT.fullmatch(text) is not None


def check_character(text: str) -> str:
    """The ISO 7064 MOD 37,36 check character of ``text`` (digits and capital letters)."""
    product = 36
    for character in text:
        product = _NEXT[product][character]
    return _ALPHABET[(37 - product) % 36]


def new_mark() -> str:
    """A mark drawn by lot among 23 million."""
    return secrets.choice(_MARK_BEGINS) + "".join(secrets.choice(_MARK_GOES_ON) for _n in range(4))


def is_mark(text: str) -> bool:
    return re.fullmatch(_MARK, text) is not None


def application_number(unit: str, letter: str, day: date, serial: int, mark: str = "") -> str:
    """The number of the ``serial``-th application that this journal took on ``day`` (local date)."""
    return _number("", unit, letter, day, serial, mark)


def series_number(series: str, unit: str, letter: str, day: date, serial: int, mark: str = "") -> str:
    """The same for what is counted in a series of its own."""
    if not re.fullmatch("[A-Z]", series):
        raise ValueError("no series")
    return _number(series, unit, letter, day, serial, mark)


def _number(series: str, unit: str, letter: str, day: date, serial: int, mark: str) -> str:
    if not is_unit_code(unit) or not re.fullmatch("[A-Z]", letter) or not 1 <= serial <= 999_999:
        raise ValueError("unit, letter or serial out of range")
    if mark and not is_mark(mark):
        raise ValueError("no mark")
    body = (f"{unit}{letter}", f"{series}{day:%y%m%d}", f"{mark}{serial:04d}")
    # the series counts twice: run together, a number of one kind is seldom right as one of the other
    return "-".join((*body, check_character("".join(body) + series)))


def has_number_shape(text: str) -> bool:
    """Whether ``text`` is written like a number, whatever its check character says."""
    return _NUMBER.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def is_application_number(text: str) -> bool:
    """Whether ``text`` is a number in its written form with a right check character."""
    match = _NUMBER.fullmatch(text)
    return match is not None and check_character("".join(match.groups()[:4])) == match[5]


def is_series_number(series: str, text: str) -> bool:
    """Whether ``text`` is a number of a series in its written form with a right check character."""
    match = _OF_SERIES.fullmatch(text)
    if match is None or match[3] != series:
        return False
    return check_character("".join(match.groups()[:5]) + series) == match[6]


def journal_of_series(number: str) -> tuple[str, str, str]:
    """``journal_of`` for a number of a series. Raises ValueError."""
    match = _OF_SERIES.fullmatch(number)
    if match is None:
        raise ValueError("no number")
    return match[1], match[2], match[5][:5] if match[5][0] in _MARK_BEGINS else ""


def find_series_number(series: str, spoken: str) -> str | None:
    """``find_number`` for a number of a series."""
    match = _SPOKEN_OF_SERIES.fullmatch(spoken.strip().upper())
    if match is None or (match[2] or match[3]) != series:
        return None
    number = f"{match[1]}-{series}{match[4]}-{match[5] or ''}{int(match[6]):04d}-{match[7]}"
    return number if is_series_number(series, number) else None


def journal_of(number: str) -> tuple[str, str, str]:
    """(unit, letter, mark) of an application's number; the mark is mostly "". Raises ValueError."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise ValueError("no number")
    return match[1], match[2], match[4][:5] if match[4][0] in _MARK_BEGINS else ""


def find_number(spoken: str) -> str | None:
    """The number that ``wk01a 261124 7 k``, as said on the phone, means; None if it is none or misheard."""
    match = _SPOKEN.fullmatch(spoken.strip().upper())
    if match is None:
        return None
    number = f"{match[1]}-{match[2]}-{match[3] or ''}{int(match[4]):04d}-{match[5]}"
    return number if is_application_number(number) else None
