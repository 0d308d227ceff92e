"""Notices that nobody has touched keyboard, mouse or screen for a while."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

_LOOK_EVERY_MS = 2000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Signals: ``reached`` once the time is up, by the machine's uptime, its sleep included.

    Only windows are listened to, not every widget: Python hears of each touch once.
    """

    reached = Signal()

    def __init__(self, parent: QObject, limit: Callable[[], float], uptime: Callable[[], float]) -> None:
        super().__init__(parent)
        self._limit = limit
        self._uptime = uptime
        self._since = 0.0
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY_MS)
        self._look.timeout.connect(self.look)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._listen_to)

    def start(self) -> None:
        self._since = self._uptime()
        self._look.start()
        self._listen_to(QGuiApplication.focusWindow())

    def stop(self) -> None:
        self._look.stop()

    @Slot()
    def look(self) -> bool:
        """Whether the time is up; then it is told."""
        if not self._look.isActive() or self._uptime() - self._since < self._limit():
            return False
        self.stop()
        self.reached.emit()
        return True

    @Slot(QWindow)
    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:  # again and again does no harm: Qt keeps a filter once
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A touch counts, unless it comes after the time was up (the laptop slept): then it goes nowhere."""
        if event.type() not in _TOUCHES or not self._look.isActive():
            return False
        if self.look():
            return True
        self._since = self._uptime()
        return False
