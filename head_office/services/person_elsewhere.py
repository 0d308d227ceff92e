"""Where else than in their own applications somebody is named: in another's application, by what they brought
forward, in a referral, among collectors and speakers, and as an officer.

What is somebody else's stays theirs: of another's application only what it says of this person, and of a
complaint nothing to whoever it is about. What was said without a name is nobody's, nor is any answer of the
survey.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from head_office.office import HeadOffice
from head_office.services import complaint_records
from head_office.services.referral_records import opened
from head_office.store import attachments, complaints, destructions, referrals
from head_office.store import person as store
from head_office.store import trainings as trainings_store
from head_office.store.engine import Connection
from mobile_unit.domain.duplicates import name_key
from mobile_unit.domain.entries import FEED_TRAININGS, FEED_VISIT_PLANNED, read_entry
from mobile_unit.domain.people import identity_number
from mobile_unit.domain.referrals import Referred

_PHONE_DIGITS = 8
"""So many at the end are the same however a number is written."""
_OWN_LINES = {FEED_VISIT_PLANNED: ("bookings", "nik"), FEED_TRAININGS: ("trainings", "nip")}
"""Of lists that units are told, where the people stand and what each is known by."""
_AFTER_A_NAME = re.compile("[,(;/]")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What a person is found by: the number typed, names without case and marks, birth dates, ends of
    telephone numbers, and numbers of slips that they showed. ``reader`` is the NIP of who reads."""

    identity: str
    names: frozenset[str]
    births: frozenset[str]
    phones: frozenset[str]
    numbers: frozenset[str]
    reader: str | None


def phone_end(phone: str) -> str:
    """ "" where there are too few digits to tell anybody by."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    return digits[-_PHONE_DIGITS:] if len(digits) >= _PHONE_DIGITS else ""


def named_in_others(connection: Connection, identity: str) -> list[dict[str, Any]]:
    """What newer and older versions of others' applications say of this person (a parent or guardian, a
    sponsor), once each: the application's number and that part alone."""
    found: dict[str, dict[str, Any]] = {}
    for raw in store.applications_naming(connection, identity):
        body = read_entry(raw).body
        if identity_number(body["applicant"]) == identity:
            continue
        for part, said in _parts(body["answers"], identity):
            told = {"id": body["id"], "number": body["number"], "part": part, "said": said}
            found.setdefault(json.dumps(told, sort_keys=True), told)
    return list(found.values())


def _parts(answers: object, identity: str, path: str = "") -> Iterator[tuple[str, Row]]:
    if not isinstance(answers, Mapping):
        return
    if identity in (answers.get("nik"), answers.get("passport_number")):
        yield path, answers
    for key, value in answers.items():
        yield from _parts(value, identity, f"{path}.{key}".lstrip("."))


def complaints_of(office: HeadOffice, connection: Connection, known: Known) -> list[dict[str, Any]]:
    """What they brought forward under their name: told by the slip's number with the name, and of what was
    said openly by name and telephone."""
    readers = {known.identity, known.reader or known.identity}
    found = [
        (row, said)
        for row, raw in complaints.under_a_name(connection, not_about=readers, numbers=known.numbers)
        if (said := _said_by(office, row, raw, known)) is not None
    ]
    ids = [row["id"] for row, _said in found]
    gone = destructions.among(connection, ids)
    steps, files = complaints.steps_of_each(connection, ids), attachments.of_each(connection, ids)
    return [
        _complaint(office, row, said, steps[row["id"]], files[row["id"]])
        for row, said in found
        if row["id"] not in gone
    ]


def _said_by(office: HeadOffice, row: Row, raw: bytes, known: Known) -> Row | None:
    said = complaint_records.opened(office, read_entry(raw).body)
    person = said["person"]
    if person is None or name_key(person["name"]) not in known.names:
        return None
    shown = row["number"] in known.numbers
    return said if shown or phone_end(person["phone"]) in known.phones else None


def _complaint(
    office: HeadOffice, row: Row, said: Row, steps: Sequence[Row], files: Sequence[Row]
) -> dict[str, Any]:
    names = ("id", "number", "unit", "kind", "mode", "channel", "service", "status", "taken_at")
    return {
        **{name: row[name] for name in names},
        "person": said["person"],
        "text": said["text"],
        "steps": [_step(office, step) for step in steps],
        "files": _files(files),
    }


def _step(office: HeadOffice, step: Row) -> dict[str, Any]:
    words = step["words"] or ""
    if step["raw"]:
        words = complaint_records.words_of(office, read_entry(bytes(step["raw"])).body)
    return {"at": step["at"], "what": step["what"], "status": step["status"], "words": words}


def referrals_of(office: HeadOffice, connection: Connection, known: Known) -> list[dict[str, Any]]:
    """Referrals of somebody of this name and birth date, or of this name with the number on the letter."""
    found = [
        (row, told)
        for row, raw in referrals.every(connection)
        if _is_of(told := Referred.of(opened(office, read_entry(raw).body["sealed"])), row, known)
    ]
    ids = [row["id"] for row, _told in found]
    gone = destructions.among(connection, ids)
    steps, files = referrals.steps_of_each(connection, ids), attachments.of_each(connection, ids)
    names = ("id", "number", "unit", "made_at", "kind", "target", "consent", "status")
    return [
        {
            **{name: row[name] for name in names},
            "letter": told.as_body(),
            "steps": [_outcome(office, step) for step in steps[row["id"]]],
            "files": _files(files[row["id"]]),
        }
        for row, told in found
        if row["id"] not in gone
    ]


def _is_of(told: Referred, row: Row, known: Known) -> bool:
    is_shown = row["number"] in known.numbers or told.birth_date in known.births - {""}
    return is_shown and name_key(told.name) in known.names


def _outcome(office: HeadOffice, step: Row) -> dict[str, Any]:
    sealed = step["result"]
    if step["journal"] is not None:
        body = read_entry(bytes(step["raw"])).body
        sealed = body["sealed"] if "status" in body else None
    result = opened(office, sealed)["result"] if sealed else ""
    return {"at": step["at"], "status": step["status"], "result": result}


def _files(files: Sequence[Row]) -> list[dict[str, Any]]:
    names = ("sha256", "bytes", "media_type", "held")
    return [{name: each[name] for name in names} for each in files]


def by_name_alone(
    connection: Connection, names: Collection[str], own: Collection[str]
) -> list[dict[str, Any]]:
    """Who collected a passport and who spoke at an event is known by name alone: it may be another of the
    same name, so that whose passport it was is not told. ``own`` are the person's own applications."""
    found: list[dict[str, Any]] = []
    for unit, raw in store.collections(connection):
        entry = read_entry(raw)
        receiver = entry.body["receiver"]
        if entry.body["id"] not in own and name_key(receiver["name"]) in names:
            found.append({"what": "collected", "day": entry.at[:10], "unit": unit, **receiver})
    for row, raw in store.events(connection):
        for speaker in read_entry(raw).body["speakers"]:
            if name_key(_AFTER_A_NAME.split(speaker)[0]) in names:
                said = {"name": speaker, "place": row["place_name"]}
                found.append({"what": "spoke", "day": row["day"], "unit": row["unit"], **said})
    return found


def told_to_units(connection: Connection, identity: str, records: Collection[str]) -> list[dict[str, Any]]:
    """What units were told of the person: of the records, and the lists of visits and of what officers
    attended on which they stood, without who else did. It is gone from here once it was destroyed."""
    found = []
    for unit, raw in store.told_to_units(connection, identity, records, _OWN_LINES):
        told = json.loads(raw)
        said = dict(told["body"])
        if told["kind"] in _OWN_LINES:
            lines, number = _OWN_LINES[told["kind"]]
            said = {name: said[name] for name in ("id", "date", "place") if name in said} | {
                lines: [each for each in said[lines] if each[number] == identity]
            }
            if not said[lines]:
                continue
        found.append({"unit": unit, "at": told["at"], "kind": told["kind"], "said": said})
    return found


def as_officer(connection: Connection, nip: str) -> dict[str, Any] | None:
    """What is held on one of the units' officers or of the staff: never that somebody complained of them. Of
    whom they looked at, how often and when last."""
    units, account = store.lists_of(connection, nip), store.account_of(connection, nip)
    trainings = [each.as_body() for each in trainings_store.of(connection, [nip])]
    if not (units or account or trainings):
        return None
    return {
        "units": units,
        "account": account,
        "trainings": trainings,
        "quizzes": store.quiz_answers_of(connection, nip),
        "acts": store.acts_of(connection, nip),
        "looks": store.looks_by(connection, nip),
        "decisions": store.decisions_of(connection, nip),
    }
