"""What outreach is about, as data: ``resources/outreach/themes.json``. A key that was once shipped stays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from mobile_unit.domain.texts import Text
from mobile_unit.resources import resource


@cache
def themes() -> Mapping[str, Text]:
    """Key -> words, in the order of the list."""
    raw = json.loads(resource("outreach", "themes.json").read_text("utf-8"))
    return {each["key"]: Text.of(each["name"]) for each in raw["themes"]}
