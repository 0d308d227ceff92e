"""All drafts of this laptop, by name: Enter goes on with one, Delete pressed twice throws it away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from mobile_unit.i18n import _, ngettext
from mobile_unit.services.intake import DraftSummary
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.icons import icon
from mobile_unit.ui.models.drafts_model import Column, DraftsModel
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.basics import button, label
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.rows_table import ListTable
from mobile_unit.ui.wording import count_in_words
from mobile_unit.ui.workplace import Workplace

SEARCH_AFTER_MS = 120
FIXED_WIDTHS = {Column.SERVICE: 250, Column.DOCUMENTS: 90, Column.TYPED: 190}


class _Table(ListTable):
    """Delete throws away."""

    def __init__(self, page: DraftsPage) -> None:
        super().__init__(page.model, _("Drafts, newest first"), page.open_current, Column.NAME)
        self._page = page
        for column, width in FIXED_WIDTHS.items():
            self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and not event.isAutoRepeat():
            self._page.discard_current()
        else:
            super().keyPressEvent(event)


class DraftsPage(Page):
    interests = Changes(drafts=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Drafts"))
        self.model = DraftsModel(place.unit.catalogue)
        self._to_discard: str | None = None
        back = button(_("Back"), role="quiet", picture="back", tip=_("Back to the day (Esc)"))
        back.clicked.connect(self._to_today)
        self.toolbar.addWidget(back)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search drafts by name"))
        self.search.setAccessibleName(_("Search drafts"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(38)
        self._glass = QAction(self)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_AFTER_MS)
        self._pause.timeout.connect(self.reload)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._into_list)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.take_focus)
        self.table = _Table(self)
        self._nothing = label(_("No draft matches."), "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        inside = QVBoxLayout()
        inside.setSpacing(10)
        inside.addWidget(self.search)
        inside.addWidget(self.table, 1)
        inside.addWidget(self._nothing)
        inside.addWidget(label(_("Enter goes on with a draft, Delete throws it away."), "small"))
        self.body.addLayout(inside, 1)
        self.dress_anew()

    def take_focus(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def dress_anew(self) -> None:
        self._glass.setIcon(icon("search", tokens().muted, 18))

    def reload(self) -> None:
        self.place.tasks.run(partial(self._find, self.search.text()), self._show, self.show_error)

    def _find(self, words: str, _task: Task[tuple[DraftSummary, ...]]) -> tuple[DraftSummary, ...]:
        return self.place.unit.drafting.find(words)

    def _show(self, drafts: tuple[DraftSummary, ...]) -> None:
        kept, row = self.model.id_at(self.table.currentIndex()), max(self.table.currentIndex().row(), 0)
        self.model.show(drafts)
        words = ngettext("{count} draft", "{count} drafts", len(drafts))
        self.set_subtitle(words.format(count=count_in_words(len(drafts))))
        self._nothing.setText(
            _("No draft matches.")
            if self.search.text().strip()
            else _("No drafts. What you begin and leave is kept here.")
        )
        self._nothing.setVisible(not drafts)
        if kept is not None and drafts:
            found = self.model.row_of(kept)
            self.table.selectRow(min(row, len(drafts) - 1) if found is None else found)

    def leave(self) -> None:
        self.search.clear()
        self._to_discard = None

    def go_back(self) -> bool:
        if self.search.text():
            self.search.clear()
            return True
        return False

    @Slot()
    def _to_today(self) -> None:
        self.place.go("today")

    @Slot()
    def _typed(self) -> None:
        self._pause.start()

    @Slot()
    def _into_list(self) -> None:
        if self.model.rowCount():
            self.table.take_cursor()

    def open_current(self) -> None:
        draft_id = self.model.id_at(self.table.currentIndex())
        if draft_id is not None:
            self.place.go("new", draft_id)

    def discard_current(self) -> None:
        """The first Delete asks, the second throws away."""
        draft_id = self.model.id_at(self.table.currentIndex())
        if draft_id is None:
            return
        if draft_id != self._to_discard:
            self._to_discard = draft_id
            self.message.say(_("Really throw this draft away? Press Delete once more."), tone="warn")
            return
        self._to_discard = None
        self.message.clear()
        self.place.tasks.run(partial(self._discard, draft_id), self._discarded, self.show_error)

    def _discard(self, draft_id: str, _task: Task[None]) -> None:
        self.place.unit.intake.discard_draft(draft_id)

    def _discarded(self, _nothing: None) -> None:
        self.place.announce(Changes(drafts=True))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self._into_list()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(Column.DOCUMENTS, self.width() < 780)
