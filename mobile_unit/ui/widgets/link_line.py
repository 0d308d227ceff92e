"""The connection to head office in one line: a coloured dot and a few words; a click opens the page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton

from mobile_unit.i18n import _
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.basics import beside_picture
from mobile_unit.ui.workplace import Workplace


class LinkLine(QPushButton):
    """Lives at the foot of the rail."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setIconSize(QSize(12, 12))
        self._place = place
        self._wide = True
        self.clicked.connect(self._open)
        place.link.moved.connect(self.refresh)
        self.refresh()

    def set_wide(self, wide: bool) -> None:
        self._wide = wide
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        words, colour = self._words_and_colour()
        self.setText(beside_picture(words) if self._wide else "")
        self.setToolTip(words)
        self.setAccessibleName(_("Connection to head office: {state}").format(state=words))
        self.setIcon(_dot(colour))

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
