"""One plain table as a spreadsheet, whole or not at all; text is text, never a formula or a link."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


def write_sheet(
    path: Path,
    name: str,
    told: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str | int]],
) -> None:
    """Write ``told`` (lines above the table), ``columns`` (title, width in letters) and ``rows`` to ``path``.

    What is unfinished stands in a folder of its own beside it, and goes with it. Raises UserFacingError.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".daftar-") as folder:
            unfinished = Path(folder) / "sheet.xlsx"
            with Workbook(str(unfinished), {"constant_memory": True, "tmpdir": folder}) as book:
                sheet = book.add_worksheet(name)
                bold = book.add_format({"bold": True})
                heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
                for column, (_title, width) in enumerate(columns):
                    sheet.set_column(column, column, width)
                for line, words in enumerate(told):
                    sheet.write_string(line, 0, words, None if line else bold)
                top = len(told) + 1
                for column, (title, _width) in enumerate(columns):
                    sheet.write_string(top, column, title, heading)
                sheet.freeze_panes(top + 1, 0)
                sheet.set_landscape()
                sheet.set_paper(9)
                sheet.fit_to_pages(1, 0)
                sheet.repeat_rows(top)
                for number, row in enumerate(rows, 1):
                    for column, cell in enumerate(row):
                        if isinstance(cell, int):
                            sheet.write_number(top + number, column, cell)
                        else:
                            sheet.write_string(top + number, column, cell)
            unfinished.replace(path)
    except (OSError, XlsxWriterException) as error:
        raise UserFacingError(
            _("The list could not be written there."), _("Choose another place, then do it once more.")
        ) from error
