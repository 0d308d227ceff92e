"""The verifiers' list: what is due first is first; searches by number, NIK or any word of a name."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from head_office.office import HeadOffice
from head_office.store import desk, name_words, staff, units
from mobile_unit.domain.desks import DONE, ELSEWHERE, OFFICE
from mobile_unit.domain.duplicates import name_key
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.working_days import working_days_between
from mobile_unit.forms.deadlines import holidays

PAGE = 50
MOST_COUNTED = 1000
MOST_FOUND = 50
MOST_PARTS = 6
SOON_DAYS = 1
LATE, SOON, IN_TIME, NO_PROMISE = "late", "soon", "in_time", "none"
_FOUND_FOR = 8 * 60 * 60
_DIGITS = re.compile(r"[\d\s.\-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list. ``light`` is late, soon, in_time or none; ``days`` working days are left (negative:
    too many), ``age`` have gone since it was submitted; ``assignee`` is a name."""

    row: Mapping[str, Any]
    light: str
    days: int
    age: int
    assignee: str | None


@dataclass(frozen=True, slots=True)
class WorkList:
    """A page of the list; ``further`` is where the next one begins, None on the last."""

    rows: list[Listed]
    further: desk.Place | None
    whole: bool = True
    """Whether a search looked through everybody."""


def listed(office: HeadOffice, narrowed: desk.Narrowed, after: desk.Place | None) -> WorkList:
    with office.database.read() as connection:
        rows = desk.page(connection, narrowed, after, PAGE + 1)
        named = staff.names(connection)
    further = None
    if len(rows) > PAGE:
        rows = rows[:PAGE]
        further = desk.Place(rows[-1]["due_on"], rows[-1]["id"])
    return WorkList([_listed(office, row, named) for row in rows], further)


def counts(office: HeadOffice, nip: str) -> dict[str, int]:
    """How many lie on each desk, are late, and are the verifier's own; none is counted past 1,001."""
    with office.database.read() as connection:
        most = MOST_COUNTED + 1
        found = {
            each: desk.count(connection, desk.Narrowed(each), most) for each in (OFFICE, ELSEWHERE, DONE)
        }
        today = office.clock.now().date().isoformat()
        found["late"] = desk.count(connection, desk.Narrowed(OFFICE), most, due_before=today)
        found["mine"] = desk.count(connection, desk.Narrowed(OFFICE, assignee=nip), most)
    return found


def found(office: HeadOffice, typed: str) -> WorkList:
    """At most 51 that a text means: a number, a NIK or passport number, the beginning of a name, then any of
    its words in any order."""
    words = typed.strip()
    parts = [part for part in map(name_key, words.split()) if part][:MOST_PARTS]
    with office.database.read() as connection:
        rows: list[dict[str, Any]] = []
        whole = True
        for column, beginning in _readings(words):
            rows = desk.beginning_with(connection, column, beginning, MOST_FOUND + 1)
            if rows:
                break
        if _may_be_a_name(words, parts) and len(rows) <= MOST_FOUND:
            known = {row["id"] for row in rows}
            more, whole = name_words.found(connection, parts, desk.COLUMNS, MOST_FOUND + 1)
            rows += [row for row in more if row["id"] not in known]
        named = staff.names(connection)
    return WorkList([_listed(office, row, named) for row in rows[: MOST_FOUND + 1]], None, whole)


def unit_names(office: HeadOffice) -> dict[str, str]:
    with office.database.read() as connection:
        return units.names(connection)


def seal(office: HeadOffice, said: Any) -> str:
    """What was searched for or done, as a text for an address that nobody else can read: names and NIKs stay
    out of addresses, histories and logs."""
    return _fernet(office).encrypt(json.dumps(said).encode()).decode()


def unseal(office: HeadOffice, sealed: str) -> Any:
    """What was sealed in the last eight hours; None for anything else."""
    try:
        return json.loads(_fernet(office).decrypt(sealed.encode(), ttl=_FOUND_FOR))
    except (InvalidToken, ValueError):
        return None


def told_in(office: HeadOffice, sealed: str) -> str | None:
    """What was sealed after an act, to be told on the next page; a search is no such thing, else whoever
    searches could have a colleague's page say anything."""
    said = unseal(office, sealed) if sealed else None
    return said if isinstance(said, str) else None


def seal_search(office: HeadOffice, words: str) -> str:
    return seal(office, {"find": words})


def found_by(office: HeadOffice, sealed: str) -> str:
    """The words of a sealed search; "" where it is none."""
    said = unseal(office, sealed) if sealed else None
    return str(said.get("find", "")) if isinstance(said, dict) else ""


def light_of(due_on: str | None, desk_: str, today: date) -> tuple[str, int]:
    """The traffic light of a promise, and the working days that are left."""
    if due_on is None or desk_ == DONE:
        return NO_PROMISE, 0
    days = working_days_between(today, date.fromisoformat(due_on), holidays())
    if date.fromisoformat(due_on) < today:
        return LATE, min(days, -1)
    return (SOON if days <= SOON_DAYS else IN_TIME), days


def _readings(words: str) -> list[tuple[str, str]]:
    """What a text may mean, the surest first."""
    if not words:
        return []
    number = find_number(words)
    readings = [("number", number)] if number else []
    together = re.sub(r"[\s.\-]+", "", words).upper()
    if _DIGITS.fullmatch(words) and len(together) >= 4:
        return [*readings, ("nik", together)]
    compact = name_key(words)
    return [
        *readings,
        *([("number", words.upper())] if len(words) >= 4 else []),
        *([("nik", together)] if any(letter.isdigit() for letter in together) else []),
        *([("name_key", compact)] if len(compact) >= 2 else []),
    ]


def _may_be_a_name(words: str, parts: Sequence[str]) -> bool:
    """Digits are a number, and a single letter leads anywhere."""
    return bool(parts) and max(map(len, parts)) >= 2 and not any(letter.isdigit() for letter in words)


def _listed(office: HeadOffice, row: Mapping[str, Any], named: Mapping[str, str]) -> Listed:
    today = office.clock.now().date()
    light, days = light_of(row["due_on"], row["desk"], today)
    age = max(0, working_days_between(date.fromisoformat(row["submitted_at"][:10]), today, holidays()))
    assignee = row["assignee"]
    return Listed(row, light, days, age, named.get(assignee, assignee) if assignee else None)


def _fernet(office: HeadOffice) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"pages/1" + office.secret).digest()))
