"""Keeps what is being typed into a form, whichever it is: within a quarter of a second, for who types it.

A form names its editors; the keeper reads, fills and watches them. What equals the form as it was begun is
nothing to keep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.editor import Editor
from mobile_unit.ui.widgets.region_edit import SearchEdit
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.form_drafts import FormDraft

SAVE_WITHIN_MS = 250
GO_ON = object()
"""What a page is opened with to show the form that is half written."""
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One thing of a form that is kept: how it is read (as JSON takes it), filled in, and heard of."""

    read: Callable[[], Any]
    fill: Callable[[Any], None]
    changed: tuple[SignalInstance, ...]


class FormKeeper(QObject):
    """``writable`` answers what of the content may be written down; None for nothing of it: it then stays in
    memory, for as long as somebody is signed in.

    Signals: ``resumed`` (when it was kept, a moment) after a draft was filled in; ``failed`` (an exception).
    """

    resumed = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        place: Workplace,
        parent: QWidget,
        parts: Mapping[str, Part],
        writable: Callable[[Content], Content | None] = lambda content: content,
    ) -> None:
        super().__init__(parent)
        self._place = place
        self._parts = parts
        self._writable = writable
        self._form = ""
        self._begun: Content = {}
        self._loading = False
        self._unsaved = False
        self._is_kept = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SAVE_WITHIN_MS)
        self._soon.timeout.connect(self.save)
        for part in parts.values():
            for changed in part.changed:
                changed.connect(self._edited)

    def begin(self, form: str) -> None:
        """The form was just begun (empty, or as the record has it), under this name: go on with what was
        typed into it before, if anything."""
        self.save()
        self._form = form
        self._begun = self._content()
        self._unsaved = self._is_kept = False
        held = self._place.unwritten.get(form)
        if held is not None:
            self._fill(held)
            return
        self._loading = True
        work = partial(self._load, form)
        self._place.tasks.run(work, partial(self._loaded, form), self._not_loaded)

    def rest(self) -> None:
        """Nothing more is kept until ``begin``: the form is becoming a record, or is not seen."""
        self.save()
        self._form = ""

    def throw_away(self) -> None:
        """Forget what was typed; the page begins the form anew after it."""
        form, self._form = self._form, ""
        self._unsaved = False
        self._place.unwritten.pop(form, None)
        if form:
            then = self._tell if self._is_kept else None
            self._is_kept = False
            self._place.tasks.run(partial(self._forget, form), then, self.failed.emit)

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to keep."""
        return self._content() != self._begun

    @Slot()
    def save(self) -> None:
        self._soon.stop()
        if not self._unsaved or not self._form:
            return
        self._unsaved = False
        content = self._content()
        self._place.unwritten.pop(self._form, None)
        written = self._writable(content) if content != self._begun else None
        if written is not None:
            work = partial(self._keep, self._form, written)
        else:
            if content != self._begun:
                self._place.unwritten[self._form] = content
            work = partial(self._forget, self._form)
        then = self._tell if self._is_kept != (written is not None) else None
        self._is_kept = written is not None
        self._place.tasks.run(work, then, self.failed.emit)

    def _content(self) -> Content:
        return {name: part.read() for name, part in self._parts.items()}

    def _fill(self, content: Content) -> None:
        for name, part in self._parts.items():
            if name in content:
                part.fill(content[name])

    @Slot()
    def _edited(self) -> None:
        if not self._form:
            return
        self._unsaved = True
        if not self._soon.isActive() and not self._loading:  # who types without a pause is kept too
            self._soon.start()

    def _load(self, form: str, _task: Task[FormDraft | None]) -> FormDraft | None:
        return self._place.unit.form_drafts.kept(form)

    def _loaded(self, form: str, draft: FormDraft | None) -> None:
        if form != self._form:
            return
        self._is_kept = draft is not None
        if draft is not None:
            self._fill(draft.content)
        self._loading = self._unsaved = False
        if draft is not None:
            self.resumed.emit(draft.updated_at)
        elif self.is_changed:
            self._edited()

    def _not_loaded(self, error: Exception) -> None:
        self._loading = False
        self.failed.emit(error)

    def _tell(self, _nothing: None) -> None:
        """The day's page says which forms are half written."""
        self._place.announce(Changes(drafts=True))

    def _keep(self, form: str, content: Content, _task: Task[None]) -> None:
        self._place.unit.form_drafts.keep(form, content)

    def _forget(self, form: str, _task: Task[None]) -> None:
        self._place.unit.form_drafts.forget(form)


def part_of(editor: QWidget) -> Part:
    """What the keeper needs of an editor that it knows."""
    match editor:
        case ChoiceRow():
            return Part(editor.value, editor.set_value, (editor.changed,))
        case Editor():
            return Part(editor.value, editor.set_value, (editor.edited,))
        case SearchEdit():
            return Part(lambda: editor.code() or editor.text(), editor.set_code, (editor.textChanged,))
        case QLineEdit():
            return Part(editor.text, editor.setText, (editor.textChanged,))
        case QPlainTextEdit():
            return Part(editor.toPlainText, editor.setPlainText, (editor.textChanged,))
        case QCheckBox():
            return Part(editor.isChecked, editor.setChecked, (editor.toggled,))
        case QComboBox():
            return Part(
                editor.currentData,
                lambda value: editor.setCurrentIndex(max(editor.findData(value), 0)),
                (editor.currentIndexChanged,),
            )
    raise TypeError(type(editor).__name__)


def parts_of(**editors: QWidget) -> dict[str, Part]:
    return {name: part_of(editor) for name, editor in editors.items()}
