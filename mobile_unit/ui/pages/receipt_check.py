"""Is this receipt ours? Scanned with a wedge scanner, pasted, or taken from a photo, scan or PDF; offline."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QLineEdit

from mobile_unit.i18n import _, say
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, card, dress, label, row
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.wording import day_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.authenticity import Verdict


class ReceiptCheckPage(Page):
    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Check a receipt"), _("Works without a network."))
        self._verdict: Verdict | None = None
        back = button(_("Back"), role="quiet", picture="back", tip=_("Back to the list (Esc)"))
        back.clicked.connect(self.go_back)
        self.toolbar.addWidget(back)
        self.code = QLineEdit()
        self.code.setPlaceholderText(_("Scan the receipt's code here, or paste its text"))
        self.code.setAccessibleName(_("The receipt's code"))
        self.code.setMinimumHeight(38)
        self.code.returnPressed.connect(self._typed)
        choose = button(_("Picture or PDF…"), picture="folder", shortcut="Ctrl+O")
        choose.clicked.connect(self._choose)
        self.body.addLayout(row(self.code, choose))
        self._result = self._make_result()
        self.body.addWidget(self._result)
        self.body.addStretch(1)
        self.setAcceptDrops(True)

    def _make_result(self) -> QFrame:
        frame, inside = card()
        self._words = label("", "heading", wrap=True)
        self._next_step = label("", "muted", wrap=True)
        inside.addWidget(self._words)
        inside.addWidget(self._next_step)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setColumnStretch(1, 1)
        self._facts = {name: label() for name in ("number", "date", "unit", "service")}
        titles = (_("Number"), _("Date"), _("Unit"), _("Service"))
        for line, (title, value) in enumerate(zip(titles, self._facts.values(), strict=True)):
            grid.addWidget(label(title, "muted"), line, 0)
            grid.addWidget(value, line, 1)
        inside.addLayout(grid)
        self._open = button(_("Open this application"), picture="view", shortcut="Ctrl+Return")
        self._open.clicked.connect(self._open_application)
        inside.addLayout(row(self._open, None))
        frame.hide()
        return frame

    @property
    def words(self) -> str:
        """What is said of the receipt last checked; "" while nothing was."""
        return self._words.text() if self._result.isVisible() else ""

    def open(self, argument: object) -> None:
        """Check this code at once; it was scanned on another page."""
        self._check(str(argument))

    def take_focus(self) -> None:
        self.code.setFocus()
        self.code.selectAll()

    def leave(self) -> None:
        self.code.clear()
        self.message.clear()
        self._result.hide()

    def go_back(self) -> bool:
        self.place.go("applications")
        return True

    @Slot()
    def _typed(self) -> None:
        if self.code.text().strip():
            self._check(self.code.text())

    def _check(self, text: str) -> None:
        def work(_task: Task[Verdict]) -> Verdict:
            return self.place.unit.authenticity.check(text)

        self.place.tasks.run(work, self._show, self._failed)

    @Slot()
    def _choose(self) -> None:
        kinds = _("Pictures and PDF") + " (*.jpg *.jpeg *.png *.webp *.pdf)"
        name, _kind = QFileDialog.getOpenFileName(self, _("A photo, scan or PDF of the receipt"), "", kinds)
        if name:
            self.check_file(Path(name))

    def check_file(self, path: Path) -> None:
        self.place.tasks.run(partial(self._look_at, path), self._show, self._failed)

    def _look_at(self, path: Path, _task: Task[Verdict]) -> Verdict:
        return self.place.unit.authenticity.check_picture(path.read_bytes())

    def _failed(self, error: Exception) -> None:
        self._result.hide()
        self.message.show_error(error)
        self.take_focus()

    def _show(self, verdict: Verdict) -> None:
        from mobile_unit.services.authenticity import in_words

        self._verdict = verdict
        self.message.clear()
        words, next_step = in_words(verdict)
        self._words.setText(words)
        dress(self._words, role="heading" if verdict.ok else "alarm")
        self._next_step.setText(next_step)
        service = self.place.unit.catalogue.services.get(verdict.service)
        day = day_in_words(date.fromisoformat(verdict.date))
        self._facts["number"].setText(verdict.number)
        self._facts["date"].setText(day)
        self._facts["unit"].setText(verdict.unit)
        self._facts["service"].setText(say(service.title) if service else verdict.service)
        self._open.setVisible(verdict.application is not None)
        self._result.setAccessibleName(f"{words} {next_step}")
        self._result.show()
        self.take_focus()

    @Slot()
    def _open_application(self) -> None:
        if self._verdict is not None and self._verdict.application is not None:
            self.place.go("application", self._verdict.application)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.check_file(Path(url.toLocalFile()))
                return
