"""What grows quietly until it hurts: applications unsent for long, many of them, a disk that fills up.

A warning is a line of text; none of them ever stops an officer from taking an application.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

from mobile_unit.domain.lease import WARN_DAYS

MB = 1024 * 1024
Steps = tuple[int, int, int]
"""Where notice, warn and urgent begin."""


_LEASE_STEPS: Steps = (WARN_DAYS, 3, 0)


class Level(IntEnum):
    CALM = 0
    NOTICE = 1
    WARN = 2
    URGENT = 3


class Kind:
    UNSENT = "unsent"
    WAITING = "waiting"
    DISK = "disk"
    LEASE = "lease"
    BACKUP = "backup"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Alarm:
    """``value`` is in hours (unsent), applications (waiting), free bytes (disk), days left (lease), days
    (backup) or nothing (unknown: head office does not know this laptop)."""

    kind: str
    level: Level
    value: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``unsent`` in hours and ``waiting`` in applications rise; ``disk``, in free bytes, falls."""

    unsent: Steps = (24, 72, 7 * 24)
    waiting: Steps = (100, 300, 600)
    disk: Steps = (2048 * MB, 500 * MB, 100 * MB)

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> Thresholds:
        """Those of a setting (``{"unsent": [24, 72, 168], …}``); the default for what is no three steps."""
        usual = asdict(cls())
        sound = {
            kind: tuple(steps)
            for kind, steps in chosen.items()
            if kind in usual and _are_steps(steps, falling=kind == Kind.DISK)
        }
        return cls(**{**usual, **sound})


def _are_steps(steps: object, *, falling: bool) -> bool:
    if not isinstance(steps, list | tuple) or len(steps) != 3:
        return False
    if any(type(step) is not int or step < 0 for step in steps):
        return False
    return list(steps) == sorted(steps, reverse=falling)


def alarms(
    thresholds: Thresholds,
    *,
    unsent_hours: float | None,
    waiting: int,
    free_bytes: int | None,
    lease_days: int | None = None,
    without_backup: tuple[int, int] | None = None,
    is_unknown: bool = False,
) -> tuple[Alarm, ...]:
    """What is worth a word, the worst first. ``unsent_hours`` is the age of the oldest application that
    head office does not hold, None where it holds all; ``free_bytes`` None where the disk can't be asked;
    ``lease_days`` is how long officers may still sign in without head office having been heard;
    ``without_backup`` how many days work is in no backup, and from when on to warn; None where all is;
    ``is_unknown`` where head office said that it does not know this laptop."""
    found = [Alarm(Kind.UNKNOWN, Level.URGENT, 0)] if is_unknown else []
    if unsent_hours is not None:
        hours = int(max(unsent_hours, 0))
        found.append(Alarm(Kind.UNSENT, _reached(hours, thresholds.unsent), hours))
    found.append(Alarm(Kind.WAITING, _reached(waiting, thresholds.waiting), waiting))
    if free_bytes is not None:
        fallen = tuple(-step for step in thresholds.disk)
        found.append(Alarm(Kind.DISK, _reached(-free_bytes, fallen), free_bytes))
    if lease_days is not None:
        fallen = tuple(-step for step in _LEASE_STEPS)
        found.append(Alarm(Kind.LEASE, _reached(-lease_days, fallen), lease_days))
    if without_backup is not None:
        days, warn_after = without_backup
        steps = (warn_after, warn_after, 4 * warn_after)
        found.append(Alarm(Kind.BACKUP, _reached(days, steps), days))
    worth_a_word = [alarm for alarm in found if alarm.level > Level.CALM]
    return tuple(sorted(worth_a_word, key=lambda alarm: -alarm.level))


def _reached(value: int, steps: tuple[int, ...]) -> Level:
    return Level(sum(value >= step for step in steps))
