"""An officer's training and work: one's own; for a team leader everybody's, one at a time, and the unit's."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QComboBox, QVBoxLayout, QWidget

from mobile_unit.domain.performance import LEAST, LONGEST_MINUTES, Figures
from mobile_unit.domain.periods import Period
from mobile_unit.domain.surveys import grade, in_figures
from mobile_unit.domain.trainings import Training
from mobile_unit.i18n import _, language, ngettext, say
from mobile_unit.services.personnel import Person, UnitWork
from mobile_unit.services.quizzes import Offered
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, column, empty, label, row
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.quiz_card import QuizCard
from mobile_unit.ui.widgets.tile import Tile
from mobile_unit.ui.wording import day_in_words
from mobile_unit.ui.workplace import Workplace

LENGTHS = (3, 12, 1)
ROOM_FOR_TILES = 700
_Found = tuple[Person, UnitWork, list[Offered]]


class PersonnelPage(Page):
    interests = Changes(applications=True, survey=True, news=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Training and work"))
        self._personnel = place.unit.personnel
        self.officer = QComboBox()
        self.officer.setAccessibleName(_("Officer"))
        self.officer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.officer.setMinimumContentsLength(16)
        self.officer.currentIndexChanged.connect(self.reload)
        self.period = QComboBox()
        self.period.setAccessibleName(_("Period"))
        for months in LENGTHS:
            current = Period.around(self._personnel.this_month, months)
            for each in (current, current.before()):
                self.period.addItem(say(each.name), (each.since, each.until))
        self.period.currentIndexChanged.connect(self.reload)
        QShortcut(QKeySequence("Ctrl+M"), self).activated.connect(self.period.setFocus)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.officer.setFocus)
        self.explain = button(_("What these figures mean"), role="quiet", picture="help", shortcut="Ctrl+D")
        self.explain.setCheckable(True)
        self.explain.toggled.connect(self._explain)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        self._officer_label = label(_("Officer"), "label")
        self._officer_label.setBuddy(self.officer)
        above = label(_("Period"), "label")
        above.setBuddy(self.period)
        inside.addLayout(row(self._officer_label, self.officer, above, self.period, None))
        self.quiz = QuizCard()
        self.quiz.answered.connect(self._answer)
        inside.addWidget(self.quiz)
        inside.addWidget(self._make_training())
        inside.addWidget(self._make_work())
        inside.addStretch(1)
        self.body.addWidget(Scrolled(content), 1)

    def _make_training(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("Training"), "heading"))
        self.hours = label("", "large", wrap=True)
        self.lacking = label("", "warn", wrap=True)
        self.soon = label("", "muted", wrap=True)
        self._attended = QVBoxLayout()
        self._attended.setSpacing(4)
        for part in (self.hours, self.lacking, self.soon):
            inside.addWidget(part)
        inside.addLayout(self._attended)
        return frame

    def _make_work(self) -> QWidget:
        frame, inside = card()
        inside.addLayout(row(label(_("Work"), "heading"), None, self.explain))
        self.served, self.minutes = Tile(_("Applications taken")), Tile(_("Minutes for one (median)"))
        self.returned = Tile(_("Asked to be corrected"))
        self.whole, self.index = Tile(_("Taken by the unit")), Tile(_("Satisfaction with the unit"))
        self._own = self._tiles(self.served, self.minutes, self.returned)
        self._units = self._tiles(self.whole, self.index)
        self.few = label("", "muted", wrap=True)
        self.meaning = label(self._definitions(), "muted", wrap=True)
        self.meaning.hide()
        inside.addLayout(self._own)
        inside.addWidget(self.few)
        inside.addLayout(self._units)
        inside.addWidget(self.meaning)
        return frame

    def _tiles(self, *tiles: Tile) -> QBoxLayout:
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setSpacing(14)
        for tile in tiles:
            line.addWidget(tile, 1)
        return line

    @staticmethod
    def _definitions() -> str:
        parts = (
            _("Applications taken: those submitted by the officer in the period, whoever corrected them."),
            _(
                "Minutes: from opening the form to the receipt; half were shorter. A form that lay for over"
                " {hours} hours is left out. Difficult papers take longer, whoever takes them."
            ).format(hours=LONGEST_MINUTES // 60),
            _("Asked to be corrected: at least once by head office, whatever the reason."),
            _("Satisfaction is of the whole unit: answers are anonymous and name no officer."),
            _("Of fewer than {count} applications nothing is told. There is no mark and no ranking.").format(
                count=LEAST
            ),
        )
        return "\n".join(parts)

    @Slot(bool)
    def _explain(self, shown: bool) -> None:
        self.meaning.setVisible(shown)

    def take_focus(self) -> None:
        (self.officer if self.officer.count() > 1 else self.period).setFocus()

    @Slot()
    def reload(self) -> None:
        since, until = self.period.currentData(Qt.ItemDataRole.UserRole)
        chosen = self.officer.currentData() or self.place.unit.context.officer.nip
        work = partial(self._look, chosen, Period(since, until))
        self.place.tasks.run(work, self._show, self.show_error)

    def _look(self, nip: str, period: Period, _task: Task[_Found]) -> _Found:
        offered = self.place.unit.quizzes.offered()
        return self._personnel.person(nip, period), self._personnel.unit(period), offered

    def _show(self, found: _Found) -> None:
        person, unit, offered = found
        self.quiz.show_offered(offered)
        self._list_officers()
        self._show_training(person)
        self._show_work(person.work, unit)
        self.set_subtitle(
            _("For you and your team leader only.")
            if self.officer.count() <= 1
            else _("For each officer and the team leader only.")
        )

    def _list_officers(self) -> None:
        if self.officer.count() == 0:
            self.officer.blockSignals(True)
            for each in self._personnel.visible():
                self.officer.addItem(each.name, each.nip)
            self.officer.blockSignals(False)
        for part in (self.officer, self._officer_label):
            part.setVisible(self.officer.count() > 1)

    def _show_training(self, person: Person) -> None:
        stands = person.standing
        words = _("{hours} of {wanted} lesson hours (JP) this year")
        self.hours.setText(words.format(hours=stands.hours, wanted=stands.wanted))
        lacking = "; ".join(say(topic.name) for topic in stands.lacking)
        self.lacking.setText(_("Still needed: {topics}").format(topics=lacking) if lacking else "")
        self.lacking.setVisible(bool(lacking))
        soon = "; ".join(f"{say(topic.name)} ({day_in_words(last)})" for topic, last in stands.soon)
        self.soon.setText(_("To be renewed soon: {topics}").format(topics=soon) if soon else "")
        self.soon.setVisible(bool(soon))
        empty(self._attended)
        for each in person.trainings:
            self._attended.addLayout(_attended(each))
        if not person.trainings:
            self._attended.addWidget(
                label(_("Head office has written down no training yet."), "muted", wrap=True)
            )

    def _show_work(self, work: Figures, unit: UnitWork) -> None:
        self.served.say(_figure(work.served))
        self.minutes.say(_figure(work.minutes))
        self.returned.say(_figure(work.returned))
        self.few.setText(
            ""
            if work.enough
            else _("Fewer than {count} in this period: nothing is told.").format(count=LEAST)
        )
        self.few.setVisible(not work.enough)
        self.whole.say(_figure(unit.work.served))
        letter, words = grade(unit.index)
        self.index.say(in_figures(unit.index, language()), f"{letter} {say(words)}" if unit.index else "")

    @Slot(str, object)
    def _answer(self, quiz: str, chosen: list[int]) -> None:
        work = partial(self._answer_now, quiz, chosen)
        self.place.tasks.run(work, partial(self._answered, len(chosen)), self.show_error)

    def _answer_now(self, quiz: str, chosen: list[int], _task: Task[int]) -> int:
        return self.place.unit.quizzes.answer(quiz, chosen)

    def _answered(self, count: int, score: int) -> None:
        words = _("{score} of {count} were right.").format(score=score, count=count)
        self.message.say(words, tone="good")
        self.place.announce(Changes(news=True, link=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        for line in (self._own, self._units):
            line.setDirection(beside if self.width() >= ROOM_FOR_TILES else below)


def _figure(count: int | None) -> str:
    return "–" if count is None else str(count)


def _attended(each: Training) -> QVBoxLayout:
    hours = ngettext("{count} lesson hour", "{count} lesson hours", each.hours).format(count=each.hours)
    parts = [day_in_words(date.fromisoformat(each.day)), hours, each.provider, each.certificate]
    if each.expires_on:
        parts.append(_("valid until {day}").format(day=day_in_words(date.fromisoformat(each.expires_on))))
    below = label(" · ".join(filter(None, parts)), "small", wrap=True)
    return column(label(each.title, wrap=True), below, spacing=0)
