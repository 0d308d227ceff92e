"""Scans and photos, named by SHA-256, in the same database as the application they belong to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.store.prepared import Prepared
from mobile_unit.store.tables import (
    applications,
    attachments,
    blobs,
    deliveries,
    documents,
    draft_documents,
    past_documents,
)


@dataclass(frozen=True, slots=True)
class WaitingBlob:
    """A blob that head office is not known to hold; ``upload_url`` is where its upload began, if it did."""

    sha256: str
    bytes: int
    media_type: str
    upload_url: str | None


_PUT = Prepared(insert(blobs).on_conflict_do_nothing())
_BEGIN_DELIVERY = Prepared(insert(deliveries).on_conflict_do_nothing(), ("sha256", "bytes"))


_CONTENT = select(blobs.c.content).where(blobs.c.sha256 == bindparam("name"))
_REMEMBER = update(deliveries).where(deliveries.c.sha256 == bindparam("name"))
_REMEMBER = _REMEMBER.values(upload_url=bindparam("url"))


def put(connection: Connection, contents: Iterable[tuple[bytes, str]], at: str) -> list[str]:
    """Keep blobs, given as (bytes, media type), once however often they are given; answers each one's
    SHA-256 in hex."""
    rows = [
        {
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "media_type": media_type,
            "stored_at": at,
            "content": content,
        }
        for content, media_type in contents
    ]
    _PUT.run_each(connection, rows)
    _BEGIN_DELIVERY.run_each(connection, rows)
    return [str(row["sha256"]) for row in rows]


def content(connection: Connection, sha256: str) -> bytes | None:
    found: bytes | None = connection.execute(_CONTENT, {"name": sha256}).scalar()
    return found


def facts(connection: Connection, sha256s: Iterable[str]) -> dict[str, tuple[int, str]]:
    """sha256 -> (bytes, media type)."""
    rows = connection.execute(
        select(blobs.c.sha256, blobs.c.bytes, blobs.c.media_type).where(blobs.c.sha256.in_(list(sha256s)))
    )
    return {row.sha256: (row.bytes, row.media_type) for row in rows}


# asked of each scan that is not sent, never of all documents there ever were
_is_waiting = deliveries.c.acknowledged_at.is_(None) & (
    select(documents.c.sha256).where(documents.c.sha256 == deliveries.c.sha256).exists()
    | select(attachments.c.sha256).where(attachments.c.sha256 == deliveries.c.sha256).exists()
)
TOTALS = select(func.count(), func.sum(deliveries.c.bytes)).where(_is_waiting)
_OLDEST = (
    select(func.min(applications.c.position))
    .join(documents, documents.c.application == applications.c.id)
    .where(documents.c.sha256 == deliveries.c.sha256)
    .scalar_subquery()
)
_WAITING = (
    select(deliveries.c.sha256, deliveries.c.bytes, blobs.c.media_type, deliveries.c.upload_url)
    .join(blobs, blobs.c.sha256 == deliveries.c.sha256)
    .where(_is_waiting)
    .order_by(_OLDEST.is_(None), _OLDEST)
)


def waiting(connection: Connection) -> tuple[WaitingBlob, ...]:
    """The blobs of sealed applications that are not acknowledged, the oldest application's first."""
    return tuple(WaitingBlob(*row) for row in connection.execute(_WAITING))


def waiting_totals(connection: Connection) -> tuple[int, int]:
    """(blobs, bytes) of sealed applications still to be sent."""
    row = connection.execute(TOTALS).one()
    return row[0], row[1] or 0


def acknowledge(connection: Connection, sha256s: Iterable[str], at: str) -> None:
    connection.execute(
        update(deliveries)
        .where(deliveries.c.sha256.in_(list(sha256s)), deliveries.c.acknowledged_at.is_(None))
        .values(acknowledged_at=at, upload_url=None)
    )


def doubt_all(connection: Connection) -> None:
    """Ask head office anew about every scan that is here: it was restored from a backup."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.acknowledged_at.is_not(None))
        .values(acknowledged_at=None, upload_url=None)
    )


def remember_upload(connection: Connection, sha256: str, url: str | None) -> None:
    connection.execute(_REMEMBER, {"name": sha256, "url": url})


def forget_unused(connection: Connection) -> None:
    """Remove scans that no application and no draft holds any more (replaced, removed, thrown away)."""
    connection.execute(
        delete(blobs).where(
            ~exists().where(documents.c.sha256 == blobs.c.sha256),
            ~exists().where(past_documents.c.sha256 == blobs.c.sha256),
            ~exists().where(draft_documents.c.sha256 == blobs.c.sha256),
            ~exists().where(attachments.c.sha256 == blobs.c.sha256),
            exists().where(deliveries.c.sha256 == blobs.c.sha256, deliveries.c.acknowledged_at.is_(None)),
        )
    )


def broken(connection: Connection) -> Iterator[str]:
    """Say which blob's bytes are not what its name says."""
    names = connection.execute(select(blobs.c.sha256).order_by(blobs.c.sha256)).scalars().all()
    for name in names:
        if hashlib.sha256(content(connection, name) or b"").hexdigest() != name:
            yield f"scan {name[:12]}…: its bytes were altered"
