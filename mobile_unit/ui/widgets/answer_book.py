"""The answer book: questions found as one types, the answer to read out, and whether it was enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import Scrolled, button, card, column, label, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mobile_unit.forms.answer_book import Answer

LIST_SHARE = 38
PADDING, AROUND = 18, 34


class AnswerBookView(QWidget):
    """Signals: ``answered`` (an answer's key) where it was enough; ``not_answered`` where it was not."""

    answered = Signal(str)
    not_answered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._answers: tuple[Answer, ...] = ()
        self.list = QListWidget()
        self.list.setProperty("role", "services")
        self.list.setAccessibleName(_("Questions"))
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._chosen)
        frame, inside = card()
        self.question = label("", "heading", wrap=True)
        self.words = label("", "large", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.enough = button(
            _("This answered it (Ctrl+Enter)"), role="primary", picture="done", shortcut="Ctrl+Return"
        )
        self.enough.clicked.connect(self._enough)
        self.not_enough = button(_("Not answered: write it down"), picture="pen", shortcut="Ctrl+I")
        self.not_enough.clicked.connect(self.not_answered)
        self.counted = label("", "small", wrap=True)
        inside.addWidget(self.question)
        spoken = QWidget()
        spoken.setLayout(column(self.words, None))
        inside.addWidget(Scrolled(spoken), 1)
        inside.addLayout(row(self.enough, self.not_enough, None))
        inside.addWidget(self.counted)
        sides = QHBoxLayout()
        sides.setSpacing(16)
        sides.addWidget(self.list, LIST_SHARE)
        sides.addWidget(frame, 100 - LIST_SHARE)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(sides)

    @property
    def current(self) -> Answer | None:
        number = self.list.currentRow()
        return self._answers[number] if 0 <= number < len(self._answers) else None

    def show_answers(self, answers: Sequence[Answer]) -> None:
        """The first one is shown; the one that was seen stays where it is still among them."""
        kept = self.current
        self._answers = tuple(answers)
        self.list.blockSignals(True)
        self.list.clear()
        for each in self._answers:
            self.list.addItem(QListWidgetItem(say(each.question)))
        self.list.blockSignals(False)
        keys = [each.key for each in self._answers]
        self.list.setCurrentRow(keys.index(kept.key) if kept is not None and kept.key in keys else 0)
        self._fit()
        self._chosen()

    def step(self, event: QKeyEvent) -> None:
        """A key that moves in the list, pressed while one types."""
        self.list.keyPressEvent(event)

    def thank(self) -> None:
        self.counted.setText(_("Counted; nothing is kept of who asked."))

    @Slot()
    def _chosen(self) -> None:
        answer = self.current
        self.counted.clear()
        self.enough.setEnabled(answer is not None)
        if answer is None:
            self.question.setText(_("The answer book has nothing on this."))
            self.words.setText(_("Write it down; head office answers, and the answer comes back here."))
            return
        self.question.setText(say(answer.question))
        self.words.setText("\n".join(say(line) for line in answer.lines))

    @Slot()
    def _enough(self) -> None:
        if self.current is not None:
            self.answered.emit(self.current.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A long question gets the lines that it needs."""
        room = max(self.list.viewport().width() - AROUND, 60)
        metrics = self.list.fontMetrics()
        for number in range(self.list.count()):
            item = self.list.item(number)
            wanted = metrics.boundingRect(0, 0, room, 0, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(room, wanted.height() + PADDING))
