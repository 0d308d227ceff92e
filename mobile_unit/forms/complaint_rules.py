"""Within how many working days a complaint is verified, answered and closed, and to whom it can be assigned:
data, as offices set their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from mobile_unit.domain.texts import Text
from mobile_unit.domain.working_days import working_day_after
from mobile_unit.forms.deadlines import holidays
from mobile_unit.resources import resource


@dataclass(frozen=True)
class Rules:
    """All counts are working days. ``sections`` are whom a complaint can be assigned to, ``escalation`` where
    else somebody can turn to."""

    version: str
    legal_basis: Text
    verify_within: int
    close_after: int
    answer_within: Mapping[str, int]
    sections: Mapping[str, Text]
    follow: Text
    escalation: tuple[Text, ...]

    def due_on(self, kind: str, taken: date) -> date:
        """The last day for an answer, counted from the day after it was taken."""
        return working_day_after(taken, self.answer_within[kind], holidays())

    def verify_by(self, taken: date) -> date:
        return working_day_after(taken, self.verify_within, holidays())

    def closes_on(self, answered: date) -> date:
        """From when on an answer that nobody came back to may be closed."""
        return working_day_after(answered, self.close_after, holidays())


@cache
def rules() -> Rules:
    raw = json.loads(resource("complaints", "rules.json").read_text("utf-8"))
    return Rules(
        raw["version"],
        Text.of(raw["legal_basis"]),
        raw["verify_within"],
        raw["close_after"],
        raw["answer_within"],
        {key: Text.of(name) for key, name in raw["sections"].items()},
        Text.of(raw["follow"]),
        tuple(Text.of(each) for each in raw["escalation"]),
    )
