"""A page to look at, print or save: three buttons for one paper (A4), which is drawn when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.paper_files import ask_where, write_paper
from mobile_unit.ui.pictures import pdf_pages
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, column, label, row
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.page_printer import PageJob, PagePrinter
from mobile_unit.ui.widgets.preview import PreviewDialog
from mobile_unit.ui.workplace import Workplace

SEEN_WIDTH = 1100


class PaperButtons(QWidget):
    """``keys`` are those of the three, ``make`` draws the paper on a lane; ``name`` is the file's, and says
    nothing of a person. ``printed`` is called once a printer has the page."""

    def __init__(
        self,
        place: Workplace,
        message: MessageLine,
        title: str,
        keys: tuple[str, str, str],
        make: Callable[[], bytes],
        name: str,
    ) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._title = title
        self._make = make
        self._name = name
        self.printed: Callable[[], None] | None = None
        self.printer = PagePrinter(place, message, "a4")
        self.look = button(_("Look"), picture="view", shortcut=keys[0], name=f"{title}: {_('Look')}")
        self.print = button(_("Print"), picture="print", shortcut=keys[1], name=f"{title}: {_('Print')}")
        self.save = button(_("Save"), picture="save", shortcut=keys[2], name=f"{title}: {_('Save')}")
        for made, then in ((self.look, self._look), (self.print, self._print), (self.save, self._save)):
            made.clicked.connect(then)
        self.setLayout(
            column(
                label(title, "label"), row(self.look, self.print, self.save, None), self.printer, spacing=6
            )
        )

    @Slot()
    def _look(self) -> None:
        self._place.tasks.run(self._pictures, self._seen, self._message.show_error)

    def _pictures(self, _task: Task[list[QImage]]) -> list[QImage]:
        return pdf_pages(self._make(), width=SEEN_WIDTH)

    def _seen(self, images: list[QImage]) -> None:
        PreviewDialog(self, self._title, images).open()

    @Slot()
    def _print(self) -> None:
        self.printer.print(PageJob(self._make, self._title, self.printed))

    @Slot()
    def _save(self) -> None:
        path = ask_where(self, self._name)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        self._place.tasks.run(partial(self._write, path), self._saved, self._message.show_error)

    def _write(self, path: Path, _task: Task[None]) -> None:
        write_paper(path, self._make())

    def _saved(self, _nothing: None) -> None:
        self._message.say(_("The paper was saved."), tone="good")
