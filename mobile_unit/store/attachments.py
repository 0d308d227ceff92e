"""Pictures and papers that belong to a record which is no application: which blobs are whose."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from mobile_unit.store.tables import attachments


def put(connection: Connection, record: str, sha256s: Iterable[str]) -> None:
    """What a record has now, in place of what it had."""
    connection.execute(delete(attachments).where(attachments.c.record == record))
    rows = [{"record": record, "sha256": each} for each in dict.fromkeys(sha256s)]
    if rows:
        connection.execute(insert(attachments), rows)


def add(connection: Connection, record: str, sha256s: Iterable[str]) -> None:
    """What a record has beside what it had."""
    rows = [{"record": record, "sha256": each} for each in dict.fromkeys(sha256s)]
    if rows:
        connection.execute(upsert(attachments).on_conflict_do_nothing(), rows)


def of(connection: Connection, record: str) -> list[str]:
    statement = select(attachments.c.sha256).where(attachments.c.record == record)
    return list(connection.execute(statement.order_by(attachments.c.sha256)).scalars())
