"""The table that the indicators of applications are counted from."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Computed, ForeignKey, Index, Integer, Table, Text, text

from mobile_unit.domain.moments import AFTER_SUBMISSION, APPROVAL, COMPLETE, INTERVIEW, PAYMENT
from mobile_unit.store.metadata import metadata

_CLOCKS = " ".join(f"WHEN '{each}' THEN {each}" for each in (COMPLETE, PAYMENT, INTERVIEW, APPROVAL))

#: what indicators count of each application that is no referral, and nothing of a person: ``promised``
#: working days and the ``clock`` (a moment) that its standard counts them from, NULL until they are looked
#: up; ``delay`` seconds until head office had it; the days on which it first told of each moment. ``month``,
#: ``late`` in hours, and ``started``, the day of its ``clock``, follow from the rest
application_times = Table(
    "application_times",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("service", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("promised", Integer),
    Column("clock", Text),
    Column("delay", Integer),
    Column("returned", Boolean, nullable=False),
    *(Column(moment, Text) for moment in AFTER_SUBMISSION),
    Column("month", Text, Computed("substr(day, 1, 7)", persisted=False)),
    Column("late", Integer, Computed("(delay + 1800) / 3600", persisted=False)),
    Column("started", Text, Computed(f"CASE clock {_CLOCKS} END", persisted=False)),
    Index("ix_application_times_clock", "application", sqlite_where=text("clock IS NULL")),
    # years of them are counted along these without being read
    Index("ix_application_times_month", "month", "service", "returned"),
    Index("ix_application_times_late", "month", "late", sqlite_where=text("late IS NOT NULL")),
    Index(
        "ix_application_times_ready",
        *("ready", "service", "promised", "started"),
        sqlite_where=text("ready IS NOT NULL"),
    ),
)
