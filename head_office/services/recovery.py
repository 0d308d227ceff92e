"""After head office was restored: what it said since the backup comes back from the units that heard it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from head_office.office import HeadOffice
from head_office.services import notices, publications
from head_office.services.planned_visits import told_again
from head_office.services.publishing import publish_officers
from head_office.services.scans import tell
from head_office.store import feed, filed, journals
from head_office.store.engine import Connection
from mobile_unit.domain.entries import (
    FEED_APPLICATION_STATUS,
    FEED_CORRECTION_REQUESTED,
    FEED_PUBLICATION,
    FEED_VISIT_PLANNED,
    canonical,
    chain,
)
from mobile_unit.domain.planned import Plan, read_plan
from mobile_unit.domain.states import FINAL, HEAD_OFFICE_STATES, RECEIVED
from mobile_unit.sync import wire

REASON = "feed.lost"
MAX_KEPT = 10_000


def take_back(office: HeadOffice, unit: str, said: Sequence[Mapping[str, Any]]) -> int:
    """Keep the entries that bear our own signature and that we don't have, and decide again what they decided
    last on each application, and hold what they published; answers how many were new.

    What was decided here since then stands.
    """
    public_key = wire.public_bytes(office.key)
    last: dict[str, Mapping[str, Any]] = {}
    plans: dict[str, Plan] = {}
    published: dict[str, list[Mapping[str, Any]]] = {}
    count = 0
    with office.database.write() as connection:
        for entry in said:
            statement = {key: value for key, value in entry.items() if key != "signature"}
            try:
                wire.check(public_key, wire.FEED, statement, str(entry["signature"]))
                raw = canonical(statement)
                hash_ = chain(bytes.fromhex(statement["prev"]), raw)
                if statement["unit"] != unit or feed.hash_at(connection, unit, statement["seq"]) == hash_:
                    continue
            except (KeyError, TypeError, ValueError):
                continue
            if journals.batches_aside(connection, f"feed {unit}") >= MAX_KEPT:
                break
            journals.set_batch_aside(connection, f"feed {unit}", raw, REASON, office.now())
            count += 1
            if statement["kind"] == FEED_APPLICATION_STATUS:
                last[str(statement["body"]["id"])] = statement["body"]
            elif statement["kind"] == FEED_CORRECTION_REQUESTED:
                _ask_again(office, connection, unit, statement["body"])
            elif statement["kind"] == FEED_PUBLICATION:
                published.setdefault(str(statement["body"]["publication"]), []).append(statement["body"])
            elif statement["kind"] == FEED_VISIT_PLANNED:
                plans[str(statement["body"]["id"])] = read_plan(statement["body"])
        for body in last.values():
            _decide_again(office, connection, unit, body)
        for plan in plans.values():
            told_again(office, connection, unit, plan)
        for parts in published.values():
            publications.take_back(office, connection, unit, parts)
        if count:  # a word that ends our line, so that a laptop which heard another one sees which is newer
            publish_officers(office, connection, unit)
    office.shelf.look_again()
    return count


def _decide_again(office: HeadOffice, connection: Connection, unit: str, body: Mapping[str, Any]) -> None:
    row = filed.find(connection, body["id"])
    status = body["status"]
    if row is None or row["unit"] != unit or row["state"] in (status, *FINAL):
        return
    if status == RECEIVED or status not in HEAD_OFFICE_STATES:
        return  # follows from what is held
    if (filed.last_decided(connection, body["id"]) or "") > body["at"]:
        return
    tell(office, connection, row, status, body["note"])
    notices.heard_before(connection, body["id"])


def _ask_again(office: HeadOffice, connection: Connection, unit: str, body: Mapping[str, Any]) -> None:
    row = filed.find(connection, body["id"])
    known = {each["request"] for each in filed.requests_of(connection, body["id"])}
    if row is not None and row["unit"] == unit and body["request"] not in known:
        filed.add_request(connection, body)
