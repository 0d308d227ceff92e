"""The newest catalogue with other documents and texts of one service standard, as a version of its own.

The texts are the six items that UU 25/2009 has the public told: requirements, procedure, time, cost, product,
complaints. Documents are the service's, and so are those of every standard of that service.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from head_office.office import HeadOffice
from head_office.services.catalogue_edit import newest, next_version
from head_office.services.condition_words import ALWAYS, words_of
from mobile_unit.domain.texts import Text
from mobile_unit.forms import shelf
from mobile_unit.forms.catalogue_check import NotSound, Problem

EVERYBODY, ADULT, MINOR = "always", "adult", "minor"
CASES: Mapping[str, Text] = {
    EVERYBODY: ALWAYS,
    ADULT: Text("Dewasa", "Adults"),
    MINOR: Text("Anak", "Children"),
}
"""For whom a document can be asked for here; finer conditions are kept as they are, and made in files."""
COMPLAINTS = "complaints"
"""The one list of texts that is the whole catalogue's; the others stand in the standard."""
MOST_LINES, LONGEST_LINE = 30, 400
_PAIRS = Text(
    "Indonesia dan Inggris perlu sama banyak barisnya, satu butir sebaris.",
    "Indonesian and English need as many lines each, one item a line.",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that a service asks for: ``must`` whether it is required, ``when`` in words."""

    label: Text
    must: bool
    when: Text
    instead: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """A document to be asked for too: one of the catalogue's by ``kind``, or one with a name of its own."""

    kind: str
    label: Text
    must: bool
    case: str


@dataclass(frozen=True, slots=True)
class ServiceEdit:
    """What is otherwise from ``start`` on of a standard: ``musts`` for each of the service's documents in
    order, None where it is asked for no longer; ``texts`` by name, lines of (Indonesian, English)."""

    standard: str
    start: date
    legal_basis: str
    words: Text
    summary: tuple[str, str]
    days: int | None
    texts: Mapping[str, tuple[Sequence[str], Sequence[str]]]
    musts: Sequence[bool | None]
    added: Sequence[Added]


def _newest(office: HeadOffice) -> Mapping[str, Any]:
    document = shelf.find(newest(office).version)
    assert document is not None  # it was loaded from there
    return document


def now(office: HeadOffice, standard: str) -> dict[str, Any] | None:
    """A standard as the newest catalogue has it; None where it has none of that name."""
    found: dict[str, Any] | None = _newest(office)["standards"].get(standard)
    return found


def papers(office: HeadOffice, service: str) -> list[Paper]:
    """What a service asks for, in order."""
    base, document = newest(office), _newest(office)
    labels = document["catalogue"]["documents"]
    return [
        Paper(
            Text.of(labels[each["kind"]]),
            each["required"],
            words_of(each.get("when"), base.services[service]),
            tuple(Text.of(labels[kind]) for kind in each.get("alternatives", ())),
        )
        for each in document["services"][service]["requirements"]
    ]


def text_now(office: HeadOffice, standard: Mapping[str, Any], name: str) -> list[dict[str, str]]:
    """A list of texts as it stands."""
    if name == COMPLAINTS:
        listed: list[dict[str, str]] = _newest(office)["catalogue"][COMPLAINTS]
        return listed
    holder, key = _place(standard, name)
    found: list[dict[str, str]] = holder[key]
    return found


def edited_service(office: HeadOffice, edit: ServiceEdit) -> dict[str, Any]:
    """The whole new version; raises NotSound for what is no edit."""
    before = _newest(office)
    document: dict[str, Any] = json.loads(json.dumps(before))
    standard = document["standards"].get(edit.standard)
    if standard is None:
        raise NotSound([_problem("standard", "Pilih layanannya.", "Choose the service.")])
    problems = [*_problems(edit), *_apply_texts(document, standard, edit)]
    service = document["services"][standard["service"]]
    if len(edit.musts) != len(service["requirements"]):
        problems.append(
            _problem(
                "documents",
                "Daftar berkas berubah selagi formulir ini terbuka; buka lagi.",
                "The list of documents changed while this form was open; open it again.",
            )
        )
    if problems:
        raise NotSound(problems)
    _apply_papers(document, service, edit)
    if document == before:
        raise NotSound([_problem("", "Tidak ada yang berubah.", "Nothing is changed.")])
    told = edit.words
    document["catalogue"] |= {
        "version": next_version(office, edit.start),
        "from": edit.start.isoformat(),
        "changes": [
            {
                "id": f"{told.id} Dasar hukum: {edit.legal_basis}.",
                "en": f"{told.en} Legal basis: {edit.legal_basis}.",
            }
        ],
    }
    return document


def _problems(edit: ServiceEdit) -> Iterable[Problem]:
    if not 3 <= len(edit.legal_basis) <= 300:
        yield _problem("legal_basis", "Sebut dasar hukumnya.", "Name the legal basis.")
    if not all(0 < len(each) <= LONGEST_LINE for each in edit.summary):
        yield _problem("summary", "Isi ringkasan dalam dua bahasa.", "Fill in the summary in both languages.")
    if edit.days is not None and not 0 < edit.days <= 365:
        yield _problem("days", "Tulis hari kerja, 1 sampai 365.", "Write working days, from 1 to 365.")
    for each in edit.added:
        if not each.kind and not (each.label.id and each.label.en):
            yield _problem("added", "Namai berkas baru dalam dua bahasa.", "Name a new document twice.")


def _apply_texts(document: dict[str, Any], standard: dict[str, Any], edit: ServiceEdit) -> Iterable[Problem]:
    standard["summary"] = {"id": edit.summary[0], "en": edit.summary[1]}
    standard["time"]["days"] = edit.days
    for name, (own, english) in edit.texts.items():
        if len(own) != len(english) or len(own) > MOST_LINES:
            yield Problem("", name, _PAIRS)
            continue
        holder, key = (document["catalogue"], name) if name == COMPLAINTS else _place(standard, name)
        holder[key] = [{"id": said, "en": in_english} for said, in_english in zip(own, english, strict=True)]


def _apply_papers(document: dict[str, Any], service: dict[str, Any], edit: ServiceEdit) -> None:
    asked = zip(service["requirements"], edit.musts, strict=True)
    kept = [{**each, "required": must} for each, must in asked if must is not None]
    labels = document["catalogue"]["documents"]
    for each in edit.added:
        kind = each.kind or _new_kind(labels, each.label)
        labels.setdefault(kind, each.label.as_dict())
        made: dict[str, Any] = {"kind": kind, "required": each.must}
        if each.case in (ADULT, MINOR):
            made["when"] = _when(each.case == MINOR)
        kept.append(made)
    service["requirements"] = kept


def _new_kind(labels: Mapping[str, Any], label: Text) -> str:
    """A key for a document with a name of its own: of the name's English words, and free."""
    stem = re.sub(r"[^a-z0-9]+", "_", label.en.lower()).strip("_")[:40] or "document"
    stem = stem if stem[0].isalpha() else f"document_{stem}"
    numbers = (f"{stem}_{count}" for count in range(2, len(labels) + 3))
    return next(kind for kind in (stem, *numbers) if kind not in labels)


def _place(standard: Mapping[str, Any], name: str) -> tuple[Any, str]:
    holder, _dot, key = name.rpartition(".")
    return (standard[holder] if holder else standard), key


def _when(is_minor: bool) -> dict[str, Any]:
    said = {"properties": {"minor": {"const": is_minor}}, "required": ["minor"]}
    return {"properties": {"facts": said}, "required": ["facts"]}


def _problem(field: str, own: str, english: str) -> Problem:
    return Problem("", field, Text(own, english))
