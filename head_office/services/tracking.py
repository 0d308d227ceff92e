"""Applications at head office: lists, one with its history, and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select

from head_office.office import HeadOffice
from head_office.services.publishing import publish
from head_office.services.scans import tell
from head_office.store import filed
from head_office.store.engine import Connection
from head_office.store.tables import applications, blobs, documents, history
from mobile_unit.domain.corrections import Asked
from mobile_unit.domain.entries import APPLICATION_CORRECTED, FEED_CORRECTION_REQUESTED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.states import FINAL, INCOMPLETE
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue
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
        body = filed.body_of(connection, row)
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
            "corrections": [
                {"correction": each["correction"], "at": each["corrected_at"], "reason": each["reason"]}
                for each in filed.bodies(connection, row["id"], APPLICATION_CORRECTED)
            ],
            "requests": filed.requests_of(connection, row["id"]),
        }


def set_status(office: HeadOffice, number: str, state: str, note: str | None) -> dict[str, Any]:
    """Decide on an application; its unit hears of it by its feed. Raises UserFacingError."""
    with office.database.write() as connection:
        row = _find(connection, number)
        if state != INCOMPLETE:
            filed.close_requests(connection, row["id"], office.now())
        return tell(office, connection, row, state, note)


def ask(office: HeadOffice, number: str, asked: Sequence[Asked]) -> dict[str, Any]:
    """Ask a unit to correct an application's fields; it is ``incomplete`` until the answer is here.

    Raises UserFacingError for an application that is decided, or a field that its form does not have.
    """
    with office.database.write() as connection:
        row = _find(connection, number)
        if row["state"] in FINAL:
            raise UserFacingError(_("This application is decided for good; it can't be changed any more."))
        body = filed.body_of(connection, row)
        for each in asked:
            _require_field(body, each.field)
        fields = [{"field": each.field, "sentence": each.sentence} for each in asked]
        request = {
            "id": row["id"],
            "number": row["number"],
            "request": uuid7(),
            "fields": fields,
            "at": office.now(),
        }
        tell(office, connection, row, INCOMPLETE, None)
        filed.add_request(connection, request)
        publish(office, connection, row["unit"], FEED_CORRECTION_REQUESTED, request)
        return request


def _require_field(body: Mapping[str, Any], key: str) -> None:
    catalogue = Catalogue.load(body["catalogue"])
    known = {field.key for field in catalogue.service(body["service"]).form.fields()}
    known |= {f"documents.{kind}" for kind in catalogue.document_labels}
    if key not in known:
        raise UserFacingError(
            _("This application's form has no field {field}.").format(field=key),
            _("Fields are named applicant.birth_place, answers.purpose, documents.ktp."),
        )


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
