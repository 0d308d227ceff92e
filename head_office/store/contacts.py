"""When each laptop was in touch, and how it said that it stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, case, func, select, update

from head_office.store.engine import Connection
from head_office.store.tables import devices
from mobile_unit.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Contact:
    """A laptop's last call, the feed entry that it had then, and what it said; None where it never did."""

    heard_at: str | None
    cursor: int | None
    standing: Standing | None


_FIND = select(devices).where(devices.c.id == bindparam("device"))


def find(connection: Connection, device: str) -> Contact:
    row = connection.execute(_FIND, {"device": device}).one()
    said = None
    if row.said_at is not None:
        said = Standing(row.program, row.entries_waiting, row.scans_waiting, row.clock_offset)
    return Contact(row.heard_at, row.heard_cursor, said)


def note_call(connection: Connection, device: str, at: str, cursor: int, said: Standing | None) -> None:
    values: dict[str, object] = {"heard_at": at, "heard_cursor": cursor}
    if said is not None:
        values |= {
            "said_at": at,
            "program": said.program,
            "entries_waiting": said.entries,
            "scans_waiting": said.scans,
            "clock_offset": func.coalesce(said.clock_offset, devices.c.clock_offset),
        }
    connection.execute(update(devices).where(devices.c.id == device).values(**values))


def note_bundle(connection: Connection, device: str, at: str, program: str) -> None:
    newest = case((devices.c.said_at.is_(None), program), else_=devices.c.program)
    connection.execute(update(devices).where(devices.c.id == device).values(carried_at=at, program=newest))
