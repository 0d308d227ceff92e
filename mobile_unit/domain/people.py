"""What is said of a person, and how little of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def age_on(birth_date: date, day: date) -> int:
    """Completed years; someone born on 29 February grows older on 1 March in a common year."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


OLDEST = 120
"""Nobody who applies is older."""


def possible_births(year: int, month: int, day: int, on: date) -> tuple[date, ...]:
    """The birth dates that a ``year`` of two digits can mean on a day, the later first.

    The century is nowhere written, in a NIK or in a passport: two dates are a choice for people, never ours.
    """
    found = []
    for century in (2000, 1900):
        try:
            born = date(century + year, month, day)
        except ValueError:
            continue
        if born <= on and age_on(born, on) <= OLDEST:
            found.append(born)
    return tuple(found)


def masked_nik(nik: str) -> str:
    """``1808**********01``: the regency and the end, as printed and listed (UU 27/2022 Ps 35).

    Of a foreigner's passport number, which is shorter, less is shown: ``X*****67``.
    """
    if len(nik) <= 4:
        return "*" * len(nik)
    seen = 4 if len(nik) > 11 else 1
    return f"{nik[:seen]}{'*' * (len(nik) - seen - 2)}{nik[-2:]}"


def identity_number(applicant: Mapping[str, Any]) -> str:
    """What somebody is known by: the NIK, or a foreigner's passport number; "" where neither was given."""
    return str(applicant.get("nik") or applicant.get("passport_number") or "")


def masked_phone(phone: str) -> str:
    """``+6281*******75``: the operator and the end."""
    return f"{phone[:5]}{'*' * (len(phone) - 7)}{phone[-2:]}" if len(phone) > 8 else "*" * len(phone)


MOST_INITIALS = 4


def initials(full_name: str) -> str:
    """``S. W.``: what a page that strangers may see says of somebody. At most four; "" for no letters."""
    first = (next((letter for letter in word if letter.isalpha()), "") for word in full_name.split())
    return " ".join(f"{letter.upper()[0]}." for letter in [each for each in first if each][:MOST_INITIALS])
