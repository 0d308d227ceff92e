"""Says once that another day has come: what holds, what is due and what is over are of the day.

A laptop that sleeps over midnight, or weeks without a network, shows nobody what no longer holds.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from mobile_unit.clock import Clock, today
from mobile_unit.ui.announcements import Changes

LOOK_EVERY_MS = 30_000
ALL_OF_THE_DAY = Changes(applications=True, day=True, news=True, complaints=True, survey=True)


class TurnOfDay(QObject):
    def __init__(self, clock: Clock, announce: Callable[[Changes], None], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._announce = announce
        self._day = today(clock)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self.look)
        self._look.start()

    def stop(self) -> None:
        self._look.stop()

    @Slot()
    def look(self) -> None:
        day = today(self._clock)
        if day != self._day:
            self._day = day
            self._announce(ALL_OF_THE_DAY)
