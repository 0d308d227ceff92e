"""Bulletins: what head office tells its counters and the public, numbered, with its legal basis and its time.

One that is superseded is marked and never shown as holding; one whose time is over ends by itself, also on a
laptop that hears nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.domain.roles import OFFICER, TEAM_LEADER
from mobile_unit.domain.texts import Text

EVERYBODY, OFFICERS, LEADERS = "all", "officers", "leaders"
READERS = (EVERYBODY, OFFICERS, LEADERS)
LONGEST_TEXT = 20_000
LONGEST_LINE = 200

AHEAD, HOLDS, EXPIRED, SUPERSEDED = "ahead", "holds", "expired", "superseded"
STANDINGS: Mapping[str, Text] = {
    AHEAD: Text("Belum berlaku", "Not yet in force"),
    HOLDS: Text("Berlaku", "In force"),
    EXPIRED: Text("Tidak berlaku lagi", "Expired"),
    SUPERSEDED: Text("Sudah diganti", "Superseded"),
}


@dataclass(frozen=True, slots=True)
class Bulletin:
    """``text`` is Markdown; ``units`` are those it is for (none: all), ``readers`` one of ``READERS``;
    ``supersedes`` are the numbers of older ones that it takes the place of."""

    id: str
    number: str
    title: Text
    legal_basis: str
    valid_from: date
    valid_until: date | None
    units: tuple[str, ...]
    readers: str
    public: bool
    text: Text
    supersedes: tuple[str, ...]

    @classmethod
    def of(cls, id_: str, raw: Mapping[str, Any]) -> Bulletin:
        """Read what was published; raises KeyError, TypeError or ValueError for what is none."""
        until = raw["valid_until"]
        found = cls(
            id_,
            _line(raw["number"]),
            Text.of(raw["title"]),
            _line(raw["legal_basis"]),
            date.fromisoformat(raw["valid_from"]),
            None if until is None else date.fromisoformat(until),
            tuple(_line(unit) for unit in raw["units"]),
            raw["readers"],
            raw["public"],
            Text.of(raw["text"]),
            tuple(_line(number) for number in raw["supersedes"]),
        )
        if found.readers not in READERS or type(found.public) is not bool:
            raise ValueError("readers")
        return found

    def as_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "title": self.title.as_dict(),
            "legal_basis": self.legal_basis,
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "units": list(self.units),
            "readers": self.readers,
            "public": self.public,
            "text": self.text.as_dict(),
            "supersedes": list(self.supersedes),
        }

    def is_for(self, unit: str, role: str) -> bool:
        """Whether somebody in this role at this unit is to read it."""
        if self.units and unit not in self.units:
            return False
        allowed = {EVERYBODY: None, OFFICERS: (OFFICER, TEAM_LEADER), LEADERS: (TEAM_LEADER,)}[self.readers]
        return allowed is None or role in allowed


def standing(bulletin: Bulletin, others: Iterable[Bulletin], on: date) -> str:
    """How a bulletin stands on a day; one that supersedes it counts from the day that one holds."""
    if any(bulletin.number in each.supersedes and each.valid_from <= on for each in others):
        return SUPERSEDED
    if bulletin.valid_until is not None and bulletin.valid_until < on:
        return EXPIRED
    return HOLDS if bulletin.valid_from <= on else AHEAD


def _line(value: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_LINE:
        raise ValueError("line")
    return value
