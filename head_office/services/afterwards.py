"""What a unit does to an application after sealing it: corrects it, withdraws it, hands the passport over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from head_office.office import HeadOffice
from head_office.services.checks import Quarantined, require_documents, require_valid
from head_office.services.publishing import publish
from head_office.services.scans import tell
from head_office.store import filed, listing
from head_office.store.engine import Connection
from mobile_unit.domain.entries import (
    APPLICATION_CORRECTED,
    FEED_APPLICATION_STATUS,
    PASSPORT_HANDED_OVER,
    Entry,
)
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.states import (
    FINAL,
    HANDED_OVER,
    INCOMPLETE,
    READY,
    RECEIVED,
    REFERRED,
    SENT,
    WITHDRAWN,
)
from mobile_unit.forms.collection import problem_with

MAX_REASON = 300
_STAYS = ("id", "number", "service", "submitted_at", "unit", "visit", "place")
"""What no correction can say otherwise."""


def corrected(office: HeadOffice, connection: Connection, unit: str, entry: Entry) -> None:
    """Make a correction the newest version, and close the request that it answers."""
    body = entry.body
    row = _own(connection, unit, body)
    if body["correction"] <= row["correction"]:
        if body in filed.bodies(connection, row["id"], APPLICATION_CORRECTED):
            return
        raise Quarantined("correction.order")
    _require_changeable(row)
    require_correction(filed.body_of(connection, row), body)
    asked = filed.requests_of(connection, row["id"])
    answers = body["answers_request"]
    if answers is not None and answers not in {each["request"] for each in asked}:
        raise Quarantined("request.unknown")
    filed.correct(connection, entry)
    still_open = {each["request"] for each in asked if each["closed_at"] is None}
    if answers is not None:
        filed.close_request(connection, answers, office.now())
    state = _next_state(connection, row, body, still_open - {answers}, answers in still_open)
    note = f"Koreksi ke-{body['correction']} diterima."
    if not filed.lacks_scans(connection, row["id"]):
        filed.await_scans(connection, row["id"], None)
        tell(office, connection, row, RECEIVED if state == SENT else state, note, version=body)
        return
    filed.await_scans(connection, row["id"], state)
    if state == INCOMPLETE:
        tell(office, connection, row, state, note, version=body)
    elif row["state"] != SENT:
        tell(office, connection, row, SENT, note, version=body)


def _next_state(
    connection: Connection,
    row: Mapping[str, Any],
    body: Mapping[str, Any],
    still_open: set[str],
    answered: bool,
) -> str:
    """Where an application goes on once a correction is here: where it was before anything was asked."""
    if still_open:
        return INCOMPLETE
    if answered:
        were = [step["state"] for step in listing.history_of(connection, row["id"])]
        first = REFERRED if _is_referral(body) else RECEIVED
        return next((state for state in reversed(were) if state not in (INCOMPLETE, SENT)), first)
    state: str = row["awaits"] or row["state"] if row["state"] == SENT else row["state"]
    return RECEIVED if state == SENT else state


def require_correction(before: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """A correction says the whole application, under a reason, and leaves alone what it can't change."""
    if type(body["correction"]) is not int or body["correction"] < 1:
        raise Quarantined("correction.order")
    _require_reason(body["reason"])
    if any(body[key] != before[key] for key in _STAYS) or _is_referral(body) != _is_referral(before):
        raise Quarantined("correction.differs")
    date.fromisoformat(body["corrected_at"][:10])
    require_documents(body["documents"])
    require_valid(body)


def _is_referral(body: Mapping[str, Any]) -> bool:
    return bool(body.get("referred"))


def withdrawn(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """Take an application out of the office's work; one that was only kept aside is let go."""
    body = entry.body
    _require_reason(body["reason"])
    if not is_record_id(body["id"]):
        raise Quarantined("id.invalid")
    if filed.find(connection, body["id"]) is None:
        aside = filed.kept_aside(connection, unit, body["id"])
        if aside is None or aside["number"] != body["number"]:
            raise Quarantined("application.unknown")
        told = {"id": body["id"], "number": body["number"], "status": WITHDRAWN, "note": body["reason"]}
        publish(office, connection, unit, FEED_APPLICATION_STATUS, {**told, "at": office.now()})
        return
    row = _own(connection, unit, body)
    if row["state"] == WITHDRAWN:
        return
    _require_changeable(row)
    filed.close_requests(connection, row["id"], office.now())
    tell(office, connection, row, WITHDRAWN, body["reason"])


def handed_over(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """Note that a passport was delivered, to whom and on what authority."""
    body = entry.body
    row = _own(connection, unit, body)
    if row["state"] == HANDED_OVER and body in filed.bodies(connection, row["id"], PASSPORT_HANDED_OVER):
        return
    if row["state"] != READY:
        raise Quarantined("application.not_ready")
    receiver = body["receiver"]
    problem = problem_with(
        receiver["relation"],
        receiver["name"],
        body["papers"],
        body["passport_number"],
        date.fromisoformat(entry.at[:10]),
    )
    if problem is not None:
        raise Quarantined(problem)
    filed.close_requests(connection, row["id"], office.now())
    tell(office, connection, row, HANDED_OVER, None)


def _own(connection: Connection, unit: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The application that an entry is about; it must be on file, and the unit's own."""
    row = filed.find(connection, body["id"]) if is_record_id(body["id"]) else None
    if row is None:
        raise Quarantined("application.unknown")
    if row["unit"] != unit:
        raise Quarantined("application.foreign")
    if row["number"] != body["number"]:
        raise Quarantined("application.differs")
    return row


def _require_changeable(row: Mapping[str, Any]) -> None:
    """What is made or decided is neither corrected nor withdrawn."""
    if row["state"] in FINAL:
        raise Quarantined("application.final")
    if row["state"] == READY:
        raise Quarantined("application.ready")


def _require_reason(reason: Any) -> None:
    if not isinstance(reason, str) or not reason.strip() or len(reason) > MAX_REASON:
        raise Quarantined("reason.missing")
