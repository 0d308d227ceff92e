"""How long the rest will take, from what the link carried in the last minute."""

from __future__ import annotations

from collections import deque

WATCHED_SECONDS = 60.0
SURE_AFTER_SECONDS = 8.0
"""Before that a guess would jump about, and whoever reads it would rather have none."""


class Pace:
    """Fed with (moment in seconds, bytes done); what was there before the first feeding does not count."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def feed(self, moment: float, done: int) -> None:
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((moment, done))
        while len(self._seen) > 2 and moment - self._seen[0][0] > WATCHED_SECONDS:
            self._seen.popleft()

    def seconds_left(self, total: int) -> float | None:
        """None while too little is known."""
        if not self._seen:
            return None
        (began, at_first), (now, done) = self._seen[0], self._seen[-1]
        if now - began < SURE_AFTER_SECONDS or done <= at_first:
            return None
        return max(0.0, (total - done) * (now - began) / (done - at_first))
