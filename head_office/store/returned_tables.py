"""The table of entries that were given back to their unit; ``tables`` has all others."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from head_office.store.metadata import metadata

#: an entry that was kept aside and that nobody will apply: the unit was told, in ``sentence``, what to do
returned_entries = Table(
    "returned_entries",
    metadata,
    Column("journal", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("sentence", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text),
)
