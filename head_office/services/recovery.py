"""After head office was restored: what it said since the backup comes back from the units that heard it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from head_office.office import HeadOffice
from head_office.services import complaints, notices, publications
from head_office.services.checks import Quarantined
from head_office.services.feed_subjects import subjects_of
from head_office.services.planned_visits import told_again
from head_office.services.publishing import publish, publish_officers
from head_office.services.records import apply_entry
from head_office.services.scans import tell
from head_office.store import destructions, feed, filed, journals
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
    read_entry,
)
from mobile_unit.domain.planned import Plan, read_plan
from mobile_unit.domain.stand_ins import Place
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
            place = _own_place(office, unit, entry)
            if place is None or feed.hash_at(connection, unit, place.seq) == place.hash:
                continue
            # what stands in for an entry says nothing that could be decided again
            kind, body = str(entry.get("kind", "")), entry.get("body", {})
            if any(destructions.when(connection, record) for record in subjects_of(kind, body)):
                continue  # it is of what was destroyed here: none of it is kept again
            if journals.batches_aside(connection, f"feed {unit}") >= MAX_KEPT:
                break
            # one that came back before may be about what another laptop handed in only since
            count += journals.set_batch_aside(connection, f"feed {unit}", place.raw, REASON, office.now())
            if kind == FEED_APPLICATION_STATUS:
                last[str(body["id"])] = body
            elif kind in (FEED_COMPLAINT_STATUS, FEED_COMPLAINT_ANSWERED):
                of_complaints.setdefault(str(body["id"]), []).append(body)
            elif kind == FEED_CORRECTION_REQUESTED:
                _ask_again(office, connection, unit, body)
            elif kind == FEED_PUBLICATION:
                published.setdefault(str(body["publication"]), []).append(body)
            elif kind == FEED_VISIT_PLANNED:
                plans[str(body["id"])] = read_plan(body)
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
        place = _own_place(office, unit, last)
        if place is None:
            return
        said = canonical({"hash": place.hash.hex()})
        kind = f'"kind":"{FEED_RETURNED}"'.encode()
        if not any(kind in each.raw and said in each.raw for each in feed.every(connection, unit)):
            publish(office, connection, unit, FEED_RETURNED, {"hash": place.hash.hex()})


def _own_place(office: HeadOffice, unit: str, entry: Mapping[str, Any]) -> Place | None:
    """The place of an entry that we once signed for this unit, or of what stands in for one; None for any
    other."""
    try:
        place = wire.check_place(wire.public_bytes(office.key), entry)
    except (KeyError, TypeError, ValueError):
        return None
    return place if place.unit == unit else None


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
