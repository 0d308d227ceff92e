"""A unit that was enrolled with nobody, for tests that need no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mobile_unit.app import Home, Unit
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.services.enrolment import DATABASE, KEYS
from mobile_unit.store import inbox, journal, settings
from mobile_unit.store.engine import Store
from mobile_unit.store.key_slots import KeySlots
from mobile_unit.sync import proof, wire
from mobile_unit.sync.keys import new_private_key, private_key
from tests.conftest import CHEAP
from tests.patterns import unit_database

NIP = "199001012015031001"
PIN = "135790"
HEAD_OFFICE = wire.new_key()
OFFICER = {"nip": NIP, "name": "Sari Wulandari", "role": "supervisor", "active": True}


def set_up(home: Path, unit: str = "WK01", server: str = "http://127.0.0.1:9") -> None:
    """What an enrolment leaves behind, without a head office."""
    folder = home / "unit"
    folder.mkdir(parents=True)
    key = KeySlots(folder / KEYS, CHEAP).create(NIP, PIN).key
    unit_database(folder / DATABASE, key)
    store = Store(folder / DATABASE, key)
    device_key = new_private_key()
    certificate = proof.certify(HEAD_OFFICE, unit, wire.public_bytes(private_key(device_key)))
    with store.write() as connection:
        for name, value in (
            (settings.UNIT, {"code": unit, "name": "Unit Keliling 1", "kecamatan": "18.08.04"}),
            (settings.DEVICE, uuid7()),
            (settings.DEVICE_KEY, device_key),
            (settings.DEVICE_CERTIFICATE, certificate),
            (settings.SERVER, server),
            (settings.HEAD_OFFICE_KEY, wire.public_bytes(HEAD_OFFICE).hex()),
        ):
            settings.put(connection, name, value)
        inbox.set_officers(connection, [OFFICER])
        journal.open_journal(connection, uuid7(), "A", "2026-11-24T08:00:00+07:00")
    store.close()


def unit_without_office(home: Path, **options: Any) -> Unit:
    """The unit of ``set_up``, signed in."""
    set_up(home)
    return Home(home, cost=CHEAP, **options).sign_in(NIP, PIN)
