"""How often a PIN was tried in vain, and how long the next try has to wait; kept beside the key slots.

Only the time since the machine started is asked, never its clock: a clock set back or forward changes
nothing, and after a restart whatever is left of a wait is served from the start on. The file says nothing of
who tried what. It can be put back by whoever has the disk in hand, who can also guess without this program:
against that stands the price of Argon2id alone; that it was put back is told at the next sign-in.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from math import ceil
from pathlib import Path

from mobile_unit.store.durable import write_durably

FREE_TRIES = 5
WAITS = (30, 60, 120, 300, 900)
"""Seconds after the fifth wrong try in a row, the sixth, and so on; the last one stays."""


@dataclass(frozen=True, slots=True)
class _Count:
    """``wrong`` in a row, ``total`` ever; ``since`` is the machine's uptime at the last of them."""

    wrong: int = 0
    total: int = 0
    since: float = 0.0


def uptime() -> float:
    """Seconds since the machine started, its sleep included where the system tells."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def wait_after(wrong: int) -> int:
    """Seconds to wait after so many wrong tries in a row."""
    return WAITS[min(wrong - FREE_TRIES, len(WAITS) - 1)] if wrong >= FREE_TRIES else 0


class Tries:
    """The file of one home."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def total(self) -> int:
        """Wrong tries since the file was made."""
        return self._read().total

    def waiting(self) -> int:
        """Whole seconds until the next try, 0 when it may be now."""
        count = self._read()
        served = uptime() - count.since
        if not served >= 0:  # nor where a damaged file has no number
            served = 0.0  # the machine was restarted since: what is waited for begins anew
            if wait_after(count.wrong):
                self._write(replace(count, since=uptime()))
        return max(0, ceil(wait_after(count.wrong) - served))

    def begin(self) -> None:
        """Count a try as a wrong one before it is known, so that ending the program hides none."""
        count = self._read()
        self._write(_Count(count.wrong + 1, count.total + 1, uptime()))

    def was_right(self) -> None:
        """Take the try that was begun back, and begin to count anew."""
        self._write(replace(self._read(), wrong=0, total=max(0, self._read().total - 1)))

    def forgive(self) -> None:
        """Let the next try be at once; how many were wrong in all stays known."""
        self._write(replace(self._read(), wrong=0))

    def go_on_from(self, total: int) -> None:
        """Count on from what the database knows, where this file was lost or put back."""
        self._write(replace(self._read(), total=total))

    def _read(self) -> _Count:
        try:
            said = json.loads(self._path.read_bytes())
            return _Count(max(0, int(said["wrong"])), max(0, int(said["total"])), float(said["since"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return _Count()

    def _write(self, count: _Count) -> None:
        write_durably(self._path, json.dumps(asdict(count)).encode())
