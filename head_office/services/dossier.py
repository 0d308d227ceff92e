"""One application as a verifier reads it: fields in the form's order beside its scans, and what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from head_office.office import HeadOffice
from head_office.services import scan_images
from head_office.services.night.likeness import LIKE_NAME, SAME_NUMBER
from head_office.store import desk, filed, listing, looks, pairs, payments, staff
from head_office.store.engine import Connection
from head_office.store.staff import Member
from mobile_unit.domain.corrections import Change
from mobile_unit.domain.duplicates import SAME_NAME_AND_BIRTH, SAME_NIK, SAME_PASSPORT
from mobile_unit.domain.entries import APPLICATION_CORRECTED, APPLICATION_SUBMITTED
from mobile_unit.domain.numbers import find_number
from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.answers import answer_at, answer_in_words
from mobile_unit.forms.catalogue import Catalogue, Field, Service
from mobile_unit.forms.changes import changes_between
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.validation import check
from mobile_unit.i18n import _, language, say

MOST_DUPLICATES = 12
MOST_LOOKS = 1000


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with what it holds in words; ``warnings`` are what was doubted, each with the officer's reason
    (None where none was given)."""

    key: str
    label: str
    words: str
    warnings: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the form."""

    title: str
    fields: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """A document; ``pages`` is 0 where its scan is not held yet or can't be read."""

    position: int
    kind: str
    label: str
    pages: int
    held: bool
    bytes: int


@dataclass(frozen=True, slots=True)
class Version:
    """A correction: what it says otherwise, as (label, before, after)."""

    correction: int
    at: str
    reason: str
    officer: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another application of the same person, side by side: (label, this one's, the other's, same or not)."""

    row: Mapping[str, Any]
    lines: tuple[tuple[str, str, str, bool], ...]
    dismissed: Mapping[str, Any] | None = None
    """Who said why, and when, that it is another person's; None while nobody did."""


@dataclass(frozen=True, slots=True)
class Dossier:
    row: Mapping[str, Any]
    service: str
    officer: str
    place: str
    parts: tuple[Part, ...]
    warnings: tuple[tuple[str, str | None], ...]
    scans: tuple[Scan, ...]
    fees: tuple[tuple[str, str, int | None], ...]
    versions: tuple[Version, ...]
    others: tuple[Other, ...]
    history: tuple[Mapping[str, Any], ...]
    requests: tuple[Mapping[str, Any], ...]
    payment: Mapping[str, Any] | None
    assignee: str | None


def opened(office: HeadOffice, member: Member, number: str) -> Dossier:
    """Everything about an application; that this member looked is written down first (UU 27/2022 Ps 31).

    Raises UserFacingError where there is none with the number.
    """
    with office.database.write() as connection:
        row = _numbered(connection, number)
        looks.note(connection, member.nip, row["id"], "application", office.now())
    with office.database.read() as connection:
        return _read(office, connection, row)


def who_looked(office: HeadOffice, number: str) -> list[dict[str, Any]]:
    """The latest looks at one application, by name, the newest first. Raises UserFacingError where there is
    none with the number."""
    with office.database.read() as connection:
        row = _numbered(connection, number)
        named = staff.names(connection)
        found = looks.at(connection, row["id"], MOST_LOOKS)
    return [{**each, "name": named.get(each["staff"], each["staff"])} for each in found]


def scan_page(office: HeadOffice, member: Member, number: str, position: int, page: int) -> bytes:
    """A page of a scan as JPEG; raises UserFacingError where it is not held."""
    with office.database.read() as connection:
        row = filed.find_numbered(connection, number)
        papers = [] if row is None else desk.papers(connection, row["id"])
    paper = next((each for each in papers if each["position"] == position), None)
    if row is None or paper is None or not paper["held"]:
        raise UserFacingError(_("This scan is not here."))
    with office.database.write() as connection:
        looks.note(connection, member.nip, row["id"], f"scan {paper['kind']}", office.now())
    return scan_images.page(office, paper["sha256"], page)


def asked_fields(dossier: Dossier) -> list[tuple[str, str]]:
    """What a correction can be asked of: every field that is shown, and every document, with their labels."""
    fields = [(each.key, each.label) for part in dossier.parts for each in part.fields]
    return [*fields, *((f"documents.{scan.kind}", scan.label) for scan in dossier.scans)]


def _numbered(connection: Connection, number: str) -> dict[str, Any]:
    row = filed.find_numbered(connection, find_number(number) or number)
    if row is None:
        raise UserFacingError(_("Head office holds no application with this number."))
    return row


def _read(office: HeadOffice, connection: Connection, row: Mapping[str, Any]) -> Dossier:
    body = filed.body_of(connection, row)
    catalogue = Catalogue.load(body["catalogue"])
    service = catalogue.service(body["service"])
    doubts = _doubts(body, service)
    named = staff.names(connection)
    place = body.get("place") or {}
    parts = _parts(body, service, doubts)
    in_fields = {each.key for part in parts for each in part.fields}
    return Dossier(
        row=row,
        service=say(service.title),
        officer=f"{body['officer']['name']} ({body['officer']['nip']})",
        place=str(place.get("name") or ""),
        parts=parts,
        warnings=tuple(said for field, found in doubts.items() if field not in in_fields for said in found),
        scans=_scans(office, connection, row, catalogue),
        fees=_fees(body, catalogue),
        versions=_versions(connection, row, body, catalogue),
        others=_others(connection, row, body),
        history=tuple(
            {**step, "name": named.get(step["by"], step["by"])}
            for step in listing.history_of(connection, row["id"], staff=True)
        ),
        requests=tuple(_asked(each, service, catalogue) for each in filed.requests_of(connection, row["id"])),
        payment=payments.of(connection, row["id"]),
        assignee=named.get(row["assignee"], row["assignee"]),
    )


def _parts(
    body: Mapping[str, Any], service: Service, doubts: Mapping[str, Sequence[tuple[str, str | None]]]
) -> tuple[Part, ...]:
    """What the form holds; fields that were not asked of this applicant are left out."""
    parts = []
    for section in service.form.sections:
        fields = tuple(
            Shown(field.key, say(field.label), _words(field, body), tuple(doubts.get(field.key, ())))
            for field in section.fields
            if _words(field, body) or field.key in doubts
        )
        if fields:
            parts.append(Part(say(section.title), fields))
    return tuple(parts)


def _words(field: Field, body: Mapping[str, Any]) -> str:
    return answer_in_words(field, answer_at(body, field.key), Regions.load(), language())


def _doubts(body: Mapping[str, Any], service: Service) -> dict[str, list[tuple[str, str | None]]]:
    """The warnings on record by field, in words, each with the officer's reason."""
    outcome = check(
        service,
        {"applicant": body["applicant"], "answers": body["answers"]},
        on=date.fromisoformat(body["submitted_at"][:10]),
        documents=[document["kind"] for document in body["documents"]],
        regions=Regions.load(),
    )
    words = {(each.field, each.code): say(each.message) for each in outcome.warnings}
    others = {
        SAME_NIK: _("The unit has another record with this NIK."),
        SAME_PASSPORT: _("The unit has another record with this passport number."),
        SAME_NAME_AND_BIRTH: _("The unit has another record with this name and birth date."),
    }
    doubts: dict[str, list[tuple[str, str | None]]] = {}
    for each in body["warnings"]:
        place = (each["field"], each["code"])
        said = words.get(place) or others.get(each["code"]) or each["code"]
        doubts.setdefault(each["field"], []).append((said, each["reason"]))
    return doubts


def _scans(
    office: HeadOffice, connection: Connection, row: Mapping[str, Any], catalogue: Catalogue
) -> tuple[Scan, ...]:
    found = []
    for paper in desk.papers(connection, row["id"]):
        label = catalogue.document_labels.get(paper["kind"], Text(paper["kind"], paper["kind"]))
        pages = 0
        if paper["held"]:
            pages = scan_images.pages(office, paper["sha256"], paper["media_type"])
        scan = Scan(paper["position"], paper["kind"], say(label), pages, paper["held"], paper["bytes"])
        found.append(scan)
    return tuple(found)


def _fees(body: Mapping[str, Any], catalogue: Catalogue) -> tuple[tuple[str, str, int | None], ...]:
    """(code, label, amount) of each line; of what the office sets itself the amount is None."""
    labels = {tariff.code: say(tariff.label) for tariff in catalogue.tariffs}
    taken = tuple((fee["code"], labels.get(fee["code"], fee["code"]), fee["amount"]) for fee in body["fees"])
    if taken:
        return taken
    rules = catalogue.service(body["service"]).fees
    return tuple((rule.code, labels.get(rule.code, rule.code), None) for rule in rules)


def _versions(
    connection: Connection, row: Mapping[str, Any], body: Mapping[str, Any], catalogue: Catalogue
) -> tuple[Version, ...]:
    if not row["correction"]:
        return ()
    first = filed.bodies(connection, row["id"], APPLICATION_SUBMITTED, aside=True)[:1]
    later = filed.bodies(connection, row["id"], APPLICATION_CORRECTED)
    bodies = [*first, *sorted(later, key=lambda each: int(each["correction"]))]
    service = catalogue.service(body["service"])
    fields = {field.key: field for field in service.form.fields()}
    return tuple(
        Version(
            after["correction"],
            after["corrected_at"],
            after["reason"],
            f"{after['officer']['name']} ({after['officer']['nip']})",
            tuple(_changed(each, fields) for each in changes_between(before, after, catalogue)),
        )
        for before, after in pairwise(bodies)
    )


def _changed(change: Change, fields: Mapping[str, Field]) -> tuple[str, str, str]:
    if change.field.startswith("documents."):
        words = [_("no scan") if value is None else _("scan {name}…").format(name=str(value)[:8])
                 for value in (change.before, change.after)]  # fmt: skip
        return say(change.label), words[0], words[1]
    field = fields.get(change.field)
    said = [
        str(value or "") if field is None else answer_in_words(field, value, Regions.load(), language())
        for value in (change.before, change.after)
    ]
    return say(change.label), said[0], said[1]


_SIDE_BY_SIDE = ("full_name", "nik", "birth_place", "birth_date", "sex", "address", "mother_name", "phone")


def _others(connection: Connection, row: Mapping[str, Any], body: Mapping[str, Any]) -> tuple[Other, ...]:
    fields = {
        field.key: field for field in Catalogue.load(body["catalogue"]).service(body["service"]).form.fields()
    }
    found = []
    parted, named = pairs.dismissed_of(connection, row["id"]), staff.names(connection)
    likely = pairs.others_of(connection, row["id"], (SAME_NUMBER, LIKE_NAME), MOST_DUPLICATES)
    for other in desk.same_person(connection, row, [*likely, *parted], MOST_DUPLICATES):
        theirs = filed.body_of(connection, other)
        lines = []
        for name in _SIDE_BY_SIDE:
            field = fields.get(f"applicant.{name}")
            if field is None:
                continue
            mine, said = _words(field, body), _words(field, theirs)
            if mine or said:
                lines.append((say(field.label), mine, said, mine == said))
        found.append(Other(other, tuple(lines), _parted(parted.get(other["id"]), named)))
    return tuple(found)


def _parted(said: Mapping[str, Any] | None, named: Mapping[str, str]) -> dict[str, str] | None:
    if said is None:
        return None
    by = said["dismissed_by"]
    return {"at": said["dismissed_at"], "reason": said["reason"], "by": named.get(by, by)}


def _asked(request: Mapping[str, Any], service: Service, catalogue: Catalogue) -> dict[str, Any]:
    labels = {field.key: say(field.label) for field in service.form.fields()}
    labels |= {f"documents.{kind}": say(label) for kind, label in catalogue.document_labels.items()}
    return {
        "at": request["at"],
        "closed_at": request["closed_at"],
        "fields": [
            (labels.get(each["field"], each["field"]), each["sentence"]) for each in request["fields"]
        ],
    }
