"""Which entries of the feeds hold something of somebody, and of which record: these go with it.

Every other kind that is said to units names numbers, states, days, units and officers alone, or is
published for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mobile_unit.domain.entries import (
    FEED_APPLICATION_STATUS,
    FEED_COMPLAINT_ANSWERED,
    FEED_CORRECTION_REQUESTED,
    FEED_ENTRY_RETURNED,
    FEED_TRAININGS,
    FEED_VISIT_PLANNED,
)


def subjects_of(kind: str, body: Mapping[str, Any]) -> tuple[str, ...]:
    """The records that a feed entry says something personal of: a note, a sentence, an answer, a list."""
    if kind == FEED_APPLICATION_STATUS:
        return (body["id"],) if body.get("note") else ()
    if kind == FEED_ENTRY_RETURNED:
        return (body["application"],) if body.get("application") else ()
    if kind == FEED_VISIT_PLANNED:
        return (body["id"],) if body.get("bookings") or body.get("note") else ()
    if kind == FEED_TRAININGS:
        return tuple(dict.fromkeys(each["id"] for each in body["trainings"]))
    return (body["id"],) if kind in (FEED_COMPLAINT_ANSWERED, FEED_CORRECTION_REQUESTED) else ()
