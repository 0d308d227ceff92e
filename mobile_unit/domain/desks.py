"""Whose turn it is with an application at head office, by its state."""

from __future__ import annotations

from mobile_unit.domain.states import FINAL, READY, REFERRED, SENT

OFFICE, ELSEWHERE, DONE = "office", "elsewhere", "done"
DESKS = (OFFICE, ELSEWHERE, DONE)
_DONE = (READY, *FINAL)
_ELSEWHERE = (SENT, REFERRED, "incomplete", "awaiting_payment", "billing_expired")
"""Scans are on their way, or the unit or the applicant has to do something."""


def desk_of(state: str) -> str:
    """``office`` where a verifier has work with it, ``elsewhere`` where others do, ``done`` where what was
    promised is made or it is decided for good."""
    if state in _DONE:
        return DONE
    return ELSEWHERE if state in _ELSEWHERE else OFFICE
