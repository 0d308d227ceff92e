"""How far applications have come on their way to head office: counted, sent, acknowledged, reconciled."""

from __future__ import annotations

from dataclasses import dataclass

COUNTED, SENT, ACKNOWLEDGED, RECONCILED, PURGED = range(5)
"""The steps in order. Sent: its entry went by network or stick. Acknowledged: head office has entry and
scans. Reconciled: head office has signed that at night. Purged: the content was removed here since."""


@dataclass(frozen=True, slots=True)
class DayCounted:
    """One day's applications, and how many of them reached each step."""

    day: str
    counted: int
    sent: int
    acknowledged: int
    reconciled: int
    purged: int

    @property
    def agrees(self) -> bool:
        return self.counted == self.sent == self.acknowledged == self.reconciled


@dataclass(frozen=True, slots=True)
class Followed:
    """One application and the steps that it has reached."""

    id: str
    number: str
    service: str
    day: str
    sent: bool
    acknowledged: bool
    reconciled: bool
    purged: bool

    @property
    def step(self) -> int:
        """The last one reached."""
        if self.purged:
            return PURGED
        if self.reconciled:
            return RECONCILED
        if self.acknowledged:
            return ACKNOWLEDGED
        return SENT if self.sent else COUNTED
