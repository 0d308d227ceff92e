"""A refresher quiz: a question at a time, the right answer and why after each, the score at the end."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from mobile_unit.domain.quizzes import Quiz
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.services.quizzes import Offered
from mobile_unit.ui.widgets.basics import button, dress, empty, label, row
from mobile_unit.ui.widgets.note_line import NoteLine


class QuizCard(QFrame):
    """Hidden where no quiz is offered. Signals: ``answered`` (the quiz's id, the choices) after the last."""

    answered = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._quiz: Quiz | None = None
        self._chosen: list[int] = []
        self.title = label("", "heading", wrap=True)
        self.told = label("", "muted", wrap=True)
        self.question = label("", "large", wrap=True)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(6)
        self.choices: list[QPushButton] = []
        self.why = NoteLine()
        self.go_on = button(_("Begin"), role="primary", shortcut="Ctrl+Return")
        self.go_on.clicked.connect(self._on)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 18, 18, 18)
        inside.setSpacing(10)
        for part in (self.title, self.told, self.question):
            inside.addWidget(part)
        inside.addLayout(self._choices)
        inside.addWidget(self.why)
        inside.addLayout(row(self.go_on, None))
        self.hide()

    @property
    def is_under_way(self) -> bool:
        return bool(self._chosen) or bool(self.choices)

    def show_offered(self, offered: list[Offered]) -> None:
        """The first that is not answered, else the last one with its score; one that was begun stays."""
        if self.is_under_way:
            return
        self.setVisible(bool(offered))
        if not offered:
            return
        first = offered[0]
        self._quiz = first.quiz
        self.title.setText(_("Refresher: {title}").format(title=say(first.quiz.title)))
        count = len(first.quiz.questions)
        if first.score is None:
            words = ngettext("{count} question", "{count} questions", count).format(count=count)
            left = sum(each.score is None for each in offered)
            waits = _("{count} to be answered").format(count=left)
            self.told.setText(f"{words} · {waits}")
        else:
            self.told.setText(_("Your best: {score} of {count} right").format(score=first.score, count=count))
        self.go_on.setText(_("Begin") if first.score is None else _("Once more"))
        self.question.hide()
        self.go_on.show()

    @Slot()
    def _on(self) -> None:
        """To the next question, or to the end."""
        if self._quiz is None:
            return
        if len(self._chosen) == len(self._quiz.questions):
            quiz, chosen = self._quiz.id, list(self._chosen)
            self._clear()
            self._chosen = []
            self.answered.emit(quiz, chosen)
            return
        self._clear()
        question = self._quiz.questions[len(self._chosen)]
        self.question.setText(f"{len(self._chosen) + 1}. {say(question.text)}")
        self.question.show()
        self.go_on.hide()
        for number, words in enumerate(question.choices):
            made = button(f"{number + 1}. {say(words)}", role="choice")
            QShortcut(QKeySequence(str(number + 1)), made).activated.connect(made.click)
            made.clicked.connect(partial(self._choose, number))
            self._choices.addWidget(made)
            self.choices.append(made)
            made.show()
        self.choices[0].setFocus()

    @Slot()
    def _choose(self, number: int, _checked: bool = False) -> None:
        assert self._quiz is not None
        question = self._quiz.questions[len(self._chosen)]
        self._chosen.append(number)
        for place, made in enumerate(self.choices):
            made.setEnabled(False)
            if place == question.right:
                dress(made, role="primary")
        right = number == question.right
        words = _("Right.") if right else _("Not quite.")
        self.why.say(f"{words} {say(question.why)}", tone="calm" if right else "warn")
        last = len(self._chosen) == len(self._quiz.questions)
        self.go_on.setText(_("Finish") if last else _("Next question"))
        self.go_on.show()
        self.go_on.setFocus()

    def _clear(self) -> None:
        empty(self._choices)
        self.choices = []
        self.question.hide()
        self.why.say("")
