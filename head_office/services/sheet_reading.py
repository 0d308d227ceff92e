"""Reading the first table of a spreadsheet (XLSX) or a CSV that somebody uploads: text only, and bounded.

openpyxl reads a spreadsheet, and by defusedxml, which refuses what can blow up. A formula counts as what the
file says its result was; nothing is ever followed or calculated.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import time
from itertools import islice

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

MOST_BYTES = 1024 * 1024
_MOST_INFLATED = 16 * 1024 * 1024
MOST_ROWS, _MOST_COLUMNS = 1000, 50
_ROWS_LOOKED_AT = 5 * MOST_ROWS
"""Empty ones too."""
_DIGITS_KEPT = 15
"""Spreadsheets keep no more of a number."""


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of a file as texts, without empty ones. Raises UserFacingError."""
    if len(content) > MOST_BYTES:
        raise _too_large()
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
            # no more than this comes out of the file, whatever is in it
            inflated = sum(part.file_size for part in file.infolist())
        rows = _cells(content) if inflated <= _MOST_INFLATED else None
    except Exception as error:  # whatever the library stumbles over in somebody's file
        raise _unreadable() from error
    if rows is None:
        raise _too_large()
    return _bounded(rows)


def _cells(content: bytes) -> list[list[str]] | None:
    """None where it goes on and on, be it with empty rows."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        rows = book.worksheets[0].iter_rows(max_col=_MOST_COLUMNS, values_only=True)
        found = [[_text(value) for value in row] for row in islice(rows, _ROWS_LOOKED_AT)]
        return None if next(rows, None) is not None else found
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and len(str(value)) > _DIGITS_KEPT:
        return f"{value}?"  # a NIK that was typed as a number has lost its last digit
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


def _bounded(rows: list[list[str]]) -> list[list[str]]:
    found = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(found) > MOST_ROWS:
        raise _too_large()
    return found


def _too_large() -> UserFacingError:
    return UserFacingError(_("This file is too large."), _("A list has at most 1,000 rows."))


def _unreadable() -> UserFacingError:
    return UserFacingError(
        _("This file can't be read as a list."), _("Save it as XLSX or CSV, with a row for each person.")
    )
