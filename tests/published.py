"""What a head office publishes, said to a unit that has none: by its feed, signed with the tests' key."""

from __future__ import annotations

import json
from typing import Any

from mobile_unit.app import Unit
from mobile_unit.domain.entries import canonical, chain
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.publications import BULLETIN, CATALOGUE
from mobile_unit.store import inbox
from mobile_unit.sync import issuing, wire
from mobile_unit.sync.inbox import apply_feed
from tests.units import HEAD_OFFICE


def hear(unit: Unit, kind: str, number: str, content: Any, **about: Any) -> str:
    """Let the unit hear of a publication; answers its id."""
    said = {
        "publication": uuid7(), "kind": kind, "format": 1, "number": number, "valid_from": "2026-11-24",
        "valid_until": None, "at": "2026-11-24T08:00:00+07:00",
    } | about  # fmt: skip
    for body in issuing.parts_of(said, json.dumps(content).encode()):
        hear_entry(unit, "publication.issued", body)
    unit.heed_head_office()
    return str(said["publication"])


def hear_entry(unit: Unit, kind: str, body: Any, at: str = "2026-11-24T08:00:00+07:00") -> None:
    """Let the unit hear one entry of head office's feed."""
    with unit.context.store.write() as connection:
        seq, prev = inbox.cursor(connection)
        statement = {
            "unit": unit.info.code, "seq": seq + 1, "prev": prev.hex(), "at": at, "kind": kind, "body": body,
        }  # fmt: skip
        assert chain(prev, canonical(statement))
        signed = {**statement, "signature": wire.sign(HEAD_OFFICE, wire.FEED, statement)}
        key = wire.public_bytes(HEAD_OFFICE)
        assert apply_feed(connection, [signed], unit=unit.info.code, head_office_key=key) == 1


def hear_catalogue(unit: Unit, made: dict[str, Any]) -> str:
    listed = made["catalogue"]
    return hear(unit, CATALOGUE, listed["version"], made, valid_from=listed["from"])


def hear_bulletin(unit: Unit, number: str, **said: Any) -> str:
    content = {
        "number": number, "title": {"id": f"Pengumuman {number}", "en": f"Bulletin {number}"},
        "legal_basis": "PP 45/2024", "valid_from": "2026-11-24", "valid_until": None, "units": [],
        "readers": "all", "public": True, "supersedes": [],
        "text": {"id": "Isi **pengumuman**.\n\n- satu\n- dua", "en": "Text of it."},
    } | said  # fmt: skip
    return hear(
        unit, BULLETIN, number, content, valid_from=content["valid_from"], valid_until=content["valid_until"]
    )
