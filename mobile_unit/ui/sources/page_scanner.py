"""The scanner on the table, as far as the system knows one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mobile_unit.i18n import _
from mobile_unit.ui.sources.source import Given, Source
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.scanner import Scanner


class PageScanner(Source):
    """Looks for scanners once they may be wanted; uses the first that the system names, a page at a time."""

    def __init__(self, place: Workplace, parent: QObject) -> None:
        super().__init__(place, parent)
        self._looking: Task[tuple[Scanner, ...]] | None = None
        self._scanning: Task[bytes] | None = None

    @property
    def is_there(self) -> bool:
        return bool(self.place.scanners)

    @property
    def words(self) -> str:
        return _("Scanning … (stop)") if self._scanning else _("Scan")

    def start(self) -> None:
        from mobile_unit.services import scanner

        if self.place.scanners or self._looking or not scanner.is_supported():
            return
        self._looking = self.place.tasks.run(_look, self._found, self._not_found, lane=Lane.DEVICES)

    def stop(self) -> None:
        for task in (self._looking, self._scanning):
            if task is not None:
                task.cancel()
        self._looking = None

    def take(self, target: str) -> None:
        """Scan a page; while one is under way: give it up."""
        if self._scanning is not None:
            self._scanning.cancel()
        elif self.place.scanners:
            self._scanning = self.place.tasks.run(
                partial(_scan, self.place.scanners[0]),
                partial(self._scanned, target),
                partial(self._not_scanned, target),
                on_cancel=self._given_up,
                lane=Lane.DEVICES,
            )
            self.moved.emit()

    def _found(self, scanners: tuple[Scanner, ...]) -> None:
        self._looking = None
        self.place.scanners = scanners
        self.moved.emit()

    def _not_found(self, error: Exception) -> None:
        self._looking = None
        self.place.tasks.unhandled(error)

    def _scanned(self, target: str, content: bytes) -> None:
        self._given_up()
        self.given.emit(target, Given(lambda: content))

    def _not_scanned(self, target: str, error: Exception) -> None:
        self._given_up()
        self.failed.emit(target, error)

    def _given_up(self) -> None:
        self._scanning = None
        self.moved.emit()


def _look(task: Task[tuple[Scanner, ...]]) -> tuple[Scanner, ...]:
    from mobile_unit.services.scanner import scanners

    return scanners(lambda: task.is_cancelled)


def _scan(scanner: Scanner, task: Task[bytes]) -> bytes:
    from mobile_unit.services.scanner import scan

    return scan(scanner, lambda: task.is_cancelled)
