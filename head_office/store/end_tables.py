"""The table of where laptops left journals that are held further; ``tables`` has all others."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from head_office.store.metadata import metadata

#: a bundle ended with entry ``seq`` of a journal of which more is held: its laptop is a copy or was put back
#: from a backup, and only what is held there tells it how far its story of that journal is ours
journal_ends = Table(
    "journal_ends",
    metadata,
    Column("journal", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
)
