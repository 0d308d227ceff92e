"""Applications at head office: lists, one with its history, and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from head_office.office import HeadOffice
from head_office.services.publishing import publish
from head_office.services.scans import tell
from head_office.store import destructions, filed, listing
from head_office.store.engine import Connection
from mobile_unit.domain.corrections import Asked
from mobile_unit.domain.entries import APPLICATION_CORRECTED, FEED_CORRECTION_REQUESTED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.states import FINAL, INCOMPLETE, READY
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.i18n import _


def listed(office: HeadOffice, unit: str | None = None) -> Iterator[dict[str, Any]]:
    """Every application (of one unit), in the order received, with its documents."""
    with office.database.read() as connection:
        yield from listing.every(connection, unit)


def shown(office: HeadOffice, number: str) -> dict[str, Any]:
    """One application whole, by number however it is said; raises UserFacingError."""
    with office.database.read() as connection:
        row = _find(connection, number)
        body = filed.body_of(connection, row)
        return {
            **{name: row[name] for name in listing.COLUMNS},
            "applicant": body["applicant"],
            "answers": body["answers"],
            "fees": body["fees"],
            "warnings": body["warnings"],
            "officer": body["officer"],
            "place": body["place"],
            "documents": listing.documents_of(connection, row["id"]),
            "history": listing.history_of(connection, row["id"]),
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
        if destructions.when(connection, row["id"]) is not None:
            raise filed.Destroyed
        if state != INCOMPLETE:
            filed.close_requests(connection, row["id"], office.now())
        return tell(office, connection, row, state, note)


def ask(office: HeadOffice, number: str, asked: Sequence[Asked]) -> dict[str, Any]:
    """Ask a unit to correct an application's fields; it is ``incomplete`` until the answer is here.

    Raises UserFacingError for an application that is ready or decided, or a field that its form has not.
    """
    with office.database.write() as connection:
        return ask_within(office, connection, _find(connection, number), asked)


def ask_within(
    office: HeadOffice,
    connection: Connection,
    row: Mapping[str, Any],
    asked: Sequence[Asked],
    by: str | None = None,
) -> dict[str, Any]:
    """``ask`` in the caller's transaction, by a member of the staff."""
    if row["state"] in FINAL:
        raise UserFacingError(_("This application is decided for good; it can't be changed any more."))
    if row["state"] == READY:
        raise UserFacingError(
            _("What was applied for is ready for pick-up; it can't be changed any more."),
            _("Put it back to an earlier state first, if something in it is wrong."),
        )
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
    tell(office, connection, row, INCOMPLETE, None, by)
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
    row = filed.find_numbered(connection, find_number(number) or number.strip())
    if row is None:
        raise UserFacingError(
            _("Head office holds no application with this number."),
            _("Compare it with the receipt, the last letter included."),
        )
    return row
