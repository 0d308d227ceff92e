"""What happened to an application, the newest last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mobile_unit.domain.applications import TimelineStep
from mobile_unit.domain.corrections import Change
from mobile_unit.i18n import _
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.basics import column, empty, label
from mobile_unit.ui.wording import collected_in_words, day_in_words, moment_in_words, step_in_words


class _Dot(QWidget):
    """A dot on the line that joins the steps."""

    def __init__(self, *, first: bool, last: bool) -> None:
        super().__init__()
        self._first, self._last = first, last
        self.setFixedWidth(18)

    def sizeHint(self) -> QSize:
        return QSize(18, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 2))
        middle, at = self.width() / 2, 12
        if not self._first:
            painter.drawLine(int(middle), 0, int(middle), at)
        if not self._last:
            painter.drawLine(int(middle), at, int(middle), self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if self._last else colours.field_line))
        painter.drawEllipse(QRectF(middle - 5, at - 5, 10, 10))
        painter.end()


class Timeline(QWidget):
    """``name_of`` answers an officer's name for a NIP, or the NIP; ``words_of`` says what changed."""

    def __init__(self, name_of: Callable[[str], str], words_of: Callable[[Change], str]) -> None:
        super().__init__()
        self._name_of = name_of
        self._words_of = words_of
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)

    def show_steps(self, steps: Sequence[TimelineStep]) -> None:
        empty(self._inside)
        for number, step in enumerate(steps):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(_Dot(first=number == 0, last=number == len(steps) - 1))
            below = [moment_in_words(step.at)]
            below.append(self._name_of(step.officer) if step.officer else _("Head office"))
            words = column(
                label(step_in_words(step), wrap=True), label(" · ".join(below), "small", wrap=True), spacing=0
            )
            for said in self._more(step):
                words.addWidget(label(said, "muted", wrap=True))
            words.setContentsMargins(0, 2, 0, 10)
            line.addLayout(words, 1)
            holder = QWidget()
            holder.setLayout(line)
            line.setContentsMargins(0, 0, 0, 0)
            self._inside.addWidget(holder)

    def _more(self, step: TimelineStep) -> list[str]:
        """What stands below a step: what was changed or asked for, and the reason or note."""
        said = [self._words_of(change) for change in step.changes]
        said += [each.sentence for each in step.asked]
        if step.collected is not None:
            said += collected_in_words(step.collected)
        if step.note and step.officer:
            said.append(_("Reason: {reason}").format(reason=step.note))
        elif step.note:
            said.append(step.note)
        if step.until:
            last = day_in_words(date.fromisoformat(step.until))
            said.append(_("On {day} at the latest.").format(day=last))
        return said
