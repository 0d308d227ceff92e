"""Finding an application, and telling where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mobile_unit.domain.applications import (
    ApplicationDetail,
    ApplicationSummary,
    Document,
    Page,
    TimelineStep,
)
from mobile_unit.domain.entries import Entry
from mobile_unit.domain.money import FeeLine
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.people import masked_nik
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import applications, inbox, journal
from mobile_unit.store.applications import Filter
from mobile_unit.store.engine import Connection, RowMapping


class Tracking:
    """The unit's applications, as of now and of the last round."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def search(
        self,
        text: str = "",
        *,
        limit: int = 100,
        after: str | None = None,
        state: str | None = None,
        since: date | None = None,
    ) -> Page:
        """Applications whose name, number, NIK or phone has words beginning with those of ``text``.

        ``after`` is the ``next`` of the page before; a number as said on the phone finds it too.
        """
        filter_ = Filter(find_number(text) or text, state, since)
        with self._context.store.read() as connection:
            rows = applications.page(
                connection, filter_, limit=limit, before=None if after is None else int(after)
            )
            total = applications.count(connection, filter_)
        more = len(rows) == limit
        return Page(
            tuple(summary_of(row) for row in rows), str(rows[-1]["position"]) if more else None, total
        )

    def application(self, id_or_number: str) -> ApplicationDetail:
        """One application whole, by id or by number however it is said; raises UserFacingError."""
        key = find_number(id_or_number) or id_or_number.strip()
        with self._context.store.read() as connection:
            row = applications.find(connection, key)
            if row is None:
                raise UserFacingError(
                    _("No application has this number on this laptop."),
                    _("Compare it with the receipt, the last letter included."),
                )
            body = journal.entry(connection, row["journal"], row["seq"]).body
            return ApplicationDetail(
                summary_of(row),
                body["applicant"],
                body["answers"],
                tuple(
                    Document(d["kind"], d["sha256"], d["bytes"], d["media_type"]) for d in body["documents"]
                ),
                tuple(FeeLine(line["code"], line["amount"]) for line in body["fees"]),
                tuple(body["warnings"]),
                _timeline(connection, row["id"]),
                applications.prints_of(connection, row["id"]),
            )

    def body(self, application_id: str) -> Mapping[str, Any]:
        """The body of the entry an application was sealed with."""
        with self._context.store.read() as connection:
            row = applications.find(connection, application_id)
            if row is None:
                raise UserFacingError(_("No application has this number on this laptop."))
            return journal.entry(connection, row["journal"], row["seq"]).body


def _timeline(connection: Connection, application_id: str) -> tuple[TimelineStep, ...]:
    steps = [_own_step(entry) for entry in journal.about(connection, application_id)]
    steps += [_office_step(said) for said in inbox.about(connection, application_id)]
    return tuple(sorted(steps, key=lambda step: step.at))


def _own_step(entry: Entry) -> TimelineStep:
    return TimelineStep(entry.at, entry.kind, officer=entry.officer)


def _office_step(said: Mapping[str, Any]) -> TimelineStep:
    body = said["body"]
    state = body.get("status", "quarantined")
    return TimelineStep(body.get("at", said["at"]), said["kind"], state=state, note=body.get("note"))


def summary_of(row: RowMapping) -> ApplicationSummary:
    return ApplicationSummary(
        row["id"],
        row["number"],
        row["service"],
        row["full_name"],
        masked_nik(row["nik"]),
        row["submitted_at"],
        row["state"],
    )
