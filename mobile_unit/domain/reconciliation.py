"""A day held against itself: what was taken, what the journal says, what paper was handed out."""

from __future__ import annotations

from dataclasses import dataclass

from mobile_unit.domain.applications import Officer
from mobile_unit.domain.money import FeeLine
from mobile_unit.domain.visits import Pause, Person

NO_RECEIPT, PRINT_FAILED, NOT_IN_JOURNAL = "no_receipt", "print_failed", "not_in_journal"
WITHDRAWN = "withdrawn"
"""Withdrawn before a receipt was handed out."""

KINDS = (NOT_IN_JOURNAL, PRINT_FAILED, NO_RECEIPT, WITHDRAWN)
"""What can be said of an application at the closing, the gravest first."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """An application that something is missing of; ``kind`` is one of KINDS."""

    kind: str
    id: str
    number: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where the counter stood on the day, from ``since`` (ISO) on."""

    code: str
    name: str
    since: str


@dataclass(frozen=True, slots=True)
class Taker:
    """An officer and how many of the day's applications they took."""

    nip: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class DraftLeft:
    """A draft nobody finished; ``old`` where it is from an earlier day."""

    id: str
    service: str
    updated_at: str
    old: bool


@dataclass(frozen=True, slots=True)
class ServiceCount:
    """How many of a service's were recorded, and how many of those only referred to the office."""

    service: str
    count: int
    referred: int

    @property
    def taken(self) -> int:
        return self.count - self.referred


@dataclass(frozen=True, slots=True)
class Counts:
    """``submitted`` are all that were recorded, referrals too; ``receipted`` those with a printed receipt.

    ``waiting`` and ``scans_waiting`` are the whole laptop's; everything else is the day's.
    """

    submitted: int
    in_journal: int
    receipted: int
    print_failed: int
    corrected: int
    withdrawn: int
    referred: int
    drafts: int
    old_drafts: int
    waiting: int
    scans_waiting: int

    @property
    def taken(self) -> int:
        """What was applied for here; a referral is applied for at the office."""
        return self.submitted - self.referred


@dataclass(frozen=True, slots=True)
class FeeSum:
    """What was billed under one line of the tariff (nothing is paid at the counter)."""

    code: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """``drafts`` are the oldest first. ``leaders`` may sign; ``alone`` says that whoever took everything
    may, as nobody else is there. ``wrong_pins`` were typed since the last closing. ``saved_only`` are the
    applications whose receipt was saved as a file and never printed: nobody knows whether it was given.
    ``tickets_waiting`` are those of the day's queues whom nobody called yet."""

    day: str
    state: str | None
    stops: tuple[Stop, ...]
    present: tuple[Person, ...]
    pauses: tuple[Pause, ...]
    counts: Counts
    saved_only: int
    services: tuple[ServiceCount, ...]
    fees: tuple[FeeSum, ...]
    takers: tuple[Taker, ...]
    discrepancies: tuple[Discrepancy, ...]
    drafts: tuple[DraftLeft, ...]
    leaders: tuple[Officer, ...]
    alone: bool
    closings: int
    closed_at: str | None
    signed_by: str | None
    wrong_pins: int
    tickets_waiting: int = 0

    @property
    def agree(self) -> bool:
        """Submitted = in the journal = receipted, those included whose receipt was saved only."""
        counts = self.counts
        return counts.submitted == counts.in_journal == counts.receipted + self.saved_only

    @property
    def billed(self) -> int:
        return sum(fee.amount for fee in self.fees)


def fee_sums(lines: list[FeeLine]) -> tuple[FeeSum, ...]:
    """Fee lines added up by their code, in the order in which the codes first came."""
    sums: dict[str, FeeSum] = {}
    for line in lines:
        before = sums.get(line.code, FeeSum(line.code, 0, 0))
        sums[line.code] = FeeSum(line.code, before.count + 1, before.amount + line.amount)
    return tuple(sums.values())
