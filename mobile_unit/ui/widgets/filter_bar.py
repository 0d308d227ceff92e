"""What a list is narrowed by: state, days, service; each a choice that a key reaches."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from mobile_unit.clock import today
from mobile_unit.domain.applications import Filter
from mobile_unit.domain.states import DRAFT, STATES
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import button, label
from mobile_unit.ui.widgets.typed_editors import DateEditor
from mobile_unit.ui.wording import state_word
from mobile_unit.ui.workplace import Workplace

FROM_TO = "from_to"


class FilterBar(QWidget):
    """Signals: ``changed`` when something was chosen."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self.state = _choice(_("State"), "Ctrl+1", self)
        self.days = _choice(_("Days"), "Ctrl+2", self)
        self.service = _choice(_("Service"), "Ctrl+3", self)
        self._fill()
        self.since = DateEditor(lambda: today(place.unit.clock), with_age=False)
        self.until = DateEditor(lambda: today(place.unit.clock), with_age=False)
        self.since.describe(_("First day"), "")
        self.until.describe(_("Last day"), "")
        self.clear_button = button(_("Show all"), role="quiet", shortcut="Ctrl+0")
        self.clear_button.clicked.connect(self.clear)
        line = QHBoxLayout()
        line.setSpacing(10)
        for each in (self.state, self.days, self.service):
            line.addWidget(each, 1)
            each.currentIndexChanged.connect(self._chosen)
        line.addWidget(self.clear_button)
        self._dates = QWidget()
        dates = QHBoxLayout(self._dates)
        dates.setContentsMargins(0, 0, 0, 0)
        dates.setSpacing(10)
        for words, editor in ((_("From"), self.since), (_("to"), self.until)):
            dates.addWidget(label(words, "muted"))
            dates.addWidget(editor)
            editor.edited.connect(self._dates_typed)
            editor.left.connect(self._dates_typed)
        self.since.entered.connect(self.until.setFocus)
        dates.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(line)
        whole.addWidget(self._dates)
        self._show_parts()

    def _fill(self) -> None:
        self.state.addItem(_("All states"), None)
        for state in STATES:
            if state != DRAFT:
                self.state.addItem(state_word(state), state)
        for words, value in (
            (_("All days"), None),
            (_("Today"), "today"),
            (_("The last 7 days"), "week"),
            (_("This month"), "month"),
            (_("From … to …"), FROM_TO),
        ):
            self.days.addItem(words, value)
        self.service.addItem(_("All services"), None)
        for code, service in self._place.unit.catalogue.services.items():
            self.service.addItem(say(service.short_title), code)

    def filter(self, words: str) -> Filter:
        """Everything chosen, with the words that were typed."""
        since, until = self._days()
        return Filter(words, self.state.currentData(), self.service.currentData(), since, until)

    @property
    def narrows(self) -> bool:
        return any(each.currentIndex() > 0 for each in (self.state, self.days, self.service))

    @Slot()
    def clear(self) -> None:
        """Show everything again."""
        if not self.narrows:
            return
        for each in (self.state, self.days, self.service):
            with QSignalBlocker(each):
                each.setCurrentIndex(0)
        self._chosen()

    def _days(self) -> tuple[date | None, date | None]:
        now, chosen = today(self._place.unit.clock), self.days.currentData()
        if chosen == "today":
            return now, now
        if chosen == "week":
            return now - timedelta(days=6), now
        if chosen == "month":
            return now.replace(day=1), now
        if chosen == FROM_TO:
            return _day(self.since.value()), _day(self.until.value())
        return None, None

    @Slot()
    def _chosen(self) -> None:
        self._show_parts()
        self.changed.emit()
        if self.sender() is self.days and self.days.currentData() == FROM_TO:
            self.since.setFocus()

    def _show_parts(self) -> None:
        self._dates.setVisible(self.days.currentData() == FROM_TO)
        self.clear_button.setEnabled(self.narrows)

    @Slot()
    def _dates_typed(self) -> None:
        for editor in (self.since, self.until):
            readable = editor.value() is None or _day(editor.value()) is not None
            editor.show_fault("" if readable else "warn")
        self.changed.emit()


def _choice(name: str, keys: str, parent: QWidget) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setToolTip(f"{name} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})")
    made.setMinimumContentsLength(8)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMaxVisibleItems(24)
    QShortcut(QKeySequence(keys), parent).activated.connect(made.setFocus)
    return made


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
