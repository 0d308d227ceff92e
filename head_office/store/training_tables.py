"""The tables of what officers of units attended, of quizzes, and of what they scored."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from head_office.store.metadata import metadata

#: what an officer attended: ``hours`` are lesson hours (JP), ``topic`` a key of the rules or "",
#: ``expires_on`` "" where the certificate says nothing
trainings = Table(
    "trainings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("nip", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("expires_on", Text, nullable=False),
    Index("ix_trainings_nip", "nip", "day"),
)

#: quizzes that were issued to all units; ``content`` is JSON, as the feed says it
quizzes = Table(
    "quizzes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("issued_at", Text, nullable=False),
    Column("content", Text, nullable=False),
)

#: who answered a quiz, each time; one that is not here was issued by a head office before it was restored
quiz_answers = Table(
    "quiz_answers",
    metadata,
    Column("quiz", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("officer", Text, primary_key=True),
    Column("at", Text, primary_key=True),
    Column("score", Integer, nullable=False),
    Column("of", Integer, nullable=False),
)
