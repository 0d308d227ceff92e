"""What was done to a unit or a pair from a page or by a command, by whom, and when."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from head_office.store.engine import Connection
from head_office.store.tables import acts


def note(connection: Connection, at: str, by: str | None, what: str, subject: str, detail: str = "") -> None:
    connection.execute(acts.insert().values(at=at, by=by, what=what, subject=subject, detail=detail))


def about(connection: Connection, subject: str, limit: int) -> list[dict[str, Any]]:
    """The latest acts on a subject, the newest first."""
    statement = select(acts).where(acts.c.subject == subject).order_by(acts.c.id.desc()).limit(limit)
    return [dict(row) for row in connection.execute(statement).mappings()]
