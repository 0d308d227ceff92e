"""What the applicant takes home: the number, large, and the receipt to print or save."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.pictures import pdf_pages
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, label
from mobile_unit.ui.widgets.family_chooser import family_button
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.preview import Pages
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.receipt_desk import PrintedReceipt
    from mobile_unit.ui.printing import ChosenPrinter

SEEN_WIDTH = 1000


class ReceiptActions(QWidget):
    """Print, save: each is recorded before any paper says so. Signals: ``printed`` when one was made."""

    printed = Signal()

    def __init__(self, place: Workplace, message: MessageLine, *, primary: bool) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._id = ""
        self._number = ""
        self.print_button = button(
            _("Print receipt"), role="primary" if primary else "", picture="print", shortcut="Ctrl+P"
        )
        self.save_button = button(_("Save as PDF"), picture="save", shortcut="Ctrl+S")
        self.print_button.clicked.connect(self._print)
        self.save_button.clicked.connect(self._save)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        self.setEnabled(False)
        inside.addWidget(self.print_button)
        inside.addWidget(self.save_button)
        inside.addStretch(1)

    def show_application(self, application_id: str, number: str) -> None:
        self._id, self._number = application_id, number
        self.setEnabled(True)

    @Slot()
    def _print(self) -> None:
        from mobile_unit.ui.printing import choose_printer

        printer = choose_printer(self, self._number)
        if printer is not None:
            work = partial(self._record, self._id, "printer")
            self._place.tasks.run(work, partial(self._hand_to, printer), self._message.show_error)

    @Slot()
    def _save(self) -> None:
        proposed = str(Path.home() / f"{self._number}.pdf")
        path, _kind = QFileDialog.getSaveFileName(self, _("Save the receipt"), proposed, "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Record the receipt and write it there."""
        work = partial(self._record_and_write, self._id, path)
        self._place.tasks.run(work, self._saved, self._message.show_error)

    def _record(self, application_id: str, target: str, _task: Task[PrintedReceipt]) -> PrintedReceipt:
        return self._place.unit.receipts.print(application_id, target=target)

    def _record_and_write(
        self, application_id: str, path: Path, task: Task[PrintedReceipt]
    ) -> PrintedReceipt:
        printed = self._record(application_id, "file", task)
        try:
            path.write_bytes(printed.pdf)
        except OSError as error:
            raise UserFacingError(
                _("The receipt could not be written there."), _("Choose another place, then save it again.")
            ) from error
        return printed

    def _hand_to(self, printer: ChosenPrinter, printed: PrintedReceipt) -> None:
        if printer.print_pdf(printed.pdf):
            self._told(_("The receipt was handed to the printer."))
        else:
            self._message.say(
                _("The printer did not take the receipt."),
                _("Check that it is on and has paper, then print again."),
                tone="error",
            )
            self._place.announce(Changes(applications=True))

    def _saved(self, _printed: PrintedReceipt) -> None:
        self._told(_("The receipt was saved."))

    def _told(self, words: str) -> None:
        self._message.say(words, tone="good")
        self._place.announce(Changes(applications=True))
        self.printed.emit()


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
        self.next = button(_("Next application"), picture="new", shortcut="Ctrl+N")
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
        self.paper.show_application(application_id, number)
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
    """The receipt as pictures, to look at only."""
    return pdf_pages(place.unit.receipts.draw(application_id), width=SEEN_WIDTH)
