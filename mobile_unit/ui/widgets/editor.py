"""What every field is filled in with: one line of text, and what all editors have in common."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from mobile_unit.ui.widgets.basics import dress

WIDE_ENOUGH = 1000
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def goes_on(event: QKeyEvent) -> bool:
    """Enter alone; with Ctrl it is the form's."""
    return event.key() in _ENTER and not event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.ShiftModifier
        | Qt.KeyboardModifier.AltModifier
    )


def goes_back(event: QKeyEvent) -> bool:
    """Shift+Enter or Alt+Up."""
    if event.key() in _ENTER:
        return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ShiftModifier
    return event.key() == Qt.Key.Key_Up and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


class Editor(QWidget):
    """What a field is filled in with.

    Signals: ``edited`` at every change by the officer, ``left`` when the cursor leaves, ``entered`` for
    Enter, ``stepped_back`` for Shift+Enter and Alt+Up.
    """

    edited = Signal()
    left = Signal()
    entered = Signal()
    stepped_back = Signal()

    def value(self) -> Any:
        """As the record keeps it; None for nothing. What can't be read comes as it was typed."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        raise NotImplementedError

    @property
    def is_choosing(self) -> bool:
        """Whether a list of suggestions is open: what is typed by then is nothing yet."""
        return False

    def settle(self) -> None:
        """Bring what was typed into its last form, as when the cursor leaves."""

    def show_fault(self, fault: str) -> None:
        """Mark the editor: ``error``, ``warn`` or nothing."""

    def forbid(self, value: Any, why: str) -> None:
        """Let a choice be taken no more (None: all may be); ``why`` is told beside the editor too."""

    def describe(self, name: str, description: str) -> None:
        """What a screen reader says."""
        target = self.focusProxy() or self
        target.setAccessibleName(name)
        target.setAccessibleDescription(description)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            if event.reason() not in (
                Qt.FocusReason.PopupFocusReason,
                Qt.FocusReason.ActiveWindowFocusReason,
            ):
                self.settle()
                self.left.emit()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if goes_on(event):
                if not event.isAutoRepeat():  # a held key must not run through the form
                    self.entered.emit()
                return True
            if goes_back(event):
                self.stepped_back.emit()
                return True
        return False

    def _hold(self, widget: QWidget, beside: QWidget | None = None) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(widget, 1 if widget.maximumWidth() > WIDE_ENOUGH else 0)
        if beside is not None:
            line.addWidget(beside, 0 if line.stretch(0) else 1)
        self.setFocusProxy(widget)
        widget.installEventFilter(self)


class TextEditor(Editor):
    """Occupations, addresses of mail: one line of text."""

    def __init__(self, *, width: int | None = None, beside: QWidget | None = None) -> None:
        super().__init__()
        self.line = QLineEdit()
        if width is not None:
            self.line.setFixedWidth(width)
        self._hold(self.line, beside)
        self.line.textEdited.connect(self.edited)

    def value(self) -> Any:
        return self.line.text() if self.line.text().strip() else None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))

    def show_fault(self, fault: str) -> None:
        dress(self.line, fault=fault)
