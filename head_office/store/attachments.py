"""What is attached to records that are no applications, and whether it is held."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from head_office.store import bulk
from head_office.store.engine import Connection
from head_office.store.outreach_tables import attachments
from head_office.store.tables import blobs

_OF = (
    select(attachments, blobs.c.held_at.is_not(None).label("held"))
    .outerjoin(blobs, blobs.c.sha256 == attachments.c.sha256)
    .order_by(attachments.c.position)
)


def put(connection: Connection, record: str, unit: str, files: Sequence[Mapping[str, Any]]) -> None:
    """What a record has now, in place of what it had."""
    connection.execute(delete(attachments).where(attachments.c.record == record))
    _insert(connection, record, unit, files, 0)


def add(connection: Connection, record: str, unit: str, files: Sequence[Mapping[str, Any]]) -> None:
    """What a record has beside what it had."""
    held = of(connection, record)
    known = {each["sha256"] for each in held}
    new = [each for each in files if each["sha256"] not in known]
    _insert(connection, record, unit, new, len(held))


def _insert(
    connection: Connection, record: str, unit: str, files: Sequence[Mapping[str, Any]], first: int
) -> None:
    rows = [
        {
            "record": record,
            "position": position,
            "unit": unit,
            **{name: each[name] for name in ("sha256", "bytes", "media_type")},
        }
        for position, each in enumerate(files, first)
    ]
    if rows:
        connection.execute(attachments.insert(), rows)


def of(connection: Connection, record: str) -> list[dict[str, Any]]:
    """In the order given, each with whether it is ``held``."""
    statement = _OF.where(attachments.c.record == record)
    return [dict(row) for row in connection.execute(statement).mappings()]


def of_each(connection: Connection, records: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The same of several records."""
    return bulk.grouped(connection, _OF, attachments.c.record, records)
