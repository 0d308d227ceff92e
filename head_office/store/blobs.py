"""Which scans are named by applications, and which are held for good; their bytes lie in the blob folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select, update

from head_office.store import bulk
from head_office.store.engine import Connection, insert
from head_office.store.outreach_tables import attachments
from head_office.store.tables import IN_BOTH_PARTS, applications, blobs, documents
from mobile_unit.domain.states import SENT

_PROMISED = (
    select(documents.c.bytes)
    .join(applications, applications.c.id == documents.c.application)
    .where(
        IN_BOTH_PARTS,
        documents.c.sha256 == bindparam("sha256"),
        applications.c.unit == bindparam("unit"),
    )
    .limit(1)
)
_PROMISED_ATTACHED = (
    select(attachments.c.bytes)
    .where(attachments.c.sha256 == bindparam("sha256"), attachments.c.unit == bindparam("unit"))
    .limit(1)
)
_SETTLE = (
    update(documents)
    .where(documents.c.application == bindparam("of"), documents.c.position == bindparam("at"))
    .values(settled=True)
)
_AWAITING = (
    select(documents.c.application)
    .join(applications, applications.c.id == documents.c.application)
    .where(
        IN_BOTH_PARTS,
        documents.c.sha256 == bindparam("sha256"),
        (applications.c.state == SENT) | applications.c.awaits.is_not(None),
    )
    .distinct()
    .order_by(documents.c.application)
)


def named(connection: Connection, unit: str, sha256s: Collection[str]) -> set[str]:
    """Those of the scans that a unit's applications and other records name."""
    of_applications = (
        select(documents.c.sha256)
        .join(applications, applications.c.id == documents.c.application)
        .where(IN_BOTH_PARTS, documents.c.sha256.in_(sha256s), applications.c.unit == unit)
    )
    of_others = select(attachments.c.sha256).where(
        attachments.c.sha256.in_(sha256s), attachments.c.unit == unit
    )
    found = set(connection.execute(of_applications).scalars())
    return found | set(connection.execute(of_others).scalars())


def held(connection: Connection, sha256s: Collection[str]) -> set[str]:
    """Those of the scans that are held for good."""
    statement = _held(connection.dialect.name)
    return set(connection.execute(statement, bulk.listed(connection, sha256s)).scalars())


@cache
def _held(dialect: str) -> Select[Any]:
    return select(blobs.c.sha256).where(bulk.among(dialect, blobs.c.sha256))


def promised_length(connection: Connection, unit: str, sha256: str) -> int | None:
    """How many bytes a record of the unit said that a scan has; None where none names it."""
    for statement in (_PROMISED, _PROMISED_ATTACHED):
        length = connection.execute(statement, {"sha256": sha256, "unit": unit}).scalar()
        if length is not None:
            return int(length)
    return None


def hold(connection: Connection, sha256: str, length: int, at: str) -> None:
    """Note that a scan is held for good; the second time changes nothing."""
    connection.execute(
        insert(connection, blobs).values(sha256=sha256, bytes=length, held_at=at).on_conflict_do_nothing()
    )


def awaiting(connection: Connection, sha256: str) -> list[str]:
    """The applications that name a scan and wait for theirs, in the order of their ids."""
    return list(connection.execute(_AWAITING, {"sha256": sha256}).scalars())


def settle(connection: Connection, after: str, limit: int) -> str | None:
    """Move documents whose scans are here to the large part of their index, some of those behind a scan's
    name; answers the last name, None where there are no more. A row that somebody changes waits for another
    night."""
    statement = (
        select(documents.c.application, documents.c.position, documents.c.sha256)
        .join(blobs, blobs.c.sha256 == documents.c.sha256)
        .where(documents.c.settled.is_(False), documents.c.sha256 > after)
        .order_by(documents.c.sha256)
        .limit(limit)
        .with_for_update(of=documents, skip_locked=True)
    )
    rows = connection.execute(statement).all()
    if not rows:
        return None
    found = [{"of": row.application, "at": row.position} for row in rows]
    connection.execute(_SETTLE, found)
    return str(rows[-1].sha256)


def every(connection: Connection, since: str | None = None) -> Iterator[str]:
    """The name of every scan that is held (from a moment on), read little by little."""
    statement = select(blobs.c.sha256).order_by(blobs.c.sha256)
    if since is not None:
        statement = statement.where(blobs.c.held_at >= since)
    return iter(connection.execute(statement, execution_options={"yield_per": 1000}).scalars())
