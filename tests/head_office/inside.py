"""A head office opened in the test's own process, with a unit whose entries go straight into its ingest."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from head_office.office import HeadOffice, open_head_office
from head_office.services import ingest
from head_office.services.batches import Batch
from head_office.store import devices, filed, journals, units
from mobile_unit.domain.entries import GENESIS, Entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.sync import wire
from tests.head_office.conftest import Guest
from tests.offices import NIP
from tests.patterns import office_database


@dataclass
class InsideUnit(Guest):
    """Writes entries as a guest does; what it sends is ingested without a network."""

    url: str = ""
    office: HeadOffice = field(kw_only=True)

    def take(self, *run: Entry) -> ingest.Taken:
        body = b"\n".join(entry.raw for entry in run)
        first, last = run[0].seq, run[-1].seq
        said = {"from": first, "to": last, "hash": run[-1].hash.hex()}
        statement = {"journal": self.journal, **said, "body": hashlib.sha256(body).hexdigest()}
        signature = wire.sign(self.key, wire.BATCH, statement)
        with self.office.database.read() as connection:
            device = devices.find(connection, self.identity["device"])
        assert device is not None
        return ingest.ingest(self.office, device, Batch(self.journal, first, last, body, signature))

    def file(self, serial: int, **changes: Any) -> dict[str, Any]:
        """Submit an application of the samples, its scans included; answers its row."""
        entry = self.application(serial, **changes)
        assert self.take(entry).quarantined == []
        self.bring_scans(entry, serial)
        return self.row(entry.body["id"])

    def bring_scans(self, entry: Entry, serial: int) -> None:
        from head_office.services.scans import add_chunk, begin_upload

        for document in entry.body["documents"]:
            content, facts = self.scan(document["kind"], serial)
            if facts["sha256"] == document["sha256"]:
                begin_upload(self.office, self.identity["unit"]["code"], facts["sha256"], len(content))
                add_chunk(self.office, self.identity["unit"]["code"], facts["sha256"], 0, content)

    def row(self, application: str) -> dict[str, Any]:
        with self.office.database.read() as connection:
            found = filed.find(connection, application)
        assert found is not None
        return found

    def feed(self) -> list[dict[str, Any]]:
        from head_office.services.publishing import read_feed

        return read_feed(self.office, self.identity["unit"]["code"], 0, 1000)[0]


def open_inside(home: Path, clock: Any, **options: Any) -> HeadOffice:
    """On SQLite, and unless it is there, from the pattern."""
    if not options.get("database"):
        office_database(home)
    return open_head_office(home, clock=clock, **options)


def unit_inside(office: HeadOffice, code: str = "WK01", like: InsideUnit | None = None) -> InsideUnit:
    """A unit with one enrolled laptop; ``like`` that of another office, with its key and its journal."""
    made = InsideUnit(
        office=office,
        key=like.key if like else Ed25519PrivateKey.generate(),
        journal=like.journal if like else uuid7(),
    )
    device = devices.Device(uuid7(), code, wire.public_bytes(made.key), None)
    with office.database.write() as connection:
        units.ensure(connection, code, f"Unit {code}", "18.08.04")
        units.count_letter(connection, code)
        units.put_officer(connection, code, NIP, "Sari Wulandari", "supervisor")
        devices.add(connection, device, officer=NIP, program="test", at=office.now())
        journals.add(connection, journals.Journal(made.journal, code, device.id, "A", 0, GENESIS))
    made.identity = {"unit": {"code": code, "name": f"Unit {code}"}, "letter": "A", "device": device.id}
    return made


def wait_for_a_lock(office: HeadOffice, thread: threading.Thread) -> None:
    """Until a thread waits for what our transaction holds, or is done; on SQLite nobody begins to write
    meanwhile."""
    if office.database.is_sqlite:
        return
    waiting = text("SELECT pid FROM pg_locks WHERE NOT granted")
    with office.database.read() as connection:
        while thread.is_alive() and connection.execute(waiting).first() is None:
            time.sleep(0.01)
