"""What forms that are laid out by hand are made of: lines, texts, and their labels above them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from mobile_unit.ui.widgets.basics import column, label

ROOM_FOR_TWO = 620


def line_edit(name: str, longest: int) -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(longest)
    made.setAccessibleName(name)
    return made


def text_edit(name: str, height: int) -> QPlainTextEdit:
    """Of several lines; Tab goes on from it."""
    made = QPlainTextEdit()
    made.setAccessibleName(name)
    made.setTabChangesFocus(True)
    made.setFixedHeight(height)
    return made


def under(words: str, editor: QWidget, *, wrap: bool = True) -> QWidget:
    """The editor with its label above it."""
    holder = QWidget()
    above = label(words, "label", wrap=wrap)
    above.setAlignment(Qt.AlignmentFlag.AlignLeft)
    holder.setLayout(column(above, editor, spacing=4))
    return holder


def under_name(editor: QWidget) -> QWidget:
    """The editor below what a screen reader calls it."""
    return under(editor.accessibleName(), editor)


class SideBySide(QWidget):
    """A form whose parts stand beside each other where there is room, else below each other."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[QBoxLayout] = []

    def beside(self, *parts: QWidget) -> QBoxLayout:
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setSpacing(12)
        for part in parts:
            line.addWidget(part, 1)
        self._lines.append(line)
        return line

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        for line in self._lines:
            line.setDirection(beside if self.width() >= ROOM_FOR_TWO else below)
