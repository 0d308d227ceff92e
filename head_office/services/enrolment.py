"""Units, officers and devices: one-time codes, enrolment, revocation."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services.publishing import publish_officers
from head_office.store.engine import Connection, insert
from head_office.store.tables import devices, enrolment_codes, journals, officers, units
from mobile_unit.clock import timestamp
from mobile_unit.domain.entries import GENESIS
from mobile_unit.domain.identifiers import is_record_id, uuid7
from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import versions
from mobile_unit.sync import proof, wire

CODE_HOURS = 72
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LAST_LETTER = 26

CODE_UNKNOWN = Text(
    "Kode pendaftaran ini tidak berlaku (lagi). Minta kode baru kepada kantor.",
    "This enrolment code is not (or no longer) valid. Ask head office for a new one.",
)
OFFICER_UNKNOWN = Text(
    "NIP ini tidak terdaftar pada unit tersebut. Minta kantor mendaftarkannya.",
    "This NIP is not on the unit's list. Ask head office to add it.",
)
BAD_ENROLMENT = Text(
    "Pendaftaran ini tidak ditandatangani dengan benar.", "This enrolment is not signed rightly."
)
NO_LETTERS = Text(
    "Huruf jurnal unit ini sudah habis. Daftarkan dengan kode unit lain.",
    "This unit has no journal letter left. Enrol under another unit code.",
)


def ensure_unit(
    connection: Connection, code: str, name: str | None = None, kecamatan: str | None = None
) -> None:
    """Make the unit, or change its name and kecamatan where they are given."""
    connection.execute(
        insert(connection, units)
        .values(code=code, name=name or code, kecamatan=kecamatan, letters=0, feed_seq=0, feed_hash=GENESIS)
        .on_conflict_do_nothing()
    )
    given = {key: value for key, value in (("name", name), ("kecamatan", kecamatan)) if value is not None}
    if given:
        connection.execute(update(units).where(units.c.code == code).values(**given))


def make_code(office: HeadOffice, unit: str, name: str, kecamatan: str | None) -> str:
    """A one-time code, ``7QK3-9FHD-W2MT`` (59 bits), good for 72 hours; only its hash is kept."""
    code = "".join(secrets.choice(_CODE_LETTERS) for _n in range(12))
    expires = office.clock.now() + timedelta(hours=CODE_HOURS)
    with office.database.write() as connection:
        ensure_unit(connection, unit, name, kecamatan)
        connection.execute(
            insert(connection, enrolment_codes).values(
                hash=_hash(code), unit=unit, expires_at=timestamp(expires)
            )
        )
    return "-".join(code[i : i + 4] for i in (0, 4, 8))


def add_officer(office: HeadOffice, nip: str, name: str, role: str, unit: str) -> None:
    """Put an officer on a unit's list (or change them there); the unit hears of it by its feed."""
    values = {"name": name, "role": role, "active": True}
    with office.database.write() as connection:
        ensure_unit(connection, unit)
        statement = insert(connection, officers).values(unit=unit, nip=nip, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["unit", "nip"], set_=values))
        publish_officers(office, connection, unit)


def officers_of(connection: Connection, unit: str) -> list[dict[str, Any]]:
    rows = connection.execute(
        select(officers.c.nip, officers.c.name, officers.c.role, officers.c.active)
        .where(officers.c.unit == unit)
        .order_by(officers.c.nip)
    )
    return [dict(row) for row in rows.mappings()]


def enrol(office: HeadOffice, asked: Mapping[str, str]) -> dict[str, Any]:
    """Make the holder of a code a device of its unit; the same code and key again give the same answer.

    Raises Refusal.
    """
    statement = {key: value for key, value in asked.items() if key != "signature"}
    try:
        public_key = wire.decode(asked["device_key"])
        wire.check(public_key, wire.ENROLMENT, statement, asked["signature"])
    except ValueError as error:
        raise Refusal(400, "enrolment.signature", BAD_ENROLMENT) from error
    if not is_record_id(asked["journal"]):
        raise Refusal(400, "enrolment.signature", BAD_ENROLMENT)
    with office.database.write() as connection:
        row = connection.execute(
            select(enrolment_codes).where(enrolment_codes.c.hash == _hash(asked["code"])).with_for_update()
        ).first()
        if row is None or (row.device_key is not None and bytes(row.device_key) != public_key):
            raise Refusal(403, "code.unknown", CODE_UNKNOWN)
        if row.device is None:
            if datetime.fromisoformat(row.expires_at) < office.clock.now():
                raise Refusal(403, "code.unknown", CODE_UNKNOWN)
            device = _begun(connection, row.unit, public_key, asked["journal"]) or _admit(
                office, connection, row.unit, public_key, asked
            )
            connection.execute(
                update(enrolment_codes)
                .where(enrolment_codes.c.hash == row.hash)
                .values(device=device, device_key=public_key)
            )
        else:
            device = row.device
        return _identity(office, connection, row.unit, device, public_key, asked["journal"])


def _begun(connection: Connection, unit: str, public_key: bytes, journal: str) -> str | None:
    """The device of an enrolment whose answer was lost and that comes again with another code.

    Raises Refusal where the journal is somebody else's.
    """
    row = connection.execute(
        select(devices).join(journals, journals.c.device == devices.c.id).where(journals.c.id == journal)
    ).first()
    if row is None:
        return None
    if row.unit != unit or bytes(row.public_key) != public_key or row.revoked_at is not None:
        raise Refusal(403, "code.unknown", CODE_UNKNOWN)
    return str(row.id)


def _admit(
    office: HeadOffice, connection: Connection, unit: str, public_key: bytes, asked: Mapping[str, str]
) -> str:
    if not any(o["nip"] == asked["officer"] and o["active"] for o in officers_of(connection, unit)):
        raise Refusal(403, "officer.unknown", OFFICER_UNKNOWN)
    letters = connection.execute(
        update(units)
        .where(units.c.code == unit)
        .values(letters=units.c.letters + 1)
        .returning(units.c.letters)
    ).scalar_one()
    if letters > _LAST_LETTER:
        raise Refusal(403, "unit.letters", NO_LETTERS)
    device = uuid7()
    connection.execute(
        insert(connection, devices).values(
            id=device,
            unit=unit,
            public_key=public_key,
            officer=asked["officer"],
            program=asked["program"],
            enrolled_at=office.now(),
        )
    )
    connection.execute(
        insert(connection, journals).values(
            id=asked["journal"],
            unit=unit,
            device=device,
            letter=chr(ord("A") + letters - 1),
            head_seq=0,
            head_hash=GENESIS,
        )
    )
    return device


def _identity(
    office: HeadOffice, connection: Connection, unit: str, device: str, key: bytes, journal: str
) -> dict[str, Any]:
    named = connection.execute(select(units).where(units.c.code == unit)).one()
    letter = connection.execute(
        select(journals.c.letter).where(journals.c.id == journal, journals.c.device == device)
    ).scalar()
    if letter is None:
        raise Refusal(403, "code.unknown", CODE_UNKNOWN)
    return {
        "device": device,
        "unit": {"code": unit, "name": named.name, "kecamatan": named.kecamatan},
        "letter": letter,
        "certificate": proof.certify(office.key, unit, key),
        "head_office_key": wire.encode(wire.public_bytes(office.key)),
        "officers": officers_of(connection, unit),
        "catalogue": versions()[-1],
        "time": office.now(),
    }


def revoke(office: HeadOffice, unit: str) -> int:
    """Withdraw the permission of all devices of a unit; answers how many had it."""
    with office.database.write() as connection:
        result = connection.execute(
            update(devices)
            .where(devices.c.unit == unit, devices.c.revoked_at.is_(None))
            .values(revoked_at=office.now())
        )
        return int(result.rowcount)


def knows_unit(office: HeadOffice, unit: str) -> bool:
    with office.database.read() as connection:
        count = select(func.count()).select_from(units).where(units.c.code == unit)
        return bool(connection.execute(count).scalar_one())


def _hash(code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
