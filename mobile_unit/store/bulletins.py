"""Which officer has read what was published."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.store.engine import Connection
from mobile_unit.store.tables import bulletin_reads, publications

_READ = select(bulletin_reads.c.bulletin).where(bulletin_reads.c.officer == bindparam("officer"))
_KIND = select(publications.c.number, publications.c.content).where(publications.c.kind == bindparam("kind"))


def read_by(connection: Connection, officer: str) -> frozenset[str]:
    """The ids of all that an officer has read."""
    return frozenset(connection.execute(_READ, {"officer": officer}).scalars())


def mark_read(connection: Connection, id_: str, officer: str, at: str) -> bool:
    """Whether the officer had not read it before."""
    statement = upsert(bulletin_reads).values(bulletin=id_, officer=officer, read_at=at)
    return connection.execute(statement.on_conflict_do_nothing()).rowcount > 0


def contents(connection: Connection, kind: str) -> dict[str, bytes]:
    """What every publication of a kind says, by number."""
    return {row.number: bytes(row.content) for row in connection.execute(_KIND, {"kind": kind})}
