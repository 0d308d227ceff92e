"""How a laptop stands, as it says itself with its calls: what it has not handed over, and its clock."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SAID = re.compile(r"([0-9A-Za-z.+\-]{1,40}) (\d{1,9}) (\d{1,9}) (-?\d{1,9}|\?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """``entries`` and ``scans`` wait on the laptop once the call that says so is done; its clock is
    ``clock_offset`` seconds ahead of head office's, None where it has not been compared yet."""

    program: str
    entries: int
    scans: int
    clock_offset: int | None

    def written(self) -> str:
        """As a header says it: ``0.1.0 12 3 -2``."""
        offset = "?" if self.clock_offset is None else str(self.clock_offset)
        return f"{self.program} {self.entries} {self.scans} {offset}"


def read_standing(said: str | None) -> Standing | None:
    """What was said; None where nothing was, or nothing that can be read."""
    found = _SAID.fullmatch(said or "")
    if found is None:
        return None
    offset = None if found[4] == "?" else int(found[4])
    return Standing(found[1], int(found[2]), int(found[3]), offset)
