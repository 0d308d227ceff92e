"""Complaints at the desk: who is shown which, and what is done with one. Each act is one transaction, by a
named member of the staff, told to the unit, and never over another's work.

Nobody is shown a complaint about themselves, whatever their role, nor told that there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from head_office.office import HeadOffice
from head_office.services import scan_images
from head_office.services.complaint_records import opened as said_in
from head_office.services.complaint_records import tell_status, words_of
from head_office.services.deciding import Outdated
from head_office.services.publishing import publish
from head_office.services.roles import Permission, may
from head_office.store import attachments, complaints, destructions, filed, looks, staff
from head_office.store.complaints import GROUPS, TO_DO
from head_office.store.engine import Connection
from head_office.store.staff import Member
from mobile_unit.domain import complaints as words
from mobile_unit.domain.complaints import ANSWERED, ASSIGNED, CLOSED, REJECTED, REOPENED, TO_BE_TOLD
from mobile_unit.domain.entries import FEED_COMPLAINT_ANSWERED
from mobile_unit.domain.numbers import COMPLAINTS, find_series_number
from mobile_unit.domain.working_days import working_days_between
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.answer_book import answers_on
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.complaint_rules import rules
from mobile_unit.forms.deadlines import holidays
from mobile_unit.forms.regions import Regions
from mobile_unit.i18n import _, say
from mobile_unit.sync import sealing
from mobile_unit.sync.answers import close_answer, open_answer

PAGE = 50
MONTH_DAYS, MOST_ANSWERS = 30, 10
SEALED_FILE = "application/age"


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list with its traffic light; ``days`` working days are left for what comes next."""

    row: Mapping[str, Any]
    light: str
    days: int


@dataclass(frozen=True, slots=True)
class ListPage:
    rows: list[Listed]
    further: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Step:
    at: str
    what: str
    status: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class File:
    """What was handed in; ``pages`` is 0 where it is not held yet, may not be seen, or can't be read."""

    sha256: str
    bytes: int
    held: bool
    pages: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """One complaint as its reader may see it; ``person`` is None where nobody is named or their name was
    given in confidence (``confided``)."""

    listed: Listed
    said: Mapping[str, Any]
    person: Mapping[str, str] | None
    confided: bool
    about: tuple[str, ...]
    officer: str
    place: str
    files: tuple[File, ...]
    steps: tuple[Step, ...]
    answer: str
    next: tuple[str, ...]


def listed(office: HeadOffice, member: Member, group: str, after: tuple[str, str] | None) -> ListPage:
    group = group if group in GROUPS else TO_DO
    with office.database.read() as connection:
        rows = complaints.page(
            connection, group, member.nip, sealed=_opens_seals(member), after=after, limit=PAGE + 1
        )
    further = None
    if len(rows) > PAGE:
        rows = rows[:PAGE]
        further = (rows[-1]["next_on"] or "", rows[-1]["id"])
    today = office.clock.now().date()
    return ListPage([_lit(row, today) for row in rows], further)


def counts(office: HeadOffice, member: Member) -> dict[str, int]:
    today, sealed = office.clock.now().date().isoformat(), _opens_seals(member)
    with office.database.read() as connection:
        found = complaints.counts(connection, member.nip, today, sealed=sealed)
        found["to_close"] = len(complaints.to_close(connection, today, member.nip, sealed=sealed))
    return found


def answered_by_book(office: HeadOffice) -> tuple[int, list[tuple[str, int]]]:
    """(how many questions the answer book ended in the last month, the answers that did most often)."""
    today = office.clock.now().date()
    since = today - timedelta(days=MONTH_DAYS)
    with office.database.read() as connection:
        found = complaints.answers_between(connection, since.isoformat(), today.isoformat())
    named = {each.key: say(each.question) for each in answers_on(Catalogue.load(), today, Regions.load())}
    return sum(count for _key, count in found), [
        (named.get(key, key), count) for key, count in found[:MOST_ANSWERS]
    ]


def opened(office: HeadOffice, member: Member, number: str) -> Dossier:
    """Everything that a member may see of one; that they looked is written down first (UU 27/2022 Ps 31)."""
    with office.database.write() as connection:
        row = visible(connection, member, number)
        looks.note(connection, member.nip, row["id"], "complaint", office.now())
    with office.database.read() as connection:
        return _read(office, connection, member, row)


def file_page(office: HeadOffice, member: Member, number: str, sha256: str, page: int) -> bytes:
    """A page of what was handed in as JPEG, opened where it was sealed."""
    with office.database.write() as connection:
        row = visible(connection, member, number)
        held = {each["sha256"]: each for each in attachments.of(connection, row["id"]) if each["held"]}
        if sha256 not in held or (_is_confided(row) and not _opens_seals(member)):
            raise UserFacingError(_("This document is not here."))
        looks.note(connection, member.nip, row["id"], "complaint file", office.now())
    return scan_images.page_in(_content(office, held[sha256]), page)


def decide(
    office: HeadOffice,
    member: Member,
    number: str,
    revision: int,
    status: str,
    text: str = "",
    section: str = "",
) -> None:
    """Put a complaint into the next status. Raises UserFacingError for one that may not follow or lacks its
    words, Outdated where somebody was quicker."""
    text = text.strip()
    with office.database.write() as connection:
        visible(connection, member, number)
        row = complaints.hold(connection, number)
        assert row is not None  # it was visible within this transaction
        if row["revision"] != revision:
            raise Outdated(
                _("Somebody else changed this complaint while you had it open."),
                _("Nothing of yours was applied. Look at what changed, then decide again."),
            )
        _require_step(row, status, text, section)
        _apply(office, connection, row, status, text, section, member.nip)


def reported(office: HeadOffice, *, late_only: bool) -> list[dict[str, Any]]:
    """Where each one stands, for a command: numbers, kinds and days, and nothing that anybody said."""
    today = office.clock.now().date()
    names = ("number", "unit", "kind", "mode", "sealed", "status", "section", "taken_at", "due_on", "next_on")
    with office.database.read() as connection:
        lit = [_lit(row, today) for row in complaints.every(connection)]
    return [
        {**{name: each.row[name] for name in names}, "light": each.light, "days": each.days}
        for each in lit
        if each.light == words.LATE or not late_only
    ]


def decided_again(
    office: HeadOffice, connection: Connection, unit: str, said: Sequence[Mapping[str, Any]]
) -> None:
    """What was decided on a complaint before we were restored, in order, as its unit heard it; what was
    decided here since then stands. Where it stood last is told again, and the answer before it: what was told
    of it may be kept aside. An answer is told word for word, so that who heard it is not told anew."""
    *before, last = said
    row = _of_unit(connection, unit, last["number"])
    if row is None:
        return
    steps = complaints.steps_of(connection, row["id"])
    if any(step["by"] is not None and step["at"] > last["at"] for step in steps):
        return
    known = {(step["status"], step["at"]) for step in steps}
    for each in before:
        if each["status"] in TO_BE_TOLD and (each["status"], each["at"]) not in known:
            _decide_again(office, connection, row, each, tell=last["status"] not in TO_BE_TOLD)
            row = _of_unit(connection, unit, last["number"]) or row
    follows = last["status"] == REOPENED and row["status"] in words.UNDER_WAY
    if last["status"] not in (words.NEW, row["status"]) and not follows:
        _decide_again(office, connection, row, last, tell=True)


def _of_unit(connection: Connection, unit: str, number: str) -> Mapping[str, Any] | None:
    row = complaints.hold(connection, str(number))
    return row if row is not None and row["unit"] == unit else None


def _decide_again(
    office: HeadOffice, connection: Connection, row: Mapping[str, Any], said: Mapping[str, Any], *, tell: bool
) -> None:
    """As of when it was decided; ``tell`` says it to the unit again."""
    status, answer = said["status"], said.get("answer") or ""
    if said.get("sealed"):
        code = str(said_in(office, filed.body_of(connection, row))["code"])
        answer = open_answer(said["sealed"], row["number"], code)
    _note(office, connection, row, status, answer, row["section"] or "", "", said["at"])
    if tell and status in TO_BE_TOLD:
        publish(office, connection, row["unit"], FEED_COMPLAINT_ANSWERED, {**said, "at": office.now()})
    elif tell:
        tell_status(office, connection, row, status, None)


def close_unanswered(office: HeadOffice, member: Member) -> int:
    """Close every complaint that the member is shown and whose answer nobody came back to in the time that
    the rules give."""
    today = office.clock.now().date().isoformat()
    with office.database.write() as connection:
        numbers = complaints.to_close(connection, today, member.nip, sealed=_opens_seals(member))
        for number in numbers:
            row = complaints.hold(connection, number)
            assert row is not None
            _apply(office, connection, row, CLOSED, "", "", member.nip)
    return len(numbers)


def _apply(
    office: HeadOffice,
    connection: Connection,
    row: Mapping[str, Any],
    status: str,
    text: str,
    section: str,
    by: str,
) -> None:
    _note(office, connection, row, status, text, section, by)
    if status in (ANSWERED, REJECTED):
        _tell_answer(office, connection, row, status, text)
    else:
        tell_status(office, connection, row, status, None)


def _note(
    office: HeadOffice,
    connection: Connection,
    row: Mapping[str, Any],
    status: str,
    text: str,
    section: str,
    by: str,
    at: str | None = None,
) -> None:
    now, today = at or office.now(), office.clock.now().date()
    changed: dict[str, Any] = {"status": status, "next_on": row["due_on"]}
    if status in (ANSWERED, REJECTED):
        changed |= {"answered_at": now, "next_on": rules().closes_on(today).isoformat(), "told_at": None}
    elif status == CLOSED:
        changed["next_on"] = None
    elif status == REOPENED:
        due_on = rules().due_on(row["kind"], today).isoformat()
        changed |= {"answered_at": None, "due_on": due_on, "next_on": due_on}
    if status == ASSIGNED:
        changed["section"] = section
    complaints.change(connection, row["id"], **changed)
    complaints.add_step(connection, row["id"], "status", status, now, words=text or None, by=by)


def _tell_answer(
    office: HeadOffice, connection: Connection, row: Mapping[str, Any], status: str, text: str
) -> None:
    """In words; of a sealed complaint so that the slip's code alone opens it."""
    sealed = None
    if row["sealed"]:
        code = said_in(office, filed.body_of(connection, row))["code"]
        sealed = close_answer(text, row["number"], code)
    said = {
        "id": row["id"],
        "number": row["number"],
        "status": status,
        "answer": None if sealed else text,
        "sealed": sealed,
        "at": office.now(),
    }
    publish(office, connection, row["unit"], FEED_COMPLAINT_ANSWERED, said)


def _require_step(row: Mapping[str, Any], status: str, text: str, section: str) -> None:
    if status not in words.NEXT[row["status"]]:
        raise UserFacingError(
            _("“{after}” can't follow “{before}”.").format(
                after=say(words.status_word(status)), before=say(words.status_word(row["status"]))
            )
        )
    if status == REJECTED and not text:
        raise UserFacingError(_("Write why it is rejected: the unit reads it to the person."))
    if status == ANSWERED and not text:
        raise UserFacingError(_("Write the answer: the unit reads it to the person."))
    if status == REOPENED and not text:
        raise UserFacingError(_("This step needs a note that says why."))
    if len(text) > words.LONGEST_ANSWER:
        raise UserFacingError(_("An answer has at most 4,000 letters."))
    if status == ASSIGNED and section not in rules().sections:
        raise UserFacingError(_("Choose the section it is assigned to."))


def _content(office: HeadOffice, held: Mapping[str, Any]) -> bytes:
    content = office.blobs.read(held["sha256"]) or b""
    if held["media_type"] != SEALED_FILE:
        return content
    try:
        return sealing.opened_bytes(content, office.bundle_identity)
    except (sealing.NotForUs, sealing.Damaged):
        return b""


def visible(connection: Connection, member: Member, number: str) -> dict[str, Any]:
    """The row, as far as the member may know of it; else it is as if there were none."""
    row = complaints.find_numbered(connection, find_series_number(COMPLAINTS, number) or number)
    hidden = row is None or (
        (row["sealed"] and not _opens_seals(member))
        or member.nip in complaints.about_of(connection, row["id"])
    )
    if hidden or row is None:
        raise UserFacingError(_("Head office holds no complaint with this number."))
    if destructions.when(connection, row["id"]) is not None:
        raise filed.Destroyed
    return row


def _opens_seals(member: Member) -> bool:
    return may(member.role, Permission.SEALED_COMPLAINTS)


def _is_confided(row: Mapping[str, Any]) -> bool:
    return bool(row["sealed"] or row["mode"] == words.CONFIDENTIAL)


def _read(office: HeadOffice, connection: Connection, member: Member, row: Mapping[str, Any]) -> Dossier:
    body = filed.body_of(connection, row)
    said = said_in(office, body)
    named = staff.names(connection)
    confided = _is_confided(row) and not _opens_seals(member)
    steps = [_step(office, connection, each, named) for each in complaints.steps_of(connection, row["id"])]
    answers = [step.words for step in steps if step.status in (ANSWERED, REJECTED) and step.what == "status"]
    return Dossier(
        listed=_lit(row, office.clock.now().date()),
        said={**said, "person": None, "code": ""},
        person=None if confided else said["person"],
        confided=confided and said["person"] is not None,
        about=tuple(said["officers"]),
        officer=f"{body['officer']['name']} ({body['officer']['nip']})",
        place=str((body["place"] or {}).get("name") or ""),
        files=tuple(_file(office, each, hidden=confided) for each in attachments.of(connection, row["id"])),
        steps=tuple(steps),
        answer=answers[-1] if answers and row["status"] in (ANSWERED, REJECTED, CLOSED) else "",
        next=words.NEXT[row["status"]],
    )


def _file(office: HeadOffice, held: Mapping[str, Any], *, hidden: bool) -> File:
    pages = 0 if hidden or not held["held"] else scan_images.pages_in(_content(office, held))
    return File(held["sha256"], held["bytes"], held["held"], pages)


def _step(
    office: HeadOffice, connection: Connection, step: Mapping[str, Any], named: Mapping[str, str]
) -> Step:
    text, by = str(step["words"] or ""), named.get(step["by"], step["by"]) or ""
    if step["journal"] is not None:
        body = filed.body_of(connection, step)
        text, by = words_of(office, body), str(body["officer"]["name"])
    return Step(step["at"], step["what"], step["status"], text, by)


def _lit(row: Mapping[str, Any], today: date) -> Listed:
    """Of what is answered the light is out, and the days are those until it may be closed."""
    if row["next_on"] is None:
        return Listed(row, words.STOPPED, 0)
    if row["status"] not in words.UNDER_WAY:
        days = working_days_between(today, date.fromisoformat(row["next_on"]), holidays())
        return Listed(row, words.STOPPED, days)
    return Listed(row, *words.light_of(row["status"], row["next_on"], today, holidays()))
