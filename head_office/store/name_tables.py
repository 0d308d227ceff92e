"""The table of the words in names."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from head_office.store.metadata import metadata

#: the words of the newest version's name after the first, as ``name_key`` writes them (name_words.py)
name_words = Table(
    "name_words",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("word", Text, primary_key=True),
    Index("ix_name_words_word", "word", "application"),
    sqlite_with_rowid=False,
)
