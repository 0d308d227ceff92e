"""The directory that a unit begins with until head office says its own; contacts are the office's to fill."""

from __future__ import annotations

import json
from functools import cache

from mobile_unit.domain.referrals import Target, read_directory
from mobile_unit.resources import resource


@cache
def shipped() -> tuple[Target, ...]:
    return read_directory(json.loads(resource("referrals", "directory.json").read_text("utf-8"))["offices"])
