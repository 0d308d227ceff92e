"""The two lines at the foot of a passport's data page (ICAO Doc 9303 part 4, TD3), read and verified.

Only read, never written: how an office splits single names and surnames is its own affair. The lines come
as a scanner types them or as they were copied: lower case, joined, with white space anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase, ascii_uppercase

from mobile_unit.domain.people import possible_births
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

LINE = 44
_SHAPE = re.compile(r"P[A-Z<][A-Z<]{3}[A-Z<]{39}[A-Z0-9<]{44}")
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)
_BEGINS = re.compile(r"P[A-Z<]{1,43}")

CHECKED = ("number", "birth_date", "expires", "optional", "composite")
"""What has a check digit of its own, in the order of the second line."""


def name_of_check(checked: str) -> str:
    """What a check digit (``CHECKED``) stands for, in words."""
    return {
        "number": _("passport number"),
        "birth_date": _("date of birth"),
        "expires": _("date of expiry"),
        "optional": _("optional data"),
        "composite": _("the second line as a whole"),
    }[checked]


class NotRead(UserFacingError):
    """These are no two lines of a passport, or a check digit fails: ``failed`` names which (``CHECKED``)."""

    def __init__(self, message: str, next_step: str, failed: tuple[str, ...] = ()) -> None:
        super().__init__(message, next_step)
        self.failed = failed


@dataclass(frozen=True, slots=True)
class Passport:
    """What the lines say; ``born`` and ``expires`` are (year of two digits, month, day), None if unknown.

    ``name_is_whole`` is False where 39 places were too few for it.
    """

    number: str
    issuer: str
    nationality: str
    surname: str
    given_names: str
    name_is_whole: bool
    sex: str | None
    born: tuple[int, int, int] | None
    expires: tuple[int, int, int] | None

    @property
    def full_name(self) -> str:
        """Given names first, as an Indonesian says it."""
        return f"{self.given_names} {self.surname}".strip()

    @property
    def expiry_date(self) -> date | None:
        """In this century: no readable passport expired in the last one."""
        return _day(2000, self.expires)

    def births(self, on: date) -> tuple[date, ...]:
        """The birth dates this can mean on that day, the later first; more than one is for people to say."""
        if self.born is None:
            return ()
        year, month, day = self.born
        return possible_births(year, month, day, on)


def check_digit(text: str) -> int:
    """ICAO 9303 part 3: weights 7, 3, 1; digits count as they are, A to Z as 10 to 35, the filler as 0."""
    return sum(_value(letter) * (7, 3, 1)[place % 3] for place, letter in enumerate(text)) % 10


def looks_begun(text: str) -> bool:
    """Whether what was typed so far can only be the beginning of these lines: no field has a ``<``."""
    plain = _plain(text)
    return "<" in plain and _BEGINS.match(plain) is not None


def is_whole(text: str) -> bool:
    """Whether this has the length of both lines."""
    return len(_plain(text)) >= 2 * LINE


def cut_out(text: str) -> tuple[str, str] | None:
    """The two lines, 88 characters, wherever in ``text`` they stand, and what stands around them; or None."""
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    found = _SHAPE.search("".join(text[place] for place in places).translate(_CAPITALS))
    if found is None:
        return None
    return found[0], text[: places[found.start()]] + text[places[found.end() - 1] + 1 :]


def read(text: str) -> Passport:
    """Raises NotRead, which names each check digit that fails."""
    plain = _plain(text)
    if _SHAPE.fullmatch(plain) is None:
        raise NotRead(
            _("These are not the two lines of a passport, 44 characters each."),
            _("Scan both lines at the foot of the data page again, or type the data."),
        )
    first, second = plain[:LINE], plain[LINE:]
    failed = _failed(second)
    if failed:
        # a wrong part spoils the whole line's digit too; that one is worth a word only alone
        told = [name_of_check(each) for each in failed if each != "composite"] or [name_of_check("composite")]
        raise NotRead(
            _("A check digit does not fit: {parts}.").format(parts=", ".join(told)),
            _("Scan again, or compare with the passport character by character."),
            failed,
        )
    surname, _filler, given = first[5:].partition("<<")
    return Passport(
        number=second[:9].strip("<"),
        issuer=first[2:5].strip("<"),
        nationality=second[10:13].strip("<"),
        surname=_words(surname),
        given_names=_words(given),
        name_is_whole=first.endswith("<"),
        sex={"M": "male", "F": "female"}.get(second[20]),
        born=_date(second[13:19]),
        expires=_date(second[21:27]),
    )


def _failed(line: str) -> tuple[str, ...]:
    """The check digits of the second line that don't fit; a filler counts as 0 where a part is unused."""
    parts = {
        "number": (line[:9], line[9]),
        "birth_date": (line[13:19], line[19]),
        "expires": (line[21:27], line[27]),
        "optional": (line[28:42], line[42]),
        "composite": (line[:10] + line[13:20] + line[21:43], line[43]),
    }
    return tuple(name for name in CHECKED if not _fits(name, *parts[name]))


def _fits(name: str, text: str, digit: str) -> bool:
    if digit == "<":
        return name == "optional" and not text.strip("<")
    return digit.isdigit() and int(digit) == check_digit(text)


def _value(letter: str) -> int:
    return 0 if letter == "<" else int(letter, 36)


def _plain(text: str) -> str:
    return "".join(text.split()).translate(_CAPITALS)


def _words(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _date(text: str) -> tuple[int, int, int] | None:
    """Year, month, day; a passport may leave what is unknown as fillers."""
    if not text.isdigit():
        return None
    found = int(text[:2]), int(text[2:4]), int(text[4:])
    return found if _day(2000, found) or _day(1900, found) else None


def _day(century: int, parts: tuple[int, int, int] | None) -> date | None:
    try:
        return date(century + parts[0], parts[1], parts[2]) if parts else None
    except ValueError:
        return None
