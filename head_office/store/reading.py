"""Which officers of which units said that they read what was published."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from head_office.store.engine import Connection, insert
from head_office.store.published_tables import publication_reads


def add(connection: Connection, publication: str, unit: str, officer: str, at: str) -> None:
    """The first time counts."""
    values = {"publication": publication, "unit": unit, "officer": officer, "read_at": at}
    connection.execute(insert(connection, publication_reads).values(**values).on_conflict_do_nothing())


def of(connection: Connection, publication: str) -> dict[tuple[str, str], str]:
    """When, by (unit, NIP)."""
    rows = connection.execute(select(publication_reads).where(publication_reads.c.publication == publication))
    return {(row.unit, row.officer): row.read_at for row in rows}


def counts(connection: Connection, publications: Iterable[str]) -> dict[str, int]:
    """How many read each."""
    rows = connection.execute(
        select(publication_reads.c.publication, func.count())
        .where(publication_reads.c.publication.in_(list(publications)))
        .group_by(publication_reads.c.publication)
    )
    return {row[0]: int(row[1]) for row in rows}
