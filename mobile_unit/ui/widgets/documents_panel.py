"""What the applicant must bring, and what is here already: by file, by drag and drop, or pasted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mobile_unit.domain.applications import Document
from mobile_unit.i18n import _, say
from mobile_unit.ui.pictures import as_png, pictures_of, thumbnail_of
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import label
from mobile_unit.ui.widgets.document_row import THUMBNAIL, DocumentRow
from mobile_unit.ui.widgets.preview import PreviewDialog
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.findings import Finding
    from mobile_unit.forms.catalogue import Service
    from mobile_unit.forms.validation import Requirement

PREVIEW_WIDTH = 1600
_FILES = "*.jpg *.jpeg *.png *.webp *.pdf"


@dataclass(frozen=True)
class _Attached:
    document: Document
    thumbnail: QImage


class DocumentsPanel(QWidget):
    """Signals: ``changed`` when a document was added or removed; ``laid_out`` when there are other rows;
    ``failed`` (the error)."""

    changed = Signal()
    laid_out = Signal()
    failed = Signal(object)

    def __init__(self, place: Workplace, service: Service, draft_id: str) -> None:
        super().__init__()
        self._place = place
        self._draft_id = draft_id
        self._labels = service.document_labels
        self._rows: dict[str, DocumentRow] = {}
        self._documents: dict[str, Document] = {}
        self._requirements: tuple[Requirement, ...] = ()
        self._last_folder = ""
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(8)
        keys = _("Alt+D comes here. Enter chooses a file, Ctrl+V pastes, Delete removes; or drop files here.")
        self._hint = label(keys, "small", wrap=True)
        self._inside.addWidget(self._hint)

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(self._documents.values())

    @property
    def rows(self) -> dict[str, DocumentRow]:
        """The rows in sight, by the kind that each asks for first."""
        return self._rows

    def fill(self, documents: Sequence[Document]) -> None:
        """Take over a draft's documents; they are seen with the next ``show_requirements``."""
        self._documents = {document.kind: document for document in documents}

    def show_requirements(self, requirements: tuple[Requirement, ...]) -> None:
        """One row for each document asked for, and one for whatever else is attached."""
        if requirements == self._requirements and self._rows:
            return
        self._requirements = requirements
        self._lay_out()

    def show_errors(self, errors: Sequence[Finding]) -> None:
        """Mark the rows of documents that are missing."""
        missing = {finding.field: say(finding.message) for finding in errors}
        for kind, row in self._rows.items():
            row.show_fault(missing.get(f"documents.{kind}", ""))

    def take_focus(self) -> None:
        """Go to the first document that is missing, or else to the first of all."""
        if not self.focus_first_missing() and self._rows:
            next(iter(self._rows.values())).setFocus()

    def focus_first_missing(self) -> bool:
        for row in self._rows.values():
            if row.is_missing:
                row.setFocus()
                return True
        return False

    def _lay_out(self) -> None:
        wanted: dict[str, tuple[tuple[str, ...], bool | None]] = {
            each.kind: ((each.kind, *each.alternatives), each.required) for each in self._requirements
        }
        covered = {kind for kinds, _required in wanted.values() for kind in kinds}
        for kind in self._documents:
            if kind not in covered:
                wanted[kind] = ((kind,), None)
        for kind in set(self._rows) - set(wanted):
            gone = self._rows.pop(kind)
            gone.hide()
            gone.deleteLater()
        for position, (kind, (kinds, required)) in enumerate(wanted.items()):
            row = self._rows.get(kind)
            if row is None or row.kinds != kinds or row.required != required:
                if row is not None:
                    row.hide()
                    row.deleteLater()
                row = self._new_row(kinds, required)
                self._rows[kind] = row
            self._inside.insertWidget(position, row)
        self._rows = {kind: self._rows[kind] for kind in wanted}
        self.laid_out.emit()

    def _new_row(self, kinds: tuple[str, ...], required: bool | None) -> DocumentRow:
        names = {kind: say(self._labels[kind]) if kind in self._labels else kind for kind in kinds}
        row = DocumentRow(names, required)
        row.asked_for_file.connect(self._choose_file)
        row.asked_to_paste.connect(self._paste)
        row.asked_to_view.connect(self._view)
        row.asked_to_remove.connect(self._remove)
        row.dropped.connect(self._take)
        for kind in kinds:
            if kind in self._documents:
                row.show_document(self._documents[kind])
                self._place.tasks.run(
                    partial(self._load_thumbnail, self._documents[kind]),
                    self._thumbnail_loaded,
                    self._fail,
                )
        return row

    def _row_of(self, kind: str) -> DocumentRow | None:
        return next((row for row in self._rows.values() if kind in row.kinds), None)

    @Slot(str)
    def _choose_file(self, kind: str) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self,
            _("Choose the scan"),
            self._last_folder,
            _("Pictures and PDF ({kinds})").format(kinds=_FILES),
        )
        if path:
            self._last_folder = str(Path(path).parent)
            self.add_file(kind, Path(path))

    @Slot(str)
    def _paste(self, kind: str) -> None:
        self._take(kind, QGuiApplication.clipboard().mimeData())

    @Slot(str, QMimeData)
    def _take(self, kind: str, given: QMimeData) -> None:
        """A file or a picture that was dropped or pasted."""
        files = [Path(url.toLocalFile()) for url in given.urls() if url.isLocalFile()]
        if files:
            self.add_file(kind, files[0])
        elif given.hasImage():
            self._add(kind, partial(as_png, QImage(given.imageData())))
        elif (row := self._row_of(kind)) is not None:
            row.show_problem(_("There is no picture or file in the clipboard."))

    def add_file(self, kind: str, path: Path) -> None:
        """Attach a file as the document of this kind."""
        self._add(kind, partial(_read_file, path))

    def _add(self, kind: str, read: Callable[[], bytes]) -> None:
        row = self._row_of(kind)
        if row is not None:
            row.show_busy()

        def work(_task: Task[_Attached]) -> _Attached:
            intake = self._place.unit.intake
            document = intake.attach(self._draft_id, kind, read())
            return _Attached(document, _thumbnail(intake.blob(document.sha256), document))

        self._place.tasks.run(work, self._added, partial(self._not_added, kind))

    def _added(self, attached: _Attached) -> None:
        document = attached.document
        row = self._row_of(document.kind)
        if row is not None:
            for other in row.kinds:
                if other != document.kind and other in self._documents:
                    self._remove(other)
        self._documents[document.kind] = document
        if row is not None:
            row.show_document(document)
            row.show_thumbnail(attached.thumbnail)
        self.changed.emit()

    def _not_added(self, kind: str, error: Exception) -> None:
        from mobile_unit.errors import UserFacingError

        row = self._row_of(kind)
        if row is not None and isinstance(error, UserFacingError | OSError):
            row.show_problem(
                str(error) if isinstance(error, UserFacingError) else _("The file can't be read.")
            )
        else:
            if row is not None:
                row.show_problem(_("The file was not added."))
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    def _load_thumbnail(self, document: Document, _task: Task[_Attached]) -> _Attached:
        return _Attached(document, _thumbnail(self._place.unit.intake.blob(document.sha256), document))

    def _thumbnail_loaded(self, attached: _Attached) -> None:
        row = self._row_of(attached.document.kind)
        if row is not None and self._documents.get(attached.document.kind) == attached.document:
            row.show_document(attached.document)
            row.show_thumbnail(attached.thumbnail)

    @Slot(str)
    def _remove(self, kind: str) -> None:
        def work(_task: Task[None]) -> None:
            self._place.unit.intake.detach(self._draft_id, kind)

        self._place.tasks.run(work, partial(self._removed, kind), self._fail)

    def _removed(self, kind: str, _nothing: None) -> None:
        self._documents.pop(kind, None)
        row = self._row_of(kind)
        if row is not None and row.kind_held == kind:
            row.show_document(None)
        self._lay_out()
        self.changed.emit()

    @Slot(str)
    def _view(self, kind: str) -> None:
        document = self._documents.get(kind)
        if document is not None:
            view_document(self, self._place, document, self._labels_of(kind), self._fail)

    def _labels_of(self, kind: str) -> str:
        return say(self._labels[kind]) if kind in self._labels else kind


def view_document(
    parent: QWidget, place: Workplace, document: Document, title: str, on_failure: Callable[[Exception], None]
) -> None:
    """Show a kept scan large."""

    def work(_task: Task[list[QImage]]) -> list[QImage]:
        content = place.unit.intake.blob(document.sha256)
        return pictures_of(content, document.media_type, width=PREVIEW_WIDTH)

    def show(images: list[QImage]) -> None:
        PreviewDialog(parent, title, images).open()

    place.tasks.run(work, show, on_failure)


def _thumbnail(content: bytes, document: Document) -> QImage:
    return thumbnail_of(content, document.media_type, QSize(THUMBNAIL.width() * 2, THUMBNAIL.height() * 2))


def _read_file(path: Path) -> bytes:
    """A little more than what is allowed, so that the check can say it is too large."""
    from mobile_unit.services.scans import MAX_BYTES

    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
