"""Kinds of queue, reasons for going first and the order of calling, as data: ``resources/queue/rules.json``.

A key that was once shipped stays: tickets of other days name it.
"""

from __future__ import annotations

import json
from functools import cache

from mobile_unit.domain.queue import Kind, Rules
from mobile_unit.domain.texts import Text
from mobile_unit.resources import resource


@cache
def rules() -> Rules:
    raw = json.loads(resource("queue", "rules.json").read_text("utf-8"))
    return Rules(
        tuple(
            Kind(each["key"], each["letter"], Text.of(each["name"]), tuple(each["services"]), each["minutes"])
            for each in raw["kinds"]
        ),
        {each["key"]: Text.of(each["name"]) for each in raw["priority"]},
        raw["priority_in_a_row"],
    )
