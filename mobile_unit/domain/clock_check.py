"""Whether the laptop's clock can be believed: receipts and numbers carry its date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

TOLERANCE_SECONDS = 120
"""Less is the drift of an ordinary laptop."""


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """``went_back``: the clock is behind what this laptop itself wrote down earlier; ``ahead`` and
    ``behind``: of head office's time, as last compared; by so many ``seconds``."""

    kind: str
    seconds: int


def doubt_about(
    now: datetime, *, newest: datetime | None, latest_day: date | None, offset: int | None
) -> ClockDoubt | None:
    """The graver doubt; None where all fits.

    ``newest`` is the latest time written in the journal, ``latest_day`` the latest day worked on, and
    ``offset`` how many seconds the clock was ahead of head office's in the last round.
    """
    if newest is not None and (back := (newest - now).total_seconds()) > TOLERANCE_SECONDS:
        return ClockDoubt("went_back", int(back))
    if latest_day is not None and latest_day > now.date():
        midnight = datetime.combine(latest_day, datetime.min.time(), now.tzinfo)
        return ClockDoubt("went_back", max(int((midnight - now).total_seconds()), 1))
    if offset is not None and abs(offset) > TOLERANCE_SECONDS:
        return ClockDoubt("ahead" if offset > 0 else "behind", abs(offset))
    return None
