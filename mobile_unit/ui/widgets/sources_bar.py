"""Scanner, camera and watched folder, each with its key, as far as they are there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.sources.camera import Camera
from mobile_unit.ui.sources.page_scanner import PageScanner
from mobile_unit.ui.sources.source import Source
from mobile_unit.ui.sources.watched_folder import SHOWN, WatchedFolder
from mobile_unit.ui.widgets.basics import beside_picture, button, empty, label
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.scan_folder import FoundScan

FOLDER_KEY, SCANNER_KEY, CAMERA_KEY = "F9", "F8", "F7"
_THUMBNAIL = QSize(62, 46)


class Sources:
    """What a panel and its editor fetch scans from."""

    def __init__(self, place: Workplace, window: QWidget) -> None:
        self.folder = WatchedFolder(place, window)
        self.scanner = PageScanner(place, window)
        self.camera = Camera(place, window)

    def all(self) -> tuple[Source, ...]:
        return self.folder, self.scanner, self.camera


class SourcesBar(QWidget):
    """``target`` answers what a scan asked for now is meant for; None: nothing, and nothing is fetched.
    ``beside``: the buttons stand in a line, not below each other."""

    def __init__(
        self, parent: QWidget, sources: Sources, target: Callable[[], str | None], *, beside: bool = True
    ) -> None:
        super().__init__(parent)
        self._sources = sources
        self._target = target
        self.scan = self._button("scanner", SCANNER_KEY, sources.scanner)
        self.shoot = self._button("camera", CAMERA_KEY, sources.camera)
        self.newest = button(_("Take the newest"), picture="folder", shortcut=FOLDER_KEY)
        self.newest.setText(beside_picture(_("Newest ({key})").format(key=FOLDER_KEY)))
        self.newest.clicked.connect(partial(self._take, sources.folder))
        self._folder_words = label("", "small", wrap=True)
        self._strip = QHBoxLayout()
        self._strip.setSpacing(4)
        devices = QHBoxLayout() if beside else QVBoxLayout()
        devices.setSpacing(6)
        for each in (self.scan, self.shoot):
            devices.addWidget(each)
        devices.addWidget(self.newest)
        if beside:
            devices.addStretch(1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self._folder_words)
        inside.addLayout(devices)
        inside.addLayout(self._strip)
        for source in sources.all():
            source.moved.connect(self.refresh)
        self.refresh()

    def _button(self, picture: str, key: str, source: Source) -> QPushButton:
        made = button(source.words, picture=picture, shortcut=key)
        made.setProperty("key", key)
        made.clicked.connect(partial(self._take, source))
        return made

    @property
    def offered(self) -> list[FoundScan]:
        """The files whose pictures are shown, newest first."""
        return list(self._sources.folder.found[:SHOWN])

    @Slot()
    def refresh(self) -> None:
        sources = self._sources
        for made, source in ((self.scan, sources.scanner), (self.shoot, sources.camera)):
            made.setVisible(source.is_there)
            made.setText(beside_picture(f"{source.words} ({made.property('key')})"))
            made.setAccessibleName(source.words)
        folder = sources.folder
        self._folder_words.setText(folder.words)
        self._folder_words.setVisible(folder.is_there)
        self.newest.setVisible(folder.is_there and bool(folder.found))
        empty(self._strip)
        before = self.newest
        for scan in self.offered:
            made = self._offer(scan)
            self._strip.addWidget(made)
            self.setTabOrder(before, made)
            before = made
        self._strip.addStretch(1)
        self.setVisible(any(source.is_there for source in sources.all()))

    def _offer(self, scan: FoundScan) -> QPushButton:
        made = button("", role="icon", name=_("Take {file}").format(file=scan.path.name), tip=scan.path.name)
        picture = self._sources.folder.thumbnails.get(scan)
        if picture is not None and not picture.isNull():
            made.setIcon(QIcon(QPixmap.fromImage(picture)))
            made.setIconSize(_THUMBNAIL)
        else:
            made.setText(scan.path.name[:10])
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(partial(self._take_this, scan))
        return made

    def _take(self, source: Source, *_checked: bool) -> None:
        target = self._target()
        if target is not None:
            source.take(target)

    def _take_this(self, scan: FoundScan, *_checked: bool) -> None:
        target = self._target()
        if target is not None:
            self._sources.folder.take_this(scan, target)
