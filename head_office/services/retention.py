"""How long content is kept, as data: by kind, so many years after the end; and what is due today. Kinds are
of applications by how they ended, of complaints, referrals, lists of planned visits, outreach, and of what
officers attended and answered.

Nothing is due until the office has said the years: they stand in its archive schedule (jadwal retensi arsip),
which no program knows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.services.night.rules import months_after
from head_office.store import destructions, ended_records, nameless, never_filed, on_device
from head_office.store.destructions import APPLICATION, Ended
from head_office.store.engine import Connection
from mobile_unit.domain.states import FINAL
from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.resources import resource

FORMAT = "way-kanan/retention/1"
FILE = "retention.json"
"""The office's own years, in its home; without it the program's, which has none."""
MOST_YEARS = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """``years`` is None while the office has not said them; ``states`` are those that end an application, of
    other records there are none."""

    kind: str
    title: Text
    of: str
    states: tuple[str, ...]
    years: int | None
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Rules:
    ask: Text
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose time is over. ``on_laptop``: its unit has not said that it removed it."""

    kind: Kind
    ended: Ended
    due_on: date
    on_laptop: bool


def rules_of(home: Path) -> Rules:
    """The office's rules. Raises UserFacingError for a file that says something else than years."""
    own = home / FILE
    source = own if own.exists() else resource("retention", "rules.json")
    try:
        return _rules(json.loads(source.read_text("utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise UserFacingError(
            _("{file} can't be used: {what}").format(file=FILE, what=str(error)[:100]),
            _("Start from resources/retention/rules.json; years is a whole number or null."),
        ) from error


def due(office: HeadOffice, rules: Rules, today: date) -> list[Due]:
    """What is over on a day, kind by kind, the longest ago first."""
    with office.database.read() as connection:
        removed = _Removed(connection)
        aside = never_filed.closed_before(connection, f"{today}T99")
        aside += nameless.closed_before(connection, f"{today}T99")
        return [
            Due(kind, ended, _over_on(ended, kind.years), removed.is_on_laptop(ended))
            for kind in (*rules.kinds, *_of_no_record(rules))
            if kind.years is not None
            for ended in (*_over(connection, kind, kind.years, today), *_of(kind, aside))
            if _over_on(ended, kind.years) <= today
        ]


def _of_no_record(rules: Rules) -> Iterator[Kind]:
    """Entries that go with no record have the longest time of all: nobody knows of which kind they would be.
    They have none while the office has not said all years."""
    years = [kind.years for kind in rules.kinds if kind.years is not None]
    if years and len(years) == len(rules.kinds):
        title = Text("Catatan yang tidak menyebut arsip mana pun", "Entry that names no record")
        basis = "UU 43/2009 tentang Kearsipan, JRA kantor; UU 27/2022 Pasal 44"
        yield Kind("nameless", title, nameless.ENTRY, (), max(years), basis)


def _of(kind: Kind, aside: Sequence[Ended]) -> Iterator[Ended]:
    """Those of a kind among what was never on file."""
    return (each for each in aside if each.of == kind.of and (not kind.states or each.state in kind.states))


def _over(connection: Connection, kind: Kind, years: int, today: date) -> Iterator[Ended]:
    # a day early on a leap year's account is looked at, and then not taken
    day = months_after(today, -12 * years).isoformat()
    until = f"{day}T99"
    if kind.of == nameless.ENTRY:
        return iter(())
    if kind.of == APPLICATION:
        return destructions.ended_before(connection, kind.states, until)
    return ended_records.ended_before(connection, kind.of, until)


def _over_on(ended: Ended, years: int) -> date:
    return months_after(date.fromisoformat(ended.ended_at[:10]), 12 * years)


class _Removed:
    """What each unit said that it removed from its laptops, read once a unit. Of a referral's letter laptops
    keep no copy for so long, and of the other kinds nothing of anybody but officers. What is not on file here
    no laptop removes before it hears that it was destroyed: nothing is waited for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._with_laptops = set(destructions.units_with_laptops(connection))
        self._asked: dict[tuple[str, str], set[str]] = {}

    def is_on_laptop(self, ended: Ended) -> bool:
        if ended.unit not in self._with_laptops or ended.never_filed:
            return False
        if ended.of == ended_records.COMPLAINT:
            return ended.id in self._of(ended, _complaints_there)
        if ended.of == ended_records.VISIT:
            return ended.id not in self._of(ended, on_device.forgotten)
        return ended.of == APPLICATION and ended.id not in self._of(ended, _applications_gone)

    def _of(self, ended: Ended, read: Callable[[Connection, str], set[str]]) -> set[str]:
        key = (ended.of, ended.unit)
        if key not in self._asked:
            self._asked[key] = read(self._connection, ended.unit)
        return self._asked[key]


def _applications_gone(connection: Connection, unit: str) -> set[str]:
    said = on_device.purges(connection, unit)
    return {str(each["id"]) for raw in said for each in json.loads(raw)["body"]["applications"]}


def _complaints_there(connection: Connection, unit: str) -> set[str]:
    """Those that can be read there; what is sealed can't."""
    bodies = (json.loads(raw)["body"] for raw in on_device.complaints(connection, unit))
    return {str(body.get("id")) for body in bodies if body.get("said") is not None}


def _rules(said: Mapping[str, Any]) -> Rules:
    if said["format"] != FORMAT:
        raise ValueError("format")
    kinds = tuple(_kind(each) for each in said["kinds"])
    named = [state for kind in kinds for state in kind.states or (f"of {kind.of}",)]
    if len(named) != len(set(named)):
        raise ValueError("states")
    return Rules(Text.of(said["ask"]), kinds)


def _kind(said: Mapping[str, Any]) -> Kind:
    of, states = str(said.get("of", APPLICATION)), said.get("states", ())
    if of not in (APPLICATION, *ended_records.KINDS):
        raise ValueError("of")
    if bool(states) != (of == APPLICATION) or not set(states) <= set(FINAL):
        raise ValueError("states")
    years = said["years"]
    if years is not None and (type(years) is not int or not 1 <= years <= MOST_YEARS):
        raise ValueError("years")
    return Kind(said["kind"], Text.of(said["title"]), of, tuple(states), years, str(said["legal_basis"]))
