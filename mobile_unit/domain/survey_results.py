"""What is told of many answers: sums of groups, none of which is small enough to know somebody by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mobile_unit.domain.surveys import LEAST, Tally, total

Lines = tuple[tuple[str | None, Tally], ...]
"""(key, tally) in the keys' order; the last one has the key None: those that are not told apart."""


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of a unit, month, place and kind of service, summed."""

    unit: str
    month: str
    place: str | None
    family: str | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Told:
    """The survey as it may be shown. ``too_few`` says that there are answers, but fewer than may be told;
    ``traits`` are how often each (attribute, value) was said, None for fewer than LEAST."""

    tally: Tally
    units: Lines
    places: Lines
    families: Lines
    months: Lines
    traits: Mapping[tuple[str, str], int | None]
    too_few: bool


def told(groups: Iterable[Group], traits: Mapping[tuple[str, str], int]) -> Told:
    found = list(groups)
    tally = total(group.tally for group in found)
    if tally.respondents < LEAST:
        return Told(Tally(), (), (), (), (), {}, too_few=tally.respondents > 0)
    return Told(
        tally,
        broken_down((group.unit, group.tally) for group in found),
        broken_down((group.place, group.tally) for group in found),
        broken_down((group.family, group.tally) for group in found),
        broken_down((group.month, group.tally) for group in found),
        {said: count if count >= LEAST else None for said, count in traits.items()},
        too_few=False,
    )


def broken_down(parts: Iterable[tuple[str | None, Tally]]) -> Lines:
    """Sums by key. Keys with too few answers are told as one with those of no key; where these are still too
    few, the smallest of the others joins them: else the sum of all would tell them after all."""
    found: dict[str | None, list[Tally]] = {}
    for key, tally in parts:
        found.setdefault(key, []).append(tally)
    rest = total(found.pop(None, ()))
    sums = {key: total(tallies) for key, tallies in found.items() if key is not None}
    for key in [key for key, tally in sums.items() if tally.respondents < LEAST]:
        rest += sums.pop(key)
    while 0 < rest.respondents < LEAST and sums:
        rest += sums.pop(min(sums, key=lambda key: (sums[key].respondents, key)))
    lines: list[tuple[str | None, Tally]] = [(key, sums[key]) for key in sorted(sums)]
    return (*lines, *([(None, rest)] if rest.respondents else []))
