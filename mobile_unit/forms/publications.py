"""Reading what head office published: whether this program can use it, and what it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from mobile_unit.domain import publications as kinds
from mobile_unit.domain.bulletins import Bulletin
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Region, Regions
from mobile_unit.forms.standards import six_items

_VERSION = re.compile(r"[0-9]{4}\.[0-9]{1,4}", re.ASCII)
_RUNNING = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


def is_number(kind: str, number: str) -> bool:
    """Whether a number is one that publications of a kind bear."""
    if kind == kinds.BULLETIN:
        return 0 < len(number) <= 60 and number.isprintable()
    return bool((_VERSION if kind == kinds.CATALOGUE else _RUNNING).fullmatch(number))


def can_use(kind: str, form: int, content: bytes) -> bool:
    """Whether this program reads a publication: its way of writing is known, and all of it makes sense."""
    if form > kinds.FORMATS.get(kind, 0):
        return False
    try:
        _TRIES[kind](json.loads(content))
    except Exception:  # whatever is wrong with it must not come up while somebody stands at the counter
        return False
    return True


def _try_catalogue(document: Mapping[str, Any]) -> None:
    catalogue = Catalogue(document)
    for standard in catalogue.standards.values():
        six_items(standard, catalogue, on=catalogue.effective_from, regions=Regions.load())


def holidays_of(document: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[date]]:
    """(the years that are set, their holidays and days of joint leave)."""
    days = frozenset(date.fromisoformat(each["day"]) for each in document["days"])
    return frozenset(document["years"]), days


def regions_of(document: Mapping[str, Any]) -> tuple[Region, ...]:
    """The kecamatan and villages of the regency, each with the name of what it lies in."""
    names = {each["code"]: each["name"] for each in document["regions"]}
    return tuple(
        Region(code, name, names.get(code[:8], "") if len(code) > 8 else "") for code, name in names.items()
    )


_TRIES: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    kinds.CATALOGUE: _try_catalogue,
    kinds.HOLIDAYS: holidays_of,
    kinds.REGIONS: regions_of,
    kinds.BULLETIN: lambda raw: Bulletin.of("", raw),
}
