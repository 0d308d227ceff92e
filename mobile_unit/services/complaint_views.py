"""A complaint as it is shown: a line of the list, and one whole with what happened to it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.domain import complaints as words
from mobile_unit.domain.entries import (
    COMPLAINT_ADDED,
    COMPLAINT_TAKEN,
    COMPLAINT_TOLD,
    FEED_COMPLAINT_ANSWERED,
    FEED_COMPLAINT_STATUS,
    Entry,
)
from mobile_unit.domain.statements import is_purged
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store import complaints, inbox, journal
from mobile_unit.store.engine import Connection, RowMapping


@dataclass(frozen=True, slots=True)
class Overview:
    """How many are open, over their deadline, and to be told; ``sealed`` are for head office's eyes only."""

    open: int
    late: int
    to_tell: int
    sealed: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list; ``light`` and ``days`` as in ``domain/complaints.light_of``."""

    id: str
    number: str
    kind: str
    mode: str
    summary: str
    taken_at: str
    due_on: str
    status: str | None
    told: bool
    light: str
    days: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: ``what`` is an entry's or the feed's kind, ``status`` what head office set,
    ``words`` what was said; ``officer`` is a name, "" for head office."""

    at: str
    what: str
    status: str | None
    words: str
    officer: str


@dataclass(frozen=True, slots=True)
class File:
    sha256: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One complaint. ``body`` is the entry that took it, None where its content was removed; of one that is
    ``sealed`` its ``said`` is None. ``answer`` are the words, "" while there are none or they are ``closed``:
    the slip's code opens them."""

    id: str
    number: str
    sealed: bool
    status: str | None
    due_on: str
    light: str
    days: int
    told_at: str | None
    body: Mapping[str, Any] | None
    files: tuple[File, ...]
    answer: str
    closed: bool
    steps: tuple[Step, ...]


def listed_of(row: RowMapping, today: date, holidays: Collection[date]) -> Listed:
    light, days = _light(row, today, holidays)
    return Listed(
        row["id"],
        row["number"],
        row["kind"],
        row["mode"],
        row["summary"],
        row["taken_at"],
        row["due_on"],
        row["status"],
        row["told_at"] is not None,
        light,
        days,
    )


def detail_of(connection: Connection, row: RowMapping, today: date, holidays: Collection[date]) -> Detail:
    entries = journal.about(connection, row["id"])
    told = inbox.about(connection, row["id"])
    light, days = _light(row, today, holidays)
    answer = _answer(row)
    files = complaints.files_of(connection, row["id"])
    return Detail(
        id=row["id"],
        number=row["number"],
        sealed=row["sealed"],
        status=row["status"],
        due_on=row["due_on"],
        light=light,
        days=days,
        told_at=row["told_at"],
        body=next((each.body for each in entries if each.kind == COMPLAINT_TAKEN and _is_here(each)), None),
        files=tuple(File(each["sha256"], each["bytes"], each["media_type"]) for each in files),
        answer=str(answer.get("answer") or ""),
        closed=bool(answer.get("sealed")),
        steps=tuple(
            sorted(
                (*(_own(each) for each in entries), *(_offices(each) for each in told)),
                key=lambda step: step.at,
            )
        ),
    )


def opened_answer(row: RowMapping, code: str | None) -> str:
    """A closed answer in words; raises UserFacingError for a code that is not its slip's."""
    from mobile_unit.sync.answers import WrongCode, open_answer

    closed = _answer(row).get("sealed")
    if not closed:
        raise UserFacingError(_("Head office has not answered this yet."))
    try:
        return open_answer(closed, row["number"], code or "")
    except WrongCode as error:
        raise UserFacingError(
            _("This code does not open the answer."), _("Compare it with the slip, letter by letter.")
        ) from error


def _light(row: RowMapping, today: date, holidays: Collection[date]) -> tuple[str, int]:
    if not row["due_on"]:
        return words.STOPPED, 0
    return words.light_of(row["status"], row["due_on"], today, holidays)


def _answer(row: RowMapping) -> Mapping[str, Any]:
    said = json.loads(row["answer"] or "{}")
    return said if isinstance(said, dict) else {}


def _is_here(entry: Entry) -> bool:
    return not is_purged(entry.body)


def _own(entry: Entry) -> Step:
    body = entry.body
    said = ""
    if entry.kind == COMPLAINT_ADDED:
        said = str(body.get("text") or "")
    elif entry.kind == COMPLAINT_TOLD:
        said = str(body.get("note") or "")
    return Step(entry.at, entry.kind, body.get("outcome"), said, str(body["officer"]["name"]))


def _offices(told: Mapping[str, Any]) -> Step:
    body, kind = told["body"], told["kind"]
    said = ""
    if kind == FEED_COMPLAINT_ANSWERED:
        said = str(body.get("answer") or "")
    elif kind == FEED_COMPLAINT_STATUS:
        said = str(body.get("note") or "")
    status = body.get("status")
    return Step(str(told["at"]), kind, None if status is None else str(status), said, "")
