"""Applications that may be of one person, taken by different laptops."""

from __future__ import annotations

import json
from typing import Any

from head_office.services.night.likeness import (
    FAMILY,
    Person,
    judged,
    like_named,
    same_numbered,
    sorted_words,
)
from head_office.store import pairs
from head_office.store.engine import Connection
from head_office.store.pairs import Candidate, Pair
from mobile_unit.domain.duplicates import LET_GO, name_key
from mobile_unit.domain.states import DEEMED_WITHDRAWN, REFERRED

LEFT_OUT = (*LET_GO, DEEMED_WITHDRAWN, REFERRED)
"""Ended or never begun: such an application is nobody's second one."""


def search(connection: Connection, since: str) -> tuple[list[Pair], dict[str, Any]]:
    """(every pair found, what is told of them): of the applications submitted since a day.

    Pairs of one laptop are not looked for: it warned its officer at the counter, and the reason is on record.
    """
    people = _People(connection)
    found: dict[tuple[str, str], Pair] = {}
    told: dict[tuple[str, str], tuple[Candidate, Candidate]] = {}
    for block in pairs.with_one_number(connection, since, LEFT_OUT):
        for one, other in same_numbered(len(block)):
            _judge(people, block[one], block[other], found, told)
    for block in pairs.born_together(connection, since, LEFT_OUT):
        keys, words = [each.name_key for each in block], [sorted_words(each.full_name) for each in block]
        for one, other in like_named(keys, words):
            _judge(people, block[one], block[other], found, told)
    gone = pairs.dismissed(connection)
    shown = [key for key, pair in found.items() if pair.kind != FAMILY and key not in gone]
    shown.sort(key=lambda key: (-found[key].score, key))
    return list(found.values()), {
        "pairs": [_row(found[key], *told[key]) for key in shown],
        "dismissed": sum(key in gone for key in found),
        "families": sum(pair.kind == FAMILY for pair in found.values()),
    }


def _judge(
    people: _People,
    one: Candidate,
    other: Candidate,
    found: dict[tuple[str, str], Pair],
    told: dict[tuple[str, str], tuple[Candidate, Candidate]],
) -> None:
    first, second = sorted((one, other), key=lambda each: each.id)
    if first.device == second.device or (first.id, second.id) in found:
        return
    judgement = judged(people.of(first), people.of(second))
    if judgement is not None:
        found[first.id, second.id] = Pair(first.id, second.id, *judgement)
        told[first.id, second.id] = first, second


def _row(pair: Pair, first: Candidate, second: Candidate) -> dict[str, Any]:
    return {
        "kind": pair.kind,
        "score": pair.score,
        "first": _side(first),
        "second": _side(second),
        "across_units": first.unit != second.unit,
    }


def _side(each: Candidate) -> dict[str, str]:
    return {
        "id": each.id,
        "number": each.number,
        "unit": each.unit,
        "submitted_on": each.submitted_at[:10],
        "state": each.state,
    }


class _People:
    """Who candidates are, with what only their entries say; the last ones are remembered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Person] = {}

    def of(self, each: Candidate) -> Person:
        if each.id not in self._known:
            if len(self._known) > 5000:
                self._known.clear()
            applicant = json.loads(pairs.newest_body(self._connection, each.id))["body"]["applicant"]
            self._known[each.id] = Person(
                each.name_key,
                sorted_words(each.full_name),
                each.nik,
                each.birth_date,
                str(applicant.get("family_card_number") or ""),
                name_key(str(applicant.get("mother_name") or "")),
            )
        return self._known[each.id]
