"""The tables of referrals, and of the directory of offices that people are referred to."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from head_office.store.metadata import metadata

#: referrals as units made them; ``journal`` and ``seq`` are the entry in which what is told of the person is
#: sealed, and nowhere else
referrals = Table(
    "referrals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("journal", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_at", Text, nullable=False),
    UniqueConstraint("number"),
    Index("ix_referrals_status", "status", "made_at"),
)

#: what became of a referral, in order. ``by`` is who of the staff said it, with ``result`` sealed to our own
#: key; NULL where a unit did, with ``journal`` and ``seq`` the entry in which the result is sealed
referral_steps = Table(
    "referral_steps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("referral", Text, ForeignKey("referrals.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text),
    Column("result", Text),
    Column("journal", Text),
    Column("seq", Integer),
    Index("ix_referral_steps_referral", "referral"),
)

#: offices of the directory that were changed here, or added; what the program came with holds for the others
directory_offices = Table(
    "directory_offices",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("removed", Boolean, nullable=False),
)
