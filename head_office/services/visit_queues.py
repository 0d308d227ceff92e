"""How the queue went at visits that were planned: numbers given out, served, not there, the median wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from head_office.office import HeadOffice
from head_office.store import planned_visits, queue
from head_office.store.planned_visits import Kept
from mobile_unit.domain.queue import Moments, Summary, summary_of

DAYS = 30
MOST_LISTED = 100
_KECAMATAN = 8
"""Letters of a place's code that name its kecamatan."""


@dataclass(frozen=True, slots=True)
class Went:
    """A visit and its queue, as far as its unit has told of it."""

    kept: Kept
    queue: Summary


def went(office: HeadOffice, unit: str | None = None) -> list[Went]:
    """The planned visits of the last 30 days, the latest first, and today's where its unit told of it; of
    many the latest alone."""
    today = office.clock.now().date()
    since, until = (today - timedelta(days=DAYS)).isoformat(), today.isoformat()
    with office.database.read() as connection:
        plans = planned_visits.between(connection, since, until, unit)
        tickets = queue.moments(connection, since, until, unit)
    found = (Went(each, _summary(each, plans, tickets)) for each in plans)
    told = (each for each in found if each.kept.plan.day < until or each.queue.taken)
    return list(islice(told, MOST_LISTED))


def of_visit(office: HeadOffice, kept: Kept) -> Summary:
    """The queue of one visit."""
    day = kept.plan.day
    with office.database.read() as connection:
        plans = planned_visits.between(connection, day, day, kept.unit)
        tickets = queue.moments(connection, day, day, kept.unit)
    return _summary(kept, plans, tickets)


def _summary(kept: Kept, plans: Iterable[Kept], tickets: Iterable[Moments]) -> Summary:
    """Tickets of the unit's day; where it had several visits that day, those of the kecamatan."""
    same_day = [each for each in plans if (each.unit, each.plan.day) == (kept.unit, kept.plan.day)]
    kecamatan = kept.plan.place[:_KECAMATAN]
    return summary_of(
        each
        for each in tickets
        if (each.unit, each.day) == (kept.unit, kept.plan.day)
        and (len(same_day) == 1 or each.place[:_KECAMATAN] == kecamatan)
    )
