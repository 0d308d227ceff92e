"""The files that go with what is written down: chosen or dropped, by name, each to be taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.form_keeper import Part
from mobile_unit.ui.widgets.basics import button, empty, label, row


class FileList(QWidget):
    """Signals: ``changed`` when a file came or went.

    ``attach`` is the button that asks for files; the form puts it where it wants it.
    """

    changed = Signal()

    def __init__(self, words: str, shortcut: str, most: int) -> None:
        super().__init__()
        self.paths: list[Path] = []
        self._gone: list[str] = []
        self._words, self._most = words, most
        self.attach = button(words, picture="folder", shortcut=shortcut)
        self.attach.clicked.connect(self._choose)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)

    def clear(self) -> None:
        self._set([])

    def add(self, paths: Sequence[Path]) -> None:
        self._set([*self.paths, *(path for path in paths if path not in self.paths)][: self._most])

    @property
    def part(self) -> Part:
        """For the keeper of the form: where the files are, not what is in them."""
        return Part(lambda: [str(path) for path in self.paths], self._bring_back, (self.changed,))

    def _bring_back(self, names: Sequence[str]) -> None:
        """A file may have gone since, with its stick; that is said."""
        paths = [Path(name) for name in names]
        self._set([path for path in paths if path.exists()], [p.name for p in paths if not p.exists()])

    def _set(self, paths: list[Path], gone: Sequence[str] = ()) -> None:
        self.paths = paths
        empty(self._lines)
        for path in paths:
            out = button(_("Remove"), role="quiet", picture="remove", name=f"{_('Remove')}: {path.name}")
            out.clicked.connect(lambda _checked=False, path=path: self._remove(path))
            self._lines.addLayout(row(label(path.name, wrap=True), out, None))
        for name in gone:
            words = _("{name} is not there any more; add it again.").format(name=name)
            self._lines.addWidget(label(words, "muted", wrap=True))
        self.attach.setEnabled(len(paths) < self._most)
        self.setVisible(bool(paths or gone))
        self.changed.emit()

    def _remove(self, path: Path) -> None:
        self._set([each for each in self.paths if each != path])
        self.attach.setFocus()

    @Slot()
    def _choose(self) -> None:
        kinds = _("Pictures and PDF") + " (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.pdf)"
        names, _kind = QFileDialog.getOpenFileNames(self, self._words, str(Path.home()), kinds)
        self.add([Path(name) for name in names])


class TakesFiles(QWidget):
    """A form on which files can be dropped: they come into ``files``."""

    files: FileList

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
