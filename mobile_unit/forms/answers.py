"""What a field holds, in words that its applicant can check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mobile_unit.forms import formats
from mobile_unit.forms.catalogue import Field
from mobile_unit.forms.countries import countries
from mobile_unit.forms.facts import as_date
from mobile_unit.forms.regions import Regions

MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_YES = {"id": "Ya", "en": "Yes"}


def answer_in_words(field: Field, value: Any, regions: Regions, language: str) -> str:
    """``1808131512642258`` as ``1808 1315 1264 2258``, a code as its name; "" for nothing."""
    if value is None or value == "":
        return ""
    for choice in field.choices:
        if choice.value == value:
            return choice.label.in_(language)
    if value is True:
        return _YES[language]
    words = str(value)
    if field.kind == "region":
        return regions.name_of(words)
    if field.kind == "country" and words in countries():
        return countries()[words].in_(language)
    if field.kind == "phone":
        return formats.phone_on_paper(words)
    if field.kind == "digits":
        return " ".join(words[at : at + 4] for at in range(0, len(words), 4))
    day = as_date(value) if field.kind == "date" else None
    return day_in_words(day, language) if day else words


def day_in_words(day: date, language: str) -> str:
    """``24 November 2026``."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def answer_at(record: Mapping[str, Any], key: str) -> Any:
    """What stands at a dotted key of ``{"applicant": …, "answers": …}``; None where nothing does."""
    value: Any = record
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
