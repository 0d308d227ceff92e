"""Plain tables as a spreadsheet, whole or not at all; text is text, never a formula or a link."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: ``told`` are the lines above it, ``columns`` titles and widths in letters."""

    name: str
    told: Sequence[str]
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[str | int | float]]


def write_sheet(
    path: Path,
    name: str,
    told: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str | int | float]],
) -> None:
    """Write one table to ``path``; raises UserFacingError."""
    write_book(path, [Sheet(name, told, columns, rows)])


def write_book(path: Path, sheets: Iterable[Sheet], created: datetime | None = None) -> None:
    """Write tables to ``path``, a sheet each; with ``created`` the same tables give the same bytes.

    What is unfinished stands in a folder of its own beside it, and goes with it. Raises UserFacingError.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".daftar-") as folder:
            unfinished = Path(folder) / "sheet.xlsx"
            with Workbook(str(unfinished), {"constant_memory": True, "tmpdir": folder}) as book:
                if created is not None:
                    book.set_properties({"created": created})
                for sheet in sheets:
                    _write(book, sheet)
            unfinished.replace(path)
    except (OSError, XlsxWriterException) as error:
        raise UserFacingError(
            _("The list could not be written there."), _("Choose another place, then do it once more.")
        ) from error


def _write(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    bold = book.add_format({"bold": True})
    heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
    for column, (_title, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
    for line, words in enumerate(sheet.told):
        page.write_string(line, 0, words, None if line else bold)
    top = len(sheet.told) + 1
    for column, (title, _width) in enumerate(sheet.columns):
        page.write_string(top, column, title, heading)
    page.freeze_panes(top + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    for number, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, (int, float)):
                page.write_number(top + number, column, cell)
            else:
                page.write_string(top + number, column, cell)
