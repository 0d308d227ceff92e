"""Scans from files: chosen, dropped or pasted; and pictures from the clipboard."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.pictures import as_png
from mobile_unit.ui.sources.source import Given, Source
from mobile_unit.ui.workplace import Workplace

_FILES = "*.jpg *.jpeg *.png *.webp *.pdf"


def given_file(path: Path) -> Given:
    return Given(partial(_read, path))


def given_in(data: QMimeData) -> list[Given]:
    """The files or the one picture that were dropped or pasted; empty where there is neither."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files:
        return [given_file(path) for path in files]
    if data.hasImage():
        return [Given(partial(as_png, QImage(data.imageData())))]
    return []


def _read(path: Path) -> bytes:
    """A little more than what is allowed, so that the check can say it is too large."""
    from mobile_unit.services.scans import MAX_BYTES

    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


class Files(Source):
    """Asks for one file or several; the folder of the last one is remembered."""

    def __init__(self, place: Workplace, window: QWidget) -> None:
        super().__init__(place, window)
        self._window = window
        self._last_folder = ""

    def take(self, target: str) -> None:
        paths, _kind = QFileDialog.getOpenFileNames(
            self._window,
            _("Choose the scan"),
            self._last_folder,
            _("Pictures and PDF ({kinds})").format(kinds=_FILES),
        )
        for path in map(Path, paths):
            self._last_folder = str(path.parent)
            self.given.emit(target, given_file(path))


class Clipboard(Source):
    def take(self, target: str) -> None:
        found = given_in(QGuiApplication.clipboard().mimeData())
        for each in found:
            self.given.emit(target, each)
        if not found:
            self.failed.emit(target, UserFacingError(_("There is no picture or file in the clipboard.")))
