"""Where in a draft somebody is: kept shortly after they moved, and found again, also after a crash."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.documents_panel import DocumentsPanel
from mobile_unit.ui.widgets.form_view import FormView
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.forms.notices import How
    from mobile_unit.services.drafting import StoppedAt

KEEP_WITHIN_MS = 250
SETTLES_WITHIN_MS = 300
_DOCUMENTS = "documents."


class PlaceKeeper(QObject):
    """Watches the cursor and the scroll bar of one draft's form; ``area`` is what scrolls it."""

    def __init__(
        self,
        place: Workplace,
        draft_id: str,
        form: FormView,
        documents: DocumentsPanel,
        area: QScrollArea,
        stopped: StoppedAt,
    ) -> None:
        super().__init__(form)
        self._place = place
        self._draft_id = draft_id
        self._form = form
        self._documents = documents
        self._bar = area.verticalScrollBar()
        self.stopped = stopped
        self._scroll_to: int | None = stopped.scroll
        self._has_begun = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setTimerType(Qt.TimerType.CoarseTimer)
        self._soon.setInterval(KEEP_WITHIN_MS)
        self._soon.timeout.connect(self._keep)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLES_WITHIN_MS)
        self._settled.timeout.connect(self._arrive)
        self._bar.valueChanged.connect(self._scrolled)
        self._bar.rangeChanged.connect(self._laid_out)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)

    def return_there(self) -> bool:
        """Put cursor and form back where they were; False where that field is not there (any more)."""
        self._has_begun = True  # what has the cursor before is nobody's choice
        wanted = self._widget_of(self.stopped.field)
        if wanted is None or not wanted.isVisibleTo(self._form.window()):
            self._scroll_to = None
            return False
        self._scroll_to = self.stopped.scroll
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        self._settled.start()
        self._laid_out()
        return True

    def gave_notice(self, how: How) -> None:
        """The applicant saw the notice about personal data, or got it on paper, which counts for more."""
        if self.stopped.notice != "printed":
            self._remember(replace(self.stopped, notice=how))

    def leave(self) -> None:
        """Keep now what is to be kept."""
        if self._soon.isActive():
            self._soon.stop()
            self._keep()

    def give_up(self) -> None:
        """The draft is gone."""
        self._soon.stop()
        self._scroll_to = 0

    @Slot(QWidget, QWidget)
    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        key = self._key_of(now) if now is not None and self._has_begun else ""
        if key and key != self.stopped.field:
            self._remember(replace(self.stopped, field=key))

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if self._scroll_to is None and self._form.isVisible():
            self._remember(replace(self.stopped, scroll=value))

    @Slot()
    def _laid_out(self) -> None:
        """The form may grow for a moment after it is shown; until then the bar cannot reach its place."""
        if self._scroll_to is not None and self._settled.isActive():
            self._bar.setValue(min(self._scroll_to, self._bar.maximum()))

    @Slot()
    def _arrive(self) -> None:
        self._laid_out()
        self._scroll_to = None

    def _remember(self, stopped: StoppedAt) -> None:
        self.stopped = stopped
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _keep(self) -> None:
        self._place.tasks.run(partial(self._write, self.stopped))

    def _write(self, stopped: StoppedAt, _task: Task[None]) -> None:
        self._place.unit.drafting.stop_at(self._draft_id, stopped)

    def _key_of(self, widget: QWidget) -> str:
        for key, box in self._form.boxes.items():
            if box.isAncestorOf(widget):
                return key
        for kind, row in self._documents.rows.items():
            if row is widget or row.isAncestorOf(widget):
                return f"{_DOCUMENTS}{kind}"
        return ""

    def _widget_of(self, key: str) -> QWidget | None:
        if key.startswith(_DOCUMENTS):
            return self._documents.rows.get(key.removeprefix(_DOCUMENTS))
        box = self._form.boxes.get(key)
        return None if box is None else box.editor
