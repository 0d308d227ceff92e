"""What the hall sees and hears of the queue: a second window on the second screen, and a voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from mobile_unit.domain.queue import spoken
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.hall_display import HallDisplay
from mobile_unit.ui.hall_voice import HallVoice
from mobile_unit.ui.tasks import Task

if TYPE_CHECKING:
    from mobile_unit.services.queue_views import Ticket, View
    from mobile_unit.ui.workplace import Workplace


class Hall(QObject):
    """Lives as long as somebody is signed in, also behind the lock. Signals: ``turned`` when the window was
    opened or closed."""

    turned = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._place = place
        self.voice = HallVoice(self)
        self.display: HallDisplay | None = None
        place.changed.connect(self._changed)

    @property
    def is_open(self) -> bool:
        return self.display is not None

    def open(self, beside: QWidget) -> None:
        """Show the window on a screen that ``beside`` is not on; on the only one, as an ordinary window."""
        if self.display is None:
            unit = self._place.unit
            self.display = HallDisplay(unit.clock, unit.info.name)
            self.display.closed.connect(self.shut)
            self.display.show_on_second_screen(beside)
            self._refresh()
            self.turned.emit()

    @Slot()
    def shut(self) -> None:
        """Close the window; the voice stays."""
        display, self.display = self.display, None
        if display is not None:
            display.closed.disconnect(self.shut)
            display.close()
            display.deleteLater()
            self.turned.emit()

    def call(self, ticket: Ticket) -> None:
        """Let a call be heard; it is seen with the change that is announced."""
        self.voice.call(spoken(ticket.number, ticket.counter))
        if self.display is not None:
            self.display.call_is_fresh()

    def close(self) -> None:
        self._place.changed.disconnect(self._changed)
        self.shut()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self.display is not None and (changes.queue or changes.day):
            self._refresh()

    def _refresh(self) -> None:
        def work(_task: Task[View]) -> View:
            return self._place.unit.queue.look()

        self._place.tasks.run(work, self._show)

    def _show(self, view: View) -> None:
        if self.display is not None:
            self.display.show_view(view)
