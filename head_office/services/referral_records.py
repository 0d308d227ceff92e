"""What entries about referrals do, and why one is kept aside instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from head_office.office import HeadOffice
from head_office.services.checks import Quarantined
from head_office.services.series_checks import require_own_number, unsealed
from head_office.store import attachments, filed, referrals
from head_office.store.engine import Connection
from mobile_unit.domain.entries import Entry
from mobile_unit.domain.numbers import REFERRALS
from mobile_unit.domain.referrals import (
    CLOSED,
    LONGEST_TEXT,
    SENT,
    require_details,
    require_made,
    require_status,
)


def made(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """Somebody was sent to another office; what is told of them stays sealed in the entry."""
    body = entry.body
    require_made(body)
    if body["unit"]["code"] != unit:
        raise Quarantined("referral.foreign")
    if _is_repeat(connection, unit, entry):
        return
    _require_free_number(connection, body["number"], unit, entry.journal)
    try:
        require_details(opened(office, body["sealed"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Quarantined("referral.sealed") from error
    row = {
        "id": body["id"],
        "number": body["number"],
        "unit": unit,
        "journal": entry.journal,
        "seq": entry.seq,
        "made_at": body["made_at"],
        "officer": body["officer"]["nip"],
        "kind": body["target"]["kind"],
        "target": body["target"]["name"],
        "consent": body["consent"],
        "status": SENT,
        "status_at": body["made_at"],
    }
    referrals.add(connection, row)
    place = {"journal": entry.journal, "seq": entry.seq}
    referrals.add_step(connection, body["id"], SENT, body["made_at"], **place)
    attachments.put(connection, body["id"], unit, body["files"])


def followed(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """What became of one, as its unit heard; one that is closed stays as it is, with the word beside it."""
    body = entry.body
    require_status(body)
    row = referrals.find(connection, body["id"])
    if row is None:
        raise Quarantined("referral.unknown")
    if row["unit"] != unit or row["number"] != body["number"] or body["unit"]["code"] != unit:
        raise Quarantined("referral.foreign")
    if body in filed.bodies(connection, body["id"], entry.kind):
        return
    if body["sealed"] is not None:
        result = opened(office, body["sealed"]).get("result")
        if not isinstance(result, str) or not 0 < len(result) <= LONGEST_TEXT:
            raise Quarantined("referral.sealed")
    place = {"journal": entry.journal, "seq": entry.seq}
    if row["status"] in CLOSED:
        referrals.add_step(connection, row["id"], body["status"], body["at"], **place)
    else:
        referrals.set_status(connection, row["id"], body["status"], body["at"], **place)


def opened(office: HeadOffice, sealed: str) -> dict[str, Any]:
    """What was sealed to us; raises Quarantined where it can't be opened."""
    return unsealed(office, sealed, "referral.sealed")


def _is_repeat(connection: Connection, unit: str, entry: Entry) -> bool:
    """Whether this very referral is here already (a restored laptop sends it under a new journal)."""
    held: Mapping[str, Any] | None = referrals.find(connection, entry.body["id"])
    if held is None:
        return False
    if held["unit"] != unit or filed.body_of(connection, held) != entry.body:
        raise Quarantined("referral.differs")
    return True


def _require_free_number(connection: Connection, number: str, unit: str, journal: str) -> None:
    require_own_number(connection, REFERRALS, number, unit, journal)
    if referrals.find_numbered(connection, number) is not None:
        raise Quarantined("number.taken")
