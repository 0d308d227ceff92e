"""The laptops whose key was given back, and to whom."""

from __future__ import annotations

from head_office.store.engine import Connection, insert
from head_office.store.tables import recoveries


def note(
    connection: Connection, request: str, *, device: str, officer: str, asked_at: str, answered_at: str
) -> None:
    """Keep that a request was answered; the same one again stays as it was noted first."""
    values = {"device": device, "officer": officer, "asked_at": asked_at, "answered_at": answered_at}
    statement = insert(connection, recoveries).values(request=request, **values)
    connection.execute(statement.on_conflict_do_nothing())
