"""What stands in a feed in the place of an entry that was destroyed: its hash, without what it said.

A stand-in is signed in a context of its own, so that no entry passes for one and none for an entry. The chain
goes on by the hash that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mobile_unit.domain.entries import canonical, chain

_TEXTS = ("unit", "prev", "hash", "at", "destroyed_at")
_MEMBERS = frozenset({*_TEXTS, "seq"})
_HASH_LETTERS = 64


class Place(NamedTuple):
    """A place of a feed as head office says it, its signature not looked at: ``raw`` are the canonical bytes
    of what is signed, ``hash`` is what the next entry follows."""

    unit: str
    seq: int
    prev: bytes
    hash: bytes
    at: str
    raw: bytes
    stands_in: bool


def stand_in(*, unit: str, seq: int, prev: bytes, hash_: bytes, at: str, destroyed_at: str) -> dict[str, Any]:
    """What is signed of an entry that was said ``at`` and destroyed since."""
    return {
        "unit": unit,
        "seq": seq,
        "prev": prev.hex(),
        "hash": hash_.hex(),
        "at": at,
        "destroyed_at": destroyed_at,
    }


def place_of(said: Mapping[str, Any]) -> Place:
    """The place that an entry, or a stand-in for one, takes; both with or without their signature.

    Raises ValueError for what is neither.
    """
    statement = {name: value for name, value in said.items() if name != "signature"}
    stands_in = "kind" not in statement
    try:
        unit, seq, at = statement["unit"], statement["seq"], statement["at"]
        prev, raw = bytes.fromhex(statement["prev"]), canonical(statement)
        hash_ = bytes.fromhex(statement["hash"]) if stands_in else chain(prev, raw)
    except (KeyError, TypeError) as error:
        raise ValueError("place") from error
    if type(seq) is not int or not isinstance(unit, str) or not isinstance(at, str):
        raise ValueError("place")
    if stands_in and not _is_whole(statement):
        raise ValueError("stand-in")
    return Place(unit, seq, prev, hash_, at, raw, stands_in)


def _is_whole(statement: Mapping[str, Any]) -> bool:
    hashes = (statement["prev"], statement["hash"])
    return (
        statement.keys() == _MEMBERS
        and all(isinstance(statement[name], str) for name in _TEXTS)
        and all(len(each) == _HASH_LETTERS and each == each.lower() for each in hashes)
    )
