"""How long content stays on the laptop after head office has signed that it holds it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import card, label
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable

_DAYS = (7, 14, 30, 90)


class RetentionSettings(QWidget):
    def __init__(self, place: Workplace, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._place = place
        self._failed = failed
        choices = [(n, ngettext("{count} day", "{count} days", n).format(count=n)) for n in _DAYS]
        self.days = ChoiceRow(choices, _("Keep on this laptop"))
        self.days.changed.connect(self._choose)
        frame, inside = card()
        inside.addWidget(label(_("Keep on this laptop"), "heading"))
        words = _(
            "So long after head office has signed that it holds a decided application whole, its data and "
            "scans are removed here. Number, service and state stay in the list. Nothing else is ever "
            "removed."
        )
        inside.addWidget(label(words, "muted", wrap=True))
        inside.addWidget(self.days)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        place.tasks.run(self._load, self._show, failed)

    def _load(self, _task: Task[int]) -> int:
        return self._place.unit.purging.days()

    def _show(self, days: int) -> None:
        if days in _DAYS:
            self.days.set_value(days)

    @Slot()
    def _choose(self) -> None:
        self._place.tasks.run(partial(self._keep, self.days.value()), None, self._failed)

    def _keep(self, days: int, _task: Task[None]) -> None:
        self._place.unit.purging.set_days(days)
