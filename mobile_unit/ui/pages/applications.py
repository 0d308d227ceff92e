"""All applications of this laptop, searched as one types."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QVBoxLayout

from mobile_unit.domain.applications import Count
from mobile_unit.domain.states import STATES
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.icons import icon
from mobile_unit.ui.models.applications_model import ApplicationsModel, Column
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.basics import button, label
from mobile_unit.ui.widgets.export_button import ExportButton
from mobile_unit.ui.widgets.filter_bar import FilterBar
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.people_panel import PeoplePanel
from mobile_unit.ui.widgets.rows_table import ListTable
from mobile_unit.ui.widgets.state_delegate import StateDelegate
from mobile_unit.ui.wording import count_in_words, moment_in_words, state_word
from mobile_unit.ui.workplace import Workplace

SEARCH_AFTER_MS = 30
CELL_MARGINS = 30


class ApplicationsPage(Page):
    interests = Changes(applications=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Applications"))
        self.model = ApplicationsModel(place)
        self.model.counted.connect(self._counted)
        self.model.failed.connect(self.show_error)
        self.model.modelAboutToBeReset.connect(self._before_reset)
        self.model.modelReset.connect(self._after_reset)
        self._kept: int | None = None
        self._longest = self._longest_words()
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search by name, number, NIK, passport or phone"))
        self.search.setAccessibleName(_("Search applications"))
        self.search.setToolTip(_("Search ({keys})").format(keys="Ctrl+F"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(38)
        self._glass = QAction(self)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._into_list)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_AFTER_MS)
        self._pause.timeout.connect(self._search_now)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self.take_focus)
        check = button(_("Check a receipt"), role="quiet", picture="done", shortcut="Ctrl+T")
        check.clicked.connect(self._check_receipt)
        self.toolbar.addWidget(check)
        self.filters = FilterBar(place)
        self.filters.changed.connect(self._typed)
        self.people = PeoplePanel(place, self.message)
        self.toolbar.addWidget(self.people.button)
        self.export = ExportButton(place, self.message, lambda: self.model.filter)
        self.toolbar.addWidget(self.export)
        self.table = self._make_table()
        self._nothing = label(_("No application matches."), "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        list_ = QVBoxLayout()
        list_.setSpacing(10)
        list_.addWidget(self.search)
        list_.addWidget(self.filters)
        list_.addWidget(self.table, 1)
        list_.addWidget(self._nothing)
        self.body.addWidget(self.people)
        self.body.addLayout(list_, 1)
        self.dress_anew()

    def _make_table(self) -> ListTable:
        table = ListTable(self.model, _("Applications, newest first"), self.open_current, Column.NAME)
        table.setItemDelegateForColumn(Column.STATE, StateDelegate(ApplicationsModel.StateRole, table))
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        return table

    def take_focus(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def dress_anew(self) -> None:
        self._glass.setIcon(icon("search", tokens().muted, 18))

    def reload(self) -> None:
        self.model.reload()

    def go_back(self) -> bool:
        if self.people.isVisible():
            self.people.hide()
            self.take_focus()
            return True
        if self.search.text():
            self.search.clear()
            return True
        if self.filters.narrows:
            self.filters.clear()
            return True
        return False

    @Slot()
    def _typed(self) -> None:
        self._pause.start()

    @Slot()
    def _search_now(self) -> None:
        self.model.show(self.filters.filter(self.search.text()))

    @Slot()
    def _check_receipt(self) -> None:
        self.place.go("receipt_check")

    @Slot()
    def _into_list(self) -> None:
        if self.place.unit.authenticity.is_code(self.search.text()):
            code = self.search.text()
            self.search.clear()
            self.place.go("receipt_check", code)
            return
        if self.model.rowCount():
            self.table.take_cursor()

    @Slot(object)
    def _counted(self, count: Count) -> None:
        if count.exact:
            words = ngettext("{count} application", "{count} applications", count.number)
        else:
            words = _("more than {count} applications")
        self.set_subtitle(words.format(count=count_in_words(count.number)))
        self._nothing.setVisible(count.number == 0)

    @Slot()
    def _before_reset(self) -> None:
        self._kept = self.model.key_at(self.table.currentIndex())

    @Slot()
    def _after_reset(self) -> None:
        row = self.model.row_of(self._kept)
        if row is not None:
            self.table.selectRow(row)

    def open_current(self) -> None:
        application_id = self.model.id_at(self.table.currentIndex())
        if application_id is not None:
            self.place.go("application", application_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self._into_list()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room by what columns hold; on a small screen the less telling ones step back."""
        super().resizeEvent(event)
        self.table.setColumnHidden(Column.NIK, self.width() < 1200)
        self.table.setColumnHidden(Column.SERVICE, self.width() < 900)
        metrics = self.table.fontMetrics()
        for column, longest in self._longest.items():
            self.table.setColumnWidth(column, metrics.horizontalAdvance(longest) + CELL_MARGINS)

    def _longest_words(self) -> dict[Column, str]:
        """For each column of fixed width, the longest that is to be expected in it."""
        services = self.place.unit.catalogue.services.values()
        states = [state_word(state) for state in STATES]
        usual = sorted(states, key=len)[len(states) * 3 // 4]
        return {
            Column.NUMBER: "WK01A-261124-0000-W",
            Column.NIK: "1808**********08",
            Column.SERVICE: max((say(service.short_title) for service in services), key=len),
            Column.TAKEN: moment_in_words("2026-05-28T20:48:00+07:00"),
            Column.STATE: usual + "MM",
        }
