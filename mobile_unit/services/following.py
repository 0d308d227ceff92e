"""Counted = sent = acknowledged = reconciled: by day and by application, and as a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mobile_unit.domain.entries import RECONCILIATION_EXPORTED
from mobile_unit.domain.following import DayCounted, Followed
from mobile_unit.domain.roles import Permission
from mobile_unit.services.context import Context
from mobile_unit.services.exports import Exports
from mobile_unit.sheets import write_sheet
from mobile_unit.store import reconciled
from mobile_unit.store.reconciled import Statement

STEPS = ("Tercatat", "Terkirim", "Diterima kantor", "Cocok, ditandatangani kantor", "Sudah dihapus di sini")
_COLUMNS = (
    ("Tanggal", 14),
    ("Nomor permohonan", 24),
    ("Layanan", 34),
    ("Sampai di mana", 32),
    ("Berbeda", 10),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All days, those with a difference first; the newest statement of head office, and how many since the
    last one that agreed said otherwise than this laptop."""

    days: tuple[DayCounted, ...]
    last: Statement | None
    disagreements: int


class Following:
    def __init__(self, context: Context, exports: Exports) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context
        self._exports = exports

    def compare(self) -> Comparison:
        with self._context.store.read() as connection:
            return Comparison(
                tuple(reconciled.by_day(connection)),
                reconciled.last(connection),
                reconciled.disagreements(connection),
            )

    def of_day(self, day: str) -> tuple[Followed, ...]:
        """A day's applications, those that are least far first."""
        with self._context.store.read() as connection:
            return tuple(reconciled.of_day(connection, day))

    @property
    def proposed_name(self) -> str:
        return f"pencocokan-{self._context.clock.now():%Y-%m-%d}.xlsx"

    def require_allowed(self) -> None:
        """Raises NotAllowed but for the team leader."""
        self._exports.require_team_leader()

    def write(self, path: Path) -> int:
        """Write every application with its step to ``path`` (XLSX); nobody is named in it, and the journal
        says so first. Raises NotAllowed but for the team leader."""
        self.require_allowed()
        context = self._context
        with context.store.read() as connection:
            rows = reconciled.of_day(connection, None)
            days = reconciled.by_day(connection)
        different = sum(not day.agrees for day in days)
        with context.store.write() as connection:
            body = {"rows": len(rows), "days": len(days), "different": different}
            context.record(connection, RECONCILIATION_EXPORTED, body)
        told = (
            f"Pencocokan {context.info.code} {context.info.name}",
            f"{len(rows)} permohonan pada {len(days)} hari; {different} hari berbeda",
            f"Diambil {context.clock.now():%d-%m-%Y %H:%M} oleh {context.officer.name}",
        )
        write_sheet(path, "Pencocokan", told, _COLUMNS, (self._cells(each) for each in rows))
        return len(rows)

    def _cells(self, each: Followed) -> tuple[str, ...]:
        service = self._context.catalogue.services.get(each.service)
        words = service.short_title.id if service else each.service
        return each.day, each.number, words, STEPS[each.step], "" if each.reconciled else "ya"
