"""What bundles and replies need to know of devices, journals and scans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, case, func, select, update

from head_office.store.engine import Connection
from head_office.store.outreach_tables import attachments
from head_office.store.tables import applications, blobs, devices, documents, journals, units


def note_cursor(connection: Connection, device_id: str, seq: int) -> None:
    """How far a device has heard; 0 where that is further than we have said anything: we were restored, and
    only all of it shows where it heard otherwise."""
    own = select(units.c.feed_seq).where(units.c.code == devices.c.unit).scalar_subquery()
    known = case((own >= seq, seq), else_=0)
    connection.execute(update(devices).where(devices.c.id == device_id).values(feed_cursor=known))


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
