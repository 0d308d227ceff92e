"""The tables of what was destroyed; ``tables`` has all others."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from head_office.store.metadata import metadata

#: a destruction by one person's order; ``record`` is the signed record as JSON, NULL while it is under way
destructions = Table(
    "destructions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("began_at", Text, nullable=False),
    Column("finished_at", Text),
    Column("by", Text, nullable=False),
    Column("approval", Text, nullable=False),
    Column("record", Text),
)

#: a record whose content was destroyed, ``of`` which kind as in services/retention.py; ``part`` is 0, more
#: where content of it came in again later. ``statement`` (JSON) names the entries and scans, under
#: ``signature``; ``scans_gone`` once their bytes are
destroyed_records = Table(
    "destroyed_records",
    metadata,
    Column("of", Text, nullable=False),
    Column("record", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("destruction", Text, ForeignKey("destructions.id"), nullable=False),
    Column("at", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("scans_gone", Boolean, nullable=False),
)
