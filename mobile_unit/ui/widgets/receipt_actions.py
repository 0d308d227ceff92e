"""Printing and saving an application's receipt: the same on every page that has one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.receipts.papers import paper_of
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import beside_picture, button, label, row
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.printer_panel import PrinterPanel
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.printers import Printer
    from mobile_unit.services.receipt_desk import PaperState, PrintedReceipt


@dataclass(frozen=True)
class _Seen:
    """Where an application's paper stands, and what the next one goes to."""

    state: PaperState
    printer: Printer | None


class ReceiptActions(QWidget):
    """Print on the printer last used, choose one, save. Signals: ``printed`` when that was done."""

    printed = Signal()

    def __init__(self, place: Workplace, message: MessageLine, *, primary: bool) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._id = ""
        self._number = ""
        self._referred = False
        self._printer: Printer | None = None
        self._is_busy = False
        self.print_button = button(
            _("Print receipt"), role="primary" if primary else "", picture="print", shortcut="Ctrl+P"
        )
        self.save_button = button(_("Save as PDF"), picture="save", shortcut="Ctrl+S")
        self.choose_button = button(_("Choose printer"), role="quiet", shortcut="Ctrl+Shift+P")
        self.where = label("", "small", wrap=True)
        self.print_button.clicked.connect(self.print)
        self.save_button.clicked.connect(self._save)
        self.choose_button.clicked.connect(self._choose)
        self.panel = PrinterPanel(place, message, use=_("Print here"))
        self.panel.hide()
        self.panel.chosen.connect(self._chosen)
        self.panel.closed.connect(self._close_panel)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addLayout(row(self.print_button, self.save_button, None))
        inside.addLayout(row(self.where, None, self.choose_button))
        inside.addWidget(self._question())
        inside.addWidget(self.panel)
        self.setEnabled(False)

    def _question(self) -> QWidget:
        """Shown where the program ended in the middle of a print."""
        self.question = QWidget()
        came = button(_("It came out"), picture="done")
        did_not = button(_("It did not"), picture="close")
        came.clicked.connect(partial(self._settle, True))
        did_not.clicked.connect(partial(self._settle, False))
        inside = QVBoxLayout(self.question)
        inside.setContentsMargins(0, 4, 0, 4)
        inside.setSpacing(6)
        words = _("The program ended while this receipt was being printed. Did the paper come out?")
        inside.addWidget(label(words, wrap=True))
        inside.addLayout(row(came, did_not, None))
        self.question.hide()
        return self.question

    def show_application(self, application_id: str, number: str, *, referred: bool = False) -> None:
        """``referred``: the paper is no receipt."""
        if application_id != self._id:
            self._close_panel()
        self._id, self._number, self._referred = application_id, number, referred
        words = _("Print the referral") if referred else _("Print receipt")
        self.print_button.setText(beside_picture(words))
        self.print_button.setAccessibleName(words)
        self.setEnabled(True)
        self._look()

    def _look(self) -> None:
        self._place.tasks.run(partial(self._see, self._id), self._show, self._message.show_error)

    def _see(self, application_id: str, _task: Task[_Seen]) -> _Seen:
        unit = self._place.unit
        return _Seen(unit.receipts.state(application_id), unit.printers.chosen())

    def _show(self, seen: _Seen) -> None:
        self._printer = seen.printer
        self.question.setVisible(seen.state.is_unknown and not self._is_busy)
        if seen.printer is None:
            self.where.setText(_("No printer is chosen yet."))
        else:
            self.where.setText(f"{seen.printer.name} · {paper_of(seen.printer.paper).name}")

    @Slot()
    def print(self) -> None:
        """On the printer last used; where there is none yet, let one be chosen."""
        if self._is_busy:
            return
        if self._printer is None:
            self._choose()
            return
        self._is_busy = True
        self._message.say(_("Printing on {name} …").format(name=self._printer.name))
        work = partial(self._make, self._id, self._printer)
        self._place.tasks.run(work, self._made, self._not_made, lane=Lane.PRINTER)

    def _make(self, application_id: str, printer: Printer, _task: Task[Printer]) -> Printer:
        """Reserve the copy, draw it, hand it over, record the outcome; whole, also while signing out."""
        from mobile_unit.services.printers import SYSTEM
        from mobile_unit.ui.printing import hand_over, sheets_of

        desk = self._place.unit.receipts
        attempt = desk.begin(application_id, target="printer", paper=printer.paper)
        with desk.trying(attempt):
            if printer.kind == SYSTEM:
                hand_over(printer, sheets_of(desk.pdf(attempt), printer.paper), attempt.number)
            else:
                hand_over(printer, desk.escpos(attempt), attempt.number)
        desk.succeed(attempt)
        return printer

    def _made(self, printer: Printer) -> None:
        from mobile_unit.services.printers import SYSTEM

        if self._referred:
            words = _("The referral was handed to {name}.")
        elif printer.kind == SYSTEM:
            words = _("The receipt was handed to the queue of {name}.")
        else:
            words = _("The receipt was handed to printer {name}.")
        self._told(words.format(name=printer.name))

    def _not_made(self, error: Exception) -> None:
        self._is_busy = False
        if isinstance(error, UserFacingError):
            again = _("The application is kept. Press Ctrl+P to try again.")
            self._message.say(error.message, f"{error.next_step} {again}".strip(), tone="error")
        else:
            self._message.show_error(error)
        self._place.announce(Changes(applications=True))
        self._look()

    @Slot()
    def _choose(self) -> None:
        self.panel.show()
        self.panel.look(self._printer)

    @Slot(object)
    def _chosen(self, printer: Printer) -> None:
        """What was asked for is a receipt: it is printed there at once."""
        self._close_panel()
        self._printer = printer
        self.where.setText(f"{printer.name} · {paper_of(printer.paper).name}")
        self.print()

    @Slot()
    def _close_panel(self) -> None:
        had_focus = self.panel.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.panel.hide()
        if had_focus:
            self.print_button.setFocus()

    def _settle(self, came_out: bool, _checked: bool = False) -> None:
        work = partial(self._say_whether, self._id, came_out)
        self._place.tasks.run(work, self._settled, self._message.show_error)

    def _say_whether(self, application_id: str, came_out: bool, _task: Task[None]) -> None:
        self._place.unit.receipts.say_whether_it_came_out(application_id, came_out=came_out)

    def _settled(self, _nothing: None) -> None:
        self._place.announce(Changes(applications=True))
        self.printed.emit()
        self._look()
        self.print_button.setFocus()

    @Slot()
    def _save(self) -> None:
        proposed = str(Path.home() / f"{self._number}.pdf")
        path, _kind = QFileDialog.getSaveFileName(self, _("Save the receipt"), proposed, "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the receipt there and record it."""
        work = partial(self._write, self._id, self._printer, path)
        self._place.tasks.run(work, self._saved, self._message.show_error)

    def _write(
        self, application_id: str, printer: Printer | None, path: Path, _task: Task[PrintedReceipt]
    ) -> PrintedReceipt:
        def write(pdf: bytes) -> None:
            try:
                path.write_bytes(pdf)
            except OSError as error:
                raise UserFacingError(
                    _("The receipt could not be written there."),
                    _("Choose another place, then save it again."),
                ) from error

        paper = printer.paper if printer else "a5"
        return self._place.unit.receipts.print(application_id, write, paper=paper)

    def _saved(self, _printed: PrintedReceipt) -> None:
        self._told(_("The referral was saved.") if self._referred else _("The receipt was saved."))

    def _told(self, words: str) -> None:
        self._is_busy = False
        self._message.say(words, tone="good")
        self._place.announce(Changes(applications=True))
        self.printed.emit()
        self._look()
