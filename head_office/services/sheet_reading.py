"""Reading the first table of a spreadsheet (XLSX) or a CSV that somebody uploads: text only, and bounded.

A spreadsheet is a ZIP with XML in it. What declares a document type is refused (entities can blow up), a
formula counts as what the file says its result was, and nothing is ever followed or calculated.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from xml.etree import ElementTree

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

MOST_BYTES = 1024 * 1024
_MOST_XML = 16 * 1024 * 1024
MOST_ROWS, _MOST_COLUMNS = 1000, 50
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DIGITS_KEPT = 15
"""Spreadsheets keep no more of a number."""
_CELL = re.compile(r"([A-Z]{1,3})[0-9]+", re.ASCII)


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of a file as texts, without empty ones. Raises UserFacingError."""
    if len(content) > MOST_BYTES:
        raise UserFacingError(_("This file is too large."), _("A list has at most 1,000 rows."))
    if content.startswith(b"PK"):
        found = _of_spreadsheet(content)
    else:
        found = of_text(_decoded(content))
    return found


def of_text(text: str) -> list[list[str]]:
    """Rows of CSV with commas, semicolons or tabs, as they also come from a spreadsheet's clipboard."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    between = max("\t;,", key=first.count) if any(mark in first for mark in "\t;,") else ";"
    try:
        rows = [row[:_MOST_COLUMNS] for row in csv.reader(io.StringIO(text, newline=""), delimiter=between)]
    except csv.Error as error:
        raise _unreadable() from error
    return _bounded(rows)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _of_spreadsheet(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            names = set(file.namelist())
            shared = []
            if "xl/sharedStrings.xml" in names:
                root = _xml(file, "xl/sharedStrings.xml")
                shared = ["".join(_texts(each)) for each in root.iter(f"{_MAIN}si")]
            sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
            if not sheets:
                raise _unreadable()
            sheet = _xml(file, min(sheets, key=lambda name: int(re.sub(r"\D", "", name))))
            return _bounded([_row(each, shared) for each in sheet.iter(f"{_MAIN}row")])
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, IndexError, ValueError) as error:
        raise _unreadable() from error
    except (OSError, RuntimeError, NotImplementedError, zlib.error, EOFError) as error:
        raise _unreadable() from error


def _xml(file: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with file.open(name) as part:
        raw = part.read(_MOST_XML + 1)
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw
    if len(raw) > _MOST_XML or wide or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise _unreadable()
    return ElementTree.fromstring(raw)  # noqa: S314 - no document type comes this far


def _row(row: ElementTree.Element, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_MAIN}c"):
        place = _CELL.fullmatch(cell.get("r", ""))
        column = _column(place[1]) if place else len(cells)
        if column >= _MOST_COLUMNS:
            break
        cells += [""] * (column - len(cells))
        cells.append(_value(cell, shared))
    return cells


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(_texts(cell))
    value = cell.findtext(f"{_MAIN}v") or ""
    if cell.get("t") == "s":
        return shared[int(value)]
    if cell.get("t", "n") == "n" and value.isdigit() and len(value) > _DIGITS_KEPT:
        return f"{value}?"  # a NIK that was typed as a number has lost its last digit
    return value.removesuffix(".0")


def _texts(element: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in element.iter(f"{_MAIN}t")]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _bounded(rows: list[list[str]]) -> list[list[str]]:
    found = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(found) > MOST_ROWS:
        raise UserFacingError(_("This file is too large."), _("A list has at most 1,000 rows."))
    return found


def _unreadable() -> UserFacingError:
    return UserFacingError(
        _("This file can't be read as a list."), _("Save it as XLSX or CSV, with a row for each person.")
    )
