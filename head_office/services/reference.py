"""Holidays and regions: read from a file or a form, checked, and what publishing them changes, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.services.publications import Sound, next_number
from head_office.store import promises
from mobile_unit.domain.publications import HOLIDAYS, REGIONS
from mobile_unit.domain.texts import Text
from mobile_unit.forms import shelf
from mobile_unit.forms.catalogue_check import NotSound, Problem
from mobile_unit.forms.deadlines import merged, shipped_holidays
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.revisions import Change, day_in_words

_MOST_BYTES = 1024 * 1024
_LONGEST = 120
_YEAR = re.compile(r"20\d\d", re.ASCII)
_REGION = re.compile(r"\d\d\.\d\d\.\d\d(\.\d{4})?", re.ASCII)

_DAY = Text("Tulis hari seperti 2027-01-31.", "Write a day like 2027-01-31.")
_NAME = Text("Nama tidak ada atau terlalu panjang.", "The name is missing or too long.")
_TWICE = Text("Disebut dua kali.", "Named twice.")


def read_holidays(path: Path) -> Any:
    """A file like ``resources/calendar/holidays.json``; raises NotSound."""
    try:
        return json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        words = Text("Berkas ini bukan JSON.", "This file is no JSON.")
        raise NotSound([Problem(path.name, "", words)]) from error


def read_regions(path: Path) -> list[tuple[str, str]]:
    """A file like ``resources/regions/way-kanan.tsv``: (code, name) of every line; raises NotSound."""
    lines = [line for line in _read(path).splitlines() if line.strip() and not line.startswith("#")]
    rows = [tuple(part.strip() for part in line.partition("\t")[::2]) for line in lines]
    return [(code, name) for code, name in rows if len(code) > 5]


def _read(path: Path) -> str:
    words = Text("Berkas ini tidak dapat dibaca.", "This file can't be read.")
    try:
        if path.stat().st_size <= _MOST_BYTES:
            return path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise NotSound([Problem(path.name, "", words)]) from error
    raise NotSound([Problem(path.name, "", words)])


def sound_holidays(office: HeadOffice, said: Any) -> Sound:
    """Holidays that can be published: each year that they name is set by them whole; raises NotSound."""
    problems = list(_wrong_holidays(said))
    if problems:
        raise NotSound(problems)
    days = sorted(({"day": each["day"], "name": each["name"].strip()} for each in said["days"]), key=_by_day)
    years = {year: said["years"][year].strip() for year in sorted(said["years"])}
    with office.database.read() as connection:
        number = next_number(connection, HOLIDAYS)
    since = date(int(min(years)), 1, 1)  # each day says itself when it is
    return Sound(HOLIDAYS, number, since, None, _as_json({"years": years, "days": days}))


def _wrong_holidays(said: Any) -> Iterator[Problem]:
    if not isinstance(said, dict) or not isinstance(said.get("years"), dict) or not said["years"]:
        yield Problem("", "years", Text("Sebut tahun dan SKB-nya.", "Name the year and its decree."))
        return
    for year, decree in said["years"].items():
        if not _YEAR.fullmatch(year):
            yield Problem(
                "", f"years.{year[:20]}", Text("Tulis tahun seperti 2027.", "Write a year like 2027.")
            )
        if not isinstance(decree, str) or not 3 <= len(decree.strip()) <= 300:
            yield Problem("", f"years.{year[:20]}", Text("Sebut SKB-nya.", "Name the decree."))
    days = said.get("days")
    if not isinstance(days, list) or not days:
        yield Problem("", "days", Text("Daftar ini kosong.", "This list is empty."))
        return
    seen: set[str] = set()
    for at, each in enumerate(days, 1):
        yield from _wrong_day(each, f"days.{at}", said["years"], seen)
    for year in said["years"]:
        if not any(day.startswith(str(year)) for day in seen):
            yield Problem(
                "", f"years.{year}", Text("Tahun ini tanpa hari libur.", "This year has no holidays.")
            )


def _wrong_day(each: Any, where: str, years: Mapping[str, str], seen: set[str]) -> Iterator[Problem]:
    said = each if isinstance(each, dict) else {}
    day, name = said.get("day"), said.get("name")
    if not isinstance(day, str) or not _is_day(day):
        yield Problem("", where, _DAY)
    elif day[:4] not in years:
        words = Text(
            f"Tahun {day[:4]} tanpa SKB di daftar.", f"The year {day[:4]} has no decree in the list."
        )
        yield Problem("", where, words)
    elif day in seen:
        yield Problem("", where, _TWICE)
    else:
        seen.add(day)
    if not isinstance(name, str) or not 0 < len(name.strip()) <= _LONGEST:
        yield Problem("", where, _NAME)


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def holidays_now() -> dict[str, Any]:
    """The holidays that hold, by year whole: ``years`` and ``days`` with their names."""
    years: dict[str, str] = {}
    days: list[Mapping[str, str]] = []
    for said in (shipped_holidays(), *shelf.calendars()):
        years |= said["years"]
        days = [each for each in days if each["day"][:4] not in said["years"]] + list(said["days"])
    return {"years": years, "days": sorted(days, key=_by_day)}


def provisional(year: str) -> str | None:
    """Where the days of a year come from that no decree has set yet; None once one has."""
    if year in holidays_now()["years"]:
        return None
    found: str | None = shipped_holidays()["provisional"].get(year)
    return found


def preview_of_holidays(office: HeadOffice, sound: Sound) -> tuple[Change, ...]:
    """Days that are free or no longer, and how many applications are promised for another day."""
    said = json.loads(sound.content)
    before = {
        each["day"]: each["name"] for each in holidays_now()["days"] if each["day"][:4] in said["years"]
    }
    after = {each["day"]: each["name"] for each in said["days"]}
    lines = [Text(f"{year}: {decree}.", f"{year}: {decree}.") for year, decree in said["years"].items()]
    for day in sorted(before.keys() | after.keys()):
        named = day_in_words(date.fromisoformat(day))
        if day not in before:
            lines.append(
                Text(f"Libur baru: {named.id}, {after[day]}.", f"A new holiday: {named.en}, {after[day]}.")
            )
        elif day not in after:
            gone = before[day]
            lines.append(
                Text(f"Bukan libur lagi: {named.id}, {gone}.", f"No holiday any more: {named.en}, {gone}.")
            )
        elif before[day] != after[day]:
            words = f"{before[day]} → {after[day]}"
            lines.append(Text(f"Nama libur {named.id}: {words}.", f"Name of {named.en}: {words}."))
    with office.database.read() as connection:
        count = sum(1 for _each in promises.moved(connection, merged((*shelf.calendars(), said))))
    lines.append(
        Text(
            f"{count} permohonan yang sedang diproses mendapat hari janji lain.",
            f"{count} applications under way are promised for another day.",
        )
    )
    return tuple(Change(None, line) for line in lines)


def sound_regions(office: HeadOffice, rows: list[tuple[str, str]], since: date, law: str) -> Sound:
    """The regency's kecamatan and villages, all of them, from a day on; raises NotSound."""
    problems = list(_wrong_regions(rows))
    if not 3 <= len(law.strip()) <= 300:
        problems.append(Problem("", "legal_basis", Text("Sebut dasar hukumnya.", "Name the legal basis.")))
    if problems:
        raise NotSound(problems)
    listed = [{"code": code, "name": name} for code, name in sorted(rows)]
    with office.database.read() as connection:
        number = next_number(connection, REGIONS)
    return Sound(REGIONS, number, since, None, _as_json({"legal_basis": law.strip(), "regions": listed}))


def _wrong_regions(rows: list[tuple[str, str]]) -> Iterator[Problem]:
    if not rows:
        yield Problem("", "", Text("Daftar ini kosong.", "This list is empty."))
    seen: set[str] = set()
    regency = rows[0][0][:5] if rows else ""
    kecamatan = {code for code, _name in rows if len(code) == 8}
    for code, name in rows:
        if not _REGION.fullmatch(code) or code[:5] != regency:
            words = Text(
                "Tulis kode seperti 18.08.04 atau 18.08.04.2005.",
                "Write a code like 18.08.04 or 18.08.04.2005.",
            )
            yield Problem("", code[:20], words)
        elif len(code) > 8 and code[:8] not in kecamatan:
            yield Problem(
                "", code, Text("Kecamatannya tidak ada di daftar.", "Its kecamatan is not in the list.")
            )
        if code in seen:
            yield Problem("", code[:20], _TWICE)
        if not 0 < len(name) <= _LONGEST:
            yield Problem("", code[:20], _NAME)
        seen.add(code)


def preview_of_regions(sound: Sound) -> tuple[Change, ...]:
    """What is new, gone or called otherwise; nothing that an application names is forgotten."""
    now = Regions.load()
    before = {each.code: each.name for each in (*now.kecamatans(), *now.villages())}
    after = {each["code"]: each["name"] for each in json.loads(sound.content)["regions"]}
    since = day_in_words(sound.valid_from)
    lines = [Text(f"Berlaku mulai {since.id}.", f"In force from {since.en}.")]
    for code in sorted(before.keys() | after.keys()):
        if code not in before:
            lines.append(Text(f"Baru: {code} {after[code]}.", f"New: {code} {after[code]}."))
        elif code not in after:
            lines.append(
                Text(
                    f"Tidak ditawarkan lagi: {code} {before[code]}.",
                    f"No longer offered: {code} {before[code]}.",
                )
            )
        elif before[code] != after[code]:
            words = f"{code} {before[code]} → {after[code]}"
            lines.append(Text(f"Nama: {words}.", f"Name: {words}."))
    return tuple(Change(None, line) for line in lines)


def _by_day(each: Mapping[str, str]) -> str:
    return each["day"]


def _as_json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
