"""What entries about outreach do, and why one is kept aside instead; a later one replaces the earlier."""

from __future__ import annotations

from head_office.office import HeadOffice
from head_office.services.checks import Quarantined
from head_office.store import attachments, filed, outreach
from head_office.store.engine import Connection
from mobile_unit.domain.entries import OUTREACH_HELD, Entry
from mobile_unit.domain.outreach import CANCELLED, HELD, PLANNED, require_held, require_planned


def planned(_office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """An event that is to come, or was called off; one that was held stays so."""
    require_planned(entry.body)
    if _is_new(connection, unit, entry):
        if _state(connection, entry.body["id"]) == HELD:
            raise Quarantined("outreach.held_already")
        _file(connection, unit, entry, PLANNED if entry.body["cancelled"] is None else CANCELLED)


def held(_office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """What came of an event."""
    require_held(entry.body)
    if _is_new(connection, unit, entry):
        _file(connection, unit, entry, HELD)


def _is_new(connection: Connection, unit: str, entry: Entry) -> bool:
    """False for what was said before: a restored laptop says it again under a new journal."""
    body = entry.body
    held = outreach.find(connection, body["id"])
    if body["unit"]["code"] != unit or (held is not None and held["unit"] != unit):
        raise Quarantined("outreach.foreign")
    return held is None or body not in filed.bodies(connection, body["id"], entry.kind)


def _state(connection: Connection, event: str) -> str | None:
    row = outreach.find(connection, event)
    return None if row is None else str(row["state"])


def _file(connection: Connection, unit: str, entry: Entry, state: str) -> None:
    body = entry.body
    row = {
        "id": body["id"],
        "unit": unit,
        "journal": entry.journal,
        "seq": entry.seq,
        "state": state,
        "day": body["day"],
        "place": body["place"]["code"],
        "place_name": body["place"]["name"],
        "theme": body["theme"],
        "words": body["words"],
        "men": body.get("men", 0),
        "women": body.get("women", 0),
    }
    outreach.put(connection, row)
    photos = body["photos"] if entry.kind == OUTREACH_HELD else []
    attachments.put(connection, body["id"], unit, photos)
