"""The notice of a period, what will be done about its weakest elements, and the empty questionnaire."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout

from mobile_unit.domain.periods import Period
from mobile_unit.domain.surveys import in_figures
from mobile_unit.i18n import _, language, say
from mobile_unit.services.surveys import LONGEST_FOLLOW_UP, Overview
from mobile_unit.ui.form_keeper import SAVE_WITHIN_MS
from mobile_unit.ui.paper_files import ask_where, write_paper
from mobile_unit.ui.pictures import pdf_pages
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, empty, label, row
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.page_printer import PageJob, PagePrinter
from mobile_unit.ui.widgets.preview import PreviewDialog
from mobile_unit.ui.workplace import Workplace

SEEN_WIDTH = 1100
NOTICE, PAPER = "notice", "paper"


class SurveyPublishing(QFrame):
    """``message`` is the page's line."""

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._place = place
        self._message = message
        self._surveys = place.unit.surveys
        self._period: Period | None = None
        self.follow_up: dict[str, QLineEdit] = {}
        self.none = label(_("There is no result to publish in this period yet."), "muted", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SAVE_WITHIN_MS)
        self._soon.timeout.connect(self.keep)
        self.printer = PagePrinter(place, message, "a4")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 18, 18, 18)
        inside.setSpacing(10)
        inside.addWidget(label(_("For the public"), "heading"))
        inside.addWidget(self.none)
        inside.addLayout(self._lines)
        self._of_notice: list[QPushButton] = []
        for kind, title, keys in (
            (NOTICE, _("Notice of the result (A4)"), ("Ctrl+O", "Ctrl+P", "Ctrl+S")),
            (PAPER, _("Empty questionnaire (A4)"), ("Ctrl+Shift+O", "Ctrl+Shift+P", "Ctrl+Shift+S")),
        ):
            inside.addWidget(label(title, "label"))
            made = self._make_buttons(kind, title, keys)
            self._of_notice += made if kind == NOTICE else []
            inside.addLayout(row(*made, None))
        inside.addWidget(self.printer)

    def _make_buttons(self, kind: str, title: str, keys: tuple[str, str, str]) -> list[QPushButton]:
        made = []
        for words, picture, key, then in (
            (_("Look"), "view", keys[0], self._look),
            (_("Print"), "print", keys[1], self._print),
            (_("Save"), "save", keys[2], self._save),
        ):
            each = button(
                words,
                role="quiet" if picture == "view" else "",
                picture=picture,
                shortcut=key,
                name=f"{words}: {title}",
            )
            each.clicked.connect(partial(then, kind))
            made.append(each)
        return made

    def show_overview(self, seen: Overview) -> None:
        """The weakest elements of the period, each with what will be done; what is being typed is kept."""
        if self._soon.isActive():
            self.keep()
        tally = seen.told.tally
        for each in self._of_notice:
            each.setEnabled(tally.respondents > 0)
        self.none.setVisible(not tally.respondents)
        if seen.period == self._period and list(self.follow_up) == list(tally.lowest()):
            return
        self._period = seen.period
        self.follow_up.clear()
        empty(self._lines)
        if tally.respondents:
            self._lines.addWidget(label(_("What will be done about the three lowest elements"), "label"))
        for key in tally.lowest():
            name = say(self._surveys.questionnaire.element(key).name)
            field = QLineEdit(seen.follow_up.get(key, ""))
            field.setMaxLength(LONGEST_FOLLOW_UP)
            field.setAccessibleName(name)
            field.textEdited.connect(self._keep_soon)
            self.follow_up[key] = field
            words = f"{name} ({in_figures(tally.score(key), language())})"
            self._lines.addWidget(label(words, "muted", wrap=True))
            self._lines.addWidget(field)

    @Slot()
    def _keep_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def keep(self) -> None:
        """Keep what is typed; pages are made after that, on the same lane."""
        self._soon.stop()
        if self._period is not None and self.follow_up:
            words = {key: field.text() for key, field in self.follow_up.items()}
            work = partial(self._write_down, self._period, words)
            self._place.tasks.run(work, None, self._message.show_error)

    def _write_down(self, period: Period, words: dict[str, str], _task: Task[None]) -> None:
        self._surveys.set_follow_up(period, words)

    def _maker(self, kind: str) -> Callable[[], bytes]:
        if kind == PAPER:
            return partial(self._surveys.paper, language())
        assert self._period is not None
        return partial(self._surveys.notice, self._period)

    def _title(self, kind: str) -> str:
        return _("Public satisfaction survey") if kind == PAPER else _("Result of the survey")

    @Slot()
    def _look(self, kind: str, _checked: bool = False) -> None:
        self.keep()
        work = partial(self._pictures, self._maker(kind))
        self._place.tasks.run(work, partial(self._seen, kind), self._message.show_error)

    def _pictures(self, make: Callable[[], bytes], _task: Task[list[QImage]]) -> list[QImage]:
        return pdf_pages(make(), width=SEEN_WIDTH)

    def _seen(self, kind: str, images: list[QImage]) -> None:
        PreviewDialog(self, self._title(kind), images).open()

    @Slot()
    def _print(self, kind: str, _checked: bool = False) -> None:
        self.keep()
        self.printer.print(PageJob(self._maker(kind), self._title(kind)))

    @Slot()
    def _save(self, kind: str, _checked: bool = False) -> None:
        name = "kuesioner-skm" if kind == PAPER or self._period is None else f"skm-{self._period.until}"
        path = ask_where(self, name)
        if path is not None:
            self.save_to(kind, path)

    def save_to(self, kind: str, path: Path) -> None:
        self.keep()
        work = partial(self._write, self._maker(kind), path)
        self._place.tasks.run(work, self._saved, self._message.show_error)

    def _write(self, make: Callable[[], bytes], path: Path, _task: Task[None]) -> None:
        write_paper(path, make())

    def _saved(self, _nothing: None) -> None:
        self._message.say(_("The paper was saved."), tone="good")
