"""Who of the staff looked at whose data, when and on which page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from head_office.store.engine import Connection
from head_office.store.tables import looks


def note(connection: Connection, nip: str, application: str, page: str, at: str) -> None:
    connection.execute(looks.insert().values(staff=nip, application=application, page=page, at=at))


def note_each(connection: Connection, nip: str, records: Sequence[str], page: str, at: str) -> None:
    """The same look at several records."""
    rows = [{"staff": nip, "application": record, "page": page, "at": at} for record in records]
    if rows:
        connection.execute(looks.insert(), rows)


def at(connection: Connection, application: str, limit: int) -> list[dict[str, Any]]:
    """The latest looks at one application, the newest first."""
    statement = (
        select(looks.c.staff, looks.c.page, looks.c.at)
        .where(looks.c.application == application)
        .order_by(looks.c.at.desc(), looks.c.id.desc())
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
