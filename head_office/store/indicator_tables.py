"""The table of the indicators as they were counted last."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from head_office.store.metadata import metadata

#: ``scope`` is a unit's code, "" for all units together, or begins with "*": when and how they were counted
#: and how many each unit had, the units side by side, the survey. ``content`` is JSON (store/indicators.py).
#: It names no person and is made anew by every night run
indicator_counts = Table(
    "indicator_counts",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("content", Text, nullable=False),
)
