"""What the public is told of each state, as data with the day from which it holds: the stage, what to do
next, until when, and what to bring. Of what the public may not see a stage says nothing."""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from mobile_unit.domain.texts import Text
from mobile_unit.resources import resource

SUBMITTED = "submitted"
READY = "ready"
BRING = ("asked", "collection", "originals", "referral")


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many days or months after the stage began; ``passed`` is said once that day is over."""

    days: int
    months: int
    text: Text
    passed: Text

    def counted_from(self, day: date) -> date:
        return _months_after(day, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Stage:
    """``message`` says what ``next`` does where nothing else stands beside it. ``bring`` is one of ``BRING``
    or None; ``promise`` whether the promised time still runs."""

    code: str
    title: Text
    next: Text
    message: Text
    deadline: Deadline | None
    bring: str | None
    promise: bool
    pick_up: bool


def stage_of(state: str, on: date) -> Stage:
    """The stage that a state of an application is, to the public, on a day."""
    for begins, ends, states in _all():
        if begins <= on and (ends is None or on <= ends):
            return states.get(state) or states["received"]
    raise KeyError(on.isoformat())


@cache
def _all() -> tuple[tuple[date, date | None, Mapping[str, Stage]], ...]:
    raw = json.loads(resource("stages", "public.json").read_text("utf-8"))
    return tuple(
        (
            date.fromisoformat(each["from"]),
            date.fromisoformat(each["until"]) if each["until"] else None,
            {state: _stage(code, each["stages"][code]) for state, code in each["states"].items()},
        )
        for each in raw
    )


def _stage(code: str, raw: Mapping[str, Any]) -> Stage:
    limit = raw.get("deadline")
    deadline = limit and Deadline(
        limit.get("days", 0), limit.get("months", 0), Text.of(limit["text"]), Text.of(limit["passed"])
    )
    return Stage(
        code,
        Text.of(raw["title"]),
        Text.of(raw["next"]),
        Text.of(raw.get("message", raw["next"])),
        deadline,
        raw.get("bring"),
        raw.get("promise", False),
        raw.get("pick_up", False),
    )


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
