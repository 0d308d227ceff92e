"""Fields that don't apply to a record (a guardian's, once of age), and how they are taken out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any


class Hidden:
    """Some of a form's fields, by their dotted keys; ``shown`` are the others."""

    def __init__(self, keys: frozenset[str], fields: Collection[str]) -> None:
        self.keys = keys
        self.shown = frozenset(fields) - keys
        names: dict[str, set[str]] = defaultdict(set)
        deeper: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key in keys:
            part, _dot, path = key.partition(".")
            name, is_deeper, rest = path.partition(".")
            if is_deeper:
                deeper[part, name].append(rest)
            else:
                names[part].add(name)
        self._names = tuple(names.items())
        self._deeper = tuple((part, name, tuple(rests)) for (part, name), rests in deeper.items())

    def drop(self, record: Mapping[str, Any]) -> None:
        """Take out what was typed into them, and what is left empty by that."""
        for part, names in self._names:
            holder = record[part]
            for name in holder.keys() & names:
                del holder[name]
        for part, name, rests in self._deeper:
            if isinstance(record[part].get(name), dict):
                for rest in rests:
                    _drop(record[part], f"{name}.{rest}")


def _drop(holder: dict[str, Any], path: str) -> None:
    name, is_deeper, rest = path.partition(".")
    if not is_deeper:
        holder.pop(name, None)
    elif isinstance(inner := holder.get(name), dict):
        _drop(inner, rest)
        if not inner:
            del holder[name]
