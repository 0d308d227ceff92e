"""What follows from a record on a given day; the catalogue's rules are written against these words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from mobile_unit.domain.people import OLDEST, age_on
from mobile_unit.forms import nik
from mobile_unit.forms.regions import Regions

ADULT = 17
"""Years from which a passport is an adult's, or 10 years valid (Permenkumham 18/2022 Ps 2A)."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OLD_NUMBER = re.compile(r"[A-Z]{1,2}\d{6,7}")
_HALF_A_YEAR = timedelta(days=183)
_FIRST_REUSABLE_YEAR = 2009
"""A book issued since then is enough with the ID card for its replacement."""


def facts_of(
    applicant: Mapping[str, Any],
    answers: Mapping[str, Any],
    *,
    on: date,
    regions: Regions,
    non_electronic_until: date | None,
) -> dict[str, Any]:
    """Facts by name; one that can't be known (nothing or nonsense typed) is missing.

    ``minor`` is always there: without a date of birth someone counts as an adult.
    """
    born = as_date(applicant.get("birth_date"))
    ever_married = applicant.get("marital_status") in ("married", "divorced", "widowed")
    age = age_on(born, on) if born is not None and born <= on else None
    found: dict[str, Any] = {
        "minor": age is not None and age < ADULT and not ever_married,
        "ten_years_allowed": age is None or age >= ADULT or ever_married,
        "non_electronic_offered": non_electronic_until is None or on <= non_electronic_until,
    }
    if born is not None:
        found["born"] = _born(born, on, age)
    _add_name(found, applicant.get("full_name"))
    _add_nik(found, applicant, born, regions)
    _add_old_passport(found, answers, on)
    _add_stay(found, applicant, answers, on)
    guardian = answers.get("guardian")
    if isinstance(guardian, Mapping) and applicant.get("nik"):
        found["guardian_nik_is_own"] = guardian.get("nik") == applicant["nik"]
    return found


def as_date(value: Any) -> date | None:
    """An ISO date (``2026-11-24``); None for anything else."""
    return _day(value) if isinstance(value, str) and len(value) == 10 else None


@lru_cache(maxsize=4096)
def _day(value: str) -> date | None:
    """Asked by facts and by the schema's formats of the same days again and again."""
    if not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _born(born: date, on: date, age: int | None) -> str:
    if age is None:
        return "future"
    return "too_long_ago" if age > OLDEST else "plausible"


def _add_name(found: dict[str, Any], name: Any) -> None:
    if isinstance(name, str) and name:
        found["name_words"] = len(name.split())
        found["name_length"] = len(name)


def _add_nik(
    found: dict[str, Any], applicant: Mapping[str, Any], born: date | None, regions: Regions
) -> None:
    number = applicant.get("nik")
    said = nik.hints(number) if isinstance(number, str) else None
    if said is None:
        return
    found["nik_region"] = "known" if regions.knows_district(said.region) else "unknown"
    found["nik_serial"] = "zero" if said.serial == "0000" else "fits"
    found["family_card_is_nik"] = applicant.get("family_card_number") == number
    if said.day is None:
        found["nik_date"] = "none"
        return
    if born is not None:
        found["nik_date"] = "fits" if said.fits(born) else "differs"
    if applicant.get("sex") in ("male", "female"):
        found["nik_sex"] = "fits" if said.sex == applicant["sex"] else "differs"


def _add_old_passport(found: dict[str, Any], answers: Mapping[str, Any], on: date) -> None:
    number = answers.get("old_passport_number")
    if isinstance(number, str) and number:
        found["old_number_usual"] = _OLD_NUMBER.fullmatch(number) is not None
    issued = as_date(answers.get("old_passport_issued"))
    expires = as_date(answers.get("old_passport_expires"))
    # unknown counts as old: the full set is asked for until the date is typed
    found["old_issued_before_2009"] = issued is None or issued.year < _FIRST_REUSABLE_YEAR
    if issued is not None:
        found["old_issued_in_future"] = issued > on
    if expires is not None:
        found["old_long_valid"] = expires > on + _HALF_A_YEAR
        if issued is not None:
            found["old_dates_in_order"] = issued < expires


def _add_stay(
    found: dict[str, Any], applicant: Mapping[str, Any], answers: Mapping[str, Any], on: date
) -> None:
    """What is left of a foreigner's passport and stay permit."""
    passport = as_date(applicant.get("passport_expires"))
    if passport is not None:
        short = "short" if passport < on + _HALF_A_YEAR else "fits"
        found["passport_left"] = "expired" if passport < on else short
    permit = as_date(answers.get("permit_expires"))
    if permit is not None:
        found["permit_left"] = "expired" if permit < on else "fits"
    arrived = as_date(answers.get("arrived_on"))
    leaves = as_date(answers.get("leaves_on"))
    if arrived is not None:
        found["arrived_in_future"] = arrived > on
        if leaves is not None:
            found["stay_in_order"] = arrived <= leaves
