"""What head office gave back, each with its sentence; one about an application is opened, others are done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mobile_unit.domain import entries
from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import button, column, empty, label, row
from mobile_unit.ui.wording import moment_in_words

if TYPE_CHECKING:
    from mobile_unit.services.returned import ReturnedEntry


class ReturnedCard(QFrame):
    """Hidden while there is none. Signals: ``opened`` (an application's id); ``done`` (journal, seq)."""

    opened = Signal(str)
    done = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addWidget(label(_("Head office gave this back"), "heading"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        inside.addLayout(self._rows)
        self._shown: tuple[ReturnedEntry, ...] = ()
        self.lines: list[str] = []
        self.hide()

    def show_entries(self, returned: Sequence[ReturnedEntry]) -> None:
        if tuple(returned) == self._shown:
            return
        self._shown = tuple(returned)
        empty(self._rows)
        self.lines = []
        for each in self._shown:
            self._rows.addWidget(self._line(each))
        self.setVisible(bool(self._shown))

    def _line(self, each: ReturnedEntry) -> QWidget:
        title = each.number or _what(each)
        self.lines.append(f"{title}: {each.sentence}")
        words = column(
            label(title),
            label(each.sentence, "warn", wrap=True),
            label(moment_in_words(each.returned_at), "small"),
            spacing=0,
        )
        if each.application is not None:
            act = button(_("Open the application"), name=_("Open {number}").format(number=title))
            act.clicked.connect(partial(self._open, each.application))
        else:
            act = button(_("Done with it"), name=_("Done with {what}").format(what=title))
            act.clicked.connect(partial(self._finish, each.journal, each.seq))
        made = QWidget()
        line = row(words, act)
        line.setStretch(0, 1)
        made.setLayout(line)
        return made

    def _open(self, application: str, _checked: bool = False) -> None:
        self.opened.emit(application)

    def _finish(self, journal: str, seq: int, _checked: bool = False) -> None:
        self.done.emit(journal, seq)


def _what(each: ReturnedEntry) -> str:
    """Which entry it is, by what it tells of and when it was written."""
    at = moment_in_words(each.written_at)
    if each.kind == entries.VISIT_CLOSED:
        return _("Closing of the day, {at}").format(at=at)
    if each.kind in (entries.VISIT_OPENED, entries.VISIT_PAUSED, entries.VISIT_RESUMED):
        return _("The counter's day, {at}").format(at=at)
    return _("An entry of {at}").format(at=at)
