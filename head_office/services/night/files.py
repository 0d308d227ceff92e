"""The report's files in a folder: PDF, XLSX and JSON, each there whole or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.services.night import book, page
from head_office.services.night.report import ids_in
from head_office.store import figures
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


def names_on(day: str) -> tuple[str, str, str]:
    """What the files are called; nobody is named."""
    return f"laporan-malam-{day}.pdf", f"laporan-malam-{day}.xlsx", f"laporan-malam-{day}.json"


def write(office: HeadOffice, report: Mapping[str, Any], folder: Path) -> Path:
    """Write the files of a report; the same report gives the same bytes. Raises UserFacingError.

    Unfinished ones stand in a folder of their own, where a run that was killed left it too.
    """
    pdf, xlsx, machine = names_on(report["day"])
    with office.database.read() as connection:
        people = figures.people(connection, ids_in(report))
    unfinished = folder / ".unfinished"
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True, mode=0o700)
        (unfinished / pdf).write_bytes(page.draw(report))
        book.write(unfinished / xlsx, report, people)
        (unfinished / machine).write_text(json.dumps(report, ensure_ascii=False) + "\n", "utf-8")
        for name in (pdf, xlsx, machine):
            _make_durable(unfinished / name)
            (unfinished / name).replace(folder / name)
        unfinished.rmdir()
    except OSError as error:
        raise UserFacingError(
            _("The night's report could not be written."),
            _("Check the disk and the folder's permissions, then do it once more."),
        ) from error
    return folder


def clear_before(reports: Path, day: str) -> None:
    """Remove the reports of dates before ``day`` from the folder of all reports; what else is there stays."""
    for folder in reports.iterdir() if reports.is_dir() else []:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", folder.name, re.ASCII) or folder.name >= day:
            continue
        for name in names_on(folder.name):
            (folder / name).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()


def _make_durable(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
