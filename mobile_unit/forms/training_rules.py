"""Who needs which training, as data: ``resources/staff/training.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from mobile_unit.domain.texts import Text
from mobile_unit.domain.trainings import Topic
from mobile_unit.resources import resource


@dataclass(frozen=True, slots=True)
class Rules:
    yearly_hours: int
    basis: Text
    topics: tuple[Topic, ...]


@cache
def rules() -> Rules:
    raw = json.loads(resource("staff", "training.json").read_text("utf-8"))
    topics = tuple(
        Topic(each["key"], Text.of(each["name"]), tuple(each["roles"]), each["months"])
        for each in raw["topics"]
    )
    return Rules(raw["yearly_hours"], Text.of(raw["basis"]), topics)
