"""Applications at head office: lists, one with its history, and decisions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import select, update

from head_office.office import HeadOffice
from head_office.services.publishing import publish
from head_office.store.engine import Connection, insert
from head_office.store.tables import applications, blobs, documents, entries, history
from mobile_unit.domain.entries import FEED_APPLICATION_STATUS, read_entry
from mobile_unit.domain.numbers import find_number
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

_COLUMNS = ("id", "number", "service", "state", "unit", "submitted_at", "received_at")


def listed(office: HeadOffice, unit: str | None = None) -> Iterator[dict[str, Any]]:
    """Every application (of one unit), in the order received, with its documents."""
    statement = (
        select(
            *(applications.c[name] for name in _COLUMNS),
            documents.c.kind,
            documents.c.sha256,
            documents.c.bytes,
            blobs.c.held_at,
        )
        .outerjoin(documents, documents.c.application == applications.c.id)
        .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
        .order_by(applications.c.received_at, applications.c.number, documents.c.position)
    )
    if unit is not None:
        statement = statement.where(applications.c.unit == unit)
    with office.database.read() as connection:
        rows = connection.execution_options(yield_per=1000).execute(statement).mappings()
        for _id, group in groupby(rows, key=lambda row: row["id"]):
            of_one = list(group)
            yield {
                **{name: of_one[0][name] for name in _COLUMNS},
                "documents": [_document(row) for row in of_one if row["sha256"] is not None],
            }


def shown(office: HeadOffice, number: str) -> dict[str, Any]:
    """One application whole, by number however it is said; raises UserFacingError."""
    with office.database.read() as connection:
        row = _find(connection, number)
        raw = connection.execute(
            select(entries.c.raw).where(entries.c.journal == row["journal"], entries.c.seq == row["seq"])
        ).scalar_one()
        body = read_entry(bytes(raw)).body
        papers = connection.execute(
            select(documents, blobs.c.held_at)
            .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
            .where(documents.c.application == row["id"])
            .order_by(documents.c.position)
        ).mappings()
        steps = connection.execute(
            select(history.c.at, history.c.state, history.c.note)
            .where(history.c.application == row["id"])
            .order_by(history.c.id)
        ).mappings()
        return {
            **{name: row[name] for name in _COLUMNS},
            "applicant": body["applicant"],
            "answers": body["answers"],
            "fees": body["fees"],
            "warnings": body["warnings"],
            "officer": body["officer"],
            "place": body["place"],
            "documents": [_document(paper) for paper in papers],
            "history": [dict(step) for step in steps],
        }


def set_status(office: HeadOffice, number: str, state: str, note: str | None) -> dict[str, Any]:
    """Decide on an application; its unit hears of it by its feed. Raises UserFacingError."""
    with office.database.write() as connection:
        row = _find(connection, number)
        at = office.now()
        connection.execute(update(applications).where(applications.c.id == row["id"]).values(state=state))
        connection.execute(
            insert(connection, history).values(application=row["id"], state=state, note=note, at=at)
        )
        body = {"id": row["id"], "number": row["number"], "status": state, "note": note, "at": at}
        publish(office, connection, row["unit"], FEED_APPLICATION_STATUS, body)
        return body


def _find(connection: Connection, number: str) -> dict[str, Any]:
    key = find_number(number) or number.strip()
    row = connection.execute(select(applications).where(applications.c.number == key)).mappings().first()
    if row is None:
        raise UserFacingError(
            _("Head office holds no application with this number."),
            _("Compare it with the receipt, the last letter included."),
        )
    return dict(row)


def _document(row: Any) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "sha256": row["sha256"],
        "bytes": row["bytes"],
        "held": row["held_at"] is not None,
    }
