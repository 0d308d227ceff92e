"""The connection to head office: a coloured dot and a few words, below them what has grown worrying.

A click opens the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QColor, QHideEvent, QIcon, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import QPushButton

from mobile_unit.domain.alarms import Level
from mobile_unit.i18n import _
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.day_wording import alarm_in_short
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.basics import beside_picture
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.alarms import Alarm

LOOK_AFTER_MS = 1500
"""A round announces many changes; the disk and the queue are asked once they are over."""


class LinkLine(QPushButton):
    """Lives at the foot of the rail."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setIconSize(QSize(12, 12))
        self._place = place
        self._wide = True
        self._alarms: tuple[Alarm, ...] = ()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self._look)
        self.clicked.connect(self._open)
        place.link.moved.connect(self.refresh)
        place.changed.connect(self._changed)
        self.refresh()

    def set_wide(self, wide: bool) -> None:
        self._wide = wide
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        words, colour = self._words_and_colour()
        if self._alarms:
            words = f"{words}\n{alarm_in_short(self._alarms[0])}"
            colour = {Level.WARN: "#F0C46C", Level.URGENT: "#FF9086"}.get(self._alarms[0].level, colour)
        self.setText("\n".join(map(beside_picture, words.splitlines())) if self._wide else "")
        self.setToolTip(words)
        self.setAccessibleName(
            _("Connection to head office: {state}").format(state=words.replace("\n", ", "))
        )
        self.setIcon(_dot(colour))

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.touch(Changes(applications=True, day=True, link=True)):
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soon.stop()  # the unit may be closed by now

    @Slot()
    def _look(self) -> None:
        def work(_task: Task[tuple[Alarm, ...]]) -> tuple[Alarm, ...]:
            return self._place.unit.day.alarms()

        self._place.tasks.run(work, self._show_alarms)

    def _show_alarms(self, alarms: tuple[Alarm, ...]) -> None:
        if alarms != self._alarms:
            self._alarms = alarms
            self.refresh()

    def _words_and_colour(self) -> tuple[str, str]:
        link, colours = self._place.link, tokens()
        if link.running:
            return _("Syncing …"), "#F0C46C"
        if link.online is None:
            return _("Looking …"), colours.rail_muted
        if link.online:
            return _("Connected"), "#7FD09B"
        return _("Working offline"), colours.rail_muted

    @Slot()
    def _open(self) -> None:
        self._place.go("sync")


def _dot(colour: str) -> QIcon:
    picture = QPixmap(24, 24)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(2, 2, 20, 20)
    painter.end()
    return QIcon(picture)
