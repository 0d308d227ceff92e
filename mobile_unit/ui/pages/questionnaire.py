"""The survey as an applicant sees it: large, one question a page, a digit or a touch for each answer.

It speaks the language that the applicant takes, whatever the program's is; its words are the questionnaire's
own. Left alone it goes back to the start, and what was not finished is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from mobile_unit.domain.texts import LANGUAGES
from mobile_unit.i18n import DEFAULT_LANGUAGE
from mobile_unit.ui.sitting import TRAIT, Sitting, steps_of
from mobile_unit.ui.tasks import Task, Tasks
from mobile_unit.ui.widgets.basics import dress, empty, label, row
from mobile_unit.ui.widgets.front import LANGUAGE_NAMES

if TYPE_CHECKING:
    from mobile_unit.services.surveys import Surveys

PATIENCE_MS = 45_000
"""Without a touch for so long, it asks whether anybody is there."""
COUNT_DOWN = 15
"""Seconds, until what was not finished is forgotten."""
THANKS_MS = 10_000
LOW = 640
"""Below this height (a small or magnified screen) letters are smaller and choices stand in two columns."""


class QuestionnairePage(QWidget):
    """``leave`` is called when an officer wants to come in; nothing else leads away from here."""

    def __init__(self, surveys: Surveys, tasks: Tasks, leave: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._surveys = surveys
        self._tasks = tasks
        self._leave = leave
        self.asked = surveys.questionnaire
        self._steps = steps_of(self.asked)
        self.language = DEFAULT_LANGUAGE
        self.sitting: Sitting | None = None
        self._moment = self._start
        """Draws what is shown now: the start, a question, the thanks, a failure."""
        self.patience = QTimer(self)
        self.patience.setSingleShot(True)
        self.patience.setInterval(PATIENCE_MS)
        self.patience.timeout.connect(self._ask_whether_there)
        self.second = QTimer(self)
        self.second.setInterval(1000)
        self.second.timeout.connect(self.count_down)
        self._left = 0
        self._parting = QTimer(self)
        self._parting.setSingleShot(True)
        self._parting.setInterval(THANKS_MS)
        self._parting.timeout.connect(self.restart)
        self._build()
        self.restart()

    def _build(self) -> None:
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self._count = label("", "large")
        self._languages = QHBoxLayout()
        self._languages.setSpacing(10)
        self.warning = label("", "kiosk_warning", wrap=True)
        self.warning.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.above = label("", "large")
        self.question = label("", "kiosk_question", wrap=True)
        self.more = label("", "large", wrap=True)
        self.buttons: list[QPushButton] = []
        self._choices = QGridLayout()
        self._foot = QHBoxLayout()
        self._foot.setSpacing(14)
        inside = self._inside = QVBoxLayout(self)
        inside.addLayout(row(self._count, None, self._languages))
        inside.addWidget(self.progress)
        inside.addStretch(1)
        inside.addWidget(self.above)
        inside.addWidget(self.question)
        inside.addWidget(self.more)
        inside.addLayout(self._choices)
        inside.addStretch(2)
        inside.addWidget(self.warning)
        inside.addLayout(self._foot)

    @property
    def _is_low(self) -> bool:
        return self.height() < LOW

    def say(self, key: str) -> str:
        return self.asked.words[key].in_(self.language)

    @Slot()
    def restart(self) -> None:
        """Forget what was chosen and wait for the next applicant."""
        self.language = DEFAULT_LANGUAGE
        self.sitting = None
        self._show(self._start)

    def _show(self, moment: Callable[[], None]) -> None:
        self._moment = moment
        self._parting.stop()
        self._be_patient()
        self.setUpdatesEnabled(False)
        self.buttons.clear()
        empty(self._choices)
        empty(self._foot)
        empty(self._languages)
        margins = (36, 12, 36, 12) if self._is_low else (56, 28, 56, 24)
        self._inside.setContentsMargins(*margins)
        self._inside.setSpacing(8 if self._is_low else 16)
        self._choices.setSpacing(8 if self._is_low else 14)
        dress(self.question, dense="yes" if self._is_low else "no")
        moment()
        self.setUpdatesEnabled(True)
        self.setFocus()

    def _start(self) -> None:
        self.patience.stop()
        self._count.setText(self.asked.title.in_(self.language))
        self.progress.hide()
        self._say("", self.say("welcome"), self.say("invitation"))
        for number, code in enumerate(LANGUAGES, 1):
            words = f"{self.asked.words['start'].in_(code)} ({LANGUAGE_NAMES[code]})"
            self._offer(number, words, partial(self._begin, code))
        self._lay_out(1)
        self._add_foot(None)

    @Slot()
    def _begin(self, code: str, _checked: bool = False) -> None:
        self.language = code
        self.sitting = Sitting(self._steps)
        self._show(self._ask)

    def _ask(self) -> None:
        assert self.sitting is not None
        step, at = self.sitting.step, self.sitting.at + 1
        self._count.setText(self.say("step").format(number=at, count=len(self._steps)))
        self.progress.setRange(0, len(self._steps))
        self.progress.setValue(at)
        self.progress.setAccessibleName(self._count.text())
        self.progress.show()
        above = self.say("about_you") if step.kind == TRAIT else ""
        self._say(above, step.question.in_(self.language), "")
        for number, (value, words) in enumerate(step.choices, 1):
            made = self._offer(number, words.in_(self.language), partial(self._choose, number))
            dress(made, chosen="yes" if self.sitting.chosen.get(step.key) == value else "no")
        self._lay_out(2 if len(step.choices) > 4 or self._is_low else 1)
        for code in LANGUAGES:
            if code != self.language:
                self._languages.addWidget(self._small(LANGUAGE_NAMES[code], partial(self._speak, code)))
        back = self._small(f"←  {self.say('back')}", self.back)
        skip = self._small(f"0   {self.say('no_answer')}", self._skip) if step.may_be_skipped else None
        self._add_foot(back, skip, self._small(self.say("again"), self.restart))

    def _say(self, above: str, question: str, more: str) -> None:
        for part, words in ((self.above, above), (self.question, question), (self.more, more)):
            part.setText(words)
            part.setVisible(bool(words))
        self.setAccessibleName(" ".join(filter(None, (above, question, more))))

    def _offer(self, number: int, words: str, then: Callable[[], None]) -> QPushButton:
        made = QPushButton(f"{number}    {words}")
        made.setProperty("role", "kiosk")
        made.setProperty("dense", "yes" if self._is_low else "no")
        made.setAccessibleName(f"{number}. {words}")
        made.setAccessibleDescription(self.question.text())
        made.clicked.connect(then)
        self.buttons.append(made)
        return made

    def _lay_out(self, columns: int) -> None:
        """Choices in columns, read downwards as far as the next column begins."""
        rows = -(-len(self.buttons) // columns)
        for number, made in enumerate(self.buttons):
            self._choices.addWidget(made, number % rows, number // rows)
        self._choices.setColumnStretch(0, 1)
        self._choices.setColumnStretch(1, columns - 1)

    def _small(self, words: str, then: Callable[[], None]) -> QPushButton:
        made = QPushButton(words)
        made.setProperty("role", "kiosk_small")
        made.setAccessibleName(words.strip("← 0"))
        made.clicked.connect(then)
        return made

    def _add_foot(self, *items: QWidget | None) -> None:
        for item in items:
            if item is not None:
                self._foot.addWidget(item)
        self._foot.addStretch(1)
        officer = self._small(self.say("officer"), self._let_officer_in)
        officer.setToolTip("F12")
        self._foot.addWidget(officer)

    @Slot()
    def _let_officer_in(self, _checked: bool = False) -> None:
        self._leave()

    @Slot()
    def _speak(self, code: str, _checked: bool = False) -> None:
        self.language = code
        self._show(self._moment)

    @Slot()
    def _choose(self, number: int, _checked: bool = False) -> None:
        if self.sitting is not None and self.sitting.choose(number):
            self._go_on()

    @Slot()
    def _skip(self, _checked: bool = False) -> None:
        if self.sitting is not None and self.sitting.skip():
            self._go_on()

    @Slot()
    def back(self, _checked: bool = False) -> None:
        if self.sitting is None or self.sitting.is_complete:
            return
        if self.sitting.back():
            self._show(self._ask)
        else:
            self.restart()

    def _go_on(self) -> None:
        assert self.sitting is not None
        if not self.sitting.is_complete:
            self._show(self._ask)
        elif any(score is not None for score in self.sitting.scores.values()):
            self.keep()
        else:
            self.restart()

    @Slot()
    def keep(self, _checked: bool = False) -> None:
        """Write it down; thanks are said when that is done."""
        if self._moment == self._wait or self.sitting is None:
            return
        self._show(self._wait)
        self._tasks.run(partial(self._write, self.sitting), self._kept, self._not_kept)

    def _write(self, sitting: Sitting, _task: Task[None]) -> None:
        self._surveys.keep(sitting.scores, sitting.family, sitting.traits)

    def _wait(self) -> None:
        self.patience.stop()

    def _kept(self, _nothing: None) -> None:
        self.sitting = None
        self._show(self._thank)

    def _thank(self) -> None:
        self.patience.stop()
        self._parting.start()
        self.progress.hide()
        self._count.setText(self.asked.title.in_(self.language))
        self._say("", self.say("thanks"), self.say("kept"))
        self._add_foot(self._small(self.say("again"), self.restart))

    def _not_kept(self, _error: Exception) -> None:
        self._show(self._apologise)

    def _apologise(self) -> None:
        """What was chosen stays until it could be kept."""
        self.patience.stop()
        self._say("", self.say("not_kept"), "")
        self._offer(1, self.say("try_again"), self.keep)
        self._lay_out(1)
        self._add_foot(self._small(self.say("again"), self.restart))

    def _be_patient(self) -> None:
        self.second.stop()
        self.warning.setText(" ")
        self.patience.start()

    def touched(self) -> None:
        """Somebody is there."""
        if self.sitting is not None and self._moment == self._ask:
            self._be_patient()

    @Slot()
    def _ask_whether_there(self) -> None:
        self._left = COUNT_DOWN + 1
        self.second.start()
        self.count_down()

    @Slot()
    def count_down(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.restart()
            return
        self.warning.setText(self.say("still_there").format(seconds=self._left))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key ends here: none reaches the window behind."""
        event.accept()
        self.touched()
        key, text = event.key(), event.text()
        if key == Qt.Key.Key_F12:
            self._leave()
        elif text.isascii() and text.isdigit() and not event.isAutoRepeat():
            self._digit(int(text))
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Escape):
            self.back()
        elif key == Qt.Key.Key_Home and self._moment != self._wait:
            self.restart()

    def _digit(self, digit: int) -> None:
        if digit == 0:
            self._skip()
        elif digit <= len(self.buttons):
            self.buttons[digit - 1].click()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.touched()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.oldSize().height() < LOW) != self._is_low:
            self._show(self._moment)
