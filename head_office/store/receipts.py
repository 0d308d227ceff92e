"""What is held of the application that a receipt names, and of the device that drew it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from head_office.store.tables import applications, devices, entries


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


def is_device_of(connection: Connection, unit: str, public_key: bytes) -> bool:
    """Whether this key was ever enrolled for the unit; a revoked one drew its receipts while it was not."""
    mine = select(devices.c.id).where(devices.c.unit == unit, devices.c.public_key == public_key)
    return connection.execute(mine).first() is not None
