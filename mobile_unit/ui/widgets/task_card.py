"""Corrections that head office waits for, at the top of the day's page, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from mobile_unit.domain.corrections import CorrectionTask
from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.widgets.basics import button, column, empty, label, row
from mobile_unit.ui.wording import moment_in_words

SHOWN = 4


class TaskCard(QFrame):
    """Hidden while there is nothing to do. Signals: ``chosen`` (the application's id)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._tasks: tuple[CorrectionTask, ...] = ()
        self._heading = label("", "heading")
        self.first = button(_("Correct the first"), picture="new", shortcut="Ctrl+K")
        self.first.clicked.connect(self._choose_first)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._more = label("", "small")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addLayout(row(self._heading, None, self.first))
        inside.addLayout(self._rows)
        inside.addWidget(self._more)
        self.hide()

    def show_tasks(self, tasks: Sequence[CorrectionTask]) -> None:
        self._tasks = tuple(tasks)
        empty(self._rows)
        for task in self._tasks[:SHOWN]:
            line = _TaskLine(task)
            line.clicked.connect(partial(self._choose, task.request.application))
            self._rows.addWidget(line)
        count = len(self._tasks)
        self._heading.setText(
            ngettext(
                "Head office asks for {count} correction", "Head office asks for {count} corrections", count
            ).format(count=count)
        )
        left = count - SHOWN
        self._more.setText(ngettext("and {count} more", "and {count} more", left).format(count=left))
        self._more.setVisible(left > 0)
        self.setVisible(count > 0)

    def _choose(self, application_id: str, _checked: bool = False) -> None:
        self.chosen.emit(application_id)

    @Slot()
    def _choose_first(self) -> None:
        if self._tasks:
            self.chosen.emit(self._tasks[0].request.application)


class _TaskLine(QPushButton):
    """Whose application it is, and what is wrong with it."""

    def __init__(self, task: CorrectionTask) -> None:
        super().__init__()
        self.setProperty("role", "line")
        sentences = " ".join(each.sentence for each in task.request.asked)
        below = f"{task.number} · {moment_in_words(task.request.at)}"
        self.setAccessibleName(f"{task.full_name}, {task.number}: {sentences}")
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(10, 6, 10, 6)
        lines = [label(task.full_name), label(sentences, "warn", wrap=True), label(below, "small")]
        for line in lines:
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._inside.addLayout(column(*lines, spacing=0), 1)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._inside.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        return self._inside.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._inside.totalMinimumSize()
