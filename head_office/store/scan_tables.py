"""The scans that applications name, and those that are held for good."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, false

from head_office.store.metadata import metadata

#: ``settled``: the night found the scan here, and moved the row from the small part of the index by scan, in
#: which those that came since lie together, to the large one. It says no more: whether a scan is held is in
#: ``blobs``
documents = Table(
    "documents",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("settled", Boolean, nullable=False, server_default=false()),
    Index("ix_documents_sha256", "settled", "sha256"),
)

IN_BOTH_PARTS = documents.c.settled.in_((False, True))
"""Goes with every condition on ``documents.sha256``, which finds no index without it."""

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("held_at", Text, nullable=False),
)
