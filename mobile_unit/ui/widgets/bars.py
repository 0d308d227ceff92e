"""Figures side by side: a name, a bar as long as the figure, the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.basics import empty, label

HEIGHT = 14
LEAST_WIDTH = 90


@dataclass(frozen=True, slots=True)
class Bar:
    """``share`` is between 0 and 1; ``tone`` is ``accent``, or ``warn`` for what stands out."""

    name: str
    share: float
    figure: str
    tone: str = "accent"


class Bars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(0, 5)
        self._grid.setColumnStretch(1, 4)
        self.shown: tuple[Bar, ...] = ()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        self.shown = tuple(bars)
        empty(self._grid)
        for line, bar in enumerate(bars):
            name, figure = label(bar.name, wrap=True), label(bar.figure)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            name.setAccessibleName(f"{bar.name}: {bar.figure}")
            self._grid.addWidget(name, line, 0)
            self._grid.addWidget(_Drawn(bar), line, 1)
            self._grid.addWidget(figure, line, 2)


class _Drawn(QWidget):
    def __init__(self, bar: Bar) -> None:
        super().__init__()
        self._bar = bar
        self.setMinimumWidth(LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(2 * LEAST_WIDTH, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(tokens().sunken))
        painter.drawRoundedRect(whole, 4, 4)
        whole.setWidth(whole.width() * min(max(self._bar.share, 0.0), 1.0))
        painter.setBrush(QColor(tokens().warn if self._bar.tone == "warn" else tokens().accent))
        if whole.width() >= 1:
            painter.drawRoundedRect(whole, 4, 4)
        painter.end()
