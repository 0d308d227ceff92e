"""When rounds are tried, and when scans go: back-off with jitter, the night, links that cost by the byte."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

FIRST_SECONDS = 15.0
CAP_SECONDS = 15 * 60.0

LINKS = ("system", "metered", "free")
"""What a link costs: as the computer says, by the byte, nothing."""


def delay_after(failures: int, randomness: random.Random | None = None) -> float:
    """Seconds to wait after so many failures in a row: doubling from 15 s, ±25 %, never over 15 min."""
    spread = (randomness or random.SystemRandom()).uniform(0.75, 1.25)
    doubled = FIRST_SECONDS * 2 ** min(max(failures - 1, 0), 10)
    return float(min(doubled, CAP_SECONDS / 1.25) * spread)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The nightly window in local time, over midnight where it ends before it begins; ``link`` of LINKS."""

    begins: time = time(19, 0)
    ends: time = time(5, 0)
    link: str = "system"

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> Schedule:
        """That of a setting (``{"begins": "19:00", …}``); the default for what makes no sense."""
        usual = cls()
        link = chosen.get("link")
        return cls(
            _kept(chosen.get("begins"), usual.begins),
            _kept(chosen.get("ends"), usual.ends),
            link if link in LINKS else usual.link,
        )

    def as_setting(self) -> dict[str, str]:
        return {"begins": f"{self.begins:%H:%M}", "ends": f"{self.ends:%H:%M}", "link": self.link}

    def is_metered(self, system_says: bool) -> bool:
        return system_says if self.link == "system" else self.link == "metered"

    def is_night(self, moment: datetime) -> bool:
        """Whether ``moment`` (local) lies in the window; one that ends when it begins is the whole day."""
        now = moment.time()
        if self.begins < self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends

    def missed_night(self, moment: datetime, last_whole: datetime | None) -> bool:
        """Whether the last night passed without a round that left no scan behind."""
        if self.is_night(moment):
            return False
        began = moment.replace(hour=self.begins.hour, minute=self.begins.minute, second=0, microsecond=0)
        if began > moment:
            began -= timedelta(days=1)
        return last_whole is None or last_whole < began

    def scans_go(self, moment: datetime, *, metered: bool, last_whole: datetime | None) -> bool:
        """Whether a round that starts by itself takes the scans along: over a link that costs by the byte
        only at night, and by day for a night that was missed, lest a laptop that sleeps at night never
        sends them."""
        return not metered or self.is_night(moment) or self.missed_night(moment, last_whole)


def time_in(text: str) -> time | None:
    """``19:00``, or ``19.00`` as it is written here; None for what is no time of a day."""
    try:
        return time.fromisoformat(text.strip().replace(".", ":").zfill(5))
    except ValueError:
        return None


def _kept(value: object, usual: time) -> time:
    read = time_in(value) if isinstance(value, str) else None
    return usual if read is None else read
