"""After head office was restored: what it said since the backup comes back from the units that heard it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from head_office.office import HeadOffice
from head_office.services import complaints, notices, publications
from head_office.services.checks import Quarantined
from head_office.services.planned_visits import told_again
from head_office.services.publishing import publish, publish_officers
from head_office.services.records import apply_entry
from head_office.services.scans import tell
from head_office.store import feed, filed, journals
from head_office.store.engine import Connection
from mobile_unit.domain.entries import (
    FEED_APPLICATION_STATUS,
    FEED_COMPLAINT_ANSWERED,
    FEED_COMPLAINT_STATUS,
    FEED_CORRECTION_REQUESTED,
    FEED_PUBLICATION,
    FEED_RETURNED,
    FEED_VISIT_PLANNED,
    canonical,
    chain,
    read_entry,
)
from mobile_unit.domain.planned import Plan, read_plan
from mobile_unit.domain.states import FINAL, HEAD_OFFICE_STATES, RECEIVED
from mobile_unit.sync import wire

REASON = "feed.lost"
_UPON_A_DECISION = ("application.not_ready", "complaint.not_answered")
MAX_KEPT = 10_000


def take_back(office: HeadOffice, unit: str, said: Sequence[Mapping[str, Any]]) -> int:
    """Keep the entries that bear our own signature and that we don't have, and decide again what they decided
    last on each application, and hold what they published; answers how many were new.

    What was decided here since then stands.
    """
    last: dict[str, Mapping[str, Any]] = {}
    of_complaints: dict[str, list[Mapping[str, Any]]] = {}
    plans: dict[str, Plan] = {}
    published: dict[str, list[Mapping[str, Any]]] = {}
    count = 0
    with office.database.write() as connection:
        for entry in said:
            hash_ = _own_hash(office, unit, entry)
            if hash_ is None or feed.hash_at(connection, unit, entry["seq"]) == hash_:
                continue
            statement = {key: value for key, value in entry.items() if key != "signature"}
            if journals.batches_aside(connection, f"feed {unit}") >= MAX_KEPT:
                break
            raw = canonical(statement)
            # one that came back before may be about what another laptop handed in only since
            count += journals.set_batch_aside(connection, f"feed {unit}", raw, REASON, office.now())
            if statement["kind"] == FEED_APPLICATION_STATUS:
                last[str(statement["body"]["id"])] = statement["body"]
            elif statement["kind"] in (FEED_COMPLAINT_STATUS, FEED_COMPLAINT_ANSWERED):
                of_complaints.setdefault(str(statement["body"]["id"]), []).append(statement["body"])
            elif statement["kind"] == FEED_CORRECTION_REQUESTED:
                _ask_again(office, connection, unit, statement["body"])
            elif statement["kind"] == FEED_PUBLICATION:
                published.setdefault(str(statement["body"]["publication"]), []).append(statement["body"])
            elif statement["kind"] == FEED_VISIT_PLANNED:
                plans[str(statement["body"]["id"])] = read_plan(statement["body"])
        for body in last.values():
            _decide_again(office, connection, unit, body)
        for decisions in of_complaints.values():
            complaints.decided_again(office, connection, unit, decisions)
        _apply_what_waited(office, connection, unit)
        for plan in plans.values():
            told_again(office, connection, unit, plan)
        for parts in published.values():
            publications.take_back(office, connection, unit, parts)
        if count:  # a word that ends our line, so that a laptop which heard another one sees which is newer
            publish_officers(office, connection, unit)
    office.shelf.look_again()
    return count


def say_returned(office: HeadOffice, unit: str, last: Mapping[str, Any]) -> None:
    """Tell the unit, once, that this entry came back by stick, and all before it."""
    with office.database.write() as connection:
        hash_ = _own_hash(office, unit, last)
        if hash_ is None:
            return
        said = canonical({"hash": hash_.hex()})
        kind = f'"kind":"{FEED_RETURNED}"'.encode()
        if not any(kind in each.raw and said in each.raw for each in feed.every(connection, unit)):
            publish(office, connection, unit, FEED_RETURNED, {"hash": hash_.hex()})


def _own_hash(office: HeadOffice, unit: str, entry: Mapping[str, Any]) -> bytes | None:
    """The hash of an entry that we once signed for this unit; None for any other."""
    statement = {key: value for key, value in entry.items() if key != "signature"}
    try:
        wire.check(wire.public_bytes(office.key), wire.FEED, statement, str(entry["signature"]))
        hash_ = chain(bytes.fromhex(statement["prev"]), canonical(statement))
        return hash_ if statement["unit"] == unit and type(statement["seq"]) is int else None
    except (KeyError, TypeError, ValueError):
        return None


def _apply_what_waited(office: HeadOffice, connection: Connection, unit: str) -> None:
    """What a unit did upon a decision that was lost: it came back before the decision, and was kept aside."""
    for journal, seq, raw in journals.waiting_with(connection, unit, _UPON_A_DECISION):
        held = journals.hold(connection, journal)
        assert held is not None  # its entries are held
        with suppress(Quarantined), connection.begin_nested():
            apply_entry(office, connection, unit, held.letter, read_entry(raw))
            journals.settle(connection, journal, seq)


def _decide_again(office: HeadOffice, connection: Connection, unit: str, body: Mapping[str, Any]) -> None:
    row = filed.find(connection, body["id"])
    status = body["status"]
    if row is None or row["unit"] != unit or row["state"] in (status, *FINAL):
        return
    if status == RECEIVED or status not in HEAD_OFFICE_STATES:
        return  # follows from what is held
    if (filed.last_decided(connection, body["id"]) or "") > body["at"]:
        return
    tell(office, connection, row, status, body["note"], until=body.get("until"))
    notices.heard_before(connection, body["id"])


def _ask_again(office: HeadOffice, connection: Connection, unit: str, body: Mapping[str, Any]) -> None:
    row = filed.find(connection, body["id"])
    known = {each["request"] for each in filed.requests_of(connection, body["id"])}
    if row is not None and row["unit"] == unit and body["request"] not in known:
        filed.add_request(connection, body)
