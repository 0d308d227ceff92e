"""Entries about complaints as a unit writes them."""

from __future__ import annotations

from datetime import date
from typing import Any

from mobile_unit.domain.complaints import new_code
from mobile_unit.domain.entries import Entry, canonical
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import COMPLAINTS, series_number
from mobile_unit.sync import sealing, wire
from tests.head_office.inside import InsideUnit
from tests.offices import NIP

WORDS = "Antrean tidak teratur"
PERSON = {"name": "BUDI SANTOSO", "phone": "0812", "address": ""}
CIRCUMSTANCES = {
    "visit": None,
    "place": {"code": "18.08.04", "name": "Baradatu"},
    "officer": {"nip": NIP, "name": "Sari Wulandari"},
    "unit": {"code": "WK01", "name": "Unit WK01"},
}


def said(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "complaint",
        "mode": "open",
        "channel": "face_to_face",
        "text": WORDS,
        "person": PERSON,
        "service": "",
        "about_officer": False,
        "officers": [],
        "code": new_code(),
        "due_on": "2026-12-14",
        **changes,
    }


def sealed_to(unit: InsideUnit, content: dict[str, Any]) -> str:
    recipient = sealing.recipient_of(unit.office.bundle_identity)
    return wire.encode(sealing.sealed_bytes(canonical(content), [recipient]))


def body_of(unit: InsideUnit, serial: int, content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A complaint about an officer, or for an investigation, is sealed whole, a name in confidence alone."""
    whole = content["about_officer"] or content["kind"] == "misconduct"
    in_clear: dict[str, Any] | None = None if whole else dict(content)
    hidden = sealed_to(unit, content) if whole else None
    if not whole and content["mode"] == "confidential":
        in_clear = {**content, "person": None}
        hidden = sealed_to(unit, {"person": content["person"]})
    return {
        "id": uuid7(),
        "number": series_number(COMPLAINTS, unit.identity["unit"]["code"], "A", date(2026, 11, 24), serial),
        "taken_at": "2026-11-24T09:00:00+07:00",
        "said": in_clear,
        "sealed": hidden,
        "files": [],
        **CIRCUMSTANCES,
        **changes,
    }


def file(unit: InsideUnit, serial: int, content: dict[str, Any] | None = None, **changes: Any) -> Entry:
    """Take a complaint in; it must be applied."""
    entry = unit.entry("complaint.taken", body_of(unit, serial, content or said(), **changes))
    assert unit.take(entry).quarantined == []
    return entry


def told(taken: Entry, outcome: str = "unsaid", note: str | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "id": taken.body["id"],
        "number": taken.body["number"],
        "at": "2026-11-30T09:00:00+07:00",
        "how": "spoken",
        "outcome": outcome,
        "note": note,
        "sealed": None,
        "officer": CIRCUMSTANCES["officer"],
        "unit": CIRCUMSTANCES["unit"],
        **changes,
    }


def added(taken: Entry, text: str | None, **changes: Any) -> dict[str, Any]:
    return {
        "id": taken.body["id"],
        "number": taken.body["number"],
        "added": uuid7(),
        "at": "2026-11-30T09:00:00+07:00",
        "text": text,
        "sealed": None,
        "files": [],
        **CIRCUMSTANCES,
        **changes,
    }
