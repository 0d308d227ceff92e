"""What is held of the application that a receipt names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from head_office.store.tables import applications, entries


@dataclass(frozen=True, slots=True)
class Held:
    """An application's state, and the bytes of the entry that its data come from."""

    state: str
    entry: bytes


def held(connection: Connection, number: str) -> Held | None:
    row = connection.execute(
        select(applications.c.state, entries.c.raw)
        .join(entries, (entries.c.journal == applications.c.journal) & (entries.c.seq == applications.c.seq))
        .where(applications.c.number == number)
    ).first()
    return None if row is None else Held(row.state, bytes(row.raw))
