"""What head office gave back, each with its sentence; one about an application is opened, others are done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mobile_unit.domain import entries
from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import button, column, label, row
from mobile_unit.ui.widgets.rows_card import RowsCard
from mobile_unit.ui.wording import moment_in_words

if TYPE_CHECKING:
    from mobile_unit.services.returned import ReturnedEntry


class ReturnedCard(RowsCard):
    """Signals: ``opened`` (an application's id); ``done`` (journal, seq)."""

    opened = Signal(str)
    done = Signal(str, int)

    def __init__(self) -> None:
        super().__init__(_("Head office gave this back"))
        self._shown: tuple[ReturnedEntry, ...] = ()

    def show_entries(self, returned: Sequence[ReturnedEntry]) -> None:
        if tuple(returned) == self._shown:
            return
        self._shown = tuple(returned)
        self.clear()
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
