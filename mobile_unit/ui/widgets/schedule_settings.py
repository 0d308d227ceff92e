"""When scans are sent by themselves: the nightly window, and links that cost by the byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.sync.schedule import Schedule, time_in
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import card, dress, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable


class ScheduleSettings(QWidget):
    """What is chosen is kept at once; a time that is none is told beside it and not kept."""

    def __init__(self, place: Workplace, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._place = place
        self._failed = failed
        frame, inside = card()
        inside.addWidget(label(_("Sending to head office"), "heading"))
        inside.addWidget(label(_("What the connection costs"), "label"))
        words = _(
            "Over a connection that costs by the byte, applications and answers go at once; scans wait for "
            'the night, or for "Sync now".'
        )
        inside.addWidget(label(words, "muted", wrap=True))
        choices = [
            ("system", _("As the computer says")),
            ("metered", _("By the byte")),
            ("free", _("Nothing")),
        ]
        self.link = ChoiceRow(choices, _("What the connection costs"))
        self.link.changed.connect(self._chosen)
        inside.addWidget(self.link)
        inside.addSpacing(8)
        inside.addWidget(label(_("Night"), "label"))
        words = _(
            "The hours in which everything is sent by itself. A night in which the laptop was off is made up "
            "for by day."
        )
        inside.addWidget(label(words, "muted", wrap=True))
        self.begins, self.ends = (self._field(name) for name in (_("From"), _("Until")))
        inside.addLayout(row(label(_("From")), self.begins, label(_("Until")), self.ends, None))
        self.told = label(_("A time of the day is needed, such as 19:00."), "error", wrap=True)
        self.told.hide()
        inside.addWidget(self.told)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        self._show(Schedule())
        place.tasks.run(self._load, self._show, failed)

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(5)
        field.setFixedWidth(110)
        field.setAccessibleName(f"{_('Night')}: {name}")
        field.editingFinished.connect(self._chosen)
        field.returnPressed.connect(self.focusNextChild)
        return field

    def _load(self, _task: Task[Schedule]) -> Schedule:
        return self._place.unit.sync.schedule()

    def _show(self, schedule: Schedule) -> None:
        self.link.set_value(schedule.link)
        for field, moment in ((self.begins, schedule.begins), (self.ends, schedule.ends)):
            with QSignalBlocker(field):
                field.setText(f"{moment:%H:%M}")

    @Slot()
    def _chosen(self) -> None:
        begins, ends = (time_in(field.text()) for field in (self.begins, self.ends))
        for field, moment in ((self.begins, begins), (self.ends, ends)):
            dress(field, fault="error" if moment is None else "")
        self.told.setVisible(begins is None or ends is None)
        if begins is None or ends is None:
            return
        chosen = Schedule(begins, ends, self.link.value())

        def keep(_task: Task[None]) -> None:
            self._place.unit.sync.set_schedule(chosen)

        self._place.tasks.run(keep, self._kept, self._failed)

    def _kept(self, _nothing: None) -> None:
        self._place.link.something_waits()
