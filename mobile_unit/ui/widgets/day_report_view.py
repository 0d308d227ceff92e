"""A closed day: its report to look at, print and save, and the way to open the day again."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mobile_unit.domain.reconciliation import Reconciliation
from mobile_unit.i18n import _
from mobile_unit.ui.day_wording import time_of_day
from mobile_unit.ui.pictures import pdf_pages
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, label, row
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.preview import Pages
from mobile_unit.ui.widgets.report_actions import ReportActions
from mobile_unit.ui.workplace import Workplace

SEEN_WIDTH = 1100


class DayReportView(QWidget):
    """Signals: ``reopened`` (the reason) when the officer wants the day open again."""

    reopened = Signal(str)

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._shown: tuple[str, str | None] = ("", None)
        self._closed = label("", "heading", wrap=True)
        self.paper = ReportActions(place, message)
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.reason.setPlaceholderText(_("Why, in a few words"))
        self.reason.setAccessibleName(_("Why the day is opened again"))
        self.reason.returnPressed.connect(self._reopen)
        self.reopen = button(_("Open the day again"))
        self.reopen.clicked.connect(self._reopen)
        self._again = QWidget()
        self.pages = Pages(name=_("The day's report"))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self._make_card())
        column.addStretch(1)
        around = QFrame()
        around.setProperty("role", "card")
        seen = QVBoxLayout(around)
        seen.setContentsMargins(12, 12, 12, 12)
        seen.addWidget(self.pages)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(28, 0, 28, 20)
        whole.setSpacing(16)
        whole.addWidget(Scrolled(left), 5)
        whole.addWidget(around, 6)

    def _make_card(self) -> QFrame:
        frame, inside = card(margin=22, spacing=12)
        inside.addWidget(self._closed)
        inside.addWidget(self.paper)
        again = QVBoxLayout(self._again)
        again.setContentsMargins(0, 12, 0, 0)
        words = _("Is something still to do? An application opens the day again by itself.")
        again.addWidget(label(words, "muted", wrap=True))
        again.addWidget(self.reason)
        again.addLayout(row(self.reopen, None))
        inside.addWidget(self._again)
        return frame

    def show_day(self, seen: Reconciliation, *, is_today: bool) -> None:
        assert seen.closed_at is not None
        self._again.setVisible(is_today)
        if (seen.day, seen.closed_at) == self._shown:
            return
        self._shown = seen.day, seen.closed_at
        self.paper.show_day(seen.day)
        self._closed.setText(
            _("Closed at {time}, signed by {name}.").format(
                time=time_of_day(seen.closed_at), name=seen.signed_by
            )
        )
        self.reason.clear()
        self._place.tasks.run(partial(self._draw, seen.day), self.pages.show_pages, self._message.show_error)

    def take_focus(self) -> None:
        """On the paper, where one Enter too many does nothing."""
        self.pages.setFocus()

    def _draw(self, day: str, _task: Task[list[QImage]]) -> list[QImage]:
        return pdf_pages(self._place.unit.closing.report(date.fromisoformat(day)), width=SEEN_WIDTH)

    @Slot()
    def _reopen(self) -> None:
        if self.reason.text().strip():
            self.reopened.emit(self.reason.text())
        else:
            self.reason.setFocus()
