"""A blank sheet in the place of a form that is being opened; what is typed meanwhile goes into the form."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_WITH_TEXT = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_KEPT = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Backspace)


class HeldKeys(QWidget):
    """Holds the keys that write or move on while it has the focus; all others do what they always do."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._held: list[QKeyEvent] = []

    def forget(self) -> None:
        self._held.clear()

    def hand_over(self) -> None:
        """Type what was held into whatever has the cursor now, key by key, as Enter may move it."""
        held, self._held = self._held, []
        for key in held:
            if (receiver := QApplication.focusWidget()) is not None:
                QApplication.sendEvent(receiver, key)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and _writes(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._held.append(event.clone())
                return True
        return super().event(event)


def _writes(event: QKeyEvent) -> bool:
    if event.modifiers() & ~_WITH_TEXT:
        return False
    return event.key() in _KEPT or (bool(event.text()) and event.text().isprintable())
