"""A folder where any scanner's software saves; looked at every second while documents are in sight."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, QTimer, Slot
from PySide6.QtGui import QImage

from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.pictures import PDF, thumbnail_of
from mobile_unit.ui.sources.source import Given, Source, nothing
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.scan_folder import FoundScan, ScanFolder

LOOK_EVERY_MS = 1000
SHOWN = 4
THUMBNAIL = QSize(72, 54)

_Look = tuple["tuple[FoundScan, ...]", "dict[FoundScan, QImage]"]


class WatchedFolder(Source):
    """``found`` are the files offered, newest first; the first few have a picture in ``thumbnails``."""

    def __init__(self, place: Workplace, parent: QObject) -> None:
        super().__init__(place, parent)
        self.found: tuple[FoundScan, ...] = ()
        self.thumbnails: dict[FoundScan, QImage] = {}
        self.is_gone = False
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def is_there(self) -> bool:
        return bool(self.place.home.preferences.scan_folder)

    @property
    def words(self) -> str:
        if self.is_gone:
            return _("The scan folder can't be read")
        if not self.found:
            return _("Scan folder: nothing new")
        count = len(self.found)
        return ngettext("Scan folder: {count} new", "Scan folder: {count} new", count).format(count=count)

    def start(self) -> None:
        if not self.is_there:
            return
        from mobile_unit.services.scan_folder import ScanFolder

        folder, path = self.place.scan_folder, Path(self.place.home.preferences.scan_folder)
        if folder is None or folder.path != path:
            self.place.scan_folder = folder = ScanFolder(path, time.time())
        folder.since = time.time()
        self._timer.start()
        self.look()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        folder = self.place.scan_folder
        if folder is None or self._looking:
            return
        self._looking = True
        self.place.tasks.run(
            partial(_look, folder, self.thumbnails), self._seen, self._not_seen, lane=Lane.PICTURES
        )

    def _seen(self, seen: _Look) -> None:
        self._looking = False
        changed = self.is_gone or (self.found, self.thumbnails) != seen
        self.is_gone = False
        self.found, self.thumbnails = seen
        if changed:
            self.moved.emit()

    def _not_seen(self, error: Exception) -> None:
        self._looking = False
        if not isinstance(error, OSError):
            self.place.tasks.unhandled(error)
        if not self.is_gone:
            self.is_gone, self.found = True, ()
            self.moved.emit()

    def take(self, target: str) -> None:
        if self.found:
            self.take_this(self.found[0], target)

    def take_this(self, scan: FoundScan, target: str) -> None:
        folder = self.place.scan_folder
        if folder is None:
            return
        folder.taken(scan)
        self.found = tuple(each for each in self.found if each != scan)
        clears = self.place.home.preferences.clear_scan_folder
        kept = partial(folder.remove, scan) if clears else nothing
        self.given.emit(target, Given(partial(folder.read, scan), kept, partial(folder.give_back, scan)))
        self.moved.emit()


def _look(folder: ScanFolder, known: dict[FoundScan, QImage], _task: Task[_Look]) -> _Look:
    found = folder.look()
    return found, {scan: known[scan] if scan in known else _picture(folder, scan) for scan in found[:SHOWN]}


def _picture(folder: ScanFolder, scan: FoundScan) -> QImage:
    kind = PDF if scan.path.suffix.lower() == ".pdf" else ""
    try:
        return thumbnail_of(folder.read(scan), kind, THUMBNAIL * 2)
    except Exception:  # a file of another kind under a scan's name; it is refused when it is taken
        return QImage()
