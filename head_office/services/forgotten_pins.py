"""Opening a laptop again whose officers have all forgotten the PIN, once a person knows who asks.

Whoever holds the laptop can write a request; that an officer of the unit wants it is for a person to find
out, who calls back and has the code read out that only the laptop shows.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import key_files
from head_office.services.checks import Quarantined
from head_office.store import devices, keys, recoveries, units
from head_office.store.durable import write_whole
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.texts import Text
from mobile_unit.sync import recovering, sealing
from mobile_unit.sync.recovering import BadRecovery, Request, Slot

REASONS = {
    "recovery.not_for_us": Text(
        "Berkas ini tidak disegel untuk kantor ini, atau sudah berubah.",
        "This file is not sealed to this head office, or was changed.",
    ),
    "recovery.damaged": Text(
        "Berkas ini rusak, terpotong, atau bukan permintaan PIN baru. Minta unit menulisnya lagi.",
        "This file is damaged, cut short, or no request for a new PIN. Ask the unit to write it again.",
    ),
    "recovery.shape": Text(
        "Isi berkas ini bukan permintaan PIN baru yang sah.",
        "This file holds no valid request for a new PIN.",
    ),
    "recovery.stranger": Text(
        "Permintaan ini bukan dari laptop yang terdaftar di kantor ini.",
        "This request is not from a laptop that is enrolled with this head office.",
    ),
    "recovery.revoked": Text(
        "Izin laptop ini sudah dicabut; laptop ini tidak dibuka lagi.",
        "This laptop's permission was withdrawn; it is not opened again.",
    ),
    "recovery.officer": Text(
        "Peminta tidak ada dalam daftar petugas unit ini. Tambahkan dulu, lalu unit membuat permintaan baru.",
        "Who asks is not on this unit's list. Add them first; the unit then makes a new request.",
    ),
    "recovery.code": Text(
        "Kode ini bukan kode permintaan itu. Jangan teruskan sebelum petugas membacakan kode yang cocok.",
        "This is not the request's code. Don't go on until the officer reads out the one that fits.",
    ),
}
_NO_KEY = Text("Berkas ini bukan kunci pemulihan.", "This file holds no recovery key.")
_KEY_NEEDED = Text(
    "Permintaan ini disegel untuk kunci pemulihan, yang tidak disimpan di server. Ulangi dengan --key-file.",
    "This request is sealed to the recovery key, which is not on this server. Do it again with --key-file.",
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
_NIP = re.compile(r"[0-9A-Za-z.\-]{4,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants a laptop opened, as far as a file can tell."""

    unit: str
    unit_name: str
    device: str
    nip: str
    name: str
    at: str


def make_key(office: HeadOffice, file: Path) -> str:
    """Make the key that opens laptops from now on and write it to ``file``, which is to be kept elsewhere;
    answers its public half, which stays here. Laptops seal anew once they hear of it.

    Raises UserFacingError where the file is there already.
    """
    recipient = key_files.write_new(file)
    with office.database.write() as connection:
        keys.set_recovery_recipient(connection, recipient)
    return recipient


def look_at(office: HeadOffice, path: Path, identity: str | None = None) -> Asker:
    """Who asks; ``identity`` is what ``make_key`` wrote, not needed for a laptop that never heard of it.

    Raises Refusal for a request that can't be answered.
    """
    return _read(office, path, identity)[2]


def answer(office: HeadOffice, path: Path, code: str, out: Path, identity: str | None = None) -> Asker:
    """Write the answer to a request whose ``code`` an officer read out; it can be used on that laptop alone,
    once, with the PIN that was chosen there.

    Raises Refusal; nothing is written then.
    """
    request, slot, asker = _read(office, path, identity)
    if not hmac.compare_digest(_plain(code).encode(), _plain(request.code).encode()):
        raise _refusal("recovery.code")
    at = office.now()
    with office.database.write() as connection:
        recoveries.note(
            connection,
            request.id,
            device=slot.device,
            officer=request.officer,
            asked_at=request.at,
            answered_at=at,
        )
    write_whole(out, recovering.seal_answer(request, slot, at, office.key))
    return asker


def _opened(office: HeadOffice, path: Path, identity: str | None) -> tuple[Request, Slot]:
    """Both are sealed to the same key: the one that is kept elsewhere, or before there was one that of
    bundles."""
    if path.stat().st_size > recovering.MAX_BYTES:
        raise _refusal("recovery.shape")
    given = (identity or "").strip()
    if given and not sealing.is_identity(given):
        raise Refusal(400, "recovery.key", _NO_KEY)
    sealed = path.read_bytes()
    for each in filter(None, (given, office.bundle_identity)):
        try:
            request = recovering.open_request(sealed, each)
            return request, recovering.open_slot(request.slot, each)
        except BadRecovery as error:
            if error.code != "recovery.not_for_us":
                raise _refusal(error.code) from error
    if not given and office.recovery_key() is not None:
        raise Refusal(400, "recovery.key_needed", _KEY_NEEDED)
    raise _refusal("recovery.not_for_us")


def _read(office: HeadOffice, path: Path, identity: str | None) -> tuple[Request, Slot, Asker]:
    request, slot = _opened(office, path, identity)
    with office.database.read() as connection:
        device = devices.find(connection, slot.device)
        if device is None or device.unit != slot.unit or not slot.is_signed_by(device.public_key):
            raise _refusal("recovery.stranger")
        if device.revoked_at is not None:
            raise _refusal("recovery.revoked")
        listed = units.officers_of(connection, device.unit)
        named = units.named(connection, device.unit)
    for officer in listed:
        if officer["nip"] == request.officer and officer["active"]:
            asker = Asker(device.unit, named.name, device.id, officer["nip"], officer["name"], request.at)
            return request, slot, asker
    raise _refusal("recovery.officer")


def require_recovered(body: Mapping[str, Any]) -> None:
    """``pin.recovered``: an officer set a new PIN with our answer; the entry is the record."""
    if set(body) != {"officer", "request", "answered_at"} or not is_record_id(body["request"]):
        raise Quarantined("recovered.shape")
    if not _NIP.fullmatch(body["officer"]) or not _TIME.fullmatch(body["answered_at"]):
        raise Quarantined("recovered.shape")


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _refusal(code: str) -> Refusal:
    return Refusal(400, code, REASONS[code])
