"""The six items of a service standard, on screen; officers also see amounts that are not confirmed yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mobile_unit.forms.standards import Group, Item
from mobile_unit.i18n import say
from mobile_unit.ui.widgets.basics import card, empty, label

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class StandardView(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(16)
        self._words: list[str] = []

    @property
    def text(self) -> str:
        """Everything that is said, in its order."""
        return "\n".join(self._words)

    def show_items(self, items: Sequence[Item]) -> None:
        empty(self._inside)
        self._words = []
        for item in items:
            frame, inside = card(spacing=8)
            inside.addWidget(label(self._told(say(item.heading)), "heading"))
            for group in item.groups:
                self._add(inside, group)
            self._inside.addWidget(frame)

    def _add(self, inside: QVBoxLayout, group: Group) -> None:
        if group.title is not None:
            inside.addSpacing(2)
            inside.addWidget(label(self._told(say(group.title)), "label", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for number, each in enumerate(group.rows):
            words = self._told(say(each.text))
            if group.style == "notes":
                grid.addWidget(label(words, "muted", wrap=True), number, 0, 1, 3)
                continue
            mark = f"{number + 1}." if group.style == "steps" else "•"
            grid.addWidget(label(mark, "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(words, wrap=True), number, 1)
            if each.amount is not None:
                amount = say(each.amount) + (f" ({say(each.hint)})" if each.hint else "")
                role = "label" if each.is_certain else "muted"
                grid.addWidget(label(self._told(amount), role), number, 2, _RIGHT)
        inside.addLayout(grid)

    def _told(self, words: str) -> str:
        self._words.append(words)
        return words
