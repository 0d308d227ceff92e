"""The notice about personal data that UU 27/2022 Ps 21 asks for: versioned texts in ``resources/notices/``.

A version that was once shipped stays as it is, for entries name the one that the applicant saw.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from mobile_unit.domain.texts import Text
from mobile_unit.resources import resource

How = Literal["shown", "printed"]
"""How the applicant was given the notice; printed counts for more."""


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Notice:
    version: str
    effective_from: date
    title: Text
    law: Text
    parts: tuple[Part, ...]


def notice_on(day: date) -> Notice:
    """The version in force on a day; before the first one, the first."""
    shipped = _shipped()
    return next((each for each in reversed(shipped) if each.effective_from <= day), shipped[0])


@cache
def _shipped() -> tuple[Notice, ...]:
    read = (json.loads(path.read_text("utf-8")) for path in resource("notices").glob("*.json"))
    made = (
        Notice(
            raw["version"],
            date.fromisoformat(raw["effective_from"]),
            Text.of(raw["title"]),
            Text.of(raw["law"]),
            tuple(Part(part["key"], Text.of(part["title"]), Text.of(part["text"])) for part in raw["parts"]),
        )
        for raw in read
    )
    return tuple(sorted(made, key=lambda each: each.effective_from))
