"""What a form can be begun with: a NIK, an old passport, an earlier application, somebody of the family.

Everything here is an offer. ``values`` go by the dotted keys of fields (``applicant.birth_date``) in the form
that a record keeps; what to do with them is the officer's to say, and what is typed is never written over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mobile_unit.domain.people import possible_births
from mobile_unit.forms import nik as nik_
from mobile_unit.forms.countries import is_country
from mobile_unit.forms.facts import as_date
from mobile_unit.forms.mrz import Passport
from mobile_unit.forms.regions import Region, Regions

Values = Mapping[str, Any]

PERSONAL = tuple(
    f"applicant.{name}"
    for name in (
        "full_name", "sex", "birth_place", "birth_date", "marital_status", "occupation", "address", "region",
        "phone", "email", "family_card_number", "mother_name", "father_name",
    )
)  # fmt: skip
"""What is asked anew of somebody who was here before, and is likely still so; the rest is each time's own."""

GUARDIAN = tuple(f"answers.guardian.{name}" for name in ("full_name", "nik", "relation"))
INDONESIAN_PARENT = tuple(f"answers.indonesian_parent.{name}" for name in ("full_name", "nik", "phone"))
FOREIGN_PARENT = tuple(f"answers.foreign_parent.{name}" for name in ("full_name", "nationality"))

SHARED = (
    "applicant.family_card_number",
    "applicant.address",
    "applicant.region",
    "applicant.phone",
    "answers.group_name",
)
"""What everybody on a family card shares, and the group a family came with."""

RELATIONS = ("sibling", "child", "spouse", "other")
"""Who the next of the family is to the one before."""

_PASSPORT = {
    "number": ("answers.old_passport_number", "answers.passport_number", "applicant.passport_number"),
    "expires": ("answers.old_passport_expires", "answers.passport_expires", "applicant.passport_expires"),
    "name": ("applicant.full_name",),
    "sex": ("applicant.sex",),
    "birth_date": ("applicant.birth_date",),
    "nationality": ("answers.nationality", "applicant.nationality"),
}


@dataclass(frozen=True, slots=True)
class FromNik:
    """What a NIK suggests for fields still empty.

    ``births`` are the dates it can mean, the later first; ``district`` is where it was first given out,
    ``kecamatan`` the same where a search for the village may begin there.
    """

    sex: str | None
    births: tuple[date, ...]
    district: str
    kecamatan: Region | None


@dataclass(frozen=True, slots=True)
class FromPassport:
    """``fill`` goes into empty fields; ``differ`` is not what was typed; ``births`` is a choice of two."""

    fill: dict[str, Any] = field(default_factory=dict)
    differ: dict[str, Any] = field(default_factory=dict)
    births: tuple[date, ...] = ()


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """``{"applicant": {"nik": …}}`` as ``{"applicant.nik": …}``, without what is empty."""
    made: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, Mapping):
            made |= {f"{key}.{inner}": kept for inner, kept in flat(value).items()}
        elif value not in (None, ""):
            made[key] = value
    return made


def nested(values: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """The applicant and the answers of a record with these values."""
    record: dict[str, Any] = {"applicant": {}, "answers": {}}
    for key, value in values.items():
        *path, last = key.split(".")
        holder = record
        for part in path:
            holder = holder.setdefault(part, {})
        holder[last] = value
    return record["applicant"], record["answers"]


def from_nik(number: str, typed: Values, *, on: date, regions: Regions) -> FromNik | None:
    """What a whole NIK suggests; None where it suggests nothing that is not there already.

    Its district is that of first registration and never changes on a move, so it is no address.
    """
    said = nik_.hints(number)
    if said is None or said.day is None or said.month is None:
        return None
    sex = None if typed.get("applicant.sex") else said.sex
    births = () if typed.get("applicant.birth_date") else possible_births(said.year, said.month, said.day, on)
    if sex is None and not births:
        return None
    here = None if typed.get("applicant.region") else regions.kecamatan_of(said.region)
    return FromNik(sex, births, regions.district_name(said.region), here)


def from_passport(passport: Passport, typed: Values, keys: Collection[str], on: date) -> FromPassport:
    """Set what a passport's two lines say against what is typed, for the fields (``keys``) a form has."""
    made = FromPassport(births=_births(passport, typed.get("applicant.birth_date"), on))
    said = {
        "number": passport.number,
        "expires": passport.expiry_date.isoformat() if passport.expiry_date else None,
        "name": passport.full_name if passport.name_is_whole else None,
        "sex": passport.sex,
        "birth_date": made.births[0].isoformat() if len(made.births) == 1 else None,
        "nationality": _country(passport.nationality),
    }
    for part, value in said.items():
        key = next((each for each in _PASSPORT[part] if each in keys), None)
        if key is None or not value:
            continue
        held = typed.get(key)
        if held in (None, ""):
            made.fill[key] = value
        elif not _same(part, held, value):
            made.differ[key] = value
    return made


def from_past(applicant: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What an earlier application of the same person says of them still."""
    said = flat({"applicant": applicant, "answers": answers})
    return {key: said[key] for key in (*PERSONAL, *GUARDIAN) if key in said}


def for_family(applicant: Mapping[str, Any], answers: Mapping[str, Any], relation: str) -> dict[str, Any]:
    """What the next of a family shares with the one before, who is ``relation`` (``RELATIONS``) to them.

    Parents go over only where they must be the same: to brothers and sisters; to a child, the applicant is
    one of them. They stand in different fields in a passport's form and in an affidavit's; what one form
    doesn't ask is the caller's to leave out.
    """
    said = flat({"applicant": applicant, "answers": answers})
    made = {key: said[key] for key in SHARED if key in said}
    if relation == "sibling":
        made |= _same_parents(said)
    elif relation == "child":
        made |= _as_parent(said)
    return made


def _same_parents(said: Values) -> dict[str, Any]:
    """The parents of the one before; a guardian who is father or mother has a NIK, and so is Indonesian."""
    same = ("applicant.mother_name", "applicant.father_name", *GUARDIAN, *INDONESIAN_PARENT, *FOREIGN_PARENT)
    made = {key: said[key] for key in same if key in said}
    one, other = GUARDIAN, INDONESIAN_PARENT
    if INDONESIAN_PARENT[0] in said:
        one, other = other, one
    elif said.get(GUARDIAN[2]) not in ("father", "mother"):
        return made
    return {other[n]: said[one[n]] for n in (0, 1) if one[n] in said} | made


def _as_parent(said: Values) -> dict[str, Any]:
    """The one before as father or mother, Indonesian or foreign."""
    name, nik = said.get("applicant.full_name"), said.get("applicant.nik")
    parent = {"male": "father", "female": "mother"}.get(said.get("applicant.sex", ""))
    made: dict[str, Any] = {}
    if "applicant.nationality" in said:
        made |= zip(FOREIGN_PARENT, (name, said["applicant.nationality"]), strict=True)
    else:
        made |= zip(INDONESIAN_PARENT, (name, nik, said.get("applicant.phone")), strict=True)
        if parent is not None:
            made |= zip(GUARDIAN, (name, nik, parent), strict=True)
    if parent is not None:
        made[f"applicant.{parent}_name"] = name
    return {key: value for key, value in made.items() if value}


def _country(code: str) -> str | None:
    """ISO 3166 alpha-3; a passport writes only Germany's in its own way (ICAO 9303 part 3, section 5)."""
    known = {"D": "DEU"}.get(code, code)
    return known if is_country(known) else None


def _births(passport: Passport, typed: Any, on: date) -> tuple[date, ...]:
    """The date typed decides the century where it has the same digits."""
    births = passport.births(on)
    held = as_date(typed)
    return (held,) if held in births else births


def _same(part: str, held: Any, value: str) -> bool:
    """A passport's line has no small letters or accents, and its own order of names."""
    if part == "name":
        return sorted(_letters(str(held)).split()) == sorted(_letters(value).split())
    return _letters(str(held)).replace(" ", "") == _letters(value).replace(" ", "")


def _letters(text: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", text.upper())
    return "".join(
        c if c.isalnum() else "" if unicodedata.combining(c) or c in "'’.-" else " " for c in plain
    )
