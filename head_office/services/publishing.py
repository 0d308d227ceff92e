"""A unit's feed: what head office has to say to it, numbered, chained and signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from head_office.office import HeadOffice
from head_office.store.engine import Connection, insert
from head_office.store.tables import feed, units
from mobile_unit.domain.entries import FEED_OFFICERS, canonical, chain
from mobile_unit.sync import wire


def publish(
    office: HeadOffice, connection: Connection, unit: str, kind: str, body: Mapping[str, Any]
) -> None:
    """Add the next feed entry of a unit within the caller's transaction; the unit's row is held meanwhile."""
    end = connection.execute(select(units).where(units.c.code == unit).with_for_update()).one()
    statement = {
        "unit": unit,
        "seq": end.feed_seq + 1,
        "prev": bytes(end.feed_hash).hex(),
        "at": office.now(),
        "kind": kind,
        "body": dict(body),
    }
    raw = canonical(statement)
    hash_ = chain(bytes(end.feed_hash), raw)
    connection.execute(
        insert(connection, feed).values(
            unit=unit,
            seq=end.feed_seq + 1,
            hash=hash_,
            raw=raw,
            signature=wire.sign(office.key, wire.FEED, statement),
        )
    )
    connection.execute(
        update(units).where(units.c.code == unit).values(feed_seq=end.feed_seq + 1, feed_hash=hash_)
    )


def publish_officers(office: HeadOffice, connection: Connection, unit: str) -> None:
    from head_office.services.enrolment import officers_of

    publish(office, connection, unit, FEED_OFFICERS, {"officers": officers_of(connection, unit)})


def read_feed(office: HeadOffice, unit: str, after: int, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """(entries after the cursor, whether there are more)."""
    with office.database.read() as connection:
        rows = connection.execute(
            select(feed).where(feed.c.unit == unit, feed.c.seq > after).order_by(feed.c.seq).limit(limit + 1)
        ).all()
    entries = [{**json.loads(bytes(row.raw)), "signature": row.signature} for row in rows[:limit]]
    return entries, len(rows) > limit
