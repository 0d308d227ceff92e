"""What a unit writes in a day, as real entries, for the measures of the wire."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mobile_unit.app import Unit
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.resources import resource
from mobile_unit.services.intake import Record
from mobile_unit.services.scans import Scan
from mobile_unit.store import journal


def samples() -> list[dict[str, Any]]:
    """The sample's applications, in its order."""
    return [
        json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    ]


def take(unit: Unit, records: Iterable[dict[str, Any]], *, scan_bytes: int = 1000) -> None:
    """Submit them, each document with a scan of its own of so many random bytes."""
    for record in records:
        scans = [(d["kind"], Scan(os.urandom(scan_bytes), "image/jpeg")) for d in record["documents"]]
        unit.intake.take(Record(uuid7(), record["service"], record["applicant"], record["answers"], scans))


def lines_of(unit: Unit) -> list[bytes]:
    """All entries of the unit's journal as they go on the wire."""
    with unit.context.store.read() as connection:
        here = journal.current_head(connection).journal
        batch = journal.batch_after(connection, here, 0, entries=100_000, size=1 << 30)
    return list(batch.lines) if batch else []


def journal_of(path: Path, records: Iterable[dict[str, Any]]) -> list[bytes]:
    """The entries of a unit in ``path`` that took these applications."""
    from tests.units import unit_without_office

    unit = unit_without_office(path)
    take(unit, records)
    lines = lines_of(unit)
    unit.close()
    return lines
