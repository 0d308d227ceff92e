"""A bar for each month, with a line across for what was promised; what it shows stands beside it in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mobile_unit.ui.theme import tokens

LINES = 8
"""How many lines of text it is high."""
WIDEST_BAR = 44
GAP = 6


@dataclass(frozen=True, slots=True)
class Month:
    """``name`` is as short as it can be; ``value`` None where there is none, or it is ``hidden``."""

    name: str
    value: float | None
    hidden: bool = False


class MonthsChart(QWidget):
    """``top`` is what the scale's end is called; ``line`` a value with its own words."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.months: tuple[Month, ...] = ()
        self.line: tuple[float, str] | None = None
        self._top = ""

    def show_months(
        self, months: Sequence[Month], top: str, line: tuple[float, str] | None, words: str
    ) -> None:
        self.months, self._top, self.line = tuple(months), top, line
        self.setAccessibleName(words)
        self.setVisible(bool(months))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.fontMetrics().height() * LINES)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        letters = self.fontMetrics().height()
        room = QRectF(self.rect()).adjusted(0, letters + GAP, 0, -letters - GAP)
        values = [month.value for month in self.months if month.value is not None]
        highest = max([*values, *([self.line[0]] if self.line else []), 1e-9])
        painter.setPen(QColor(tokens().muted))
        painter.drawText(QPointF(0, letters - self.fontMetrics().descent()), self._top)
        painter.setPen(QPen(QColor(tokens().line), 1))
        for height in (room.top(), room.center().y(), room.bottom()):
            painter.drawLine(QLineF(room.left(), height, room.right(), height))
        step = room.width() / max(len(self.months), 1)
        self._draw_bars(painter, room, step, highest)
        self._draw_names(painter, room, step)
        if self.line is not None:
            self._draw_line(painter, room, self.line[0] / highest, self.line[1])
        painter.end()

    def _draw_bars(self, painter: QPainter, room: QRectF, step: float, highest: float) -> None:
        wide = min(step * 0.7, WIDEST_BAR)
        for place, month in enumerate(self.months):
            left = room.left() + place * step + (step - wide) / 2
            if month.hidden:
                # not nothing, but nothing that is told
                painter.setPen(QPen(QColor(tokens().muted), 1, Qt.PenStyle.DotLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(left, room.bottom() - GAP * 2, wide, GAP * 2))
            elif month.value:
                tall = room.height() * month.value / highest
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens().accent))
                painter.drawRect(QRectF(left, room.bottom() - tall, wide, tall))

    def _draw_names(self, painter: QPainter, room: QRectF, step: float) -> None:
        """Those that have room."""
        metrics = self.fontMetrics()
        painter.setPen(QColor(tokens().muted))
        free = 0.0
        for place, month in enumerate(self.months):
            wide = metrics.horizontalAdvance(month.name)
            left = room.left() + (place + 0.5) * step - wide / 2
            left = min(max(left, 0), self.width() - wide)
            if left >= free:
                painter.drawText(QPointF(left, self.height() - metrics.descent()), month.name)
                free = left + wide + GAP

    def _draw_line(self, painter: QPainter, room: QRectF, share: float, words: str) -> None:
        height = room.bottom() - room.height() * share
        painter.setPen(QPen(QColor(tokens().warn), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(room.left(), height, room.right(), height))
        painter.setPen(QColor(tokens().warn))
        wide = self.fontMetrics().horizontalAdvance(words)
        painter.drawText(QPointF(self.width() - wide, self.fontMetrics().ascent()), words)
