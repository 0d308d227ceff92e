"""Help for the page one is on, beside it: F1 shows and hides it; the work goes on underneath.

The texts are ``resources/help/<language>/<page>.md``, one for each page of the window.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from mobile_unit.i18n import _, language
from mobile_unit.resources import resource
from mobile_unit.ui.widgets.basics import button, label, row

WIDTH = 400
_MARGIN = 12


class HelpPanel(QFrame):
    """Lies over the right side of ``over``, whatever its size. Signals: ``closed``."""

    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("role", "help")
        self._over = over
        self._title = label(_("Help"), "heading")
        close = button("", role="icon", picture="close", name=_("Close the help"), tip=_("Close (F1 or Esc)"))
        close.clicked.connect(self.closed)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(_("Help"))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 10, 14)
        inside.addLayout(row(self._title, None, close))
        inside.addWidget(self.text, 1)
        over.installEventFilter(self)
        self.hide()

    def show_page(self, key: str) -> None:
        """The help of a page, from its beginning."""
        self.text.setMarkdown(help_text(key, language()))
        self._place()
        self.show()
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._over.size()
        width = min(WIDTH, room.width() - 2 * _MARGIN)
        self.setGeometry(room.width() - width - _MARGIN, _MARGIN, width, room.height() - 2 * _MARGIN)


def help_text(key: str, spoken: str) -> str:
    """Markdown of a page's help; raises FileNotFoundError for a page that has none."""
    return resource("help", spoken, f"{key}.md").read_text("utf-8")
