"""Bulletins: read from a file or a form, checked, and who of their readers has read them.

A file begins with lines ``name: words`` between two lines ``---``; the Indonesian text follows in Markdown,
and after a line ``[en]`` the English, where there is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from head_office.office import HeadOffice
from head_office.services.publications import QUIZ, Sound
from head_office.store import publications as kept
from head_office.store import reading, units
from mobile_unit.domain.bulletins import EVERYBODY, LONGEST_LINE, LONGEST_TEXT, READERS, Bulletin
from mobile_unit.domain.numbers import is_unit_code
from mobile_unit.domain.publications import BULLETIN
from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue_check import NotSound, Problem
from mobile_unit.forms.revisions import Change, day_in_words

FIELDS = (
    *(
        "number",
        "title",
        "title_en",
        "legal_basis",
        "valid_from",
        "valid_until",
        "units",
        "readers",
        "public",
    ),
    "supersedes",
)
NEEDED = ("number", "title", "legal_basis", "valid_from")
ENGLISH = "[en]"
_MOST_BYTES = 256 * 1024
_YES, _NO = ("yes", "ya", "true"), ("no", "tidak", "false", "")

_MISSING = Text("Isian ini tidak ada.", "This is missing.")
_DAY = Text("Tulis hari seperti 2027-01-31.", "Write a day like 2027-01-31.")
_LONG = Text("Terlalu panjang.", "Too long.")


@dataclass(frozen=True, slots=True)
class Reader:
    """An officer whom a bulletin is for; ``read_at`` is None where they have not said that they read it."""

    unit: str
    nip: str
    name: str
    read_at: str | None


def read_file(path: Path) -> dict[str, str]:
    """What a file says, by field, with ``text`` and ``text_en``; raises NotSound."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise NotSound([Problem(path.name, "", _LONG)])
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        if isinstance(error, NotSound):
            raise
        words = Text("Berkas ini tidak dapat dibaca.", "This file can't be read.")
        raise NotSound([Problem(path.name, "", words)]) from error
    ends = [at for at, line in enumerate(lines) if line.strip() == "---"][:2]
    if len(ends) < 2 or ends[0] != 0:
        words = Text(
            'Berkas mulai dengan --- , isian seperti "number: 12/2026", lalu ---.',
            'The file begins with ---, fields like "number: 12/2026", then ---.',
        )
        raise NotSound([Problem(path.name, "", words)])
    said = dict(_fields(path.name, lines[1 : ends[1]]))
    body = lines[ends[1] + 1 :]
    at = next((place for place, line in enumerate(body) if line.strip() == ENGLISH), len(body))
    return {**said, "text": "\n".join(body[:at]).strip(), "text_en": "\n".join(body[at + 1 :]).strip()}


def _fields(file: str, lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, colon, words = line.partition(":")
        if line.strip() and (not colon or name.strip() not in FIELDS):
            known = ", ".join(FIELDS)
            unknown = Text(f"Isian tidak dikenal. Yang dikenal: {known}.", f"Not known. Known are: {known}.")
            raise NotSound([Problem(file, name.strip()[:40], unknown)])
        if line.strip():
            yield name.strip(), words.strip()


def sound_bulletin(office: HeadOffice, said: Mapping[str, str]) -> tuple[Sound, Bulletin]:
    """A bulletin that can be published; raises NotSound with everything that is wrong with it."""
    values = {name: " ".join(said.get(name, "").split()) for name in FIELDS}
    problems = list(_plain_problems(values, said))
    listed = tuple(dict.fromkeys(each.upper() for each in re.split(r"[,;\s]+", values["units"]) if each))
    supersedes = tuple(
        dict.fromkeys(each.strip() for each in re.split(r"[,;]", values["supersedes"]) if each.strip())
    )
    with office.database.read() as connection:
        known = set(units.names(connection))
        older = kept.numbered(connection, BULLETIN, supersedes)
    problems += [
        Problem("", "units", Text(f"Unit {each} tidak dikenal.", f"There is no unit {each}."))
        for each in listed
        if each not in known or not is_unit_code(each)
    ]
    problems += _superseding(supersedes, listed, older)
    if problems:
        raise NotSound(problems)
    bulletin = Bulletin(
        "",
        values["number"],
        Text(values["title"], values["title_en"] or values["title"]),
        values["legal_basis"],
        date.fromisoformat(values["valid_from"]),
        date.fromisoformat(values["valid_until"]) if values["valid_until"] else None,
        listed,
        values["readers"] or EVERYBODY,
        values["public"].lower() in _YES,
        Text(said["text"].strip(), said.get("text_en", "").strip() or said["text"].strip()),
        supersedes,
    )
    content = json.dumps(bulletin.as_dict(), ensure_ascii=False, separators=(",", ":")).encode()
    return Sound(BULLETIN, bulletin.number, bulletin.valid_from, bulletin.valid_until, content), bulletin


def _plain_problems(values: Mapping[str, str], said: Mapping[str, str]) -> Iterator[Problem]:
    for name in NEEDED:
        if not values[name]:
            yield Problem("", name, _MISSING)
    if not said.get("text", "").strip():
        yield Problem("", "text", _MISSING)
    for name in ("text", "text_en"):
        if len(said.get(name, "")) > LONGEST_TEXT:
            yield Problem("", name, _LONG)
    for name, words in values.items():
        if len(words) > (60 if name == "number" else LONGEST_LINE):
            yield Problem("", name, _LONG)
    days = {name: _day(values[name]) for name in ("valid_from", "valid_until") if values[name]}
    for name, day in days.items():
        if day is None:
            yield Problem("", name, _DAY)
    since, until = days.get("valid_from"), days.get("valid_until")
    if since and until and until < since:
        yield Problem("", "valid_until", Text("Berakhir sebelum mulai.", "Ends before it begins."))
    if values["readers"] not in ("", *READERS):
        named = ", ".join(READERS)
        yield Problem("", "readers", Text(f"Salah satu dari: {named}.", f"One of: {named}."))
    if values["public"].lower() not in (*_YES, *_NO):
        yield Problem("", "public", Text("Tulis ya atau tidak.", "Write yes or no."))


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _superseding(
    numbers: tuple[str, ...], listed: tuple[str, ...], older: Mapping[str, bytes]
) -> list[Problem]:
    """Whoever was told the old one must be told the new one, or they would go by the old one."""
    found = []
    for number in numbers:
        old = Bulletin.of("", json.loads(older[number])) if number in older else None
        if old is None:
            words = Text(f"Pengumuman {number} tidak ada.", f"There is no bulletin {number}.")
            found.append(Problem("", "supersedes", words))
        elif listed and not (old.units and set(old.units) <= set(listed)):
            words = Text(
                f"Pengumuman {number} juga untuk unit lain; yang menggantinya harus sampai ke unit itu pula.",
                f"Bulletin {number} is for other units too; what supersedes it must reach those as well.",
            )
            found.append(Problem("", "units", words))
    return found


def preview_of(office: HeadOffice, bulletin: Bulletin) -> tuple[Change, ...]:
    """What happens at the counters, in words."""
    with office.database.read() as connection:
        count = len(bulletin.units or units.names(connection))
    since = day_in_words(bulletin.valid_from)
    until = day_in_words(bulletin.valid_until) if bulletin.valid_until else None
    held = Text(
        f"mulai {since.id} sampai {until.id}" if until else f"mulai {since.id}",
        f"from {since.en} to {until.en}" if until else f"from {since.en}",
    )
    lines = [
        Text(
            f"“{bulletin.title.id}” (nomor {bulletin.number}) muncul di {count} unit, berlaku {held.id}.",
            f"“{bulletin.title.en}” (number {bulletin.number}) comes up at {count} units, valid {held.en}.",
        ),
        Text("Untuk umum: boleh dipasang.", "For the public: may be put up.")
        if bulletin.public
        else Text("Internal: hanya untuk petugas.", "Internal: for officers only."),
    ]
    lines += [
        Text(
            f"Pengumuman {number} sejak itu ditandai sudah diganti.",
            f"Bulletin {number} is marked superseded then.",
        )
        for number in bulletin.supersedes
    ]
    return tuple(Change(None, line) for line in lines)


def readers_of(office: HeadOffice, id_: str) -> list[Reader]:
    """Everybody whom a publication is for, and when each said that they read it."""
    with office.database.read() as connection:
        found = kept.find(connection, id_)
        if found is None or found.kind == QUIZ:
            return []
        for_whom = None
        if found.kind == BULLETIN:
            for_whom = Bulletin.of(found.id, json.loads(kept.content(connection, id_)))
        read = reading.of(connection, id_)
        return [
            Reader(each["unit"], each["nip"], each["name"], read.get((each["unit"], each["nip"])))
            for each in units.officers_and_former(connection)
            if (each["active"] and (for_whom is None or for_whom.is_for(each["unit"], each["role"])))
            or (each["unit"], each["nip"]) in read
        ]


def newest_numbers(office: HeadOffice, most: int) -> list[str]:
    """So many numbers of published bulletins, the newest first."""
    with office.database.read() as connection:
        return kept.numbers(connection, BULLETIN, most)


def unit_names(office: HeadOffice) -> dict[str, str]:
    """Whom a bulletin can be for, by code."""
    with office.database.read() as connection:
        return units.names(connection)
