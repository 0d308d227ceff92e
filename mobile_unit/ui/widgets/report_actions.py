"""Printing and saving a closed day's report, on A4."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import button, row
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.printer_panel import PrinterPanel
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.printers import Printer

PAPER = "a4"


class ReportActions(QWidget):
    """Prints on the A4 printer last used, or lets one be chosen; the receipts' own printer stays theirs."""

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._day = ""
        self._is_busy = False
        self._usual: Printer | None = None
        self.print_button = button(_("Print the report"), role="primary", picture="print", shortcut="Ctrl+P")
        self.save_button = button(_("Save as PDF"), picture="save", shortcut="Ctrl+S")
        self.print_button.clicked.connect(self.print)
        self.save_button.clicked.connect(self._save)
        self.panel = PrinterPanel(place, message, use=_("Print here"))
        self.panel.hide()
        self.panel.chosen.connect(self._chosen)
        self.panel.closed.connect(self._close_panel)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(row(self.print_button, self.save_button, None))
        inside.addWidget(self.panel)

    def show_day(self, day: str) -> None:
        self._day = day

    @Slot()
    def print(self) -> None:
        if not self._is_busy:
            self._place.tasks.run(self._find, self._found, self._message.show_error)

    def _find(self, _task: Task[Printer | None]) -> Printer | None:
        printers = self._place.unit.printers
        self._usual = printers.chosen()
        return printers.chosen(PAPER)

    def _found(self, printer: Printer | None) -> None:
        if printer is None:
            self.panel.show()
            self.panel.paper.set_value(PAPER)
            self.panel.look(None)
        else:
            self._print_on(printer)

    @Slot(object)
    def _chosen(self, printer: Printer) -> None:
        self._close_panel()
        if printer.paper != PAPER:
            self._message.say(_("The report is printed on A4 paper."), tone="warn")
        elif self._usual is None:
            self._print_on(printer)
        else:
            self._place.tasks.run(
                partial(self._keep, self._usual), partial(self._kept, printer), self._message.show_error
            )

    def _keep(self, usual: Printer, _task: Task[None]) -> None:
        """What was chosen here is for reports; receipts go where they went before."""
        self._place.unit.printers.remember(usual)

    def _kept(self, printer: Printer, _nothing: None) -> None:
        self._print_on(printer)

    def _print_on(self, printer: Printer) -> None:
        self._is_busy = True
        self._message.say(_("Printing on {name} …").format(name=printer.name))
        work = partial(self._hand_over, self._day, printer)
        self._place.tasks.run(work, self._printed, self._not_printed, lane=Lane.PRINTER)

    def _hand_over(self, day: str, printer: Printer, _task: Task[Printer]) -> Printer:
        from mobile_unit.ui.printing import hand_over, upright_sheets_of

        pdf = self._place.unit.closing.report(date.fromisoformat(day))
        hand_over(printer, upright_sheets_of(pdf, PAPER), _("Day's report"))
        return printer

    def _printed(self, printer: Printer) -> None:
        self._is_busy = False
        words = _("The report was handed to the queue of {name}.")
        self._message.say(words.format(name=printer.name), tone="good")

    def _not_printed(self, error: Exception) -> None:
        """A printer that is gone or stopped: another one may be chosen."""
        self._is_busy = False
        self._message.show_error(error)
        self.panel.show()
        self.panel.paper.set_value(PAPER)
        self.panel.look(None)

    @Slot()
    def _close_panel(self) -> None:
        had_focus = self.panel.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.panel.hide()
        if had_focus:
            self.print_button.setFocus()

    @Slot()
    def _save(self) -> None:
        proposed = str(Path.home() / _("day-report-{day}.pdf").format(day=self._day))
        path, _kind = QFileDialog.getSaveFileName(self, _("Save the report"), proposed, "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        self._place.tasks.run(partial(self._write, self._day, path), self._saved, self._message.show_error)

    def _write(self, day: str, path: Path, _task: Task[None]) -> None:
        try:
            path.write_bytes(self._place.unit.closing.report(date.fromisoformat(day)))
        except OSError as error:
            raise UserFacingError(
                _("The report could not be written there."), _("Choose another place, then save it again.")
            ) from error

    def _saved(self, _nothing: None) -> None:
        self._message.say(_("The report was saved."), tone="good")
