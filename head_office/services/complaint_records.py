"""What entries about questions and complaints do, and why one is kept aside instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from head_office.office import HeadOffice
from head_office.services.checks import Quarantined
from head_office.services.publishing import publish
from head_office.services.series_checks import require_own_number, unsealed
from head_office.store import attachments, complaints, filed
from head_office.store.engine import Connection
from mobile_unit.domain import complaints as words
from mobile_unit.domain.entries import FEED_COMPLAINT_STATUS, Entry, require_moment
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.numbers import COMPLAINTS, is_series_number
from mobile_unit.forms.complaint_rules import rules
from mobile_unit.sync import wire
from mobile_unit.sync.answers import mark_of

_NIP = re.compile(r"[0-9A-Za-z.\-]{4,30}", re.ASCII)
_KEY = re.compile(r"[a-z0-9_.]{1,60}", re.ASCII)
_TAKEN = {"id", "number", "taken_at", "said", "sealed", "files", "visit", "place", "officer", "unit"}
_ADDED = {"id", "number", "added", "at", "text", "sealed", "files", "visit", "place", "officer", "unit"}
_TOLD = {"id", "number", "at", "how", "outcome", "note", "sealed", "officer", "unit"}
_SAID = {
    *("kind", "mode", "channel", "text", "person", "service", "about_officer", "officers", "code", "due_on"),
}
_FILE_TYPES = ("image/jpeg", "application/pdf", "application/age")
_MOST_COUNTED = 1000
_FURTHEST = timedelta(days=3 * 366)
"""From its taking to its deadline: every working day in between is counted whenever it is listed."""


def taken(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """File what somebody brought forward; its unit hears that it is here."""
    body = entry.body
    _require(set(body) == _TAKEN and is_record_id(body["id"]))
    if _is_repeat(connection, unit, entry):
        return
    _require_free_number(connection, body["number"], unit, entry.journal)
    said = opened(office, body)
    _require_said(said)
    _require_files(body["files"])
    day = require_moment(body["taken_at"])
    _require(day <= date.fromisoformat(said["due_on"]) < day + _FURTHEST)
    row = {
        "id": body["id"],
        "number": body["number"],
        "unit": unit,
        "journal": entry.journal,
        "seq": entry.seq,
        **{name: said[name] for name in ("kind", "mode", "channel", "service", "due_on")},
        "sealed": body["said"] is None,
        "status": words.NEW,
        "taken_at": body["taken_at"],
        "received_at": office.now(),
        "next_on": min(rules().verify_by(day).isoformat(), said["due_on"]),
        "code_mark": mark_of(body["number"], said["code"]),
        "revision": 1,
    }
    complaints.add(connection, row, said["officers"])
    attachments.add(connection, body["id"], unit, body["files"])
    complaints.add_step(connection, body["id"], "status", words.NEW, office.now())
    tell_status(office, connection, row, words.NEW, None)


def added(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """Somebody came back with more; what was answered or closed is opened again."""
    body = entry.body
    _require(set(body) == _ADDED and is_record_id(body["added"]))
    row = _own(connection, unit, body)
    if _was_said(connection, row, entry, "added"):
        return
    _require_words(_text_of(office, body, "text"), words.LONGEST_TEXT)
    _require_files(body["files"])
    attachments.add(connection, row["id"], unit, body["files"])
    _keep_step(office, connection, row, entry, "added")
    if row["status"] not in words.UNDER_WAY:
        _reopen(office, connection, row)


def told(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """The answer was told; who was not satisfied has it opened again, which the unit may not know yet."""
    body = entry.body
    _require(set(body) == _TOLD and body["how"] in words.HOW_TOLD and body["outcome"] in words.OUTCOMES)
    row = _own(connection, unit, body)
    if _was_said(connection, row, entry, "told"):
        return
    if not any(step["status"] in words.TO_BE_TOLD for step in complaints.steps_of(connection, row["id"])):
        raise Quarantined("complaint.not_answered")
    if body["note"] is not None or body["sealed"] is not None:
        _require_words(_text_of(office, body, "note"), words.LONGEST_NOTE)
    complaints.change(connection, row["id"], told_at=entry.at)
    _keep_step(office, connection, row, entry, "told")
    if body["outcome"] == words.UNSATISFIED and row["status"] not in words.UNDER_WAY:
        _reopen(office, connection, row)


def answers_counted(
    _office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry
) -> None:
    """Which answers of the book ended a question; names nobody."""
    body = entry.body
    _require(set(body) == {"counted", "day", "answers"} and is_record_id(body["counted"]))
    date.fromisoformat(body["day"])
    _require(0 < len(body["answers"]) <= _MOST_COUNTED)
    for each in body["answers"]:
        _require(set(each) == {"answer", "count"} and _KEY.fullmatch(each["answer"]) is not None)
        _require(type(each["count"]) is int and 0 < each["count"] <= _MOST_COUNTED)
    _require(len({each["answer"] for each in body["answers"]}) == len(body["answers"]))
    complaints.count_answers(connection, body["counted"], unit, body["day"], body["answers"])


def purged(_office: HeadOffice, _connection: Connection, _unit: str, _letter: str, entry: Entry) -> None:
    """What a unit removed of complaints that are closed here; the entry is the record."""
    body = entry.body
    _require(set(body) == {"until", "complaints", "files", "bytes"})
    date.fromisoformat(body["until"][:10])
    for name in ("files", "bytes"):
        _require(type(body[name]) is int and body[name] >= 0)
    for each in body["complaints"]:
        _require(set(each) == {"id", "number"} and is_record_id(each["id"]))
        _require(is_series_number(COMPLAINTS, each["number"]))


def opened(office: HeadOffice, body: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, whole: what is sealed in an entry's body is opened with our key."""
    hidden = _unsealed(office, body["sealed"]) if body["sealed"] is not None else {}
    return {**(body["said"] or {}), **hidden}


def words_of(office: HeadOffice, body: Mapping[str, Any]) -> str:
    """The words of what was added, or that came with the telling."""
    name = "text" if "added" in body else "note"
    return _text_of(office, body, name) or ""


def tell_status(
    office: HeadOffice, connection: Connection, row: Mapping[str, Any], status: str, note: str | None
) -> None:
    """Say a status to the unit; of a sealed one never why."""
    said = {
        "id": row["id"],
        "number": row["number"],
        "status": status,
        "note": None if row["sealed"] else note,
        "at": office.now(),
    }
    publish(office, connection, row["unit"], FEED_COMPLAINT_STATUS, said)


def _reopen(office: HeadOffice, connection: Connection, row: Mapping[str, Any]) -> None:
    """Its time runs anew from today, as long as its kind has."""
    today = office.clock.now().date()
    due_on = rules().due_on(row["kind"], today).isoformat()
    complaints.change(
        connection,
        row["id"],
        status=words.REOPENED,
        due_on=due_on,
        next_on=due_on,
        answered_at=None,
    )
    complaints.add_step(connection, row["id"], "status", words.REOPENED, office.now())
    tell_status(office, connection, row, words.REOPENED, None)


def _keep_step(
    office: HeadOffice, connection: Connection, row: Mapping[str, Any], entry: Entry, what: str
) -> None:
    place = {"journal": entry.journal, "seq": entry.seq}
    status = str(entry.body.get("outcome") or row["status"])
    complaints.add_step(connection, row["id"], what, status, entry.at, **place)


def _is_repeat(connection: Connection, unit: str, entry: Entry) -> bool:
    """Whether this very complaint is here already (a restored laptop sends it under a new journal)."""
    held = complaints.find(connection, entry.body["id"])
    if held is None:
        return False
    if held["unit"] != unit or filed.body_of(connection, held) != entry.body:
        raise Quarantined("complaint.differs")
    return True


def _was_said(connection: Connection, row: Mapping[str, Any], entry: Entry, what: str) -> bool:
    return any(
        filed.body_of(connection, step) == entry.body
        for step in complaints.steps_of(connection, row["id"])
        if step["what"] == what
    )


def _own(connection: Connection, unit: str, body: Mapping[str, Any]) -> dict[str, Any]:
    row = complaints.find(connection, body["id"]) if is_record_id(body["id"]) else None
    if row is None:
        raise Quarantined("complaint.unknown")
    if row["unit"] != unit or row["number"] != body["number"]:
        raise Quarantined("complaint.foreign")
    return row


def _require_free_number(connection: Connection, number: str, unit: str, journal: str) -> None:
    require_own_number(connection, COMPLAINTS, number, unit, journal)
    if complaints.find_numbered(connection, number) is not None:
        raise Quarantined("number.taken")


def _unsealed(office: HeadOffice, sealed: str) -> dict[str, Any]:
    return unsealed(office, sealed, "complaint.sealed")


def _text_of(office: HeadOffice, body: Mapping[str, Any], name: str) -> str | None:
    if body["sealed"] is None:
        return None if body[name] is None else str(body[name])
    _require(body[name] is None)
    return str(_unsealed(office, body["sealed"])["text"])


def _require_said(said: Mapping[str, Any]) -> None:
    _require(set(said) == _SAID)
    if said["kind"] not in words.KINDS or said["channel"] not in words.CHANNELS:
        raise Quarantined("complaint.kind")
    if said["mode"] not in words.MODES or (said["person"] is None) != (said["mode"] == words.ANONYMOUS):
        raise Quarantined("complaint.mode")
    _require_words(said["text"], words.LONGEST_TEXT)
    person = said["person"]
    if person is not None:
        _require(set(person) == {"name", "phone", "address"} and bool(person["name"]))
        _require(all(isinstance(each, str) and len(each) <= 300 for each in person.values()))
    _require(said["service"] == "" or _KEY.fullmatch(said["service"]) is not None)
    _require(type(said["about_officer"]) is bool and len(said["officers"]) <= 20)
    _require(all(_NIP.fullmatch(nip) for nip in said["officers"]))
    _require(words.find_code(said["code"]) == said["code"])
    date.fromisoformat(said["due_on"])


def _require_words(text: object, longest: int) -> None:
    if not isinstance(text, str) or not 0 < len(text) <= longest:
        raise Quarantined("complaint.words")


def _require_files(files: Sequence[Mapping[str, Any]]) -> None:
    if len(files) > words.MOST_FILES:
        raise Quarantined("documents.too_many")
    for each in files:
        sha256, size = each["sha256"], each["bytes"]
        if len(sha256) != 64 or sha256 != bytes.fromhex(sha256).hex():
            raise Quarantined("document.sha256")
        if type(size) is not int or not 0 < size <= wire.MAX_BLOB_BYTES:
            raise Quarantined("document.bytes")
        if each["media_type"] not in _FILE_TYPES:
            raise Quarantined("document.media_type")


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("shape")
