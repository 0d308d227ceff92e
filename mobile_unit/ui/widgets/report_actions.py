"""Printing and saving a closed day's report, on A4."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, row
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.page_printer import PageJob, PagePrinter
from mobile_unit.ui.workplace import Workplace


class ReportActions(QWidget):
    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._day = ""
        self.print_button = button(_("Print the report"), role="primary", picture="print", shortcut="Ctrl+P")
        self.save_button = button(_("Save as PDF"), picture="save", shortcut="Ctrl+S")
        self.print_button.clicked.connect(self.print)
        self.save_button.clicked.connect(self._save)
        self.printer = PagePrinter(place, message, "a4")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(row(self.print_button, self.save_button, None))
        inside.addWidget(self.printer)

    def show_day(self, day: str) -> None:
        self._day = day

    @Slot()
    def print(self) -> None:
        day = date.fromisoformat(self._day)
        self.printer.print(PageJob(partial(self._place.unit.closing.report, day), _("Day's report")))

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
