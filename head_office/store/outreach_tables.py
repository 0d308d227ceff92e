"""The tables of outreach, and of what is attached to records that are no applications."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from head_office.store.metadata import metadata

#: outreach events as their units said last; ``journal`` and ``seq`` are the entry that says one whole.
#: ``men`` and ``women`` are 0 until it was held; ``place`` is a village's code
outreach_events = Table(
    "outreach_events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("journal", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("place_name", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("men", Integer, nullable=False),
    Column("women", Integer, nullable=False),
    Index("ix_outreach_events_day", "day", "id"),
)

#: pictures and papers of a record that is no application, in the order given: their bytes come like scans
attachments = Table(
    "attachments",
    metadata,
    Column("record", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Index("ix_attachments_sha256", "sha256"),
)
