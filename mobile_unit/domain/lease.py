"""How long an officer may sign in without head office having been heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When head office was heard that never was."""
DAYS = 30
"""Unless head office says otherwise."""
FEWEST, MOST = 7, 365
WARN_DAYS = 7
"""So many days before the end it is told."""


@dataclass(frozen=True, slots=True)
class Lease:
    """``heard`` is head office's own time of its newest word, ``since`` the laptop's clock when that came,
    ``seen`` the latest that this clock ever showed since."""

    heard: datetime
    since: datetime
    seen: datetime

    def days_left(self, now: datetime, days: int) -> int:
        """Whole days until the end, rounded up; 0 or less from the end on.

        Only the laptop's own clock counts, from when head office was heard: one that is years off is not
        punished, one that was set back gains nothing.
        """
        end = self.since + timedelta(days=days)
        return ceil((end - max(now, self.seen)) / timedelta(days=1))

    def renewed(self, heard: datetime, now: datetime) -> Lease:
        """After a word of head office; an old one that comes again changes nothing."""
        return Lease(heard, now, now) if heard > self.heard else self
