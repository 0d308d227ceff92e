"""What bundles and replies need to know of devices, journals and scans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, case, func, literal, select, update

from head_office.store.engine import Connection, insert
from head_office.store.outreach_tables import attachments
from head_office.store.tables import (
    applications,
    blobs,
    devices,
    documents,
    entries,
    journal_ends,
    journals,
    units,
)

_MOST_ENDS = 1000
"""Of a journal, in one reply; a laptop goes on from each."""


def note_cursor(connection: Connection, device_id: str, seq: int) -> None:
    """How far a device has heard; 0 where that is further than we have said anything: we were restored, and
    only all of it shows where it heard otherwise."""
    own = select(units.c.feed_seq).where(units.c.code == devices.c.unit).scalar_subquery()
    known = case((own >= seq, seq), else_=0)
    connection.execute(update(devices).where(devices.c.id == device_id).values(feed_cursor=known))


def note_end(connection: Connection, unit: str, journal: str, seq: int) -> None:
    """A laptop ends a journal of its unit with this entry; kept where we hold more of it."""
    further = select(journals.c.id, literal(seq)).where(
        journals.c.id == journal, journals.c.unit == unit, journals.c.head_seq > seq
    )
    noting = insert(connection, journal_ends).from_select(["journal", "seq"], further)
    connection.execute(noting.on_conflict_do_nothing())


def held_at_ends(connection: Connection, journal: str) -> list[Mapping[str, Any]]:
    """What is held of a journal where laptops end that know no more of it, the furthest first."""
    at_end = (journal_ends.c.journal == entries.c.journal) & (journal_ends.c.seq == entries.c.seq)
    held = (
        select(entries.c.seq, entries.c.hash)
        .join(journal_ends, at_end)
        .where(entries.c.journal == journal)
        .order_by(entries.c.seq.desc())
        .limit(_MOST_ENDS)
    )
    return [{"seq": row.seq, "hash": bytes(row.hash).hex()} for row in connection.execute(held)]


def keys_of(connection: Connection, unit: str) -> list[bytes]:
    """The public keys of a unit's devices that are not shut out."""
    found = connection.execute(_active(unit, devices.c.public_key).order_by(devices.c.id)).scalars()
    return [bytes(key) for key in found]


def cursor_of(connection: Connection, unit: str) -> int:
    """The feed entry that all of a unit's devices are known to have."""
    return connection.execute(_active(unit, func.min(devices.c.feed_cursor))).scalar() or 0


def journals_of(connection: Connection, unit: str) -> list[str]:
    return list(
        connection.execute(
            select(journals.c.id).where(journals.c.unit == unit).order_by(journals.c.letter)
        ).scalars()
    )


def held_by(connection: Connection, unit: str) -> Iterator[str]:
    """The names of the scans held that a unit's applications have, and of what is attached to its other
    records."""
    of_applications = (
        select(blobs.c.sha256)
        .join(documents, documents.c.sha256 == blobs.c.sha256)
        .join(applications, applications.c.id == documents.c.application)
        .where(applications.c.unit == unit)
    )
    of_others = (
        select(blobs.c.sha256)
        .join(attachments, attachments.c.sha256 == blobs.c.sha256)
        .where(attachments.c.unit == unit)
    )
    either = of_applications.union(of_others).subquery()
    statement = select(either.c.sha256).order_by(either.c.sha256)
    yield from connection.execution_options(yield_per=1000).execute(statement).scalars()


def _active(unit: str, what: Any) -> Select[Any]:
    hands_over = devices.c.wipe_order.is_not(None) & devices.c.wiped_at.is_(None)
    return select(what).where(devices.c.unit == unit, devices.c.revoked_at.is_(None) | hands_over)
