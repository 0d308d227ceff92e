"""Printing a slip: on the receipts' printer, whatever its paper; where there is none, one is chosen here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.printer_panel import PrinterPanel
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.printers import Printer


@dataclass(frozen=True)
class SlipJob:
    """``pdf`` and ``escpos`` draw the slip for a paper, on a lane; ``title`` names the job, no person."""

    title: str
    pdf: Callable[[str], bytes]
    escpos: Callable[[str], bytes]


class SlipPrinter(QWidget):
    """Hidden until a printer is to be chosen."""

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._asked: SlipJob | None = None
        self._under_way: SlipJob | None = None
        self._waiting: list[SlipJob] = []
        self._looks = False
        """For which printer it is."""
        self.panel = PrinterPanel(place, message, use=_("Print here"))
        self.panel.hide()
        self.panel.chosen.connect(self._chosen)
        self.panel.closed.connect(self._panel_closed)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.panel)

    def print(self, slip: SlipJob) -> None:
        """A held key asks many times and gets it once; another slip asked for meanwhile waits."""
        if self._under_way is None and not self._looks and self.panel.isHidden():
            self._asked, self._looks = slip, True
            self._place.tasks.run(self._find, self._found, self._not_found)
            return
        before = (self._under_way, self._asked, *self._waiting)
        if slip.title not in {each.title for each in before if each is not None}:
            self._waiting.append(slip)

    def _find(self, _task: Task[Printer | None]) -> Printer | None:
        return self._place.unit.printers.chosen()

    def _not_found(self, error: Exception) -> None:
        self._looks = False
        self._message.show_error(error)

    def _found(self, printer: Printer | None) -> None:
        self._looks = False
        if printer is None:
            self.panel.show()
            self.panel.look(None)
        else:
            self._print_on(printer)

    @Slot()
    def _panel_closed(self) -> None:
        """No printer was chosen: what waited is asked for again, or not."""
        self.panel.hide()
        self._asked = None
        self._waiting.clear()

    @Slot(object)
    def _chosen(self, printer: Printer) -> None:
        self.panel.hide()
        self._print_on(printer)

    def _print_on(self, printer: Printer) -> None:
        if self._asked is None or self._under_way is not None:
            return
        slip, self._asked = self._asked, None
        self._under_way = slip
        self._message.say(_("Printing on {name} …").format(name=printer.name))
        work = partial(self._hand_over, slip, printer)
        failed = partial(self._not_handed_over, slip)
        self._place.tasks.run(work, self._handed_over, failed, lane=Lane.PRINTER)

    def _hand_over(self, slip: SlipJob, printer: Printer, _task: Task[Printer]) -> Printer:
        from mobile_unit.services.printers import SYSTEM
        from mobile_unit.ui.printing import hand_over, sheets_of

        if printer.kind == SYSTEM:
            hand_over(printer, sheets_of(slip.pdf(printer.paper), printer.paper), slip.title)
        else:
            hand_over(printer, slip.escpos(printer.paper), slip.title)
        return printer

    def _handed_over(self, printer: Printer) -> None:
        self._under_way = None
        self._message.say(
            _("The page was handed to the queue of {name}.").format(name=printer.name), tone="good"
        )
        if self._waiting:
            self.print(self._waiting.pop(0))

    def _not_handed_over(self, slip: SlipJob, error: Exception) -> None:
        self._under_way = None
        self._asked = slip
        self._message.show_error(error)
        self.panel.show()
        self.panel.look(None)
