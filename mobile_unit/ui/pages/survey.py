"""The team's page of the satisfaction survey: the index and its parts, papers to type in, its notice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QComboBox, QVBoxLayout, QWidget

from mobile_unit.domain.periods import Period, month_name
from mobile_unit.domain.survey_results import Lines
from mobile_unit.domain.surveys import ELEMENTS, LEAST, Tally, grade, in_figures
from mobile_unit.i18n import _, language, ngettext, say
from mobile_unit.services.surveys import Overview
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.bars import Bar, Bars
from mobile_unit.ui.widgets.basics import Scrolled, button, card, column, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.survey_papers import SurveyPapers
from mobile_unit.ui.widgets.survey_publishing import SurveyPublishing
from mobile_unit.ui.widgets.tile import Tile
from mobile_unit.ui.workplace import Workplace

ROOM_FOR_TWO = 1000
ROOM_FOR_TILES = 760
LENGTHS = (1, 3, 6, 12)
"""Months, quarters, halves and years may be looked at, the current one and the one before."""


class SurveyPage(Page):
    interests = Changes(day=True, survey=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Satisfaction survey"))
        self.seen: Overview | None = None
        self._surveys = place.unit.surveys
        self.give = button(
            _("Give the screen to applicants"), role="primary", picture="survey", shortcut="Ctrl+K"
        )
        self.give.clicked.connect(place.kiosk_wanted)
        self.toolbar.addWidget(self.give)
        self.period = QComboBox()
        self.period.setAccessibleName(_("Period"))
        for months in LENGTHS:
            current = Period.around(self._surveys.this_month, months)
            for each in (current, current.before()):
                self.period.addItem(say(each.name), (each.since, each.until))
        self.period.setCurrentIndex(2)
        self.period.currentIndexChanged.connect(self.reload)
        above = label(_("Period"), "label")
        above.setBuddy(self.period)
        QShortcut(QKeySequence("Ctrl+M"), self).activated.connect(self.period.setFocus)
        self.index = Tile(_("Satisfaction index (IKM)"))
        self.respondents = Tile(_("Answers in this period"))
        self.wanted = Tile(_("Still to be asked"))
        self.today = Tile(_("Given today"))
        self._tiles = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._tiles.setSpacing(14)
        for tile in (self.index, self.respondents, self.wanted, self.today):
            self._tiles.addWidget(tile, 1)
        self.papers = SurveyPapers(place)
        self.papers.kept.connect(self.reload)
        self.papers.failed.connect(self.show_error)
        QShortcut(QKeySequence("Ctrl+D"), self).activated.connect(self.papers.digits.setFocus)
        self.publishing = SurveyPublishing(place, self.message)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        inside.addLayout(row(above, self.period, None))
        inside.addLayout(self._tiles)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(16)
        self._halves.addWidget(self._make_elements(), 6)
        right = column(self._make_groups(), self.papers, None, spacing=16)
        self._halves.addLayout(right, 5)
        inside.addLayout(self._halves)
        inside.addWidget(self.publishing)
        inside.addStretch(1)
        self.body.addWidget(Scrolled(content), 1)

    def _make_elements(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("By element"), "heading"))
        self.elements = Bars()
        inside.addWidget(self.elements)
        self.few = label("", "muted", wrap=True)
        inside.addWidget(self.few)
        inside.addStretch(1)
        return frame

    def _make_groups(self) -> QWidget:
        frame, inside = card()
        self.by = ChoiceRow(
            [
                ("places", _("Places")),
                ("families", _("Services")),
                ("months", _("Months")),
                ("traits", _("Who answered")),
            ],
            _("Broken down by"),
        )
        self.by.set_value("places")
        self.by.changed.connect(self._show_groups)
        inside.addWidget(self.by)
        self.groups = Bars()
        inside.addWidget(self.groups)
        self.no_groups = label("–", "muted", wrap=True)
        inside.addWidget(self.no_groups)
        return frame

    def take_focus(self) -> None:
        self.papers.digits.setFocus()

    def leave(self) -> None:
        self.publishing.keep()

    def dress_anew(self) -> None:
        self.elements.update()
        self.groups.update()

    @Slot()
    def reload(self) -> None:
        since, until = self.period.currentData(Qt.ItemDataRole.UserRole)
        work = partial(self._look, Period(since, until))
        self.place.tasks.run(work, self._show, self.show_error)

    def _look(self, period: Period, _task: Task[tuple[Overview, str]]) -> tuple[Overview, str]:
        return self._surveys.overview(period), self._surveys.here()

    def _show(self, found: tuple[Overview, str]) -> None:
        seen, here = found
        self.seen = seen
        tally = seen.told.tally
        letter, words = grade(tally.index)
        self.index.say(in_figures(tally.index, language()), f"{letter} {say(words)}" if tally.index else "")
        served = ngettext("of {count} application", "of {count} applications", seen.served)
        self.respondents.say(str(tally.respondents), served.format(count=seen.served))
        left = max(seen.wanted - tally.respondents, 0)
        self.wanted.say(str(left), _("of {count} wanted").format(count=seen.wanted))
        waiting = ngettext("{count} waits", "{count} wait", seen.waiting).format(count=seen.waiting)
        self.today.say(str(seen.today), waiting if seen.waiting else "")
        self.set_subtitle(self._in_words(seen))
        self._show_elements(seen, tally)
        self._show_groups()
        self.papers.set_here(here)
        self.publishing.show_overview(seen)

    def _in_words(self, seen: Overview) -> str:
        """Why what was just answered is not in the figures yet."""
        words = _(
            "Nobody can be told from the figures: answers are counted at the closing of the day, when {count}"
            " of the same place and service have come together."
        )
        return words.format(count=LEAST)

    def _show_elements(self, seen: Overview, tally: Tally) -> None:
        asked, lowest = self._surveys.questionnaire, tally.lowest()
        bars = []
        for key in ELEMENTS:
            score = tally.score(key)
            figure = f"{in_figures(score, language())}  {grade(score)[0]}" if score else "–"
            tone = "warn" if key in lowest else "accent"
            bars.append(Bar(say(asked.element(key).name), _share(score), figure, tone))
        self.elements.show_bars(bars)
        if seen.told.too_few:
            words = _("There are answers in this period, but fewer than {count}.").format(count=LEAST)
        elif tally.respondents:
            words = _("The three lowest are marked.")
        else:
            words = _("No answer of this period was counted yet.")
        self.few.setText(words)

    @Slot()
    def _show_groups(self) -> None:
        if self.seen is None:
            return
        chosen, told = self.by.value(), self.seen.told
        if chosen == "traits":
            bars = self._traits()
        else:
            bars = self._lines(
                {"places": told.places, "families": told.families, "months": told.months}[chosen]
            )
        self.groups.show_bars(bars)
        self.no_groups.setVisible(not bars)

    def _lines(self, lines: Lines) -> Sequence[Bar]:
        name = {"places": self._place_name, "families": self._family_name, "months": self._month_name}
        return [
            Bar(
                _("Others, together") if key is None else name[self.by.value()](key),
                _share(tally.index),
                f"{in_figures(tally.index, language())}  ({tally.respondents})",
            )
            for key, tally in lines
        ]

    def _traits(self) -> Sequence[Bar]:
        assert self.seen is not None
        told = self.seen.told
        return [
            Bar(
                f"{say(attribute.name)}: {say(value.name)}",
                (count or 0) / max(told.tally.respondents, 1),
                f"<{LEAST}" if count is None else str(count),
            )
            for attribute in self._surveys.questionnaire.attributes
            for value in attribute.values
            for count in [told.traits.get((attribute.key, value.key), 0)]
            if count != 0
        ]

    def _place_name(self, key: str) -> str:
        return self.place.unit.regions.name_of(key)

    def _family_name(self, key: str) -> str:
        return say(self._surveys.questionnaire.family_name(key))

    def _month_name(self, key: str) -> str:
        return say(month_name(key))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(beside if self.width() >= ROOM_FOR_TWO else below)
        self._tiles.setDirection(beside if self.width() >= ROOM_FOR_TILES else below)


def _share(hundredths: int | None) -> float:
    """How far along the scale from 25 to 100."""
    return 0.0 if hundredths is None else (hundredths - 2500) / 7500
