"""Which state may follow which at head office (Permenkumham 8/2014): the one table."""

from __future__ import annotations

from collections.abc import Mapping

from head_office.services.roles import Permission, may
from mobile_unit.domain.states import (
    DEEMED_WITHDRAWN,
    FINAL,
    HANDED_OVER,
    INCOMPLETE,
    READY,
    RECEIVED,
    REFERRED,
    VERIFICATION,
)

AWAITING_PAYMENT, PAID, EXPIRED = "awaiting_payment", "paid", "billing_expired"
INTERVIEW, ADJUDICATION, PRINTING, QUALITY = "interview", "adjudication", "printing", "quality_check"
SUSPENDED, REJECTED, CANCELLED = "suspended", "rejected", "cancelled"

#: the usual next step is the first; payment comes before the interview or after it, as the office does
STEPS: Mapping[str, tuple[str, ...]] = {
    REFERRED: (RECEIVED, CANCELLED),
    RECEIVED: (AWAITING_PAYMENT, INTERVIEW, VERIFICATION, INCOMPLETE, SUSPENDED, REJECTED),
    INCOMPLETE: (RECEIVED, INCOMPLETE, DEEMED_WITHDRAWN, REJECTED),
    AWAITING_PAYMENT: (PAID, EXPIRED, INCOMPLETE, SUSPENDED, CANCELLED),
    EXPIRED: (AWAITING_PAYMENT, CANCELLED),
    PAID: (INTERVIEW, VERIFICATION, INCOMPLETE, SUSPENDED, REJECTED),
    INTERVIEW: (VERIFICATION, AWAITING_PAYMENT, INCOMPLETE, SUSPENDED, REJECTED),
    VERIFICATION: (ADJUDICATION, INCOMPLETE, SUSPENDED, REJECTED),
    ADJUDICATION: (PRINTING, VERIFICATION, INCOMPLETE, SUSPENDED, REJECTED),
    PRINTING: (QUALITY, SUSPENDED),
    QUALITY: (READY, PRINTING),
    READY: (HANDED_OVER, CANCELLED),
    SUSPENDED: (VERIFICATION, INTERVIEW, ADJUDICATION, INCOMPLETE, REJECTED, CANCELLED),
}
OVERRULED: tuple[str, ...] = (VERIFICATION,)
"""Where a supervisor may put back what is ready or decided for good."""
NEEDS_NOTE = frozenset({SUSPENDED, REJECTED, CANCELLED, DEEMED_WITHDRAWN, HANDED_OVER})
"""States that nothing is put into without a word: why, or to whom it was handed."""
OWN_FORM = frozenset({INCOMPLETE, AWAITING_PAYMENT, PAID})
"""States that are reached by a form of their own: what is asked, the billing code, the payment."""


def next_steps(state: str, role: str) -> tuple[str, ...]:
    """What may follow a state, the usual first."""
    steps = STEPS.get(state, ())
    if state in (READY, *FINAL) and may(role, Permission.OVERRULE):
        return (*steps, *OVERRULED)
    return steps


def needs_note(before: str, after: str) -> bool:
    return after in NEEDS_NOTE or (before in (READY, *FINAL) and after in OVERRULED)


def reachable() -> frozenset[str]:
    """Every state that a step leads to."""
    return frozenset(after for steps in STEPS.values() for after in steps) | frozenset(OVERRULED)
