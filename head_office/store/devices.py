"""Laptops, and the one-time codes with which one becomes a unit's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from head_office.store.engine import Connection
from head_office.store.tables import devices, enrolment_codes, journals


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device; ``revoked_at`` is None while it has its permission."""

    id: str
    unit: str
    public_key: bytes
    revoked_at: str | None
    wipe_order: str | None = None
    wiped_at: str | None = None

    @property
    def is_shut_out(self) -> bool:
        """Revoked, and not on the way to hand over what it holds before it deletes it."""
        return self.revoked_at is not None and (self.wipe_order is None or self.wiped_at is not None)


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code, known by its hash; ``device`` and ``device_key`` are who used it."""

    hash: str
    unit: str
    expires_at: str
    device: str | None
    device_key: bytes | None


_BY_ID = select(devices).where(devices.c.id == bindparam("id"))


def find(connection: Connection, device: str) -> Device | None:
    return _device(connection.execute(_BY_ID, {"id": device}).first())


def find_by_journal(connection: Connection, journal: str) -> Device | None:
    """The device that a journal was opened on."""
    statement = (
        select(devices).join(journals, journals.c.device == devices.c.id).where(journals.c.id == journal)
    )
    return _device(connection.execute(statement).first())


def was_enrolled(connection: Connection, unit: str, public_key: bytes) -> bool:
    """Whether this key was ever enrolled for the unit; a revoked one drew its receipts while it was not."""
    mine = select(devices.c.id).where(devices.c.unit == unit, devices.c.public_key == public_key)
    return connection.execute(mine).first() is not None


def add(connection: Connection, device: Device, *, officer: str, program: str, at: str) -> None:
    connection.execute(
        devices.insert().values(
            id=device.id,
            unit=device.unit,
            public_key=device.public_key,
            officer=officer,
            program=program,
            enrolled_at=at,
        )
    )


def revoke(connection: Connection, unit: str, at: str, device: str | None = None) -> int:
    """Withdraw the permission of all devices of a unit, or of one; answers how many had it."""
    theirs = update(devices).where(devices.c.unit == unit, devices.c.revoked_at.is_(None))
    if device is not None:
        theirs = theirs.where(devices.c.id == device)
    return int(connection.execute(theirs.values(revoked_at=at)).rowcount)


def of_unit(connection: Connection, unit: str) -> list[Device]:
    """All laptops that ever were a unit's, the oldest first."""
    rows = connection.execute(select(devices).where(devices.c.unit == unit).order_by(devices.c.id))
    return [_made(row) for row in rows]


def order_wipe(connection: Connection, device: str, order: str) -> None:
    connection.execute(update(devices).where(devices.c.id == device).values(wipe_order=order))


def note_wiped(connection: Connection, device: str, at: str) -> None:
    """The first word counts; a device that is wiped has no permission any more."""
    mine = update(devices).where(devices.c.id == device, devices.c.wiped_at.is_(None))
    revoked = func.coalesce(devices.c.revoked_at, at)
    connection.execute(mine.values(wiped_at=at, revoked_at=revoked))


def add_code(connection: Connection, hash_: str, unit: str, expires_at: str) -> None:
    connection.execute(enrolment_codes.insert().values(hash=hash_, unit=unit, expires_at=expires_at))


def hold_code(connection: Connection, hash_: str) -> Code | None:
    """A code that nobody else can use until the transaction ends."""
    row = connection.execute(
        select(enrolment_codes).where(enrolment_codes.c.hash == hash_).with_for_update()
    ).first()
    if row is None:
        return None
    key = None if row.device_key is None else bytes(row.device_key)
    return Code(row.hash, row.unit, row.expires_at, row.device, key)


def use_code(connection: Connection, code: Code, device: str, public_key: bytes) -> None:
    connection.execute(
        update(enrolment_codes)
        .where(enrolment_codes.c.hash == code.hash)
        .values(device=device, device_key=public_key)
    )


def _device(row: Row[Any] | None) -> Device | None:
    return None if row is None else _made(row)


def _made(row: Row[Any]) -> Device:
    return Device(row.id, row.unit, bytes(row.public_key), row.revoked_at, row.wipe_order, row.wiped_at)
