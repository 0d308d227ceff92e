"""When the next round is tried: back-off with jitter, capped, and never given up."""

from __future__ import annotations

import random
from datetime import datetime, time

FIRST_SECONDS = 15.0
CAP_SECONDS = 15 * 60.0
NIGHT_BEGINS = time(19, 0)
NIGHT_ENDS = time(5, 0)


def delay_after(failures: int, randomness: random.Random | None = None) -> float:
    """Seconds to wait after so many failures in a row: doubling from 15 s, ±25 %, never over 15 min."""
    spread = (randomness or random.SystemRandom()).uniform(0.75, 1.25)
    doubled = FIRST_SECONDS * 2 ** min(max(failures - 1, 0), 10)
    return float(min(doubled, CAP_SECONDS / 1.25) * spread)


def in_nightly_window(moment: datetime) -> bool:
    """Whether ``moment`` (local) lies in the hours when batches are sent by themselves."""
    return moment.time() >= NIGHT_BEGINS or moment.time() < NIGHT_ENDS
