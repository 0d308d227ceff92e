"""Printing a page that is no receipt: a report, a leaflet, a note to sign, a notice.

It goes to the printer last used for that paper; where there is none, one is chosen here, below the button
that asked for it. The receipts' own printer stays theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.receipts.papers import paper_of
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.printer_panel import PrinterPanel
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.printers import Printer

TAKES = {"a5": ("a5", "a4"), "a4": ("a4",)}
"""On which papers a page of each size comes out whole, the fittest first."""

Make = Callable[[], bytes]
"""Draws the page as PDF; called on a lane."""


@dataclass(frozen=True)
class PageJob:
    """``title`` names the job in the printer's queue; it says nothing of a person."""

    make: Make
    title: str
    printed: Callable[[], None] | None = None
    """Called once a spooler has the page."""


class PagePrinter(QWidget):
    """Hidden until a printer is to be chosen.

    A held key asks for the same page many times and gets it once; another page asked for meanwhile waits.
    """

    def __init__(self, place: Workplace, message: MessageLine, paper: str) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._paper = paper
        self._under_way: PageJob | None = None
        self._asked: PageJob | None = None
        self._usual: Printer | None = None
        self.panel = PrinterPanel(place, message, use=_("Print here"))
        self.panel.hide()
        self.panel.chosen.connect(self._chosen)
        self.panel.closed.connect(self.panel.hide)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.panel)

    def print(self, page: PageJob) -> None:
        if self._under_way is not None:
            self._asked = page if page.title != self._under_way.title else None
            return
        self._asked = page
        self._place.tasks.run(self._find, self._found, self._message.show_error)

    def _find(self, _task: Task[Printer | None]) -> Printer | None:
        printers = self._place.unit.printers
        self._usual = printers.chosen()
        remembered = (printers.chosen(paper) for paper in TAKES[self._paper])
        return next((printer for printer in remembered if printer and printer.kind == "system"), None)

    def _found(self, printer: Printer | None) -> None:
        if printer is None:
            self._choose()
        else:
            self._print_on(printer)

    def _choose(self) -> None:
        self.panel.show()
        self.panel.paper.set_value(self._paper)
        self.panel.look(None)

    @Slot(object)
    def _chosen(self, printer: Printer) -> None:
        self.panel.hide()
        if printer.paper not in TAKES[self._paper]:
            words = _("This page is printed on {paper} paper.").format(paper=paper_of(self._paper).name)
            self._message.say(words, tone="warn")
        elif self._usual is None:
            self._print_on(printer)
        else:
            keep = partial(self._keep, self._usual)
            self._place.tasks.run(keep, partial(self._kept, printer), self._message.show_error)

    def _keep(self, usual: Printer, _task: Task[None]) -> None:
        """What was chosen here is for pages; receipts go where they went before."""
        self._place.unit.printers.remember(usual)

    def _kept(self, printer: Printer, _nothing: None) -> None:
        self._print_on(printer)

    def _print_on(self, printer: Printer) -> None:
        if self._asked is None or self._under_way is not None:
            return
        page, self._asked = self._asked, None
        self._under_way = page
        self._message.say(_("Printing on {name} …").format(name=printer.name))
        handed_over = partial(self._handed_over, page)
        not_handed_over = partial(self._not_handed_over, page)
        work = partial(self._hand_over, page, printer)
        self._place.tasks.run(work, handed_over, not_handed_over, lane=Lane.PRINTER)

    def _hand_over(self, page: PageJob, printer: Printer, _task: Task[Printer]) -> Printer:
        from mobile_unit.ui.printing import hand_over, pages_of

        hand_over(printer, pages_of(page.make()), page.title)
        return printer

    def _handed_over(self, page: PageJob, printer: Printer) -> None:
        self._under_way = None
        words = _("The page was handed to the queue of {name}.")
        self._message.say(words.format(name=printer.name), tone="good")
        if page.printed is not None:
            page.printed()
        if self._asked is not None:
            self.print(self._asked)

    def _not_handed_over(self, page: PageJob, error: Exception) -> None:
        """A printer that is gone or stopped: another one may be chosen."""
        self._under_way = None
        self._asked = self._asked or page
        self._message.show_error(error)
        self._choose()
