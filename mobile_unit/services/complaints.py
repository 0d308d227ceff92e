"""Taking questions, suggestions and complaints, following them, and telling people the answer.

What is about an officer, or needs an investigation, is sealed to head office the moment it is taken, with
everything that was handed in: nobody at the unit can read it any more (docs/decisions).
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mobile_unit.clock import today
from mobile_unit.domain import complaints as words
from mobile_unit.domain.applications import Officer
from mobile_unit.domain.complaints import ANONYMOUS, CONFIDENTIAL, Said, new_code, said_as_body
from mobile_unit.domain.entries import COMPLAINT_ADDED, COMPLAINT_TAKEN, COMPLAINT_TOLD
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import COMPLAINTS, find_series_number, series_number
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.complaint_rules import Rules, rules
from mobile_unit.forms.deadlines import holidays
from mobile_unit.i18n import _
from mobile_unit.services.complaint_views import (
    Detail,
    Listed,
    Overview,
    detail_of,
    listed_of,
    opened_answer,
)
from mobile_unit.services.context import Context
from mobile_unit.services.day import officers_of
from mobile_unit.services.for_head_office import SEALED_FILE, recipient_of, seal, seal_bytes
from mobile_unit.services.form_drafts import COMPLAINT as COMPLAINT_FORM
from mobile_unit.services.form_drafts import finish
from mobile_unit.services.scans import Scan
from mobile_unit.store import attachments, blobs, complaints, journal, series, visits
from mobile_unit.store.engine import Connection, RowMapping

FORM_ADDED, FORM_TOLD = "complaint.added:{id}", "complaint.told:{id}"
"""What the drafts of these forms are called."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A complaint that was taken. ``slip`` is what its slip says; of one that is sealed whole it is here and
    nowhere else, so it is printed now or never."""

    id: str
    number: str
    sealed: bool
    slip: Mapping[str, Any]


class Complaints:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    @property
    def rules(self) -> Rules:
        return rules()

    def officers(self) -> tuple[Officer, ...]:
        """Whom of this unit a complaint may be about, by name."""
        with self._context.store.read() as connection:
            return officers_of(connection)

    def take(self, said: Said, files: Sequence[Scan] = ()) -> Taken:
        """Keep what was said under a number of its own; raises UserFacingError while something is missing.

        Raises it too where it is about who is signed in: somebody else must take it.
        """
        said = _tidied(said)
        self._require_whole(said, files)
        context = self._context
        day = today(context.clock)
        due_on = rules().due_on(said.kind, day).isoformat()
        code = new_code()
        content = said_as_body(said, code, due_on)
        with context.store.write() as connection:
            recipient = _recipient(connection) if _needs_seal(said) else ""
            kept = self._keep_files(connection, files, recipient)
            life = journal.current_head(connection)
            serial = series.next_serial(connection, COMPLAINTS, life.letter + life.mark, day)
            number = series_number(COMPLAINTS, context.info.code, life.letter, day, serial, life.mark)
            body = {
                "id": uuid7(),
                "number": number,
                "taken_at": context.now(),
                **_split(said, content, recipient),
                "files": kept,
                **self._circumstances(connection, day),
            }
            context.record(connection, COMPLAINT_TAKEN, body, body["id"], life)
            sealed = said.is_sealed_whole
            complaints.add(connection, _row(body, said, due_on), [each["sha256"] for each in kept])
            finish(context, connection, COMPLAINT_FORM)
        slip = {**body, "said": {**content, "text": "", "person": None, "officers": []}}
        return Taken(body["id"], number, sealed, slip)

    def add(self, complaint_id: str, text: str, files: Sequence[Scan] = ()) -> None:
        """Keep what somebody adds to a complaint, as much sealed as the complaint itself is."""
        text = text.strip()
        _require_text(text)
        _require_files(files)
        context = self._context
        with context.store.write() as connection:
            row = _found(connection, complaint_id)
            hidden = row["sealed"] or row["mode"] == CONFIDENTIAL
            recipient = _recipient(connection) if hidden else ""
            kept = self._keep_files(connection, files, recipient)
            body = {
                "id": row["id"],
                "number": row["number"],
                "added": uuid7(),
                "at": context.now(),
                "text": None if row["sealed"] else text,
                "sealed": seal({"text": text}, recipient) if row["sealed"] else None,
                "files": kept,
                **self._circumstances(connection, today(context.clock)),
            }
            context.record(connection, COMPLAINT_ADDED, body, row["id"])
            attachments.add(connection, row["id"], [each["sha256"] for each in kept])
            finish(context, connection, FORM_ADDED.format(id=row["id"]))

    def tell(self, complaint_id: str, how: str, outcome: str = words.UNSAID, note: str = "") -> None:
        """Record that the answer was told; who is not satisfied has it opened again by head office."""
        note = " ".join(note.split())
        if how not in words.HOW_TOLD or outcome not in words.OUTCOMES:
            raise UserFacingError(_("Say how the answer was told."))
        if outcome == words.UNSATISFIED and not note:
            raise UserFacingError(
                _("Write what is still wrong; head office opens it again with these words.")
            )
        if len(note) > words.LONGEST_NOTE:
            raise UserFacingError(_("These words are too long."), _("At most 500 letters."))
        context = self._context
        with context.store.write() as connection:
            row = _found(connection, complaint_id)
            if row["status"] not in (*words.TO_BE_TOLD, words.CLOSED):
                raise UserFacingError(_("Head office has not answered this yet."))
            recipient = _recipient(connection) if row["sealed"] and note else ""
            body = {
                "id": row["id"],
                "number": row["number"],
                "at": context.now(),
                "how": how,
                "outcome": outcome,
                "note": None if recipient or not note else note,
                "sealed": seal({"text": note}, recipient) if recipient else None,
                "officer": {"nip": context.officer.nip, "name": context.officer.name},
                "unit": {"code": context.info.code, "name": context.info.name},
            }
            context.record(connection, COMPLAINT_TOLD, body, row["id"])
            complaints.set_told(connection, row["id"], context.now())
            finish(context, connection, FORM_TOLD.format(id=row["id"]))

    def overview(self) -> Overview:
        with self._context.store.read() as connection:
            return Overview(**complaints.counts(connection, today(self._context.clock).isoformat()))

    def keys(self, group: str, typed: str = "") -> array[int]:
        """Where the rows of a list are, in its order; see ``store/complaints.py``."""
        with self._context.store.read() as connection:
            return complaints.positions(connection, group, typed)

    def rows(self, keys: Sequence[int]) -> dict[int, Listed]:
        day = today(self._context.clock)
        with self._context.store.read() as connection:
            found = complaints.rows_at(connection, keys)
        return {row["position"]: listed_of(row, day, holidays()) for row in found}

    def find(self, typed: str) -> str | None:
        """The id of the complaint whose number this is, however it is said; also of one that is sealed."""
        number = find_series_number(COMPLAINTS, typed)
        if number is None:
            return None
        with self._context.store.read() as connection:
            row = complaints.find(connection, number)
        return None if row is None else str(row["id"])

    def detail(self, complaint_id: str) -> Detail:
        """Everything that may be read of one here; of a sealed one only where it stands."""
        with self._context.store.read() as connection:
            row = _found(connection, complaint_id)
            return detail_of(connection, row, today(self._context.clock), holidays())

    def answer_with(self, complaint_id: str, typed: str) -> str:
        """The answer to a complaint that is sealed whole, opened with the code on its slip. Nothing of it is
        kept. Raises UserFacingError for another code."""
        code = words.find_code(typed)
        with self._context.store.read() as connection:
            row = _found(connection, complaint_id)
        return opened_answer(row, code)

    def file(self, sha256: str) -> bytes:
        """What was handed in, unless it is sealed."""
        with self._context.store.read() as connection:
            facts = blobs.facts(connection, [sha256])
            content = blobs.content(connection, sha256)
        if content is None or facts[sha256][1] == SEALED_FILE:
            raise UserFacingError(_("This document can't be read on this laptop."))
        return content

    def slip(self, complaint_id: str) -> Mapping[str, Any]:
        """What the slip says, again; raises UserFacingError for one that is sealed whole."""
        with self._context.store.read() as connection:
            row = _found(connection, complaint_id)
            body = detail_of(connection, row, today(self._context.clock), holidays()).body
        if body is None or body.get("said") is None:
            raise UserFacingError(
                _("The slip of a sealed complaint is printed once, when it is taken."),
                _("If it was lost, ask head office to answer the person another way."),
            )
        return body

    def slip_pdf(self, slip: Mapping[str, Any], paper: str = "a5", *, copy: bool = False) -> bytes:
        """``copy`` is every one that is not printed as the complaint was taken; it says so."""
        from mobile_unit.receipts.complaint_slip import parts_of, pdf_of
        from mobile_unit.receipts.papers import paper_of

        parts = parts_of(slip, self._context.catalogue, rules(), copy=copy)
        return pdf_of(parts, paper_of(paper), slip["number"])

    def slip_escpos(self, slip: Mapping[str, Any], paper: str, *, copy: bool = False) -> bytes:
        from mobile_unit.receipts.complaint_slip import parts_of
        from mobile_unit.receipts.papers import paper_of
        from mobile_unit.receipts.stream import escpos_of

        parts = parts_of(slip, self._context.catalogue, rules(), copy=copy)
        return escpos_of(parts, paper_of(paper))

    def answer_pdf(self, number: str, answer: str, paper: str = "a5") -> bytes:
        """The answer on paper."""
        from mobile_unit.receipts.complaint_slip import pdf_of
        from mobile_unit.receipts.papers import paper_of

        return pdf_of(self._answer_parts(number, answer), paper_of(paper), number)

    def answer_escpos(self, number: str, answer: str, paper: str) -> bytes:
        from mobile_unit.receipts.papers import paper_of
        from mobile_unit.receipts.stream import escpos_of

        return escpos_of(self._answer_parts(number, answer), paper_of(paper))

    def _answer_parts(self, number: str, answer: str) -> Any:
        from mobile_unit.receipts.complaint_slip import answer_parts_of

        info = self._context.info
        unit = f"{info.name} ({info.code})"
        return answer_parts_of(number, answer, unit, self._context.catalogue, rules())

    def _require_whole(self, said: Said, files: Sequence[Scan]) -> None:
        if self._context.officer.nip in said.officers:
            raise UserFacingError(
                _("This is about the officer who is signed in; somebody else must take it."),
                _("Lock the screen for a colleague, or give the person LAPOR! (SMS 1708) or the office."),
            )
        known = (
            said.kind in words.KINDS,
            said.mode in words.MODES,
            said.channel in words.CHANNELS,
            said.service == "" or said.service in self._context.catalogue.standards,
        )
        if not all(known):
            raise UserFacingError(_("Choose the kind, how it came in, and whether the name may be known."))
        _require_text(said.text)
        _require_files(files)
        if said.mode != ANONYMOUS and (said.person is None or not said.person.name):
            raise UserFacingError(
                _("The name is missing."), _("Without a name it can be taken as anonymous.")
            )

    def _keep_files(
        self, connection: Connection, files: Sequence[Scan], recipient: str
    ) -> list[dict[str, Any]]:
        """The blobs as the entry names them; with a ``recipient``, sealed to it before they are kept."""
        contents = [(each.content, each.media_type) for each in files]
        if recipient:
            contents = [(seal_bytes(content, recipient), SEALED_FILE) for content, _type in contents]
        names = blobs.put(connection, contents, self._context.now())
        return [
            {"sha256": name, "bytes": len(content), "media_type": media_type}
            for name, (content, media_type) in zip(names, contents, strict=True)
        ]

    def _circumstances(self, connection: Connection, day: date) -> dict[str, Any]:
        context = self._context
        visit = visits.latest_on(connection, day)
        return {
            "visit": visit.id if visit else None,
            "place": {"code": visit.place, "name": visit.place_name} if visit else None,
            "officer": {"nip": context.officer.nip, "name": context.officer.name},
            "unit": {"code": context.info.code, "name": context.info.name},
        }


def _recipient(connection: Connection) -> str:
    return recipient_of(connection, _("Sync once, then take it; or give the person LAPOR! (SMS 1708)."))


def _tidied(said: Said) -> Said:
    """As it is kept: of somebody anonymous nothing, and no NIPs where it is about no officer."""
    person = None if said.mode == ANONYMOUS else said.person
    if person is not None:
        person = words.Person(
            *(" ".join(part.split()) for part in (person.name, person.phone, person.address))
        )
    officers = tuple(sorted(set(said.officers))) if said.about_officer else ()
    return replace(said, text=said.text.strip(), person=person, officers=officers)


def _needs_seal(said: Said) -> bool:
    return said.is_sealed_whole or said.mode == CONFIDENTIAL


def _split(said: Said, content: Mapping[str, Any], recipient: str) -> dict[str, Any]:
    """What stands in the entry, and what is sealed in it."""
    if said.is_sealed_whole:
        return {"said": None, "sealed": seal(content, recipient)}
    if said.mode == CONFIDENTIAL:
        return {
            "said": {**content, "person": None},
            "sealed": seal({"person": content["person"]}, recipient),
        }
    return {"said": dict(content), "sealed": None}


def _row(body: Mapping[str, Any], said: Said, due_on: str) -> dict[str, Any]:
    sealed = said.is_sealed_whole
    told = {"kind": said.kind, "mode": said.mode, "channel": said.channel, "due_on": due_on}
    return {
        "id": body["id"],
        "number": body["number"],
        "taken_at": body["taken_at"],
        "sealed": sealed,
        "summary": "" if sealed else words.summary_of(said.text),
        **(dict.fromkeys(told, "") if sealed else told),
    }


def _found(connection: Connection, complaint_id: str) -> RowMapping:
    row = complaints.find(connection, complaint_id)
    if row is None:
        raise UserFacingError(_("No complaint has this number on this laptop."))
    return row


def _require_text(text: str) -> None:
    if not text:
        raise UserFacingError(_("Write what the person says."), _("Their own words are best."))
    if len(text) > words.LONGEST_TEXT:
        raise UserFacingError(_("These words are too long."), _("At most 4,000 letters."))


def _require_files(files: Sequence[Scan]) -> None:
    if len(files) > words.MOST_FILES:
        raise UserFacingError(_("At most five documents go with a complaint."))
