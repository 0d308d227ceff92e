"""How officers work, in fair figures: nothing is told of a handful, nothing adds up to a mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

LEAST = 5
"""Of fewer applications no figure is told of an officer."""
LONGEST_MINUTES = 240
"""A form that lay longer than this was put aside; it says nothing of how fast somebody works."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One application: who took it, in how many seconds from the first field to the receipt (None where that
    is not known), and whether head office asked to correct it."""

    officer: str
    seconds: int | None
    returned: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of an officer or the unit. All but ``enough`` are None where there are too few."""

    enough: bool
    served: int | None
    minutes: int | None
    returned: int | None


def seconds_taken(application: str, submitted_at: str) -> int:
    """From the first field to the receipt: an application's id (UUIDv7) begins with the moment in which its
    form was opened, in milliseconds."""
    begun = int(application.replace("-", "")[:12], 16) / 1000
    return int(datetime.fromisoformat(submitted_at).timestamp() - begun)


def figures(taken: Iterable[Taken]) -> Figures:
    all_ = list(taken)
    if len(all_) < LEAST:
        return Figures(not all_, 0 if not all_ else None, None, None)
    timed = [each.seconds for each in all_ if each.seconds is not None]
    timed = [seconds for seconds in timed if 0 < seconds <= LONGEST_MINUTES * 60]
    minutes = median_minutes(timed) if len(timed) >= LEAST else None
    return Figures(True, len(all_), minutes, sum(each.returned for each in all_))


def median_minutes(seconds: Sequence[int]) -> int:
    """Of an even number the mean of the two in the middle; half a minute counts as one."""
    ordered = sorted(seconds)
    middle = len(ordered) // 2
    twice = ordered[middle] * 2 if len(ordered) % 2 else ordered[middle - 1] + ordered[middle]
    return (twice + 60) // 120
