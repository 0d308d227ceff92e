"""A list as a spreadsheet for the team leader: masked, and on record before it exists."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobile_unit.clock import today
from mobile_unit.domain.applications import Filter
from mobile_unit.domain.entries import LIST_EXPORTED
from mobile_unit.domain.people import masked_nik, masked_phone
from mobile_unit.domain.roles import Permission, may
from mobile_unit.domain.states import officers_word
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import applications, inbox
from mobile_unit.store.engine import RowMapping

if TYPE_CHECKING:
    from xlsxwriter import Workbook

AT_MOST = 1_000_000
"""What one sheet of a spreadsheet takes, its heading apart."""

_TOGETHER = 500
_COLUMNS = (
    ("No.", 7),
    ("Nomor permohonan", 23),
    ("Nama lengkap", 34),
    ("NIK/nomor paspor", 20),
    ("Telepon", 18),
    ("Layanan", 34),
    ("Diajukan", 18),
    ("Keadaan", 30),
)
Progress = Callable[[int, int], None]


class Exports:
    def __init__(self, context: Context) -> None:
        self._context = context

    @property
    def proposed_name(self) -> str:
        """A file's name that names nobody."""
        return f"daftar-permohonan-{today(self._context.clock)}.xlsx"

    def require_team_leader(self) -> None:
        """Raises NotAllowed, which says who can."""
        if self._context.may(Permission.LISTS):
            return
        with self._context.store.read() as connection:
            listed = inbox.active_officers(connection)
        names = ", ".join(officer["name"] for officer in listed if may(officer["role"], Permission.LISTS))
        raise NotAllowed(
            _("Only the team leader can take a list out of this laptop."),
            _("Ask {names} to sign in.").format(names=names) if names else _("Ask head office."),
        )

    def write(
        self,
        filter_: Filter,
        path: Path,
        progress: Progress = lambda done, total: None,
        checkpoint: Callable[[], None] = lambda: None,
    ) -> int:
        """Write what a list shows to ``path`` (XLSX) and answer how many rows; NIK and phone are masked.

        The journal says so first. ``progress`` is told (rows done, rows in all); ``checkpoint`` may raise to
        give up, which leaves no file. Raises NotAllowed but for the team leader.
        """
        self.require_team_leader()
        with self._context.store.read() as connection:
            keys = applications.positions(connection, filter_, limit=AT_MOST + 1)
        if len(keys) > AT_MOST:
            raise UserFacingError(
                _("This list is too long for one sheet."), _("Choose fewer days, then do it once more.")
            )
        checkpoint()
        with self._context.store.write() as connection:
            self._context.record(
                connection, LIST_EXPORTED, {"rows": len(keys), "filter": _on_record(filter_)}
            )
        self._write_file(filter_, path, self._rows(keys, progress, checkpoint), len(keys))
        return len(keys)

    def _rows(self, keys: Any, progress: Progress, checkpoint: Callable[[], None]) -> Iterator[RowMapping]:
        for begin in range(0, len(keys), _TOGETHER):
            checkpoint()
            progress(begin, len(keys))
            with self._context.store.read() as connection:
                rows = applications.rows_at(connection, keys[begin : begin + _TOGETHER])
            yield from rows

    def _write_file(self, filter_: Filter, path: Path, rows: Iterator[RowMapping], count: int) -> None:
        """What is unfinished stands in a folder of its own beside ``path``, and goes with it."""
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import XlsxWriterException

        try:
            with tempfile.TemporaryDirectory(dir=path.parent, prefix=".daftar-") as folder:
                unfinished = Path(folder) / "list.xlsx"
                with Workbook(str(unfinished), {"constant_memory": True, "tmpdir": folder}) as book:
                    self._fill(book, filter_, rows, count)
                unfinished.replace(path)
        except (OSError, XlsxWriterException) as error:
            raise UserFacingError(
                _("The list could not be written there."), _("Choose another place, then do it once more.")
            ) from error

    def _fill(self, book: Workbook, filter_: Filter, rows: Iterator[RowMapping], count: int) -> None:
        sheet = book.add_worksheet("Permohonan")
        bold = book.add_format({"bold": True})
        heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
        for column, (_title, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
        info = self._context.info
        moment = f"{self._context.clock.now():%d-%m-%Y %H:%M}"
        sheet.write_string(0, 0, f"Daftar permohonan {info.code} {info.name}", bold)
        sheet.write_string(1, 0, f"Saringan: {self._in_words(filter_)}")
        sheet.write_string(2, 0, f"{count} permohonan, diambil {moment} oleh {self._context.officer.name}")
        for column, (title, _width) in enumerate(_COLUMNS):
            sheet.write_string(4, column, title, heading)
        sheet.freeze_panes(5, 0)
        sheet.autofilter(4, 0, 4 + max(count, 1), len(_COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(4)
        for number, row in enumerate(rows, 1):
            sheet.write_number(4 + number, 0, number)
            for column, words in enumerate(self._cells(row), 1):
                # never a formula or a link, whatever a name begins with
                sheet.write_string(4 + number, column, words)

    def _cells(self, row: RowMapping) -> tuple[str, ...]:
        return (
            row["number"],
            row["full_name"] or "(sudah dihapus di sini)",
            masked_nik(row["nik"]),
            masked_phone(row["phone"]),
            self._service(row["service"]),
            row["submitted_at"][:16].replace("T", " "),
            officers_word(row["state"]).id,
        )

    def _in_words(self, filter_: Filter) -> str:
        said = [
            f"kata “{filter_.words.strip()}”" if filter_.words.strip() else "",
            f"keadaan {officers_word(filter_.state).id}" if filter_.state is not None else "",
            f"layanan {self._service(filter_.service)}" if filter_.service is not None else "",
            f"mulai {filter_.since:%d-%m-%Y}" if filter_.since else "",
            f"sampai {filter_.until:%d-%m-%Y}" if filter_.until else "",
        ]
        return "; ".join(filter(None, said)) or "semua permohonan"

    def _service(self, code: str) -> str:
        service = self._context.catalogue.services.get(code)
        return service.short_title.id if service is not None else code


def _on_record(filter_: Filter) -> dict[str, Any]:
    """The filter without the words somebody typed, which may be a person's name."""
    return {
        "searched": bool(filter_.words.strip()),
        "state": filter_.state,
        "service": filter_.service,
        "since": filter_.since.isoformat() if filter_.since else None,
        "until": filter_.until.isoformat() if filter_.until else None,
    }
