"""Taking an application: draft, check, submit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from mobile_unit.clock import today
from mobile_unit.domain.applications import Document, Submitted
from mobile_unit.domain.corrections import Correction
from mobile_unit.domain.duplicates import findings_of
from mobile_unit.domain.entries import APPLICATION_SUBMITTED
from mobile_unit.domain.findings import Finding
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import application_number
from mobile_unit.domain.publications import order
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.statements import is_purged
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue, is_known
from mobile_unit.forms.deadlines import promise_of
from mobile_unit.forms.notices import How, notice_on
from mobile_unit.forms.validation import Outcome, check
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.day import go_on
from mobile_unit.services.drafts import Draft, DraftSummary, FeesChanged, Newer, Record, Refused
from mobile_unit.services.duplicates import duplicates_of
from mobile_unit.services.scans import Scan, re_encode_as
from mobile_unit.store import (
    application_times,
    applications,
    blobs,
    drafts,
    journal,
    queue,
    requests,
    visits,
)
from mobile_unit.store.engine import Connection

__all__ = ["Draft", "DraftSummary", "FeesChanged", "Intake", "Newer", "Record", "Refused"]


class Intake:
    """From the first keystroke to the number on the receipt."""

    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    def new_draft(
        self,
        service: str,
        draft_id: str | None = None,
        answers: Mapping[str, Any] | None = None,
        *,
        applicant: Mapping[str, Any] | None = None,
    ) -> Draft:
        """Begin an application, with what goes without saying or is known already; kept from now on."""
        context = self._context
        draft = Draft(
            draft_id or uuid7(),
            service,
            context.catalogue.version,
            dict(applicant or {}),
            dict(answers or {}),
            updated_at=context.now(),
        )
        with context.store.write() as connection:
            self._put(connection, draft, ())
        return draft

    def draft(self, draft_id: str) -> Draft:
        """Raises UserFacingError where it was submitted or thrown away."""
        with self._context.store.read() as connection:
            return self.load(connection, draft_id)

    def drafts(self) -> tuple[DraftSummary, ...]:
        """Newest first."""
        with self._context.store.read() as connection:
            rows = drafts.all_drafts(connection)
            return tuple(
                DraftSummary(
                    row["id"],
                    row["service"],
                    _name_in(row["content"]),
                    row["updated_at"],
                    row["document_count"],
                    row["corrected_number"],
                )
                for row in rows
            )

    def save_draft(
        self,
        draft_id: str,
        applicant: Mapping[str, Any],
        answers: Mapping[str, Any],
        confirmed: Mapping[str, str] | None = None,
    ) -> None:
        """Keep what is typed and ticked so far; survives a crash once this returns."""
        content = {
            "applicant": dict(applicant),
            "answers": dict(answers),
            "confirmed": dict(confirmed or {}),
        }
        with self._context.store.write() as connection:
            if not drafts.save_content(connection, draft_id, content, self._context.now()):
                raise _no_such_draft()

    def discard_draft(self, draft_id: str) -> None:
        """Throw a draft and its scans away for good."""
        with self._context.store.write() as connection:
            drafts.remove(connection, draft_id)
            blobs.forget_unused(connection)

    def attach(self, draft_id: str, kind: str, data: bytes) -> Document:
        """Add a document, or replace the one of its kind; raises BadScan for what is no picture or PDF."""
        return self.attach_scan(draft_id, kind, re_encode_as(kind, data))

    def attach_scan(self, draft_id: str, kind: str, scan: Scan) -> Document:
        """Add or replace a document that is in its small form already."""
        with self._context.store.write() as connection:
            if drafts.get(connection, draft_id) is None:
                raise _no_such_draft()
            (sha256,) = blobs.put(connection, [(scan.content, scan.media_type)], self._context.now())
            drafts.attach(connection, draft_id, kind, sha256)
            blobs.forget_unused(connection)
        return Document(kind, sha256, len(scan.content), scan.media_type)

    def detach(self, draft_id: str, kind: str) -> None:
        with self._context.store.write() as connection:
            drafts.detach(connection, draft_id, kind)
            blobs.forget_unused(connection)

    def blob(self, sha256: str) -> bytes:
        """The bytes of a scan."""
        with self._context.store.read() as connection:
            content = blobs.content(connection, sha256)
        if content is None:
            raise UserFacingError(_("This document is no longer on the laptop."))
        return content

    def check(self, draft: Draft) -> Outcome:
        """What is missing or doubtful, the fees, and what to bring, by the catalogue that the draft was begun
        with; reads nothing and changes nothing."""
        return self._outcome_of(draft, self.catalogue_of(draft))

    def catalogue_of(self, draft: Draft) -> Catalogue:
        """The version that the draft was begun with; the newest where this program lacks that one."""
        newest = self._context.catalogue
        return newest.load(draft.catalogue) if is_known(draft.catalogue) else newest

    def newer(self, draft: Draft) -> Newer | None:
        """What a newer catalogue would change for this draft; None where it was begun with the newest, or
        corrects what was sealed under an older one."""
        newest = self._context.catalogue
        if draft.corrects is not None:
            return None
        begun = self.catalogue_of(draft)
        if order(begun.version) >= order(newest.version) or draft.service not in newest.services:
            return None
        before, after = self.check(draft), self._outcome_of(draft, newest)
        return Newer(newest.version, newest.effective_from, newest.changes, before.fees, after.fees)

    def accept_newer(self, draft_id: str) -> Draft:
        """Go on with a draft under the newest catalogue: its fees, requirements and rules."""
        context = self._context
        with context.store.write() as connection:
            if not drafts.set_catalogue(connection, draft_id, context.catalogue.version, context.now()):
                raise _no_such_draft()
            return self.load(connection, draft_id)

    def submit(
        self, draft_id: str, reasons: Mapping[str, str] | None = None, *, notice: How | None = None
    ) -> Submitted:
        """Seal a draft: application, scans, number and journal entry in one transaction.

        ``reasons`` are the officer's words for confirmed warnings, by finding code; ``notice`` says how the
        applicant was told about personal data. Submitting the same draft again answers the same number.
        Raises Refused while something blocks.
        """
        context = self._context
        with context.store.write() as connection:
            taken = self._taken(connection, draft_id)
            if taken is not None:
                return taken
            draft = self.load(connection, draft_id)
            if draft.corrects is not None:
                raise UserFacingError(_("This draft corrects an application; it is no new one."))
            outcome = self.check(draft)
            if not outcome.ok:
                raise Refused(outcome.errors)
            newer = self.newer(draft)
            if newer is not None and newer.fees_differ:
                raise FeesChanged
            catalogue = self.catalogue_of(draft).version
            sealed = draft.id, draft.service, catalogue
            return self._seal(connection, *sealed, outcome, draft.documents, reasons or {}, notice)

    def take(self, record: Record) -> Submitted:
        """Submit a whole record at once; the same id again is the same application.

        Raises Refused, keeping the record and its scans as a draft.
        """
        kinds = [kind for kind, _scan in record.documents]
        outcome = self._outcome(record.service, record.applicant, record.answers, kinds)
        with self._context.store.write() as connection:
            taken = self._taken(connection, record.id)
            if taken is not None:
                return taken
            if outcome.ok:
                documents = self._store_scans(connection, record.documents)
                sealed = record.id, record.service, self._context.catalogue.version
                return self._seal(connection, *sealed, outcome, documents, record.reasons)
        self.keep_refused(record, outcome.errors)
        raise Refused(outcome.errors)

    def problems_of(self, record: Record, *, but_not: set[str]) -> list[Finding]:
        """What the form finds wrong with a record, apart from findings of these codes."""
        kinds = [kind for kind, _scan in record.documents]
        outcome = self._outcome(record.service, record.applicant, record.answers, kinds)
        return [finding for finding in outcome.errors if finding.code not in but_not]

    def says_otherwise(self, record: Record, kinds: Sequence[str]) -> bool:
        """Whether a record differs from what its id was sealed with: service, what was typed, or the kinds
        of documents (their pictures are not compared)."""
        with self._context.store.read() as connection:
            held = journal.about(connection, record.id)
        body = next(entry.body for entry in held if entry.kind == APPLICATION_SUBMITTED)
        if is_purged(body):
            return bool(record.service != body["service"])
        if record.service != body["service"] or sorted(kinds) != sorted(d["kind"] for d in body["documents"]):
            return True
        day = date.fromisoformat(body["submitted_at"][:10])
        catalogue = self._context.catalogue.load(body["catalogue"])
        outcome = self._outcome(record.service, record.applicant, record.answers, kinds, day, catalogue)
        return (outcome.applicant, outcome.answers) != (body["applicant"], body["answers"])

    def number_of(self, application_id: str) -> str | None:
        """The number an application was given, if it was submitted."""
        with self._context.store.read() as connection:
            return applications.number_of(connection, application_id)

    def taken(self, application_id: str) -> Submitted | None:
        """What an application was given when it was submitted; None where it was not."""
        with self._context.store.read() as connection:
            return self._taken(connection, application_id)

    def keep_refused(self, record: Record, problems: Sequence[Finding]) -> None:
        """Keep what could not be taken, with what is wrong with it, for an officer to mend."""
        draft = Draft(
            record.id,
            record.service,
            self._context.catalogue.version,
            dict(record.applicant),
            dict(record.answers),
            confirmed=dict(record.reasons),
        )
        with self._context.store.write() as connection:
            self._put(connection, draft, problems)
            for document in self._store_scans(connection, record.documents):
                drafts.attach(connection, record.id, document.kind, document.sha256)

    def _taken(self, connection: Connection, application_id: str) -> Submitted | None:
        number = applications.number_of(connection, application_id)
        if number is None:
            return None
        referred = applications.is_referral(connection, application_id)
        return Submitted(application_id, number, referred=referred)

    def _outcome_of(self, draft: Draft, catalogue: Catalogue) -> Outcome:
        kinds = [document.kind for document in draft.documents]
        day = draft.corrects.day if draft.corrects else None
        return self._outcome(draft.service, draft.applicant, draft.answers, kinds, day, catalogue)

    def _outcome(
        self,
        service: str,
        applicant: Mapping[str, Any],
        answers: Mapping[str, Any],
        kinds: Iterable[str],
        day: date | None = None,
        catalogue: Catalogue | None = None,
    ) -> Outcome:
        context = self._context
        return check(
            (catalogue or context.catalogue).service(service),
            {"applicant": applicant, "answers": answers},
            on=day or today(context.clock),
            documents=tuple(kinds),
            regions=context.regions,
        )

    def _seal(
        self,
        connection: Connection,
        application_id: str,
        service: str,
        catalogue: str,
        outcome: Outcome,
        documents: Sequence[Document],
        reasons: Mapping[str, str],
        notice: How | None = None,
    ) -> Submitted:
        context = self._context
        day = today(context.clock)
        doubles = findings_of(duplicates_of(connection, application_id, outcome.applicant))
        reopened = go_on(context, connection, day)
        life = journal.current_head(connection)
        serial = applications.next_serial(connection, life.letter + life.mark, day)
        number = application_number(context.info.code, life.letter, day, serial, life.mark)
        visit = visits.latest_on(connection, day)
        body = {
            "id": application_id,
            "number": number,
            "service": service,
            "catalogue": catalogue,
            "referred": outcome.referred,
            "submitted_at": context.now(),
            "applicant": outcome.applicant,
            "answers": outcome.answers,
            "documents": [
                {"kind": d.kind, "sha256": d.sha256, "bytes": d.bytes, "media_type": d.media_type}
                for d in documents
            ],
            "fees": [{"code": line.code, "amount": line.amount} for line in outcome.fees],
            "warnings": [
                {"field": w.field, "code": w.code, "reason": reasons.get(w.code) or None}
                for w in (*outcome.warnings, *doubles)
            ],
            "notice": {"version": notice_on(day).version, "how": notice},
            "visit": visit.id if visit else None,
            "place": self._place(visit),
            "officer": {"nip": context.officer.nip, "name": context.officer.name},
            "unit": {"code": context.info.code, "name": context.info.name},
        }
        entry = context.record(connection, APPLICATION_SUBMITTED, body, application_id, life)
        applications.insert_application(connection, entry, day)
        if not outcome.referred:
            times = application_id, service, day.isoformat(), *promise_of(body)
            application_times.add(connection, *times)
        drafts.remove(connection, application_id)
        queue.end_of(connection, application_id, entry.at)
        return Submitted(application_id, number, reopened, outcome.referred, (*outcome.warnings, *doubles))

    @staticmethod
    def _place(visit: visits.Visit | None) -> dict[str, str] | None:
        """Where the counter stands; nothing is said of it where nobody did."""
        return None if visit is None else {"code": visit.place, "name": visit.place_name}

    def _store_scans(self, connection: Connection, scans: Sequence[tuple[str, Scan]]) -> tuple[Document, ...]:
        contents = [(scan.content, scan.media_type) for _kind, scan in scans]
        names = blobs.put(connection, contents, self._context.now())
        return tuple(
            Document(kind, name, len(scan.content), scan.media_type)
            for (kind, scan), name in zip(scans, names, strict=True)
        )

    def _put(self, connection: Connection, draft: Draft, problems: Sequence[Finding]) -> None:
        drafts.put(
            connection,
            draft_id=draft.id,
            service=draft.service,
            catalogue=draft.catalogue,
            content={
                "applicant": draft.applicant,
                "answers": draft.answers,
                "confirmed": dict(draft.confirmed),
            },
            problems=problems,
            officer=self._context.officer.nip,
            at=self._context.now(),
        )

    def _order_of_papers(self, service: str) -> dict[str, int]:
        """Document kinds in the order in which the service asks for them."""
        known = self._context.catalogue.services.get(service)
        rules = known.documents if known else ()
        kinds = dict.fromkeys(kind for rule in rules for kind in (rule.kind, *rule.alternatives))
        return {kind: place for place, kind in enumerate(kinds)}

    def load(self, connection: Connection, draft_id: str) -> Draft:
        """``draft`` within the caller's transaction."""
        row = drafts.get(connection, draft_id)
        if row is None:
            raise _no_such_draft()
        documents = (
            Document(d["kind"], d["sha256"], d["bytes"], d["media_type"])
            for d in drafts.documents_of(connection, draft_id)
        )
        order = self._order_of_papers(row.service)
        return Draft(
            row.id,
            row.service,
            row.catalogue,
            _object_in(row.content, "applicant"),
            _object_in(row.content, "answers"),
            tuple(sorted(documents, key=lambda document: order.get(document.kind, len(order)))),
            row.problems,
            row.updated_at,
            _correction(connection, row),
            _object_in(row.content, "confirmed"),
        )


def _correction(connection: Connection, row: drafts.DraftRow) -> Correction | None:
    """What a draft corrects, as the newest version of it stands now."""
    if row.corrects is None:
        return None
    sealed = applications.find(connection, row.corrects)
    if sealed is None:
        raise _no_such_draft()
    body = journal.entry(connection, sealed["journal"], sealed["seq"]).body
    return Correction(
        row.corrects,
        sealed["number"],
        date.fromisoformat(body["submitted_at"][:10]),
        row.reason or "",
        {warning["code"]: warning["reason"] or "" for warning in body["warnings"]},
        requests.get(connection, row.request) if row.request else None,
        _says_the_same(connection, row, body),
    )


def _says_the_same(connection: Connection, row: drafts.DraftRow, body: Mapping[str, Any]) -> bool:
    """Whether a correction's draft is as it was begun."""
    content = {key: row.content.get(key) for key in ("applicant", "answers")}
    sealed = {document["kind"]: document["sha256"] for document in body["documents"]}
    held = {document["kind"]: document["sha256"] for document in drafts.documents_of(connection, row.id)}
    same = content == {key: body[key] for key in content} and held == sealed
    return same and (not row.reason or row.request is not None)


def _no_such_draft() -> UserFacingError:
    return UserFacingError(
        _("This draft is gone: it was submitted or thrown away."), _("Look for it in the list.")
    )


def _object_in(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = content.get(key)
    return dict(value) if isinstance(value, dict) else {}


def _name_in(content: str) -> str:
    name = _object_in(json.loads(content), "applicant").get("full_name")
    return name if isinstance(name, str) else ""
