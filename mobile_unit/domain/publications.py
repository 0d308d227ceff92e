"""What head office publishes for all counters: the catalogue, holidays, regions and bulletins.

A publication holds from a day on and is never called back: a newer one takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

CATALOGUE, HOLIDAYS, REGIONS, BULLETIN = "catalogue", "holidays", "regions", "bulletin"
KINDS = (CATALOGUE, HOLIDAYS, REGIONS, BULLETIN)

FORMATS: Mapping[str, int] = {CATALOGUE: 1, HOLIDAYS: 1, REGIONS: 1, BULLETIN: 1}
"""The newest way of writing each kind that this program reads."""


@dataclass(frozen=True, slots=True)
class Published:
    """One publication as lists name it; ``usable`` says that this program can read it."""

    id: str
    kind: str
    number: str
    valid_from: date
    valid_until: date | None
    usable: bool = True

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


def order(number: str) -> list[int]:
    """What the numbers of catalogues, holidays and regions are sorted by (``2026.10`` after ``2026.9``)."""
    return [int(part) for part in number.split(".")]


def in_force(listed: Iterable[Published], kind: str, on: date) -> Published | None:
    """The one that holds on a day: of all whose day has come the one with the highest number.

    So a newer one that holds earlier takes back what was dated ahead.
    """
    fitting = (each for each in listed if each.kind == kind and each.usable and each.holds(on))
    return max(fitting, key=lambda each: order(each.number), default=None)


def never_in_force(listed: Iterable[Published], newer: Published, today: date) -> list[Published]:
    """What was dated ahead and is taken back by a newer one before its day comes."""
    return [
        each
        for each in listed
        if each.kind == newer.kind and each.valid_from > today and each.valid_from >= newer.valid_from
    ]
