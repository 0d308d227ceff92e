"""What an entry does at head office, and why one is kept aside instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from head_office.office import HeadOffice
from head_office.services.scans import is_held, publish_if_received
from head_office.services.visits import require_closed, require_opened, require_turn
from head_office.store.engine import Connection, insert
from head_office.store.tables import applications, documents, entries
from mobile_unit.domain import entries as kinds
from mobile_unit.domain.entries import Entry, read_entry
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.numbers import is_application_number
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.validation import check
from mobile_unit.sync import wire

Apply = Callable[[HeadOffice, Connection, str, str, Entry], None]
_MAX_DOCUMENTS = 40


class Quarantined(Exception):
    """An entry that is stored and shown but not applied, with the reason's code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def apply_entry(office: HeadOffice, connection: Connection, unit: str, letter: str, entry: Entry) -> None:
    """Do what an entry says; raises Quarantined, whatever its body holds."""
    apply = _KINDS.get(entry.kind)
    if apply is None:
        raise Quarantined("kind.unknown")
    try:
        apply(office, connection, unit, letter, entry)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Quarantined("body.shape") from error


def _only_kept(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, _entry: Entry) -> None:
    """The entry itself is the record."""


def _kept_if(require: Callable[[Mapping[str, Any]], None]) -> Apply:
    """The entry itself is the record, once its body has the shape that the protocol gives it."""

    def apply(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
        require(entry.body)

    return apply


def _submitted(office: HeadOffice, connection: Connection, unit: str, letter: str, entry: Entry) -> None:
    body = entry.body
    if not is_record_id(body["id"]):
        raise Quarantined("id.invalid")
    if _is_repeat(connection, unit, entry):
        return
    _require_number(connection, body["number"], unit, letter)
    _require_documents(body["documents"])
    _require_valid(body)
    connection.execute(
        insert(connection, applications).values(
            id=body["id"],
            number=body["number"],
            service=body["service"],
            state="sent",
            unit=unit,
            journal=entry.journal,
            seq=entry.seq,
            submitted_at=body["submitted_at"],
            received_at=office.now(),
        )
    )
    for position, document in enumerate(body["documents"]):
        connection.execute(
            insert(connection, documents).values(
                application=body["id"],
                position=position,
                kind=document["kind"],
                sha256=document["sha256"],
                bytes=document["bytes"],
                media_type=document["media_type"],
            )
        )
    if all(is_held(connection, document["sha256"]) for document in body["documents"]):
        publish_if_received(office, connection, body["id"])


def _is_repeat(connection: Connection, unit: str, entry: Entry) -> bool:
    """Whether this very application is here already (a restored laptop sends it under a new journal)."""
    held = connection.execute(
        select(applications.c.unit, entries.c.raw)
        .join(entries, (entries.c.journal == applications.c.journal) & (entries.c.seq == applications.c.seq))
        .where(applications.c.id == entry.body["id"])
    ).first()
    if held is None:
        return False
    if held.unit != unit or read_entry(bytes(held.raw)).body != entry.body:
        raise Quarantined("application.differs")
    return True


def _require_number(connection: Connection, number: str, unit: str, letter: str) -> None:
    if not is_application_number(number):
        raise Quarantined("number.invalid")
    if not number.startswith(f"{unit}{letter}-"):
        raise Quarantined("number.foreign")
    taken = connection.execute(select(applications.c.id).where(applications.c.number == number)).first()
    if taken is not None:
        raise Quarantined("number.taken")


def _require_documents(listed: list[Mapping[str, Any]]) -> None:
    if len(listed) > _MAX_DOCUMENTS:
        raise Quarantined("documents.too_many")
    for document in listed:
        sha256, size = document["sha256"], document["bytes"]
        if len(sha256) != 64 or sha256 != bytes.fromhex(sha256).hex():
            raise Quarantined("document.sha256")
        if not isinstance(size, int) or not 0 < size <= wire.MAX_BLOB_BYTES:
            raise Quarantined("document.bytes")
        if document["media_type"] not in ("image/jpeg", "application/pdf"):
            raise Quarantined("document.media_type")


def _require_valid(body: Mapping[str, Any]) -> None:
    """The same check as at the counter, with the catalogue the unit named, on the day it was taken."""
    try:
        service = Catalogue.load(body["catalogue"]).service(body["service"])
    except KeyError as error:
        raise Quarantined("catalogue.unknown") from error
    outcome = check(
        service,
        {"applicant": body["applicant"], "answers": body["answers"]},
        on=date.fromisoformat(body["submitted_at"][:10]),
        documents=[document["kind"] for document in body["documents"]],
        regions=Regions.load(),
    )
    if outcome.errors:
        raise Quarantined(outcome.errors[0].code)
    if [{"code": fee.code, "amount": fee.amount} for fee in outcome.fees] != body["fees"]:
        raise Quarantined("fees.differ")


_KINDS: Mapping[str, Apply] = {
    kinds.JOURNAL_OPENED: _only_kept,
    kinds.OFFICER_SIGNED_IN: _only_kept,
    kinds.VISIT_OPENED: _kept_if(require_opened),
    kinds.VISIT_PAUSED: _kept_if(require_turn),
    kinds.VISIT_RESUMED: _kept_if(require_turn),
    kinds.VISIT_REOPENED: _kept_if(require_turn),
    kinds.VISIT_CLOSED: _kept_if(require_closed),
    kinds.RECEIPT_PRINTED: _only_kept,
    kinds.APPLICATION_SUBMITTED: _submitted,
}
