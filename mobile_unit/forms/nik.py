"""What a NIK says: region of first registration, day (+40 for women), month, two digits of the year, serial.

``PP KK CC | DDMMYY | NNNN``. The region never changes on a move (PP 40/2019 Ps 30(2)) and a NIK with wrong
birth digits is kept for life, so every mismatch is a warning; only "not exactly 16 digits" blocks. The
century is never guessed: a date of birth is checked, not derived.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

WOMAN = 40


class Hints(NamedTuple):
    """What the digits suggest; ``None`` where they make no sense. ``year`` has two digits only."""

    region: str
    sex: str | None
    day: int | None
    month: int | None
    year: int
    serial: str

    def fits(self, birth_date: date) -> bool:
        """Whether the date digits are those of ``birth_date``, for a man or a woman."""
        digits = (birth_date.day, birth_date.month, birth_date.year % 100)
        return self.day is not None and (self.day, self.month, self.year) == digits


def hints(nik: str) -> Hints | None:
    """Read 16 digits; None for anything else."""
    if len(nik) != 16 or not (nik.isascii() and nik.isdigit()):
        return None
    written, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    day = written - WOMAN if written > WOMAN else written
    sex = "female" if written > WOMAN else "male"
    if not (_is_date(1900 + year, month, day) or _is_date(2000 + year, month, day)):
        return Hints(nik[:6], None, None, None, year, nik[12:])
    return Hints(nik[:6], sex, day, month, year, nik[12:])


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
