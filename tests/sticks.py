"""Bundles and replies in tests: a head office of this process beside the one that serves, and its doors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice, open_head_office
from head_office.services.bundles import TakenIn, take_in
from head_office.services.enrolment import add_officer, make_code
from head_office.services.replies import write_reply
from head_office.services.tracking import listed
from mobile_unit.app import Home
from mobile_unit.clock import Clock
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.store import settings
from mobile_unit.sync import bundles, sealing
from mobile_unit.sync.keys import private_key
from tests.conftest import CHEAP
from tests.offices import NIP, PIN


@contextmanager
def opened(home: Path, clock: Clock | None = None) -> Iterator[HeadOffice]:
    office = open_head_office(home, clock=clock)
    try:
        yield office
    finally:
        office.close()


def unit_of(office: Any, home: Path, unit: str) -> Any:
    """A unit enrolled over the network with a code that this process asked for."""
    with opened(office.home) as running:
        add_officer(running, NIP, "Sari Wulandari", "supervisor", unit)
        code = make_code(running, unit, f"Unit {unit}", "18.08.04")
    return Home(home, cost=CHEAP).enrol(office.url, code, NIP, PIN)


def listed_at(office: Any, unit: Any) -> list[dict[str, Any]]:
    """The unit's applications as head office holds them."""
    with opened(office.home) as running:
        return list(listed(running, unit.info.code))


def take(unit: Any, records: list[dict[str, Any]], *, first: int = 0, size: int = 300) -> list[Any]:
    """Applications with scans of the unit's own."""
    return [
        unit.intake.take(
            Record(
                uuid7(),
                record["service"],
                record["applicant"],
                record["answers"],
                [
                    (d["kind"], Scan(f"{unit.info.code} {n} {d['kind']} ".encode() * size, "image/jpeg"))
                    for d in record["documents"]
                ],
            )
        )
        for n, record in enumerate(records[first:], first)
    ]


def carry(unit: Any, folder: Path) -> Path:
    """Export, and the one file that came of it."""
    folder.mkdir(exist_ok=True)
    (written,) = unit.stick.export(folder)
    assert written.path.parent == folder
    return written.path


def hand_in(home: Path, path: Path) -> TakenIn:
    with opened(home) as office:
        return take_in(office, path)


def fetch_reply(home: Path, unit: Any, path: Path, clock: Clock | None = None) -> Path:
    with opened(home, clock) as office:
        write_reply(office, unit.info.code, path)
    return path


def states(unit: Any) -> list[str]:
    return [row.state for row in unit.tracking.search("", limit=100).rows]


def device_key(unit: Any) -> Any:
    with unit.context.store.read() as connection:
        return private_key(settings.get(connection, settings.DEVICE_KEY))


def opened_bundle(home: Path, path: Path) -> bytes:
    """What is inside a bundle, as head office can see it."""
    plain = bytearray()
    with opened(home) as office, path.open("rb") as source:
        sealing.unseal(source, plain.extend, office.bundle_identity)
    return bytes(plain)


def sealed_for(home: Path, path: Path, plain: bytes) -> Path:
    """A file that opens at head office, whatever it holds: anybody can make one."""
    with opened(home) as office:
        recipient = sealing.recipient_of(office.bundle_identity)
    with path.open("wb") as file:

        def write(piece: bytes) -> None:
            file.write(piece)

        sealing.seal(iter([plain]), write, [recipient])
    return path


def parts(plain: bytes) -> dict[str, slice]:
    """Where the parts of a bundle without its seal are."""
    start = len(bundles.MAGIC)
    size = int.from_bytes(plain[start + 100 : start + 104], "big")
    return {
        "magic": slice(0, start),
        "device": slice(start, start + 36),
        "signature": slice(start + 36, start + 100),
        "size": slice(start + 100, start + 104),
        "manifest": slice(start + 104, start + 104 + size),
        "rest": slice(start + 104 + size, len(plain)),
    }
