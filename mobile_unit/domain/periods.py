"""The periods that a survey is told for: runs of whole months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mobile_unit.domain.texts import Text

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_NAMES = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ROMAN = ("I", "II", "III", "IV")


def is_month(text: object) -> bool:
    """Whether ``text`` is a month as ``2026-11``."""
    return isinstance(text, str) and _MONTH.fullmatch(text) is not None and text[:4] != "0000"


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Period:
    """From one month to another, both included, as ``2026-10``."""

    since: str
    until: str

    @classmethod
    def around(cls, month: str, months: int) -> Period:
        """The month (1), quarter (3), half (6) or year (12) that ``month`` is in."""
        year, number = int(month[:4]), int(month[5:])
        first = (number - 1) // months * months + 1
        return cls(f"{year:04}-{first:02}", f"{year:04}-{first + months - 1:02}")

    @property
    def months(self) -> tuple[str, ...]:
        first, last = self._months()
        return tuple(_written(each) for each in range(first, last + 1))

    def before(self) -> Period:
        """The period of the same length just before this one."""
        months = self._months()
        count = months[1] - months[0] + 1
        return Period(_written(months[0] - count), _written(months[0] - 1))

    @property
    def name(self) -> Text:
        """``Triwulan IV 2026``, ``Tahun 2026``, ``November 2026``, else from month to month."""
        first, last = self._months()
        year, number, count = first // 12, first % 12, last - first + 1
        if count == 3 and number % 3 == 0:
            roman = _ROMAN[number // 3]
            return Text(f"Triwulan {roman} {year}", f"Quarter {roman} of {year}")
        if count == 6 and number % 6 == 0:
            roman = _ROMAN[number // 6]
            return Text(f"Semester {roman} {year}", f"Half {roman} of {year}")
        if count == 12 and number == 0:
            return Text(f"Tahun {year}", f"Year {year}")
        if count == 1:
            return month_name(self.since)
        one, two = month_name(self.since), month_name(self.until)
        return Text(f"{one.id} s.d. {two.id}", f"{one.en} to {two.en}")

    def _months(self) -> tuple[int, int]:
        first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (self.since, self.until))
        return first, last


def month_name(month: str) -> Text:
    number = int(month[5:]) - 1
    return Text(f"{_NAMES[number]} {month[:4]}", f"{_ENGLISH[number]} {month[:4]}")


def _written(months: int) -> str:
    return f"{months // 12:04}-{months % 12 + 1:02}"
