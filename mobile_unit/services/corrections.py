"""After the receipt: correcting an application, withdrawing it, and what head office asks to be corrected.

Nothing sealed is edited: a correction is a new entry that says the whole application anew, with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mobile_unit.domain.applications import Document, Submitted
from mobile_unit.domain.corrections import Asked, CorrectionTask
from mobile_unit.domain.duplicates import DUPLICATES
from mobile_unit.domain.entries import APPLICATION_CORRECTED, APPLICATION_WITHDRAWN
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.states import FINAL, READY, WITHDRAWN
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.deadlines import promise_of
from mobile_unit.forms.validation import Outcome
from mobile_unit.i18n import _, say
from mobile_unit.services.context import Context
from mobile_unit.services.intake import Draft, Intake, Refused
from mobile_unit.services.tracking import require_content
from mobile_unit.store import application_times, applications, blobs, drafts, journal, requests
from mobile_unit.store.engine import Connection, RowMapping

MAX_REASON = 300


class Unchanged(UserFacingError):
    """Some of what head office asked for, ``asked``, is as it was; nothing was recorded."""

    def __init__(self, asked: tuple[Asked, ...], catalogue: Catalogue, service: str) -> None:
        labels = {field.key: field.label for field in catalogue.service(service).form.fields()}
        labels |= {f"documents.{kind}": name for kind, name in catalogue.document_labels.items()}
        names = ", ".join(say(labels[each.field]) if each.field in labels else each.field for each in asked)
        super().__init__(
            _("Head office asked for this too, and it is unchanged: {fields}.").format(fields=names),
            _("Change it, or record once more to send the answer back as it is."),
        )
        self.asked = asked


class Corrections:
    def __init__(self, context: Context, intake: Intake) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context
        self._intake = intake

    def tasks(self) -> tuple[CorrectionTask, ...]:
        """What head office asked to be corrected and waits for, the oldest first."""
        with self._context.store.read() as connection:
            return requests.tasks(connection)

    def begin(self, application_id: str) -> str:
        """A draft with the application's newest content; answers its id, the same one until it is submitted.

        It answers the request of head office that waits longest, if there is one. Raises UserFacingError
        once the application is ready for pick-up or decided for good.
        """
        context = self._context
        with context.store.write() as connection:
            row = self._open_application(connection, application_id)
            request = requests.oldest_open(connection, application_id)
            begun = drafts.correcting(connection, application_id)
            if begun is not None:
                if request is not None and begun.request != request.id:
                    reason = begun.reason or _asked_by_office()
                    drafts.set_correction(
                        connection, begun.id, corrects=application_id, request=request.id, reason=reason
                    )
                return begun.id
            body = journal.entry(connection, row["journal"], row["seq"]).body
            draft_id = uuid7()
            drafts.put(
                connection,
                draft_id=draft_id,
                service=body["service"],
                catalogue=body["catalogue"],
                content={
                    "applicant": body["applicant"],
                    "answers": body["answers"],
                    "confirmed": {each["code"]: each["reason"] or "" for each in body["warnings"]},
                },
                problems=(),
                officer=context.officer.nip,
                at=context.now(),
            )
            drafts.set_correction(
                connection,
                draft_id,
                corrects=application_id,
                request=request.id if request else None,
                reason=_asked_by_office() if request else "",
            )
            for document in body["documents"]:
                drafts.attach(connection, draft_id, document["kind"], document["sha256"])
            return draft_id

    def save_reason(self, draft_id: str, reason: str) -> None:
        """Keep why the application is corrected, as far as it was typed."""
        with self._context.store.write() as connection:
            drafts.save_reason(connection, draft_id, reason[:MAX_REASON], self._context.now())

    def submit(
        self,
        draft_id: str,
        reasons: Mapping[str, str] | None = None,
        *,
        left_alone: Collection[str] = (),
    ) -> Submitted:
        """Record a correction, in one transaction with the rows that follow from it.

        ``reasons`` are the officer's words for confirmed warnings, by finding code; a warning confirmed
        before keeps its own. ``left_alone`` are the fields that head office asked for and the officer
        knows to be as they were. Raises Refused while something blocks, Unchanged where others are,
        UserFacingError where nothing was changed, no reason is given, or the application was decided
        meanwhile.
        """
        context = self._context
        with context.store.write() as connection:
            draft = self._intake.load(connection, draft_id)
            if draft.corrects is None:
                raise UserFacingError(_("This draft corrects nothing."))
            row = self._open_application(connection, draft.corrects.application)
            outcome = self._intake.check(draft)
            if not outcome.ok:
                raise Refused(outcome.errors)
            before = journal.entry(connection, row["journal"], row["seq"]).body
            body = self._corrected(before, draft, outcome, reasons or {})
            request = draft.corrects.request
            asked = request.asked if request else ()
            unchanged = tuple(each for each in asked if _at(before, each.field) == _at(body, each.field))
            if {each.field for each in unchanged} - set(left_alone):
                raise Unchanged(unchanged, self._intake.catalogue_of(draft), draft.service)
            entry = context.record(connection, APPLICATION_CORRECTED, body, subject=body["id"])
            applications.correct_application(connection, entry, before)
            application_times.promise(connection, body["id"], *promise_of(body))
            if body["answers_request"] is not None:
                requests.close(connection, body["answers_request"], context.now())
            drafts.remove(connection, draft_id)
            blobs.forget_unused(connection)
            return Submitted(body["id"], body["number"])

    def withdraw(self, application_id: str, reason: str) -> None:
        """Take an application back, at the applicant's wish; withdrawing it again changes nothing."""
        context = self._context
        reason = _given(reason, _("Write why the application is withdrawn."))
        with context.store.write() as connection:
            row = applications.find(connection, application_id)
            if row is not None and row["state"] == WITHDRAWN:
                return
            row = self._open_application(connection, application_id)
            body = {"id": row["id"], "number": row["number"], "reason": reason}
            context.record(connection, APPLICATION_WITHDRAWN, body, subject=row["id"])
            applications.set_own_state(connection, row["id"], WITHDRAWN)
            requests.close_all(connection, row["id"], context.now())
            if drafts.remove_correction(connection, row["id"]):
                blobs.forget_unused(connection)

    def _open_application(self, connection: Connection, application_id: str) -> RowMapping:
        row = applications.find(connection, application_id)
        if row is None:
            raise UserFacingError(_("No application has this number on this laptop."))
        require_content(connection, row)
        if row["state"] in FINAL:
            raise UserFacingError(
                _("This application is decided for good; it can't be changed any more."),
                _("The applicant may begin a new one."),
            )
        if row["state"] == READY:
            raise UserFacingError(
                _("What was applied for is ready for pick-up; it can't be changed any more."),
                _("Hand it over. If something in it is wrong, tell head office."),
            )
        return row

    def _corrected(
        self, before: Mapping[str, Any], draft: Draft, outcome: Outcome, reasons: Mapping[str, str]
    ) -> dict[str, Any]:
        """The body of an ``application.corrected`` entry: the one before, with what is said otherwise."""
        correction, officer = draft.corrects, self._context.officer
        assert correction is not None
        reason = _given(correction.reason, _("Write why the application is corrected."))
        if outcome.referred != bool(before.get("referred")):
            raise UserFacingError(
                _("What is changed here makes it another matter: units take the one, the office the other."),
                _("Withdraw it and begin a new one."),
            )
        given = {**correction.confirmed, **{code: words for code, words in reasons.items() if words}}
        content = {
            "catalogue": self._intake.catalogue_of(draft).version,
            "applicant": outcome.applicant,
            "answers": outcome.answers,
            "documents": _in_order(before["documents"], draft.documents),
            "fees": [{"code": line.code, "amount": line.amount} for line in outcome.fees],
            "warnings": [
                {"field": w.field, "code": w.code, "reason": given.get(w.code) or None}
                for w in outcome.warnings
            ]
            # who else there was is not looked for again: it stands as it was answered
            + [warning for warning in before["warnings"] if warning["code"] in DUPLICATES],
        }
        unchanged = all(content[key] == before[key] for key in ("applicant", "answers", "documents", "fees"))
        if unchanged and correction.request is None:
            raise UserFacingError(
                _("Nothing was changed."), _("Change what is wrong, or throw the correction away.")
            )
        return {
            **before,
            **content,
            "correction": before.get("correction", 0) + 1,
            "corrected_at": self._context.now(),
            "reason": reason,
            "answers_request": correction.request.id if correction.request else None,
            "officer": {"nip": officer.nip, "name": officer.name},
        }


def _at(body: Mapping[str, Any], field: str) -> Any:
    """What a version says under ``applicant.birth_place`` or, as SHA-256, ``documents.ktp``."""
    part, *keys = field.split(".")
    if part == "documents":
        return next((d["sha256"] for d in body["documents"] if d["kind"] == keys[0]), None)
    value: Any = body.get(part)
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _in_order(before: Sequence[Mapping[str, Any]], documents: Sequence[Document]) -> list[dict[str, Any]]:
    """The documents as an entry names them: those that stay in their old order, then the new ones."""
    places = {document["kind"]: place for place, document in enumerate(before)}
    ordered = sorted(documents, key=lambda document: places.get(document.kind, len(places)))
    return [
        {"kind": d.kind, "sha256": d.sha256, "bytes": d.bytes, "media_type": d.media_type} for d in ordered
    ]


def _given(reason: str, otherwise: str) -> str:
    reason = " ".join(reason.split())[:MAX_REASON]
    if not reason:
        raise UserFacingError(otherwise, _("One short sentence is enough."))
    return reason


def _asked_by_office() -> str:
    return _("Head office asked for it.")
