"""The list of who is to come to a planned visit, from a file or as it was typed: name, NIK, service, hour."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from head_office.services import sheet_reading
from mobile_unit.domain.planned import LONGEST_NAME, MOST_BOOKED, Booking, is_hour, is_nik
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.formats import name as written_name
from mobile_unit.i18n import _

MOST_TOLD = 10
_TITLES = {
    "full_name": ("nama", "nama lengkap", "name", "full name"),
    "nik": ("nik", "no ktp", "nomor ktp"),
    "service": ("layanan", "jenis layanan", "service"),
    "hour": ("jam", "pukul", "waktu", "hour", "time"),
}
_ORDER = ("full_name", "nik", "service", "hour")
_WRITTEN = ("nama", "NIK", "layanan", "jam")
_SPOKEN_HOUR = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)(?:[.:]00)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody to be booked; ``nik`` is "" where it was not given."""

    full_name: str
    nik: str = ""
    service: str | None = None
    hour: str | None = None


def read_file(content: bytes) -> list[Line]:
    """The people of an XLSX or CSV; raises UserFacingError that names the rows which are not right."""
    return _lines(sheet_reading.rows_of(content))


def read_text(text: str) -> list[Line]:
    """The same from typed or pasted lines."""
    return _lines(sheet_reading.of_text(text))


def text_of(people: Sequence[Line | Booking]) -> str:
    """A list as it can be read again, a line each; the titles above say what divides it, whatever marks stand
    in a name."""
    if not people:
        return ""
    file = io.StringIO()
    rows = csv.writer(file, delimiter=";", lineterminator="\n")
    rows.writerow(_WRITTEN)
    rows.writerows((each.full_name, each.nik, each.service or "", each.hour or "") for each in people)
    return "\n".join(line.rstrip(";") for line in file.getvalue().splitlines())


def _lines(rows: Sequence[Sequence[str]]) -> list[Line]:
    order: Sequence[str] = _ORDER
    first = 1
    if rows and (named := _titles(rows[0])):
        order, rows, first = named, rows[1:], 2
    if len(rows) > MOST_BOOKED:
        raise UserFacingError(_("At most {most} people are booked for one visit.").format(most=MOST_BOOKED))
    lines, wrong, niks = [], [], set()
    for number, row in enumerate(rows, first):
        cells = dict(zip(order, row, strict=False))
        try:
            line = _line(cells)
            if line.nik and line.nik in niks:
                raise ValueError(_("this NIK is on the list twice"))
        except ValueError as error:
            wrong.append(_("row {number}: {why}").format(number=number, why=error))
            continue
        niks.add(line.nik)
        lines.append(line)
    if wrong:
        more = "" if len(wrong) <= MOST_TOLD else " …"
        raise UserFacingError(
            _("The list is not right yet; nothing was saved."), "; ".join(wrong[:MOST_TOLD]) + more
        )
    return lines


def _titles(row: Sequence[str]) -> list[str]:
    """Which column is which, where the first row says so; what it calls otherwise is left out."""
    known = {title: key for key, titles in _TITLES.items() for title in titles}
    named = [known.get(" ".join(cell.casefold().replace(".", " ").split()), "") for cell in row]
    return named if "full_name" in named else []


def _line(cells: dict[str, str]) -> Line:
    name = written_name(cells.get("full_name", ""))
    if not 0 < len(name) <= LONGEST_NAME or not any(letter.isalpha() for letter in name):
        raise ValueError(_("a name is missing"))
    nik = re.sub(r"[\s.'\-]", "", cells.get("nik", ""))
    if nik and not is_nik(nik):
        raise ValueError(_("the NIK does not have 16 digits (in a spreadsheet, format the column as text)"))
    return Line(name, nik, _service(cells.get("service", "")), _hour(cells.get("hour", "")))


def _service(said: str) -> str | None:
    """By its code or by what it is called; None where nothing was said."""
    if not said:
        return None
    wanted = said.casefold()
    for code, service in Catalogue.load().services.items():
        titles = (service.title.id, service.title.en, service.short_title.id, service.short_title.en)
        if wanted == code or wanted in {title.casefold() for title in titles}:
            return code
    raise ValueError(_("there is no service “{name}”").format(name=said[:40]))


def _hour(said: str) -> str | None:
    if not said:
        return None
    found = _SPOKEN_HOUR.fullmatch(said)
    hour = f"{int(found[1]):02d}:{found[2]}" if found else _of_a_day(said)
    if not is_hour(hour):
        raise ValueError(_("an hour is written 09:30"))
    return hour


def _of_a_day(said: str) -> str:
    """A spreadsheet keeps 09:30 as that part of a day."""
    if not re.fullmatch(r"0?\.\d{1,17}", said, re.ASCII):
        return ""
    minutes = round(int(said.split(".")[1].ljust(17, "0")[:17]) * 24 * 60 / 10**17)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
