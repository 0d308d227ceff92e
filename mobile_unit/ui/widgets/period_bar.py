"""Chooses a period of whole months, a service, and from which moment to which one time is counted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from mobile_unit.domain.moments import STARTS, STOPS, ClockSetting
from mobile_unit.domain.periods import Period, month_name
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import label, row

LENGTHS = (1, 3, 6, 12)
"""Months, quarters, halves and years, the current one and the one before."""
USUAL = 2
FEWEST_LETTERS, LONGER = 15, 24
_OWN = "own"


class PeriodBar(QWidget):
    """Signals: ``chosen`` for another period or service, ``clock_chosen`` (ClockSetting)."""

    chosen = Signal()
    clock_chosen = Signal(object)

    def __init__(self, this_month: str) -> None:
        super().__init__()
        self._this_month = this_month
        self._first = this_month
        self.period = _combo(_("Period"), "Ctrl+M", self)
        for months in LENGTHS:
            current = Period.around(this_month, months)
            for each in (current, current.before()):
                self.period.addItem(say(each.name), (each.since, each.until))
        self.period.addItem(_("From month to month"), _OWN)
        self.period.setCurrentIndex(USUAL)
        self.since, self.until = _combo(_("First month"), "", self), _combo(_("Last month"), "", self)
        self.service = _combo(_("Service"), "Ctrl+F", self)
        self.service.addItem(_("All services"), "")
        self.start, self.stop = (
            _combo(_("Time is counted from"), "Ctrl+K", self),
            _combo(_("until"), "", self),
        )
        self.start.setMinimumContentsLength(LONGER)
        for box, moments in ((self.start, STARTS), (self.stop, STOPS)):
            for key, words in moments.items():
                box.addItem(say(words), key)
        lines = QGridLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setVerticalSpacing(8)
        lines.setHorizontalSpacing(12)
        own = row(self.since, self.until)
        for place, (name, box) in enumerate(((_("Period"), self.period), (_("Service"), self.service))):
            lines.addWidget(_above(name, box), 0, 2 * place)
            lines.addWidget(box, 0, 2 * place + 1)
        lines.addLayout(own, 2, 1, 1, 3)
        for place, (name, box) in enumerate(
            ((self.start.accessibleName(), self.start), (_("until"), self.stop))
        ):
            lines.addWidget(_above(name, box), 1, 2 * place)
            lines.addWidget(box, 1, 2 * place + 1)
        lines.setColumnStretch(4, 1)
        self._show_own()
        self.period.currentIndexChanged.connect(self._period_chosen)
        for box in (self.since, self.until, self.service):
            box.currentIndexChanged.connect(self._another)
        for box in (self.start, self.stop):
            box.currentIndexChanged.connect(self._other_clock)

    @property
    def wanted(self) -> Period:
        """The period that is chosen; two months that stand the wrong way round are turned."""
        chosen = self.period.currentData()
        if chosen != _OWN:
            return Period(*chosen)
        since = self.since.currentData() or self._this_month
        until = self.until.currentData() or self._this_month
        return Period(min(since, until), max(since, until))

    def offer(self, first_month: str, services: Sequence[tuple[str, str]], clock: ClockSetting) -> None:
        """What may be chosen from; what is chosen stays."""
        if first_month != self._first or not self.since.count():
            self._first = first_month
            months = Period(min(first_month, self._this_month), self._this_month).months
            for box, place in ((self.since, 0), (self.until, len(months) - 1)):
                kept = box.currentData()
                _filled(box, [(each, say(month_name(each))) for each in months], kept or months[place])
        listed = [("", _("All services")), *services]
        if [self.service.itemData(place) for place in range(self.service.count())] != [
            key for key, _n in listed
        ]:
            _filled(self.service, listed, self.service.currentData())
        for box, key in ((self.start, clock.start), (self.stop, clock.stop)):
            with QSignalBlocker(box):
                box.setCurrentIndex(max(box.findData(key), 0))

    def _show_own(self) -> None:
        for box in (self.since, self.until):
            box.setVisible(self.period.currentData() == _OWN)

    @Slot()
    def _period_chosen(self) -> None:
        self._show_own()
        self.chosen.emit()

    @Slot()
    def _another(self) -> None:
        self.chosen.emit()

    @Slot()
    def _other_clock(self) -> None:
        self.clock_chosen.emit(ClockSetting(self.start.currentData(), self.stop.currentData()))


def _combo(name: str, key: str, parent: QWidget) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(FEWEST_LETTERS)
    if key:
        box.setToolTip(f"{name} ({key})")
        QShortcut(QKeySequence(key), parent).activated.connect(box.setFocus)
    return box


def _above(name: str, box: QComboBox) -> QLabel:
    made = label(name, "label")
    made.setBuddy(box)
    return made


def _filled(box: QComboBox, items: Sequence[tuple[str, str]], chosen: str | None) -> None:
    with QSignalBlocker(box):
        box.clear()
        for key, words in items:
            box.addItem(words, key)
        box.setCurrentIndex(max(box.findData(chosen), 0))
