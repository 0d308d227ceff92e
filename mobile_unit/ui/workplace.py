"""What every page of a signed-in window works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.link import Link
from mobile_unit.ui.tasks import Tasks
from mobile_unit.ui.turn_of_day import TurnOfDay

if TYPE_CHECKING:
    from mobile_unit.app import Home, Unit
    from mobile_unit.services.scan_folder import ScanFolder
    from mobile_unit.services.scanner import Scanner
    from mobile_unit.ui.hall import Hall


DemoData = Callable[[], None]
"""Takes some invented applications; called on the database lane."""


class Workplace(QObject):
    """An opened unit, the lanes to use it on, and the one place where changes are announced.

    Signals: ``changed`` (Changes) after a piece of work; ``wanted`` (page key, argument) asks the window
    for a page, ``kiosk_wanted`` for the survey's full screen; ``language_chosen`` and ``theme_chosen`` (their
    codes). ``unwritten`` is what was typed into forms and may not be written down yet, by their names; see
    ``form_keeper``.
    """

    changed = Signal(object)
    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    wanted = Signal(str, object)
    kiosk_wanted = Signal()

    def __init__(self, home: Home, unit: Unit, tasks: Tasks, demo_data: DemoData | None = None) -> None:
        super().__init__()
        self.home = home
        self.unit = unit
        self.tasks = tasks
        self.demo_data = demo_data
        self.unwritten: dict[str, Mapping[str, Any]] = {}
        self.scan_folder: ScanFolder | None = None
        self.scanners: tuple[Scanner, ...] = ()
        self.link = Link(unit.sync, tasks, unit.clock, self.announce)
        self.turn_of_day = TurnOfDay(unit.clock, self.announce, self)

    @cached_property
    def hall(self) -> Hall:
        """The window for the hall and the voice; nothing of it is made before the queue is used."""
        from mobile_unit.ui.hall import Hall

        return Hall(self)

    def announce(self, changes: Changes) -> None:
        """Say once what changed; every page decides for itself whether that is its business."""
        self.changed.emit(changes)

    def go(self, page: str, argument: object = None) -> None:
        self.wanted.emit(page, argument)

    def close(self) -> None:
        """Sign out: stop talking to head office, finish what is under way, then close the database."""
        self.link.stop()
        if "hall" in self.__dict__:
            self.hall.close()
        self.turn_of_day.stop()
        self.tasks.after_everything(self.unit.close)
