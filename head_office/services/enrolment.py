"""Units, officers and devices: one-time codes, enrolment, revocation."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import directories, former, quizzes, trainings
from head_office.services.acts import CODE_MADE, LEASE_SET, OFFICER_PUT, OFFICER_REMOVED, RENAMED, REVOKED
from head_office.services.publications import tell_unit
from head_office.services.publishing import publish, publish_officers
from head_office.store import acts, devices, journals, lives, servers, units
from head_office.store.devices import Device
from head_office.store.engine import Connection
from head_office.store.journals import Journal
from mobile_unit.clock import timestamp
from mobile_unit.domain.entries import FEED_LEASE, FEED_UNIT, GENESIS
from mobile_unit.domain.identifiers import is_record_id, uuid7
from mobile_unit.domain.texts import Text
from mobile_unit.errors import TryAgain
from mobile_unit.forms.catalogue import versions
from mobile_unit.i18n import _
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


def make_code(
    office: HeadOffice, unit: str, name: str | None, kecamatan: str | None, by: str | None = None
) -> str:
    """A one-time code, ``7QK3-9FHD-W2MT`` (59 bits), good for 72 hours; only its hash is kept. A unit that is
    known keeps its name where none is given."""
    code = "".join(secrets.choice(_CODE_LETTERS) for _n in range(12))
    expires = office.clock.now() + timedelta(hours=CODE_HOURS)
    with office.database.write() as connection:
        units.ensure(connection, unit, name, kecamatan)
        tell_unit(office, connection, unit)
        devices.add_code(connection, _hash(code), unit, timestamp(expires))
        acts.note(connection, office.now(), by, CODE_MADE, unit)
    return "-".join(code[i : i + 4] for i in (0, 4, 8))


def add_officer(office: HeadOffice, nip: str, name: str, role: str, unit: str, by: str | None = None) -> None:
    """Put an officer on a unit's list (or change them there); the unit hears of it by its feed."""
    with office.database.write() as connection:
        units.ensure(connection, unit)
        units.put_officer(connection, unit, nip, name, role)
        publish_officers(office, connection, unit)
        trainings.tell_of(office, connection, unit, nip)
        acts.note(connection, office.now(), by, OFFICER_PUT, unit, f"{nip} {role}")


def remove_officer(office: HeadOffice, nip: str, unit: str, by: str | None = None) -> bool:
    """Take an officer off a unit's list; after its next sync they can't sign in."""
    with office.database.write() as connection:
        removed = units.remove_officer(connection, unit, nip)
        if removed:
            publish_officers(office, connection, unit)
            acts.note(connection, office.now(), by, OFFICER_REMOVED, unit, nip)
    return removed


def officers_of(office: HeadOffice, unit: str) -> list[dict[str, Any]]:
    """Everybody who is or was on a unit's list."""
    with office.database.read() as connection:
        return units.officers_of(connection, unit)


def rename(office: HeadOffice, unit: str, name: str, kecamatan: str | None, by: str | None = None) -> None:
    """Call a unit otherwise, from now on; its laptops hear of it by its feed. What was printed or filed keeps
    the name that it has. Without a kecamatan the unit keeps its own."""
    with office.database.write() as connection:
        was = units.named(connection, unit)
        units.ensure(connection, unit, name, kecamatan)
        publish(office, connection, unit, FEED_UNIT, {"name": name, "kecamatan": kecamatan or was.kecamatan})
        acts.note(connection, office.now(), by, RENAMED, unit, f"{was.name} → {name}")


def set_lease(office: HeadOffice, unit: str, days: int, by: str | None = None) -> None:
    """How many days a unit's officers may sign in without having heard from us; it hears by its feed."""
    with office.database.write() as connection:
        units.set_lease(connection, unit, days)
        publish(office, connection, unit, FEED_LEASE, {"days": days})
        acts.note(connection, office.now(), by, LEASE_SET, unit, str(days))


def enrol(office: HeadOffice, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Make the holder of a code a device of its unit; the same code and key again give the same answer.

    A laptop that was enrolled before says as what (``before``, see ``former.py``). Raises Refusal.
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
        code = devices.hold_code(connection, _hash(asked["code"]))
        if code is None or code.device_key not in (None, public_key):
            raise Refusal(403, "code.unknown", CODE_UNKNOWN)
        if asked.get("before"):
            former.require_same(office, connection, code.unit, asked)
        device = code.device
        if device is None:
            if datetime.fromisoformat(code.expires_at) < office.clock.now():
                raise Refusal(403, "code.unknown", CODE_UNKNOWN)
            device = _begun(connection, code.unit, public_key, asked["journal"]) or _admit(
                office, connection, code.unit, public_key, asked
            )
            devices.use_code(connection, code, device, public_key)
        if asked.get("before"):
            former.make_known(office, connection, Device(device, code.unit, public_key, None), asked)
        return _identity(office, connection, code.unit, device, public_key, asked["journal"])


def _begun(connection: Connection, unit: str, public_key: bytes, journal: str) -> str | None:
    """The device of an enrolment whose answer was lost and that comes again with another code.

    Raises Refusal where the journal is somebody else's.
    """
    device = devices.find_by_journal(connection, journal)
    if device is None:
        return None
    if (device.unit, device.public_key, device.revoked_at) != (unit, public_key, None):
        raise Refusal(403, "code.unknown", CODE_UNKNOWN)
    return device.id


def _admit(
    office: HeadOffice, connection: Connection, unit: str, public_key: bytes, asked: Mapping[str, Any]
) -> str:
    listed = units.officers_of(connection, unit)
    if not any(officer["nip"] == asked["officer"] and officer["active"] for officer in listed):
        raise Refusal(403, "officer.unknown", OFFICER_UNKNOWN)
    device = Device(uuid7(), unit, public_key, revoked_at=None)
    if not devices.of_unit(connection, unit):  # its letters may begin later, after a restore
        directories.tell(office, connection, unit)
        quizzes.tell(office, connection, unit)
    devices.add(connection, device, officer=asked["officer"], program=asked["program"], at=office.now())
    if asked.get("before"):
        former.begin(office, connection, device, asked)
        return device.id
    if servers.is_another(connection):  # restored while we run
        raise TryAgain(_("The database was restored meanwhile."), _("Start head office again."))
    left_out = lives.left_out_by_lot(connection, unit, office.clock.now())
    letters = units.count_letter(connection, unit, left_out)
    if letters > _LAST_LETTER:
        raise Refusal(403, "unit.letters", NO_LETTERS)
    letter = chr(ord("A") + letters - 1)
    journals.add(connection, Journal(asked["journal"], unit, device.id, letter, 0, GENESIS))
    return device.id


def _identity(
    office: HeadOffice, connection: Connection, unit: str, device: str, key: bytes, journal: str
) -> dict[str, Any]:
    opened = journals.find(connection, journal)
    if opened is None or opened.device != device:
        raise Refusal(403, "code.unknown", CODE_UNKNOWN)
    named = units.named(connection, unit)
    return {
        "device": device,
        "unit": {"code": unit, "name": named.name, "kecamatan": named.kecamatan},
        "letter": opened.letter if len(opened.letter) == 1 else None,
        "certificate": proof.certify(office.key, unit, key),
        "bundle_key": office.bundle_key,
        "recovery_key": office.recovery_key(),
        "head_office_key": wire.encode(wire.public_bytes(office.key)),
        "officers": units.officers_of(connection, unit),
        "catalogue": versions()[-1],
        "time": office.now(),
    }


def revoke(office: HeadOffice, unit: str, device: str | None = None, by: str | None = None) -> int:
    """Withdraw the permission of all devices of a unit, or of one; answers how many had it."""
    with office.database.write() as connection:
        count = devices.revoke(connection, unit, office.now(), device)
        if count:
            acts.note(connection, office.now(), by, REVOKED, unit, device or "")
        return count


def knows_unit(office: HeadOffice, unit: str) -> bool:
    with office.database.read() as connection:
        return units.is_known(connection, unit)


def _hash(code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
