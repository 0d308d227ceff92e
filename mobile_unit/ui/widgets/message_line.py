"""The line at the head of a page that says what went wrong, or right, and what to do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout

from mobile_unit import bugs
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import button, dress, label


class MessageLine(QFrame):
    """Hidden until something is said; stays until closed or until the next thing is said.

    ``home`` is where a bug's report is kept.
    """

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home
        self.setProperty("role", "message")
        self._report = ""
        self._text = label(wrap=True)
        self._copy = button(_("Copy report"), role="quiet", picture="copy", shortcut="Ctrl+Shift+R")
        self._copy.clicked.connect(self.copy_report)
        self._close = button("", role="icon", picture="close", name=_("Close this message"))
        self._close.clicked.connect(self.clear)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(14, 3, 8, 3)
        inside.addWidget(self._text, 1)
        inside.addWidget(self._copy)
        inside.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def say(self, text: str, next_step: str = "", *, tone: str = "calm") -> None:
        """``tone``: calm, good, warn or error."""
        self._show(text, next_step, tone, report="")

    def show_error(self, error: Exception) -> None:
        """What an officer can act on is said as it is; a bug is written down and said calmly."""
        if isinstance(error, UserFacingError):
            self._show(error.message, error.next_step, "error", report="")
        else:
            self._show(
                _("Something went wrong in the program. What you typed is kept."),
                _("Try once more. If it happens again, send the report to the office."),
                "error",
                report=bugs.keep(self._home, error),
            )

    def _show(self, text: str, next_step: str, tone: str, *, report: str) -> None:
        self._report = report
        words = f"{text} {next_step}".strip()
        self._text.setText(words)
        self._copy.setVisible(bool(report))
        dress(self, tone=tone)
        self.setAccessibleName(words)
        self.show()

    @Slot()
    def clear(self) -> None:
        self._report = ""
        self.hide()

    @Slot()
    def copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
