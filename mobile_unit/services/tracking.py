"""Finding an application, and telling where it stands."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mobile_unit.domain.applications import (
    ApplicationDetail,
    ApplicationSummary,
    Collected,
    Count,
    Document,
    Filter,
    Page,
    TimelineStep,
    Withdrawal,
)
from mobile_unit.domain.corrections import Asked, Change
from mobile_unit.domain.entries import (
    APPLICATION_SUBMITTED,
    APPLICATION_WITHDRAWN,
    FEED_CORRECTION_REQUESTED,
    FEED_ENTRY_QUARANTINED,
    PASSPORT_HANDED_OVER,
    RECEIPT_FAILED,
    RECEIPT_PRINTED,
    RECORDS_OF_AN_APPLICATION,
    Entry,
)
from mobile_unit.domain.money import FeeLine
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.people import masked_nik
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.states import DEEMED_WITHDRAWN, QUARANTINED, REFERRED, WITHDRAWN
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.changes import changes_between
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import applications, inbox, journal, prints, reconciled, requests
from mobile_unit.store.engine import Connection, RowMapping


class Tracking:
    """The unit's applications, as of now and of the last round."""

    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    def search(
        self,
        text: str = "",
        *,
        limit: int = 100,
        after: str | None = None,
        state: str | None = None,
        since: date | None = None,
        until: date | None = None,
        service: str | None = None,
    ) -> Page:
        """Applications whose name, number, NIK, phone or passport number has words beginning with those of
        ``text``.

        ``after`` is the ``next`` of the page before; a number as said on the phone finds it too.
        """
        filter_ = Filter(text, state, service, since, until)
        with self._context.store.read() as connection:
            rows = applications.page(
                connection, filter_, limit=limit, before=None if after is None else int(after)
            )
            known = {"found": len(rows), "limit": limit} if after is None else {}
            total, _exact = applications.count(connection, filter_, **known)
        more = len(rows) == limit
        return Page(
            tuple(summary_of(row) for row in rows), str(rows[-1]["position"]) if more else None, total
        )

    def look(self, filter_: Filter, *, limit: int) -> tuple[array[int], Count]:
        """The keys of a list's first rows, newest first, for ``rows``; and how many rows there are in all."""
        with self._context.store.read() as connection:
            keys, count, exact = applications.look(connection, filter_, limit=limit)
            return keys, Count(count, exact)

    def keys(self, filter_: Filter, *, limit: int, after: int) -> array[int]:
        """The keys of a list that come after the key ``after``."""
        with self._context.store.read() as connection:
            return applications.positions(connection, filter_, limit=limit, before=after)

    def rows(self, keys: Sequence[int]) -> dict[int, ApplicationSummary]:
        """The rows of a few hundred keys; one that is gone is left out."""
        with self._context.store.read() as connection:
            return {row["position"]: summary_of(row) for row in applications.rows_at(connection, keys)}

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
            require_content(connection, row)
            body = journal.entry(connection, row["journal"], row["seq"]).body
            waiting = requests.oldest_open(connection, row["id"])
            steps = self._timeline(connection, row["id"])
            return ApplicationDetail(
                summary_of(row),
                body["applicant"],
                body["answers"],
                tuple(
                    Document(d["kind"], d["sha256"], d["bytes"], d["media_type"]) for d in body["documents"]
                ),
                tuple(FeeLine(line["code"], line["amount"]) for line in body["fees"]),
                tuple(body["warnings"]),
                steps,
                prints.handed_over(connection, row["id"]),
                body.get("correction", 0),
                waiting.id if waiting else None,
                inbox.names(connection, {step.officer for step in steps if step.officer}),
                bool(body.get("referred")),
            )

    def body(self, application_id: str, correction: int | None = None) -> Mapping[str, Any]:
        """The body of the entry with an application's newest version, or with an older one: 0 is what it
        was sealed with."""
        with self._context.store.read() as connection:
            row = applications.find(connection, application_id)
            if row is None:
                raise UserFacingError(_("No application has this number on this laptop."))
            require_content(connection, row)
            if correction is None:
                return journal.entry(connection, row["journal"], row["seq"]).body
            for entry in journal.about(connection, application_id):
                if entry.kind in RECORDS_OF_AN_APPLICATION and entry.body.get("correction", 0) == correction:
                    return entry.body
        raise UserFacingError(_("This application has no such version."))

    def withdrawal(self, application_id: str) -> Withdrawal | None:
        """How and when an application was withdrawn; None where it stands."""
        with self._context.store.read() as connection:
            row = applications.find(connection, application_id)
            if row is None or row["state"] not in (WITHDRAWN, DEEMED_WITHDRAWN):
                return None
            steps = self._timeline(connection, application_id)
        state = row["state"]
        own = (APPLICATION_WITHDRAWN,) if state == WITHDRAWN else ()
        told = [step.at for step in steps if step.kind in own or step.state == state]
        return Withdrawal(state, told[0]) if told else None

    def _timeline(self, connection: Connection, application_id: str) -> tuple[TimelineStep, ...]:
        own = journal.about(connection, application_id)
        kinds = {(entry.journal, entry.seq): entry.kind for entry in own}
        steps = self._own_steps(own)
        steps += [_office_step(said, kinds) for said in inbox.about(connection, application_id)]
        return tuple(sorted(steps, key=lambda step: step.at))

    def _own_steps(self, entries: Sequence[Entry]) -> list[TimelineStep]:
        steps: list[TimelineStep] = []
        version: Mapping[str, Any] | None = None
        for entry in entries:
            body = entry.body
            changes: tuple[Change, ...] = ()
            if entry.kind in RECORDS_OF_AN_APPLICATION:
                if version is not None:
                    catalogue = self._context.catalogue.load(body["catalogue"])
                    changes = changes_between(version, body, catalogue)
                version = body
            steps.append(
                TimelineStep(
                    entry.at,
                    entry.kind,
                    state=REFERRED if entry.kind == APPLICATION_SUBMITTED and body.get("referred") else None,
                    officer=entry.officer,
                    note=body.get("reason"),
                    count=body.get("correction", body.get("copy")),
                    changes=changes,
                    target=body.get("target") if entry.kind in (RECEIPT_PRINTED, RECEIPT_FAILED) else None,
                    collected=_collected(body) if entry.kind == PASSPORT_HANDED_OVER else None,
                )
            )
        return steps


def _collected(body: Mapping[str, Any]) -> Collected:
    receiver = body["receiver"]
    return Collected(
        receiver["relation"], receiver["name"], tuple(body["papers"]), body["handed_over_at"][:10]
    )


def _office_step(said: Mapping[str, Any], kinds: Mapping[tuple[str, int], str]) -> TimelineStep:
    """One word of the feed; ``kinds`` are those of the unit's own entries by their place."""
    body, kind = said["body"], said["kind"]
    at = body.get("at", said["at"])
    if kind == FEED_CORRECTION_REQUESTED:
        asked = tuple(Asked(each["field"], each["sentence"]) for each in body["fields"])
        return TimelineStep(at, kind, asked=asked)
    if kind == FEED_ENTRY_QUARANTINED:
        about = kinds.get((body["journal"], body["seq"]))
        return TimelineStep(at, kind, state=QUARANTINED, note=body["code"], about=about)
    return TimelineStep(at, kind, state=body.get("status"), note=body.get("note"), until=body.get("until"))


def require_content(connection: Connection, row: RowMapping) -> None:
    """Raise UserFacingError where an application's content was removed from this laptop."""
    if reconciled.purged_at(connection, row["id"]) is not None:
        raise UserFacingError(
            _("What this laptop held of {number} was removed.").format(number=row["number"]),
            _("Head office holds the whole of it; ask there."),
        )


def summary_of(row: RowMapping) -> ApplicationSummary:
    return ApplicationSummary(
        row["id"],
        row["number"],
        row["service"],
        row["full_name"] or _("Removed here; ask head office"),
        masked_nik(row["nik"]),
        row["submitted_at"],
        row["state"],
    )
