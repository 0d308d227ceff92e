"""A laptop that is enrolled again, as what it was before: its former device and its lives.

A head office that was restored from a backup of before an enrolment knows neither. The laptop proves the
former device by its key, and by the certificate that we once gave it; then that device is known again, so
that its receipts stay genuine and a bundle it wrote is taken in, and its journals are taken in as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.store import devices, lives
from head_office.store.devices import Device
from head_office.store.engine import Connection
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.numbers import is_mark
from mobile_unit.domain.texts import Text
from mobile_unit.sync import proof, wire

_LETTER = re.compile("[A-Z]?")
_OTHER_UNIT = Text(
    "Kode ini milik unit {code}; laptop ini milik unit lain. Minta kode untuk unit laptop ini.",
    "This code is unit {code}'s; this laptop is another unit's. Ask for a code for the laptop's own unit.",
)
_BAD = Text(
    "Pendaftaran ulang ini tidak sesuai dengan perangkat sebelumnya.",
    "This enrolment does not fit what the device was before.",
)


def require_same(office: HeadOffice, connection: Connection, unit: str, said: Mapping[str, Any]) -> None:
    """Raise Refusal unless an enrolment's ``before`` is of this unit, and of who held the former key."""
    before = said["before"]
    if before["unit"] != unit:
        raise Refusal(403, "enrolment.other_unit", _OTHER_UNIT.format(code=unit))
    statement = {key: value for key, value in before.items() if key != "signature"}
    statement["device_key_now"] = said["device_key"]
    try:
        key = wire.decode(before["device_key"])
        wire.check(key, wire.ENROLLED_BEFORE, statement, before["signature"])
    except ValueError as error:
        raise _refusal() from error
    known = devices.find(connection, before["device"])
    if known is not None and (known.unit, known.public_key) != (unit, key):
        raise _refusal()
    certificate = before["certificate"]
    if certificate is not None and not proof.is_certified(_own_key(office), unit, key, certificate):
        raise _refusal()
    ids = [before["device"], *(life["journal"] for life in before["lives"])]
    if not (all(map(_is_sound, before["lives"])) and is_mark(before["mark"]) and all(map(is_record_id, ids))):
        raise _refusal()
    owners = {lives.unit_of(connection, life["journal"]) for life in before["lives"]}
    if not owners <= {unit, None}:
        raise _refusal()


def begin(office: HeadOffice, connection: Connection, device: Device, said: Mapping[str, Any]) -> None:
    """Open the journal of a device that was just added, after the lives it had before: it gets the unit's
    next letter, or where none is given keeps its mark."""
    make_known(office, connection, device, said)
    before = said["before"]
    lives.open_life(
        connection,
        journal=said["journal"],
        unit=device.unit,
        device=device.id,
        previous=before["lives"][-1]["journal"],
        mark=before["mark"],
        now=office.clock.now(),
    )


def make_known(office: HeadOffice, connection: Connection, device: Device, said: Mapping[str, Any]) -> None:
    """Know again what a device was before it was enrolled anew; what is known already stays as it is."""
    before = said["before"]
    former = devices.find(connection, before["device"])
    if former is None and before["certificate"] is not None:
        former = Device(before["device"], device.unit, wire.decode(before["device_key"]), revoked_at=None)
        devices.add(connection, former, officer=said["officer"], program=said["program"], at=office.now())
    previous = None
    for life in before["lives"]:
        lives.know_again(
            connection,
            journal=life["journal"],
            unit=device.unit,
            device=(former or device).id,
            previous=previous,
            letter=life["letter"],
            mark=life["mark"],
        )
        previous = life["journal"]
    lives.follow(connection, said["journal"], previous)


def _own_key(office: HeadOffice) -> bytes:
    return wire.public_bytes(office.key)


def _is_sound(life: Mapping[str, str]) -> bool:
    """Its own letter, or the mark that it has until it gets one; both where it got one."""
    letter, mark = life["letter"], life["mark"]
    return bool(letter or mark) and _LETTER.fullmatch(letter) is not None and (not mark or is_mark(mark))


def _refusal() -> Refusal:
    return Refusal(400, "enrolment.signature", _BAD)
