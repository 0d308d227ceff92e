"""What the night goes by, as data with dates: when something is proposed, late, silent or compared."""

from __future__ import annotations

import json
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from mobile_unit.domain.texts import Text
from mobile_unit.resources import resource


@dataclass(frozen=True, slots=True)
class Proposal:
    """``proposed`` is the state to put into what has been in one of ``states`` for so long; the time begins
    anew with each repetition of the state where ``anew``. One that is not ``confirmed`` is the office's own
    custom: no rule that we know of says the days."""

    kind: str
    states: tuple[str, ...]
    days: int
    months: int
    anew: bool
    proposed: str
    reason: Text
    legal_basis: str
    confirmed: bool

    def over_on(self, since: date) -> date:
        """The first day on which the time is over."""
        return months_after(since, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Rules:
    proposals: tuple[Proposal, ...]
    soon_due_working_days: int
    silent_days: int
    scans_days: int
    clock_days: int
    numbers_days: int
    pair_days: int
    keep_days: int


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def rules_on(day: date) -> Rules:
    """What holds on a day; before the first, what holds first."""
    known = _read()
    for row in known:
        if row["from"] <= day.isoformat() and (row["until"] is None or day.isoformat() <= row["until"]):
            return _rules(row)
    return _rules(known[0])


@cache
def _read() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(resource("night", "rules.json").read_text("utf-8")))


def _rules(row: dict[str, Any]) -> Rules:
    numbers = {name: value for name, value in row.items() if isinstance(value, int)}
    return Rules(
        tuple(
            Proposal(
                each["kind"],
                tuple(each["states"]),
                each.get("days", 0),
                each.get("months", 0),
                each.get("anew", False),
                each["proposed"],
                Text.of(each["reason"]),
                each["legal_basis"],
                each["confirmed"],
            )
            for each in row["proposals"]
        ),
        **numbers,
    )
