"""The table of tickets that units gave out at their counters."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from head_office.store.metadata import metadata

#: a ticket as its unit said it last; nobody's. ``queue`` is one day's at one place on one laptop; ``taken``
#: to ``finished`` are minutes since midnight of ``day`` (domain/queue.py, ``Moments``)
queue_tickets = Table(
    "queue_tickets",
    metadata,
    Column("queue", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("priority", Boolean, nullable=False),
    Column("booked", Boolean, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("called", Integer),
    Column("begun", Integer),
    Column("finished", Integer),
    Column("outcome", Text, nullable=False),
    Index("ix_queue_tickets_day", "day", "unit"),
)
