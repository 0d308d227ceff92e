"""The step between the form and the number: the applicant reads what will be submitted, in large type."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollBar, QVBoxLayout, QWidget

from mobile_unit.i18n import _, language
from mobile_unit.ui.widgets.basics import Scrolled, beside_picture, button, card, column, empty, label, row
from mobile_unit.ui.widgets.burst_guard import BurstGuard
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.page_printer import PageJob, PagePrinter
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.forms.notices import How
    from mobile_unit.receipts.summary import Part, Summary

SummaryIn = Callable[[str], "Summary"]
"""The summary in a language (``id`` or ``en``)."""

ROOM_FOR_THREE = 1000
PAPER = "a5"


class PreviewStep(QWidget):
    """Shows the summary, and by a key the notice about personal data; prints what is seen.

    Signals: ``agreed`` to submit, ``left`` to go back to the form, ``notice_given`` (shown or printed).
    """

    agreed = Signal()
    left = Signal()
    notice_given = Signal(str)

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._language = language()
        self._shows_notice = False
        self._notice_how: How | None = None
        self._summary_in: SummaryIn | None = None
        self._agree = _("Submit")
        self._inside = QVBoxLayout()
        self._inside.setSpacing(14)
        content = QWidget()
        around = QVBoxLayout(content)
        around.setContentsMargins(28, 0, 22, 12)
        around.addLayout(self._inside)
        around.addStretch(1)
        self._area = Scrolled(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.printer = PagePrinter(place, message, PAPER)
        whole.addWidget(self._area, 1)
        whole.addWidget(self.printer)
        whole.addWidget(self._make_bar())
        bar = self._area.verticalScrollBar()
        for keys, steps in (("PgDown", 8), ("PgUp", -8), ("Down", 2), ("Up", -2)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(_scroll, bar, steps))

    def _make_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        self._told = label("", "small", wrap=True)
        self.back = button(_("Back"), role="quiet", picture="back", tip=_("Back (Esc)"))
        self.back.clicked.connect(self.go_back)
        self.other = button("", role="quiet", shortcut="Ctrl+Shift+I")
        self.other.clicked.connect(self._speak_otherwise)
        self.notice = button(_("Personal data"), picture="document", shortcut="Ctrl+I")
        self.notice.clicked.connect(self._show_notice)
        self.print_button = button(_("Print"), picture="print", shortcut="Ctrl+P")
        self.print_button.clicked.connect(self._print)
        self.submit_button = button(self._agree, role="primary", picture="done")
        self.submit_button.clicked.connect(self.agreed)
        self._guard = BurstGuard(self.submit_button)
        inside = QHBoxLayout(bar)
        inside.setContentsMargins(28, 12, 28, 12)
        inside.setSpacing(12)
        inside.addLayout(column(self._told, spacing=0), 1)
        for each in (self.back, self.other, self.notice, self.print_button, self.submit_button):
            inside.addWidget(each)
        return bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small or magnified screen the buttons say their keys in their tips only."""
        super().resizeEvent(event)
        self._name_buttons()

    def _name_buttons(self) -> None:
        wide = self.width() >= ROOM_FOR_THREE
        for made, words, keys in (
            (self.back, _("Back"), "Esc"),
            (self.notice, _("Personal data"), "Ctrl+I"),
            (self.print_button, _("Print"), "Ctrl+P"),
            (self.submit_button, self._agree, "Enter"),
        ):
            made.setText(beside_picture(f"{words} ({keys})" if wide else words))

    def open(self, summary_in: SummaryIn, notice: How | None, *, referred: bool) -> None:
        """Begin: the cursor stands on the button, which a held Enter cannot press. What is ``referred`` is
        recorded, not submitted."""
        self._summary_in, self._notice_how = summary_in, notice
        self._agree = _("Record and refer") if referred else _("Submit")
        self.submit_button.setAccessibleName(self._agree)
        self._name_buttons()
        self._language = language()
        self._show_summary()

    def take_focus(self) -> None:
        self.submit_button.setFocus()
        self._guard.arm()

    @property
    def text(self) -> str:
        """All words in sight, for who can't see them."""
        return self._area.accessibleName()

    @Slot()
    def go_back(self) -> None:
        """From the notice to the summary, from the summary to the form."""
        if self._shows_notice:
            self._show_summary()
            self.take_focus()
        else:
            self.left.emit()

    @Slot()
    def _show_notice(self) -> None:
        if self._shows_notice:
            self.go_back()
            return
        self._shows_notice = True
        self._give("shown")
        self._show()
        self.back.setFocus()

    def _show_summary(self) -> None:
        self._shows_notice = False
        self._show()

    @Slot()
    def _speak_otherwise(self) -> None:
        """The other language, for an applicant who reads that one."""
        self._language = "en" if self._language == "id" else "id"
        self._show()

    def _show(self) -> None:
        empty(self._inside)
        if self._shows_notice:
            self._fill_notice()
        elif self._summary_in is not None:
            self._fill_summary(self._summary_in(self._language))
        self._area.verticalScrollBar().setValue(0)
        self.submit_button.setVisible(not self._shows_notice)
        self.other.setText("English" if self._language == "id" else "Bahasa Indonesia")
        self.notice.setVisible(not self._shows_notice)
        self._tell()

    def _tell(self) -> None:
        words = {
            "shown": _("Personal data: the notice was shown"),
            "printed": _("Personal data: the notice was printed"),
        }
        self._told.setText(words.get(self._notice_how or "", _("Personal data: notice not given yet")))

    def _give(self, how: How) -> None:
        if self._notice_how != "printed":
            self._notice_how = how
        self.notice_given.emit(how)
        self._tell()

    def _fill_summary(self, summary: Summary) -> None:
        columns = 3 if self.width() >= ROOM_FOR_THREE else 2
        self._inside.addWidget(label(summary.question, "heading", wrap=True))
        for part in summary.parts:
            self._inside.addWidget(_card(part, columns))
        if summary.total:
            self._inside.addLayout(row(None, label(summary.total, "title")))
        words = [f"{line.label}: {line.value}" for part in summary.parts for line in part.lines]
        self._area.setAccessibleName("\n".join((summary.question, *words, summary.total)))

    def _fill_notice(self) -> None:
        from mobile_unit.forms.notices import notice_on

        notice = notice_on(self._place.unit.clock.now().date())
        frame, inside = card(spacing=6)
        inside.addWidget(label(notice.title.in_(self._language), "title", wrap=True))
        inside.addWidget(label(notice.law.in_(self._language), "muted", wrap=True))
        for part in notice.parts:
            inside.addSpacing(8)
            inside.addWidget(label(part.title.in_(self._language), "heading"))
            inside.addWidget(label(part.text.in_(self._language), "large", wrap=True))
        self._inside.addWidget(frame)
        texts = (f"{p.title.in_(self._language)}. {p.text.in_(self._language)}" for p in notice.parts)
        self._area.setAccessibleName("\n".join((notice.title.in_(self._language), *texts)))

    @Slot()
    def _print(self) -> None:
        draw = partial(self._draw, self._shows_notice, self._language)
        if self._shows_notice:
            self.printer.print(PageJob(draw, _("Notice about personal data"), partial(self._give, "printed")))
        else:
            self.printer.print(PageJob(draw, _("Summary of the application")))

    def _draw(self, is_notice: bool, language: str) -> bytes:
        if is_notice:
            from mobile_unit.forms.notices import notice_on
            from mobile_unit.receipts import notice

            unit = self._place.unit
            return notice.draw(notice_on(unit.clock.now().date()), unit.catalogue.office, language)
        from mobile_unit.receipts import summary

        assert self._summary_in is not None
        return summary.draw(self._summary_in(language), language)


def _card(part: Part, columns: int) -> QWidget:
    frame, inside = card(margin=14, spacing=8)
    inside.addWidget(label(part.title, "label"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(10)
    for number, line in enumerate(part.lines):
        cell = QWidget()
        caption = label(line.label, "small", wrap=True) if line.label else None
        value = label(line.value, "large", wrap=True)
        cell.setLayout(column(*(each for each in (caption, value) if each), spacing=0))
        grid.addWidget(cell, number // columns, number % columns, Qt.AlignmentFlag.AlignTop)
    for each in range(columns):
        grid.setColumnStretch(each, 1)
    inside.addLayout(grid)
    return frame


def _scroll(bar: QScrollBar, steps: int) -> None:
    bar.setValue(bar.value() + steps * max(bar.singleStep(), 20))
