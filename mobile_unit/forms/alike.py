"""Which records are alike in all that some conditions of the catalogue ask about: what was found for one
holds for the others.

Conditions are JSON Schemas. Most records of a day differ only in what no condition looks at (who it is, where
they live), so that what follows from all conditions is found some hundred times, not for each.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import repeat
from typing import Any, Generic, TypeVar

Place = tuple[str, ...]
Found = TypeVar("Found")
_MOST = 4096
"""Kinds of records that are remembered of one set of conditions; beyond, all is found anew."""
_LACKING, _NO_HOLDER = object(), object()


class Alike(Generic[Found]):
    """What was found for records, by all that conditions ask, and the values at further places."""

    def __init__(self, conditions: Iterable[Mapping[str, Any]], places: Iterable[Place] = ()) -> None:
        asked = {place for condition in conditions for place in _asked(condition)}
        values = {place for place, is_value in asked if is_value} | set(places)
        there = {place for place, _is_value in asked} - values
        self._holders = [
            (
                holder,
                tuple(sorted(place[-1] for place in values if place and place[:-1] == holder)),
                tuple(sorted(place[-1] for place in there if place[:-1] == holder)),
            )
            for holder in sorted({place[:-1] for place in values | there})
        ]
        self._is_whole = () in values
        self._found: dict[Hashable, Found] = {}

    def key(self, record: Mapping[str, Any], *more: Hashable) -> Hashable | None:
        """The same for records that no condition tells apart and that have ``more`` in common; None where
        that can't be said."""
        if self._is_whole:
            return None
        said: list[object] = []
        for path, values, there in self._holders:
            holder: Any = record
            for name in path:
                holder = holder.get(name) if isinstance(holder, dict) else None
            if isinstance(holder, dict):
                said += map(holder.get, values, repeat(_LACKING))
                said += map(holder.__contains__, there)
            else:
                said.append(_NO_HOLDER)
        return more, tuple(said), tuple(map(type, said))  # 1 and True are equal, but not to a condition

    def found(self, key: Hashable | None) -> Found | None:
        try:
            return self._found.get(key)
        except TypeError:  # a list or an object where a condition asks for a value
            return None

    def keep(self, key: Hashable | None, found: Found) -> None:
        if key is None:
            return
        if len(self._found) >= _MOST:
            self._found = {}
        with suppress(TypeError):
            self._found[key] = found


def _asked(condition: Any, at: Place = ()) -> Iterator[tuple[Place, bool]]:
    """The places that a condition's outcome hangs on, each with whether on its value or only on its being
    there. A keyword that is not known here hangs on the value of its whole place."""
    if not isinstance(condition, Mapping):
        yield at, True
        return
    for keyword, said in condition.items():
        if keyword == "properties":
            for name, inner in said.items():
                yield from _asked(inner, (*at, name))
        elif keyword == "required":
            yield from (((*at, name), False) for name in said)
        elif keyword in ("allOf", "anyOf"):
            for inner in said:
                yield from _asked(inner, at)
        elif keyword == "not":
            yield from _asked(said, at)
        else:
            yield at, True
