"""The one place that asks the machine for the time."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Protocol

JAKARTA = timezone(timedelta(hours=7), "WIB")
"""Way Kanan keeps WIB, UTC+7, without summer time; the laptop's own zone may be wrong."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Local time of the counter, with its offset."""
        ...


class SystemClock:
    """The laptop's clock, read as WIB whatever zone the laptop is set to."""

    def now(self) -> datetime:
        return datetime.now(JAKARTA)


def timestamp(moment: datetime) -> str:
    """``2026-11-24T09:14:03+07:00``."""
    return moment.isoformat(timespec="seconds")


def today(clock: Clock) -> date:
    return clock.now().date()
