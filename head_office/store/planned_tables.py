"""The tables of planned visits; ``tables`` has all others."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from head_office.store.metadata import metadata

#: a visit as it was planned last (mobile_unit/domain/planned.py); ``officers`` is JSON, [NIP, name] each;
#: ``cancelled_at`` is NULL while it stands, ``by`` who changed it last, NULL where it was a command
planned_visits = Table(
    "planned_visits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("place_name", Text, nullable=False),
    Column("officers", Text, nullable=False),
    Column("quota", Integer),
    Column("group_name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("by", Text),
    Column("cancelled_at", Text),
    Index("ix_planned_visits_day", "day"),
    Index("ix_planned_visits_unit", "unit", "day"),
)

#: who is booked for a planned visit, in the list's order
bookings = Table(
    "bookings",
    metadata,
    Column("visit", Text, ForeignKey("planned_visits.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("nik", Text, nullable=False),
    Column("service", Text),
    Column("hour", Text),
)
