"""What is said of a person, and how little of it."""

from __future__ import annotations

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Completed years; someone born on 29 February grows older on 1 March in a common year."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


def masked_nik(nik: str) -> str:
    """``1808**********01``: the regency and the end, as printed and listed (UU 27/2022 Ps 35)."""
    return f"{nik[:4]}{'*' * (len(nik) - 6)}{nik[-2:]}" if len(nik) > 6 else "*" * len(nik)
