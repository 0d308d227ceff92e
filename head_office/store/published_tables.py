"""The tables of what is published for the units; those of everything else are in ``tables``."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from head_office.store.metadata import metadata

#: what is or was to be published for the units; ``content`` is JSON as it goes out. ``state`` is in
#: services/publications.py; a number of a kind is published once
publications = Table(
    "publications",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("format", Integer, nullable=False),
    Column("valid_from", Text, nullable=False),
    Column("valid_until", Text),
    Column("sha256", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("id"),
    Index("ix_publications_state", "state", "kind"),
)

#: who did what with a publication, in order; ``by`` is NULL where it was a command
publication_steps = Table(
    "publication_steps",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("publication", Text, ForeignKey("publications.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text),
    Column("at", Text, nullable=False),
    Column("note", Text),
    Index("ix_publication_steps_publication", "publication"),
)

#: which units were told of which publication by their feed
publications_told = Table(
    "publications_told",
    metadata,
    Column("publication", Text, ForeignKey("publications.id"), primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("at", Text, nullable=False),
)

#: which officer of a unit said when, by the laptop's clock, that they read a publication
publication_reads = Table(
    "publication_reads",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("officer", Text, primary_key=True),
    Column("read_at", Text, nullable=False),
)
