"""What the applicant takes home: the number, large, and the receipt to print or save."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.receipts.papers import paper_of
from mobile_unit.ui.pictures import pdf_pages
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, label
from mobile_unit.ui.widgets.family_chooser import family_button
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.preview import Pages
from mobile_unit.ui.widgets.receipt_actions import ReceiptActions
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    pass

SEEN_WIDTH, DOTS_PER_MM = 1000, 7


class ReceiptView(QWidget):
    """Signals: ``next_wanted`` (an application after this one), ``family_wanted`` (this one's id): the next
    is of the same family."""

    next_wanted = Signal()
    family_wanted = Signal(str)

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._id = ""
        self.number = label("", "number")
        self.number.setAccessibleName(_("Number of the application"))
        self.paper = ReceiptActions(place, message, primary=True)
        self.paper.printed.connect(self._draw)
        self._message = message
        copy = button(_("Copy number"), role="quiet", picture="copy", shortcut="Ctrl+Shift+C")
        copy.clicked.connect(self._copy)
        self.next = button(_("Next application"), picture="new", tip=_("Next application") + " (Ctrl+N)")
        self.next.clicked.connect(self.next_wanted)
        self.family = family_button()
        self.family.clicked.connect(self._want_family)
        look = button(_("Open this application"), role="quiet", picture="view", shortcut="Ctrl+O")
        look.clicked.connect(self._open)
        frame, inside = card(margin=26, spacing=12)
        self._heading = label("", "heading")
        inside.addWidget(self._heading)
        inside.addWidget(label(_("Number on the paper"), "muted"))
        inside.addWidget(self.number)
        inside.addSpacing(6)
        inside.addWidget(self.paper)
        line = QHBoxLayout()
        line.addWidget(copy)
        line.addWidget(look)
        line.addStretch(1)
        inside.addLayout(line)
        inside.addSpacing(10)
        inside.addWidget(
            label(
                _("It is kept on this laptop and goes to head office by itself when there is a connection."),
                "muted",
                wrap=True,
            )
        )
        inside.addSpacing(10)
        inside.addWidget(self.next)
        inside.addWidget(self.family)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(frame)
        column.addStretch(1)
        self.pages = Pages(name=_("The receipt"))
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

    def show_application(self, application_id: str, number: str, *, referred: bool = False) -> None:
        self._id = application_id
        self._heading.setText(
            _("Recorded and referred to the office") if referred else _("The application is taken")
        )
        self.number.setText(number)
        self.paper.show_application(application_id, number, referred=referred)
        self.pages.show_pages([])
        self._draw()
        self.paper.print_button.setFocus()

    @Slot()
    def _draw(self) -> None:
        self._place.tasks.run(
            partial(draw_receipt, self._place, self._id), self.pages.show_pages, self._message.show_error
        )

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.number.text())

    @Slot()
    def _want_family(self) -> None:
        self.family_wanted.emit(self._id)

    @Slot()
    def _open(self) -> None:
        self._place.go("application", self._id)


def draw_receipt(place: Workplace, application_id: str, _task: Task[list[QImage]]) -> list[QImage]:
    """The receipt as pictures, to look at only; on the paper that it would be printed on."""
    printer = place.unit.printers.chosen()
    paper = printer.paper if printer else "a5"
    width = min(SEEN_WIDTH, round(paper_of(paper).width * DOTS_PER_MM))
    return pdf_pages(place.unit.receipts.draw(application_id, paper), width=width, grey=True)
