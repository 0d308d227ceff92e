"""Everything held on one person, for that person (UU 27/2022 Ps 30 and 32): found by NIK or passport number
(an officer by NIP), as data, as pages to read, and with the scans. That it was taken out is a look like any
other."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.services import acts as act_names
from head_office.services import person_elsewhere as elsewhere
from head_office.services.named_scans import named_in
from head_office.services.person_page import draw
from head_office.store import acts, filed, listing, looks, staff
from head_office.store import person as store
from head_office.store.durable import flush_folder
from head_office.store.engine import Connection
from head_office.store.staff import Member
from mobile_unit.clock import timestamp
from mobile_unit.domain.duplicates import name_key
from mobile_unit.domain.entries import RECORDS_OF_AN_APPLICATION, MalformedEntry, read_entry
from mobile_unit.domain.numbers import COMPLAINTS, REFERRALS, find_series_number
from mobile_unit.domain.people import identity_number
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.sync import sealing

FORMAT = "way-kanan/person/3"
COMMAND = "head-office person"
"""Who looked, where it was the command."""
PAGE = "person"
HOURS = 3 * 24
"""UU 27/2022 Ps 30 and 32."""
PARTS = (
    *("applications", "kept_aside", "planned_visits", "in_others", "complaints", "referrals"),
    *("by_name_alone", "officer", "told_to_units"),
)
_OF_AN_APPLICATION = ("number", "service", "state", "unit", "submitted_at", "received_at")
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "image/webp": "webp"}

_WORD = re.compile(r"[a-z0-9_]+", re.ASCII)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """``data`` is all of it as JSON; ``scans`` are the files of it: (name, SHA-256), those that are sealed
    without an ending."""

    data: Row
    scans: tuple[tuple[str, str], ...]

    @property
    def is_anything(self) -> bool:
        return any(self.data[name] for name in PARTS)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person shows beside the number: ``name`` and ``born`` as on their card, ``slips`` the numbers of
    complaints or referrals that they hold in their hand, with anything between."""

    name: str = ""
    born: str = ""
    slips: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """``applications`` are the ids of the person's own, ``looked_at`` of every record that is shown."""

    identity: str
    held: Held
    applications: list[str]
    looked_at: list[str]


def held_on(office: HeadOffice, typed: str, by: Member | None, shown: Shown = Shown()) -> Held:
    """Everything on a person; that it was looked at is written down first. Raises UserFacingError where the
    number is none, or nothing is held."""
    found = _find(office, typed, by, shown)
    with office.database.write() as connection:
        _note_look(office, connection, found, by)
    return found.held


def asked_to_correct(
    office: HeadOffice, member: Member, typed: str, number: str, shown: Shown = Shown()
) -> tuple[Held, str]:
    """Write down that the person asked to have an application's data corrected; answers everything on the
    person, and until when (three times 24 hours): asked for again meanwhile it is the same one. What is wrong
    is then asked of the unit on the application's page. Raises UserFacingError."""
    found = _find(office, typed, member, shown)
    theirs = next((each for each in found.held.data["applications"] if each["number"] == number), None)
    if theirs is None:
        raise UserFacingError(_("Head office holds no application with this number."))
    until = timestamp(office.clock.now() + timedelta(hours=HOURS))
    with office.database.write() as connection:
        filed.hold(connection, number)
        _tell_acts(connection, theirs)
        asked = _open_request(theirs)
        if asked is not None and not _is_late(asked, office.now()):
            until = asked["detail"]
        else:
            acts.note(connection, office.now(), member.nip, act_names.PERSON_CORRECTION, number, until)
            _tell_acts(connection, theirs)
        _note_look(office, connection, found, member)
    return found.held, until


def _find(office: HeadOffice, typed: str, by: Member | None, shown: Shown) -> _Found:
    identity = "".join(typed.split()).upper()
    if not 6 <= len(identity) <= 20 or not identity.isascii() or not identity.isalnum():
        raise UserFacingError(_("Type the NIK, or the passport number of a foreigner."))
    with office.database.snapshot() as connection:
        rows = store.applications_of(connection, identity)
        held = _gather(office, connection, identity, shown, by, rows)
        visits = store.visits_of(connection, identity)
    if not held.is_anything:
        raise UserFacingError(_("Nothing is held on this person."))
    ids = [row["id"] for row in rows]
    return _Found(identity, held, ids, _looked_at(identity, held, [*ids, *visits]))


def _note_look(office: HeadOffice, connection: Connection, found: _Found, by: Member | None) -> None:
    """This look is among those that are told."""
    who, data = COMMAND if by is None else by.nip, found.held.data
    looks.note_each(connection, who, found.looked_at, PAGE, office.now())
    named, looked = staff.names(connection), store.looks_at(connection, found.applications)
    for application, id_ in zip(data["applications"], found.applications, strict=True):
        application["looks"] = _by_name(looked[id_], "staff", named)
    if data["officer"] is not None:
        data["officer"]["looks"] = store.looks_by(connection, found.identity)


def _tell_acts(connection: Connection, application: dict[str, Any]) -> None:
    """As they are by now."""
    acted = store.asked_of(connection, [application["number"]])
    application["acts"] = _by_name(acted[application["number"]], "by", staff.names(connection))


def _looked_at(identity: str, found: Held, own: Sequence[str]) -> list[str]:
    ids = list(own)
    ids += [each["id"] for name in ("in_others", "complaints", "referrals") for each in found.data[name]]
    ids += [each["said"]["id"] for each in found.data["told_to_units"] if "bookings" in each["said"]]
    if found.data["officer"] is not None:
        ids.append(identity)
    return list(dict.fromkeys(ids))


def write(office: HeadOffice, held: Held, folder: Path) -> list[Path]:
    """The files of one person into a folder that is empty or new; its name and theirs name nobody."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise UserFacingError(_("The folder is not empty; one person's data need one of their own."))
    written = []
    for name, content in _files(office, held):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    flush_folder(folder)
    return written


def packed(office: HeadOffice, held: Held) -> bytes:
    """The same files as one ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(office, held):
            archive.writestr(name, content)
    return out.getvalue()


def open_requests(held: Held, now: str) -> list[tuple[str, str, bool]]:
    """(number, until when, whether it is late) of corrections that were asked for and not made since."""
    asked = [(each["number"], _open_request(each)) for each in held.data["applications"]]
    return [(number, act["detail"], _is_late(act, now)) for number, act in asked if act is not None]


def _open_request(application: Row) -> Row | None:
    """The last that was asked for, unless a correction came since."""
    asked = [act for act in application["acts"] if act["what"] == act_names.PERSON_CORRECTION]
    corrected = max((entry["received_at"] for entry in application["corrections"]), default="")
    return asked[-1] if asked and _moment(asked[-1]["at"]) >= _moment(corrected) else None


def _is_late(act: Row, now: str) -> bool:
    return _moment(act["detail"]) < _moment(now)


def _moment(at: str) -> float:
    return datetime.fromisoformat(at).timestamp() if at else 0.0


def _files(office: HeadOffice, held: Held) -> Iterator[tuple[str, bytes]]:
    yield "data.json", json.dumps(held.data, ensure_ascii=False, indent=1).encode()
    yield "data.pdf", draw(held.data)
    for name, sha256 in held.scans:
        content = office.blobs.read(sha256)
        if content is not None:
            yield _opened(office, f"pindaian/{name}", content)


def _opened(office: HeadOffice, name: str, content: bytes) -> tuple[str, bytes]:
    """What was sealed to us is handed out open; it is a picture or a PDF."""
    if "." in name:
        return name, content
    try:
        content = sealing.opened_bytes(content, office.bundle_identity)
    except (sealing.NotForUs, sealing.Damaged):
        return f"{name}.age", content
    return f"{name}.{'pdf' if content.startswith(b'%PDF') else 'jpg'}", content


def _gather(
    office: HeadOffice,
    connection: Connection,
    identity: str,
    shown: Shown,
    by: Member | None,
    rows: Sequence[Row],
) -> Held:
    """``rows`` are the person's applications; who looked at them is told later."""
    at = office.now()
    found = _applications(connection, rows, staff.names(connection))
    booked, officer = store.bookings_of(connection, identity), elsewhere.as_officer(connection, identity)
    contents = [application["content"]["applicant"] for application, _scans in found]
    known = _known(identity, shown, [*contents, *booked, *_as_named(officer)], by)
    aside = list(_aside(connection, identity))
    brought = elsewhere.complaints_of(office, connection, known)
    records = {row["id"] for row in rows} | {str(each["body"].get("id")) for each in aside}
    records |= {each["id"] for each in brought}
    data = {
        "format": FORMAT,
        "at": at,
        "identity": identity,
        "applications": [application for application, _scans in found],
        "kept_aside": aside,
        "planned_visits": booked,
        "in_others": elsewhere.named_in_others(connection, identity),
        "complaints": brought,
        "referrals": elsewhere.referrals_of(office, connection, known),
        "by_name_alone": elsewhere.by_name_alone(connection, known.names, {row["id"] for row in rows}),
        "officer": officer,
        "told_to_units": elsewhere.told_to_units(connection, identity, records),
    }
    scans = [scan for _application, scans in found for scan in scans]
    return Held(data, (*scans, *_papers(data)))


def _known(
    identity: str, shown: Shown, said: Sequence[Mapping[str, Any]], by: Member | None
) -> elsewhere.Known:
    names = {name_key(name) for name in (shown.name, *(str(each["full_name"]) for each in said))}
    births = {shown.born.strip(), *(str(each.get("birth_date") or "") for each in said)}
    phones = {elsewhere.phone_end(str(each.get("phone") or "")) for each in said}
    numbers = {
        find_series_number(series, slip) for series in (COMPLAINTS, REFERRALS) for slip in _slips(shown)
    }
    return elsewhere.Known(
        identity,
        frozenset(names - {""}),
        frozenset(births - {""}),
        frozenset(phones - {""}),
        frozenset(number for number in numbers if number),
        by.nip if by else None,
    )


def _slips(shown: Shown) -> list[str]:
    return shown.slips.replace(",", " ").replace(";", " ").split()


def _as_named(officer: Mapping[str, Any] | None) -> list[dict[str, str]]:
    if officer is None:
        return []
    return [{"full_name": each["name"]} for each in (*officer["units"], officer["account"]) if each]


def _papers(data: Row) -> Iterator[tuple[str, str]]:
    for each in (*data["complaints"], *data["referrals"]):
        for position, paper in enumerate(each["files"], 1):
            sealed = paper["media_type"] == "application/age"
            ending = "" if sealed else f".{_ENDINGS.get(paper['media_type'], 'bin')}"
            yield f"{each['number']}-{position}{ending}", paper["sha256"]


def _applications(
    connection: Connection, rows: Sequence[Row], named: Mapping[str, str]
) -> list[tuple[dict[str, Any], Sequence[tuple[str, str]]]]:
    """All that is held on each; as many questions to the database for one as for many."""
    ids, numbers = [row["id"] for row in rows], [row["number"] for row in rows]
    entries, documents = store.entries_about(connection, ids), listing.documents_of_each(connection, ids)
    decisions, requests = listing.history_of_each(connection, ids), filed.requests_of_each(connection, ids)
    payments, notices = store.payments_of(connection, ids), store.notices_to(connection, ids)
    likenesses, acted = store.likenesses(connection, ids), store.asked_of(connection, numbers)

    def whole(row: Row) -> tuple[dict[str, Any], Sequence[tuple[str, str]]]:
        id_, said = row["id"], [_said(each) for each in entries[row["id"]]]
        bodies = [each for each in said if each["kind"] in RECORDS_OF_AN_APPLICATION]
        scans = _scans(row, bodies)
        return {
            **{name: row[name] for name in _OF_AN_APPLICATION},
            "content": _newest(row, bodies),
            "corrections": [each for each in bodies if each["kind"] == "application.corrected"],
            "other_entries": [each for each in said if each not in bodies],
            "documents": documents[id_],
            "scans": [name for name, _sha256 in scans],
            "decisions": _by_name(decisions[id_], "by", named),
            "requests": requests[id_],
            "payment": payments[id_],
            "notices": notices[id_],
            "likenesses": likenesses[id_],
            "acts": _by_name(acted[row["number"]], "by", named),
            "looks": [],
        }, scans

    return [whole(row) for row in rows]


def _said(entry: Row) -> dict[str, Any]:
    return {**{name: entry[name] for name in entry if name != "raw"}, **_read(entry["raw"])}


def _newest(row: Row, bodies: Sequence[Row]) -> Row:
    """What the newest version says; raises Destroyed."""
    for each in bodies:
        if (each["journal"], each["seq"]) == (row["journal"], row["seq"]):
            newest: Row = each["body"]
            return newest
    raise filed.Destroyed


def _by_name(rows: Sequence[Row], column: str, named: Mapping[str, str]) -> list[dict[str, Any]]:
    """With the name of who of the staff it was, where they are known."""
    return [{**row, column: named.get(row[column], row[column])} for row in rows]


def _scans(row: Row, bodies: Sequence[Row]) -> list[tuple[str, str]]:
    """Every scan that a version names and that is here, once, by a name that says which it is."""
    found: dict[str, str] = {}
    for body in bodies:
        for paper in named_in(body["body"], "documents"):
            kind, ending = str(paper.get("kind")), _ENDINGS.get(str(paper.get("media_type")), "bin")
            kind = kind if _WORD.fullmatch(kind) else "scan"  # of an entry that was kept aside
            name = f"{row['number']}-{kind}-{len(found) + 1}.{ending}"
            found.setdefault(paper["sha256"], name)
    return [(name, sha256) for sha256, name in found.items()]


def _aside(connection: Connection, identity: str) -> Iterator[dict[str, Any]]:
    for each in store.aside(connection, RECORDS_OF_AN_APPLICATION):
        told = _read(each.pop("raw"))
        applicant = told.get("body", {}).get("applicant")
        if isinstance(applicant, dict) and identity_number(applicant) == identity:
            yield {**each, **told}


def _read(raw: bytes) -> dict[str, Any]:
    """When and by whom an entry was written, and what it says."""
    try:
        entry = read_entry(bytes(raw))
    except MalformedEntry:
        return {}
    return {"at": entry.at, "officer": entry.officer, "body": dict(entry.body)}
