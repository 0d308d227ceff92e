"""Keeps a held or hammered Enter from doing what nobody has looked at yet."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

QUIET_MS = 400
_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class BurstGuard(QObject):
    """After ``arm`` a button takes Enter or Space only once the keyboard was quiet for a moment.

    A key that repeats by itself is never taken; each press that comes too early begins the wait anew.
    """

    def __init__(self, button: QPushButton) -> None:
        super().__init__(button)
        self._quiet_since = QElapsedTimer()
        button.installEventFilter(self)

    def arm(self) -> None:
        self._quiet_since.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in _PRESSES:
            return False
        too_early = self._quiet_since.isValid() and self._quiet_since.elapsed() < QUIET_MS
        if too_early or event.isAutoRepeat():
            self._quiet_since.start()
            return True
        return False
