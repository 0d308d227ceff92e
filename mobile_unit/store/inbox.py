"""The feed as received, and what it changes on this unit."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.domain.entries import GENESIS
from mobile_unit.store.tables import feed, officers, refusals


def cursor(connection: Connection) -> tuple[int, bytes]:
    """(seq, hash) of the last feed entry received; (0, GENESIS) before the first."""
    row = connection.execute(select(feed.c.seq, feed.c.hash).order_by(feed.c.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def keep(
    connection: Connection,
    *,
    seq: int,
    hash_: bytes,
    kind: str,
    subject: str | None,
    parked: bool,
    raw: bytes,
    signature: str,
) -> None:
    connection.execute(
        insert(feed).values(
            seq=seq, hash=hash_, kind=kind, subject=subject, parked=parked, raw=raw, signature=signature
        )
    )


def about(connection: Connection, subject: str) -> tuple[Mapping[str, Any], ...]:
    rows = connection.execute(select(feed.c.raw).where(feed.c.subject == subject).order_by(feed.c.seq))
    return tuple(json.loads(row.raw) for row in rows)


def parked_count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(feed).where(feed.c.parked)).scalar_one()


def add_refusal(connection: Connection, journal: str, seq: int, code: str, application: str | None) -> None:
    statement = upsert(refusals).values(journal=journal, seq=seq, code=code, application=application)
    connection.execute(statement.on_conflict_do_nothing())


def refused_count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(refusals)).scalar_one()


def clear_refusal(connection: Connection, application: str) -> None:
    connection.execute(delete(refusals).where(refusals.c.application == application))


def set_officers(connection: Connection, listed: Sequence[Mapping[str, Any]]) -> None:
    """Make the unit's officers those of the list; who is no longer on it stays, inactive."""
    connection.execute(update(officers).values(active=False))
    for officer in listed:
        values = {key: officer[key] for key in ("name", "role", "active")}
        statement = upsert(officers).values(nip=officer["nip"], **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["nip"], set_=values))


def officer(connection: Connection, nip: str) -> Mapping[str, Any] | None:
    row = connection.execute(select(officers).where(officers.c.nip == nip)).mappings().first()
    return None if row is None else dict(row)


def names(connection: Connection, nips: Collection[str]) -> dict[str, str]:
    """The names of officers, also of those who no longer work here, by NIP."""
    rows = connection.execute(select(officers.c.nip, officers.c.name).where(officers.c.nip.in_(nips)))
    return {row.nip: row.name for row in rows}


def active_officers(connection: Connection) -> Sequence[Mapping[str, Any]]:
    """nip, name and role of who works here now, by name."""
    statement = select(officers).where(officers.c.active).order_by(officers.c.name, officers.c.nip)
    return [dict(row) for row in connection.execute(statement).mappings()]
