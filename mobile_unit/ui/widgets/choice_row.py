"""A few choices side by side, one of them taken; arrow keys move, a letter or Space takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from mobile_unit.ui.widgets.editor import goes_back, goes_on


class ChoiceRow(QWidget):
    """Signals: ``changed`` when somebody chose; ``entered`` for Enter, ``stepped_back`` for Shift+Enter and
    Alt+Up.

    The row is one stop of the Tab key: the arrows move within it.
    """

    changed = Signal()
    entered = Signal()
    stepped_back = Signal()

    def __init__(self, choices: Sequence[tuple[Any, str]], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._values = [value for value, _words in choices]
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for number, (_value, words) in enumerate(choices):
            made = QPushButton(words)
            made.setProperty("role", "choice")
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setAccessibleName(f"{name}: {words}")
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == 0 else Qt.FocusPolicy.ClickFocus)
            made.installEventFilter(self)
            self._group.addButton(made, number)
            line.addWidget(made)
        line.addStretch(1)
        self.setFocusProxy(self._group.button(0))
        self._group.idClicked.connect(self._clicked)

    @property
    def buttons(self) -> list[QPushButton]:
        return [each for each in self._group.buttons() if isinstance(each, QPushButton)]

    @property
    def values(self) -> list[Any]:
        """What can be chosen."""
        return list(self._values)

    def value(self) -> Any:
        """The value chosen; None while nothing is."""
        chosen = self._group.checkedId()
        return self._values[chosen] if chosen >= 0 else None

    def set_value(self, value: Any) -> None:
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)
            self._take_tab_stop()
            return
        self._group.setExclusive(False)
        for made in self._group.buttons():
            made.setChecked(False)
        self._group.setExclusive(True)

    def forbid(self, value: Any, why: str) -> None:
        """Let a value be taken no more (None: all may be); one that is chosen stays until another is."""
        for each, made in zip(self._values, self.buttons, strict=True):
            closed = value is not None and each == value
            made.setEnabled(not closed)
            made.setToolTip(why if closed else "")
            made.setAccessibleDescription(why if closed else "")
        self._take_tab_stop()

    @Slot(int)
    def _clicked(self, _number: int) -> None:
        self._take_tab_stop()
        self.changed.emit()

    def _take_tab_stop(self) -> None:
        chosen = max(self._group.checkedId(), 0)
        if not self._group.button(chosen).isEnabled():
            chosen = next(n for n, made in enumerate(self.buttons) if made.isEnabled())
        for number in range(len(self._values)):
            policy = Qt.FocusPolicy.StrongFocus if number == chosen else Qt.FocusPolicy.ClickFocus
            self._group.button(number).setFocusPolicy(policy)
        self.setFocusProxy(self._group.button(chosen))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if goes_on(event):
            self.entered.emit()
            return True
        if goes_back(event):
            self.stepped_back.emit()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
        }.get(Qt.Key(event.key()))
        if step is not None:
            assert isinstance(watched, QPushButton)
            number = (self._group.id(watched) + step) % len(self._values)
            while not self._group.button(number).isEnabled():
                number = (number + step) % len(self._values)
            self._choose(number)
            return True
        return self._choose_by_letter(event.text())

    def _choose_by_letter(self, letter: str) -> bool:
        if not letter.strip():
            return False
        chosen, count = self._group.checkedId(), len(self._values)
        for step in range(1, count + 1):  # the same letter again: on to the next that begins with it
            number = (chosen + step) % count
            made = self._group.button(number)
            if made.isEnabled() and made.text().casefold().startswith(letter.casefold()):
                self._choose(number)
                return True
        return False

    def _choose(self, number: int) -> None:
        made = self._group.button(number)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setFocus()
        made.setChecked(True)
        self._clicked(number)
