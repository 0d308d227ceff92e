"""Who may collect a passport and with which papers, as data with the day from which it holds.

Self: proof of payment and identity; family: also a copy of the family card; others: a power of attorney
(Permenkumham 8/2014 Ps 23). Both sides check a hand-over with these rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from mobile_unit.domain.applications import Collected
from mobile_unit.domain.texts import Text
from mobile_unit.forms import formats
from mobile_unit.resources import resource

MAX_NAME = 100
_PASSPORT = re.compile(r"[A-Z0-9]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receiver:
    """One kind of person who may collect (``self``, ``family``, ``other``) and the papers shown."""

    code: str
    label: Text
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """What holds on a day: the receivers in their order, and what each paper is called."""

    legal_basis: str
    papers: Mapping[str, Text]
    receivers: Mapping[str, Receiver]


def rules_on(day: date) -> Rules:
    """The rules of a day; raises KeyError for one before the first of them."""
    for start, end, rules in _all():
        if start <= day and (end is None or day <= end):
            return rules
    raise KeyError(day.isoformat())


def in_words(collected: Collected) -> tuple[Text, str, tuple[Text, ...]]:
    """(relation to the applicant, name, papers shown) of whoever collected a passport."""
    rules = rules_on(date.fromisoformat(collected.day))
    known = rules.receivers.get(collected.relation)
    relation = known.label if known else Text(collected.relation, collected.relation)
    papers = tuple(rules.papers.get(paper, Text(paper, paper)) for paper in collected.papers)
    return relation, collected.name, papers


def in_one_line(collected: Collected) -> Text:
    """``Keluarga: BUDI SANTOSO (Bukti pembayaran, Kartu identitas …)``."""
    relation, name, papers = in_words(collected)
    return Text(
        f"{relation.id}: {name} ({', '.join(paper.id for paper in papers)})",
        f"{relation.en}: {name} ({', '.join(paper.en for paper in papers)})",
    )


def problem_with(
    receiver: str, name: str, papers: Collection[str], passport_number: str | None, on: date
) -> str | None:
    """Why a hand-over can't be recorded, as a stable code; None where it can."""
    rules = rules_on(on)
    known = rules.receivers.get(receiver)
    if known is None:
        return "receiver.unknown"
    if not name or len(name) > MAX_NAME or not formats.is_name(name):
        return "receiver.name"
    if set(papers) - set(rules.papers):
        return "paper.unknown"
    if set(known.papers) - set(papers):
        return "papers.missing"
    if passport_number is not None and not _PASSPORT.fullmatch(passport_number):
        return "passport.number"
    return None


@cache
def _all() -> tuple[tuple[date, date | None, Rules], ...]:
    raw = json.loads(resource("collection", "rules.json").read_text("utf-8"))
    return tuple(
        (
            date.fromisoformat(each["from"]),
            date.fromisoformat(each["until"]) if each["until"] else None,
            Rules(
                each["legal_basis"],
                {code: Text.of(label) for code, label in each["papers"].items()},
                {
                    code: Receiver(code, Text.of(one["label"]), tuple(one["papers"]))
                    for code, one in each["receivers"].items()
                },
            ),
        )
        for each in raw
    )
