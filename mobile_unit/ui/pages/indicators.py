"""The indicators of the unit: a table of figures, the chosen one explained beside it, the list behind it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from mobile_unit.domain.disclosure import LEAST
from mobile_unit.domain.indicator_book import Told
from mobile_unit.domain.indicator_figures import Figure, in_words
from mobile_unit.domain.indicators import Indicator, Statistic
from mobile_unit.domain.moments import ClockSetting
from mobile_unit.domain.periods import Period
from mobile_unit.i18n import _, language, say
from mobile_unit.services.indicator_lists import Listed
from mobile_unit.services.indicators import Overview
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.models.lines_model import LinesModel
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import Scrolled, button, label
from mobile_unit.ui.widgets.indicator_card import IndicatorCard
from mobile_unit.ui.widgets.indicator_list import IndicatorList
from mobile_unit.ui.widgets.lines_table import LinesTable
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.paper_buttons import PaperButtons
from mobile_unit.ui.widgets.period_bar import PeriodBar
from mobile_unit.ui.wording import count_in_words
from mobile_unit.ui.workplace import Workplace

ROOM_FOR_TWO = 980
NAME, VALUE, COUNT, BEFORE = range(4)
VALUE_WIDTH, COUNT_WIDTH = 148, 84
_SAID_BY_NAME = (Statistic.COUNT, Statistic.SUM, Statistic.PER_THOUSAND)
"""Whose name says what is counted."""
_Found = tuple[Overview, str]


class IndicatorsPage(Page):
    interests = Changes(applications=True, day=True, survey=True, complaints=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Indicators"))
        self.seen: Overview | None = None
        self._indicators = place.unit.indicators
        self.bar = PeriodBar(self._indicators.this_month)
        self.bar.chosen.connect(self.reload)
        self.bar.clock_chosen.connect(self._set_clock)
        headings = (_("Indicator"), _("This period"), _("n"), _("Before"))
        self.model = LinesModel(headings, 1)
        self.table = LinesTable(self.model, _("Indicators"), self._open_list)
        for at, width in ((VALUE, VALUE_WIDTH), (COUNT, COUNT_WIDTH), (BEFORE, VALUE_WIDTH)):
            self.table.setColumnWidth(at, width)
        self.table.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.doubleClicked.connect(self._open_list)
        self.card = IndicatorCard()
        QShortcut(QKeySequence("Ctrl+D"), self).activated.connect(self._explain)
        self.list = IndicatorList(place, self._leave_list)
        self.views = QStackedWidget()
        self.views.addWidget(self._make_figures())
        self.views.addWidget(self.list)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.views, 1)

    def _make_figures(self) -> QWidget:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(12)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.table)
        hint = _("Enter shows the list behind a figure; n is what it is made of.")
        left.addWidget(label(hint, "small", wrap=True))
        self.papers = PaperButtons(
            self.place,
            self.message,
            _("Report (A4)"),
            ("Ctrl+O", "Ctrl+P", "Ctrl+Shift+S"),
            self._draw,
            "indikator",
        )
        self.sheet = button(_("Save as a sheet"), picture="save", shortcut="Ctrl+S")
        self.sheet.clicked.connect(self._ask_where)
        if not self._indicators.may_take_out:
            self.papers.hide()
            self.sheet.hide()
        self.toolbar.addWidget(self.sheet)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.card)
        right.addWidget(self.papers)
        right.addStretch(1)
        self._halves.addLayout(left, 7)
        self._halves.addLayout(right, 4)
        inside.addLayout(self._halves)
        inside.addStretch(1)
        return Scrolled(content)

    def take_focus(self) -> None:
        (self.list.table if self._shows_list else self.table).setFocus()

    def dress_anew(self) -> None:
        self.card.chart.update()

    def go_back(self) -> bool:
        if self._shows_list:
            self._leave_list()
            return True
        if self.card.hasFocus():
            self.table.setFocus()
            return True
        return False

    @property
    def _shows_list(self) -> bool:
        return self.views.currentWidget() is self.list

    @Slot()
    def reload(self) -> None:
        if self._shows_list:
            self._leave_list()
        work = partial(self._look, self.bar.wanted, self.bar.service.currentData() or "")
        self.place.tasks.run(work, self._show, self.show_error)

    def _look(self, period: Period, service: str, _task: Task[_Found]) -> _Found:
        return self._indicators.overview(period, service), self._indicators.first_month

    def _show(self, found: _Found) -> None:
        self.seen, first_month = found
        seen = self.seen
        named = [(each, say(self._indicators.service_name(each))) for each in seen.services]
        self.bar.offer(first_month, named, seen.setting)
        place = max(self.table.currentIndex().row(), 0)
        self.model.put([_line(each) for each in seen.told])
        self.table.fit(len(seen.told))
        self.table.setMinimumHeight(self.table.maximumHeight())
        self.table.selectRow(place)
        self._show_card(place)
        self.set_subtitle(
            _named(seen, say(self._indicators.service_name(seen.service)) if seen.service else "")
        )

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        self._show_card(index.row())

    def _show_card(self, place: int) -> None:
        if self.seen is not None and 0 <= place < len(self.seen.told):
            self.card.show_told(self.seen.told[place], self.seen)

    @Slot()
    def _explain(self) -> None:
        """To the card, which may be below what is seen, and back."""
        (self.table if self.card.hasFocus() else self.card).setFocus()

    @Slot(object)
    def _set_clock(self, setting: ClockSetting) -> None:
        self.place.tasks.run(partial(self._keep_clock, setting), self._kept, self.show_error)

    def _keep_clock(self, setting: ClockSetting, _task: Task[None]) -> None:
        self._indicators.set_clock(setting)

    def _kept(self, _nothing: None) -> None:
        self.reload()

    @Slot()
    def _open_list(self) -> None:
        told = self._told()
        if told is None or self.seen is None:
            return
        if told.indicator.statistic is Statistic.INDEX:
            self.place.go("survey")  # an answer is nobody's, but its parts are told there
            return
        asked = self.seen
        work = partial(self._behind, told.indicator, asked)
        self.place.tasks.run(work, partial(self._show_list, told.indicator, asked), self.show_error)

    def _behind(self, indicator: Indicator, asked: Overview, _task: Task[Listed]) -> Listed:
        service = asked.service if indicator.by_service else ""
        return self._indicators.behind(indicator, asked.period, service)

    def _show_list(self, indicator: Indicator, asked: Overview, listed: Listed) -> None:
        self.views.setCurrentWidget(self.list)
        self.list.show_list(f"{say(indicator.name)} · {say(asked.period.name)}", listed)

    @Slot()
    def _leave_list(self) -> None:
        self.views.setCurrentIndex(0)
        self.table.setFocus()

    def _told(self) -> Told | None:
        place = self.table.currentIndex().row()
        told = self.seen.told if self.seen else ()
        return told[place] if 0 <= place < len(told) else None

    def _draw(self) -> bytes:
        assert self.seen is not None
        return self._indicators.report(self.seen)

    @Slot()
    def _ask_where(self) -> None:
        proposed = str(Path.home() / "indikator.xlsx")
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save as a sheet"), proposed, _("Spreadsheet") + " (*.xlsx)"
        )
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        if self.seen is not None:
            work = partial(self._write, self.seen, path.with_suffix(".xlsx"))
            self.place.tasks.run(work, self._saved, self.show_error)

    def _write(self, seen: Overview, path: Path, _task: Task[None]) -> None:
        self._indicators.write_sheet(seen, path)

    def _saved(self, _nothing: None) -> None:
        self.message.say(_("The figures were saved as a sheet."), tone="good")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(beside if self.width() >= ROOM_FOR_TWO else below)


def _line(told: Told) -> tuple[str, ...]:
    indicator = told.indicator
    return (
        say(indicator.name),
        _value(indicator, told.now),
        _n(told.now),
        _value(indicator, told.before),
    )


def _value(indicator: Indicator, figure: Figure | None) -> str:
    if figure is not None and figure.hidden:
        return f"<{LEAST}"
    if figure is None or figure.value is None:
        return "–"
    number = in_words(indicator, figure.value, language())
    if indicator.statistic in _SAID_BY_NAME:
        return number
    unit = say(indicator.unit)
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip()


def _n(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f"<{LEAST}" if figure.n is None else count_in_words(figure.n)


def _named(seen: Overview, service: str) -> str:
    return f"{say(seen.period.name)} · {service or _('All services')}"
