"""What the applicant must bring, and what is here already: from whatever source, page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mobile_unit.domain.applications import Document
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, say
from mobile_unit.ui.pictures import as_png, pictures_of
from mobile_unit.ui.sources.files import Clipboard, Files, given_file, given_in
from mobile_unit.ui.sources.source import Given
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import label
from mobile_unit.ui.widgets.document_row import SIGNATURE, DocumentRow
from mobile_unit.ui.widgets.keeping import PHOTO, Keeping, Kept
from mobile_unit.ui.widgets.preview import PreviewDialog
from mobile_unit.ui.widgets.sources_bar import Sources, SourcesBar
from mobile_unit.ui.wording import flaws_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.findings import Finding
    from mobile_unit.forms.catalogue import Service
    from mobile_unit.forms.validation import Requirement
    from mobile_unit.services.scan_edits import Page
    from mobile_unit.ui.widgets.scan_editor import ScanEditor

PREVIEW_WIDTH = 1600
UNABLE = "unable_to_sign"


class DocumentsPanel(QWidget):
    """Signals: ``changed`` when a document was added or removed; ``complete`` when the cursor stood here and
    none is missing any more; ``laid_out`` when there are other rows; ``answered`` when it was said why
    somebody can't sign; ``failed`` (the error)."""

    changed = Signal()
    complete = Signal()
    laid_out = Signal()
    answered = Signal()
    failed = Signal(object)

    def __init__(self, place: Workplace, service: Service, draft_id: str) -> None:
        super().__init__()
        self._place = place
        self._labels = service.document_labels
        self._made_here = service.catalogue.made_here
        self._reasons = _reasons_of(service)
        self._unable: str | None = None
        self._keeping = Keeping(place, draft_id, self)
        self._rows: dict[str, DocumentRow] = {}
        self._documents: dict[str, Document] = {}
        self._asked: dict[str, str] = {}
        self._requirements: tuple[Requirement, ...] | None = None
        self._editor: ScanEditor | None = None
        self.sources = Sources(place, self)
        self._files, self._clipboard = Files(place, self), Clipboard(place, self)
        for source in (self._files, self._clipboard, *self.sources.all()):
            source.given.connect(self._given)
            source.failed.connect(self._not_given)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(8)
        self.bar = SourcesBar(self, self.sources, self._target)
        self._inside.addWidget(self.bar)
        keys = _(
            "Alt+D comes here. Enter chooses a file or opens what is here, Ctrl+V pastes, Delete removes; "
            "or drop files here. What is added to a document becomes its next page."
        )
        self._hint = label(keys, "small", wrap=True)
        self._inside.addWidget(self._hint)

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(self._documents.values())

    @property
    def rows(self) -> dict[str, DocumentRow]:
        """The rows in sight, by the kind that each asks for first."""
        return self._rows

    @property
    def is_busy(self) -> bool:
        """Whether a document is still on its way into the draft."""
        return self._keeping.is_busy

    @property
    def editor(self) -> ScanEditor | None:
        """The editor that is open."""
        return self._editor

    def fill(self, documents: Sequence[Document], answers: Mapping[str, Any]) -> None:
        """Take over a draft's documents; they are seen with the next ``show_requirements``."""
        self._documents = {document.kind: document for document in documents}
        self._unable = answers.get(UNABLE)

    def answers(self) -> dict[str, str]:
        """What is answered here instead of in the form."""
        return {UNABLE: self._unable} if self._unable is not None else {}

    def show_requirements(self, requirements: tuple[Requirement, ...]) -> None:
        """One row for each document asked for, for what is made here, and for whatever else is attached."""
        if requirements == self._requirements:
            return
        self._requirements = requirements
        self._lay_out()

    def show_errors(self, errors: Sequence[Finding]) -> None:
        """Mark the rows of documents that are missing."""
        missing = {finding.field: say(finding.message) for finding in errors}
        for kind, row in self._rows.items():
            row.show_fault(missing.get(f"documents.{kind}", ""))

    def ask(self, sentences: Mapping[str, str]) -> None:
        """Stand in the rows of documents (``documents.ktp``) what head office says of them."""
        self._asked = dict(sentences)
        for row in self._rows.values():
            row.ask(self._asked_of(row.kinds))

    def _asked_of(self, kinds: Sequence[str]) -> str:
        return " ".join(self._asked[key] for kind in kinds if (key := f"documents.{kind}") in self._asked)

    def take_focus(self) -> None:
        """Go to the first document that is missing, or else to the first of all."""
        if not self.focus_first_missing() and self._rows:
            next(iter(self._rows.values())).setFocus()

    def focus_first_missing(self) -> bool:
        row = self._first_missing()
        if row is not None:
            row.setFocus()
        return row is not None

    def _first_missing(self) -> DocumentRow | None:
        return next((row for row in self._rows.values() if row.is_missing), None)

    def _target(self) -> str | None:
        """What a scan is meant for that is asked for now: the row in hand, or the first that is missing."""
        focused = next((row for row in self._rows.values() if row.hasFocus()), None)
        row = focused or self._first_missing()
        if row is None:
            self.failed.emit(
                UserFacingError(
                    _("No document is missing."),
                    _("Go to the one that the scan belongs to, then press again."),
                )
            )
            return None
        return row.kind_held or row.kind

    def _lay_out(self) -> None:
        wanted: dict[str, tuple[tuple[str, ...], bool | None]] = {
            each.kind: ((each.kind, *each.alternatives), each.required) for each in self._requirements or ()
        }
        covered = {kind for kinds, _required in wanted.values() for kind in kinds}
        made_here = [kind for kind in self._made_here if kind not in covered]
        for kind in (*made_here, *(each for each in self._documents if each not in made_here)):
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
            self._inside.insertWidget(position + 1, row)
        self._rows = {kind: self._rows[kind] for kind in wanted}
        self._show_reason()
        self.laid_out.emit()

    def _new_row(self, kinds: tuple[str, ...], required: bool | None) -> DocumentRow:
        names = {kind: self._name_of(kind) for kind in kinds}
        row = DocumentRow(names, required, kinds[0] if kinds[0] in self._made_here else "")
        row.asked_for_file.connect(self._begin)
        row.asked_to_paste.connect(self._clipboard.take)
        row.asked_to_view.connect(self._view)
        row.asked_to_remove.connect(self._remove)
        row.dropped.connect(self._take_dropped)
        row.ask(self._asked_of(kinds))
        for kind in kinds:
            if kind in self._documents:
                row.show_document(self._documents[kind])
                self._keeping.look(self._documents[kind], self._looked_at, self._fail)
        return row

    def row_of(self, kind: str) -> DocumentRow | None:
        return next((row for row in self._rows.values() if kind in row.kinds), None)

    def _name_of(self, kind: str) -> str:
        return say(self._labels[kind]) if kind in self._labels else kind

    @Slot(str)
    def _begin(self, kind: str) -> None:
        if kind == SIGNATURE:
            self._sign()
        else:
            self._files.take(kind)

    @Slot(str, QMimeData)
    def _take_dropped(self, kind: str, dropped: QMimeData) -> None:
        for given in given_in(dropped):
            self._given(kind, given)

    def add_file(self, kind: str, path: Path) -> None:
        """Attach a file as the document of this kind, or as its next page."""
        self._given(kind, given_file(path))

    def _given(self, target: str, given: Given) -> None:
        if self._editor is not None:
            self._editor.add(given)
            return
        row = self.row_of(target)
        if row is not None:
            row.show_busy()
        self._keeping.add(target, given, self._added, partial(self._not_added, target, given))

    def _not_given(self, target: str, error: Exception) -> None:
        row = self.row_of(target)
        if self._editor is not None:
            self._editor.show_problem(error)
        elif row is not None and isinstance(error, UserFacingError):
            row.show_problem(str(error))
        else:
            self._fail(error)

    def _added(self, kept: Kept) -> None:
        kind = kept.document.kind
        row = self.row_of(kind)
        if row is not None:
            for other in row.kinds:
                if other != kind and other in self._documents:
                    self._remove(other)
        self._documents[kind] = kept.document
        if kind == SIGNATURE and self._unable is not None:
            self._say_unable(None)
        if row is None:
            self._lay_out()
        self._looked_at(kept)
        self.changed.emit()
        if row is not None and self.window().focusWidget() is row:  # also while a file dialog closes
            self._go_on(row)

    def _go_on(self, row: DocumentRow) -> None:
        """To the next that is missing, those above included; where none is, the work here is done."""
        rows = list(self._rows.values())
        place = rows.index(row) if row in rows else 0
        following = next((each for each in (*rows[place:], *rows[:place]) if each.is_missing), None)
        if following is not None:
            following.setFocus()
        else:
            self.complete.emit()

    def _not_added(self, kind: str, given: Given, error: Exception) -> None:
        given.lost()
        row = self.row_of(kind)
        if row is not None and kind in self._documents:
            row.show_document(self._documents[kind])
        if row is not None and isinstance(error, UserFacingError | OSError):
            row.show_problem(
                str(error) if isinstance(error, UserFacingError) else _("The file can't be read.")
            )
        else:
            if row is not None:
                row.show_problem(_("The file was not added."))
            self._fail(error)

    def _looked_at(self, kept: Kept) -> None:
        row = self.row_of(kept.document.kind)
        if row is not None and self._documents.get(kept.document.kind) == kept.document:
            told = (flaws_in_words(kept.flaws), self._twin_in_words(kept.document))
            row.show_document(kept.document, pages=kept.pages, flaws=" ".join(filter(None, told)))
            row.show_thumbnail(kept.thumbnail)

    def _twin_in_words(self, document: Document) -> str:
        """What to say of a picture that was given for another document too, "" where it was not."""
        same = (
            kind
            for kind, other in self._documents.items()
            if kind != document.kind and other.sha256 == document.sha256
        )
        twin = next(same, None)
        if twin is None:
            return ""
        words = _("The same picture as {document}; right only where one sheet is both.")
        return words.format(document=self._name_of(twin))

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    @Slot(str)
    def _remove(self, kind: str) -> None:
        self._keeping.remove(kind, partial(self._removed, kind), self._fail)

    def _removed(self, kind: str, _nothing: None) -> None:
        self._documents.pop(kind, None)
        row = self.row_of(kind)
        if row is not None and row.kind_held == kind:
            row.show_document(None)
        self._lay_out()
        self.changed.emit()

    @Slot(str)
    def _view(self, kind: str) -> None:
        document = self._documents.get(kind)
        if document is None:
            return
        if kind == SIGNATURE:
            view_document(self, self._place, document, self._name_of(kind), self._fail)
        else:
            self._keeping.pages_to_edit(document, partial(self._edit, kind), self._fail)

    def _edit(self, kind: str, pages: tuple[Page, ...]) -> None:
        from mobile_unit.ui.widgets.scan_editor import ScanEditor

        if self._editor is not None or not self.isVisible():
            return
        self._editor = ScanEditor(
            self,
            self._place,
            self._name_of(kind),
            pages,
            partial(self._keep_edited, kind),
            sources=self.sources,
            read=self._read_for_editor,
            portrait=kind == PHOTO,
        )
        self._editor.finished.connect(self._editor_closed)
        self._editor.open()

    def _read_for_editor(self, given: Given, then: Callable[[list[Page]], None]) -> None:
        self._keeping.read(given, then, self._not_edited)

    def _keep_edited(self, kind: str, pages: tuple[Page, ...]) -> None:
        self._keeping.replace(kind, pages, self._edited, self._not_edited)

    def _edited(self, kept: Kept) -> None:
        if self._editor is not None:
            self._editor.accept()
        self._added(kept)

    def _not_edited(self, error: Exception) -> None:
        if self._editor is not None:
            self._editor.show_problem(error)
        else:
            self._fail(error)

    @Slot(int)
    def _editor_closed(self, result: int) -> None:
        editor, self._editor = self._editor, None
        self._keeping.forget_as_given()
        if editor is not None and result:
            self._keeping.settle(editor.added)
        elif editor is not None:
            for given in editor.added:
                given.lost()

    def _sign(self) -> None:
        from mobile_unit.ui.widgets.signature_pad import SignaturePad

        pad = SignaturePad(self, self._reasons)
        pad.signed.connect(self._signed)
        pad.unable.connect(self._say_unable)
        pad.open()

    @Slot(QImage)
    def _signed(self, image: QImage) -> None:
        self._given(SIGNATURE, Given(partial(as_png, image)))

    @Slot(str)
    def _say_unable(self, reason: str | None) -> None:
        self._unable = reason
        if reason is not None and SIGNATURE in self._documents:
            self._remove(SIGNATURE)
        self._show_reason()
        self.answered.emit()

    def _show_reason(self) -> None:
        row = self._rows.get(SIGNATURE)
        if row is not None:
            words = dict(self._reasons).get(self._unable or "", "")
            row.show_reason(_("Unable to sign: {reason}").format(reason=words) if words else "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for source in self.sources.all():
            source.start()
        self.bar.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for source in self.sources.all():
            source.stop()


def _reasons_of(service: Service) -> tuple[tuple[str, str], ...]:
    """Why somebody may be unable to sign, as this catalogue has it: (value, words)."""
    for field in service.form.fields():
        if field.key == f"answers.{UNABLE}":
            return tuple((str(choice.value), say(choice.label)) for choice in field.choices)
    return ()


def view_document(
    parent: QWidget, place: Workplace, document: Document, title: str, on_failure: Callable[[Exception], None]
) -> None:
    """Show a kept scan large."""

    def work(_task: Task[list[QImage]]) -> list[QImage]:
        content = place.unit.intake.blob(document.sha256)
        return pictures_of(content, document.media_type, width=PREVIEW_WIDTH)

    def show(images: list[QImage]) -> None:
        PreviewDialog(parent, title, images).open()

    place.tasks.run(work, show, on_failure, lane=Lane.PICTURES)
