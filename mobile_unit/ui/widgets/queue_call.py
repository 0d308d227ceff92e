"""Calling: who is at the counter, what becomes of them, who waits and who was not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QListWidgetItem, QPushButton, QVBoxLayout

from mobile_unit.domain.queue import MISSED, SERVING, WAITING, Rules
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.widgets.basics import button, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.name_list import SideList
from mobile_unit.ui.wording import count_in_words

if TYPE_CHECKING:
    from mobile_unit.services.queue_views import Ticket, View


@dataclass(frozen=True)
class ForTicket:
    """An application is begun for a ticket (its id) of this kind: what the page for it is asked."""

    ticket: int
    kind: str


class QueueCall(QFrame):
    """Signals: ``next_wanted``; ``wanted`` (what: again, miss, finish, begin or application) of who is at the
    counter; ``moved`` (a kind's key); ``called`` and ``returned`` (a ticket's id) out of the list."""

    next_wanted = Signal()
    wanted = Signal(str)
    moved = Signal(str)
    called = Signal(int)
    returned = Signal(int)

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._rules = rules
        self.number = label("", "number")
        self.about = label("", "muted", wrap=True)
        self.next = button(_("Call the next (F6)"), role="primary", picture="voice", shortcut="F6")
        self.next.clicked.connect(self.next_wanted)
        for shortcut in self.next.findChildren(QShortcut):
            shortcut.setAutoRepeat(False)
        self.again = self._act(_("Call again"), "again", "F7")
        self.miss = self._act(_("Not there"), "miss", "F8")
        self.finish = self._act(_("Done"), "finish", "F9")
        self.begin = self._act(_("Is here"), "begin", "Ctrl+B")
        self.application = self._act(_("Application"), "application", "Ctrl+Return", "new")
        kinds = [(each.key, each.letter) for each in rules.kinds]
        self.kind = ChoiceRow(kinds, _("Needs another service"))
        for each, made in zip(rules.kinds, self.kind.buttons, strict=True):
            made.setToolTip(say(each.name))
        for number, each in enumerate(rules.kinds, start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+Shift+{number}"), self)
            shortcut.activated.connect(partial(self._move, each.key))
        self.kind.changed.connect(self._kind_chosen)
        self.list = SideList(_("Waiting"))
        self.list.itemActivated.connect(self._activated)
        QShortcut(QKeySequence("Ctrl+Shift+F"), self).activated.connect(self.list.setFocus)
        self.list_title = label("", "label", wrap=True)
        self._move_title = label(_("Needs another service"), "small", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(10)
        inside.addWidget(label(_("At the counter"), "heading"))
        inside.addWidget(self.number)
        inside.addWidget(self.about)
        inside.addLayout(row(self.next, self.again, None))
        inside.addLayout(row(self.begin, self.miss, self.finish, None))
        inside.addLayout(row(self.application, self._move_title, self.kind, None))
        inside.addWidget(self.list_title)
        inside.addWidget(self.list, 1)
        inside.addStretch(0)  # takes what the list leaves while it is hidden
        self._current: Ticket | None = None

    def _act(self, words: str, what: str, key: str, picture: str = "") -> QPushButton:
        made = button(f"{words} ({_shown(key)})", picture=picture, shortcut=key, name=words)
        made.setProperty("what", what)
        made.clicked.connect(self._clicked)
        for shortcut in made.findChildren(QShortcut):
            shortcut.setAutoRepeat(False)
        return made

    def show_view(self, view: View, now: datetime) -> None:
        current = self._current = view.current
        self.number.setText(current.number if current else "–")
        self.number.setAccessibleName(current.number if current else _("Nobody is called"))
        self.about.setText(self._about(current, now) if current else _("Nobody is called"))
        for part in (self.again, self.miss, self.finish, self.begin, self.application, self.kind):
            part.setEnabled(current is not None)
        self.miss.setEnabled(current is not None and current.state != SERVING)
        self.begin.setEnabled(current is not None and current.state != SERVING)
        self.next.setEnabled(bool(view.waiting) or current is not None)
        self.kind.set_value(current.kind if current else None)
        here = self.list.currentItem().data(Qt.ItemDataRole.UserRole) if self.list.currentItem() else None
        lines = [self._item(each, now) for each in (*view.waiting, *view.missed)]
        self.list.fill(lines, here)
        self.list_title.setText(_waiting_in_words(view))

    def _about(self, ticket: Ticket, now: datetime) -> str:
        kind = say(self._rules.kind(ticket.kind).name)
        reason = self._rules.reasons.get(ticket.reason or "")
        since = ticket.begun_at if ticket.state == SERVING else ticket.called_at
        minutes = _minutes(since or ticket.taken_at, now)
        words = _("served for {count} min") if ticket.state == SERVING else _("called {count} min ago")
        parts = (kind, say(reason) if reason else "", words.format(count=count_in_words(minutes)))
        return " · ".join(filter(None, parts))

    def _item(self, ticket: Ticket, now: datetime) -> QListWidgetItem:
        reason, kind = self._rules.reasons.get(ticket.reason or ""), self._rules.kind(ticket.kind)
        if ticket.state == MISSED:
            told = _("was not there; Enter: is back")
        else:
            minutes = count_in_words(_minutes(ticket.taken_at, now))
            told = _("waits {count} min").format(count=minutes)
        parts = (
            ticket.number,
            "" if ticket.number.startswith(kind.letter) else say(kind.name),
            say(reason) if reason else "",
            _("booked") if ticket.booked else "",
            told,
        )
        item = QListWidgetItem(" · ".join(filter(None, parts)))
        item.setData(Qt.ItemDataRole.UserRole, ticket.id)
        item.setData(Qt.ItemDataRole.UserRole + 1, ticket.state)
        return item

    @Slot()
    def _clicked(self) -> None:
        self.wanted.emit(self.sender().property("what"))

    @Slot()
    def _kind_chosen(self) -> None:
        self._move(self.kind.value())

    def _move(self, kind: str) -> None:
        if self._current is not None and kind != self._current.kind:
            self.moved.emit(kind)

    @Slot(QListWidgetItem)
    def _activated(self, item: QListWidgetItem) -> None:
        ticket = item.data(Qt.ItemDataRole.UserRole)
        waits = item.data(Qt.ItemDataRole.UserRole + 1) == WAITING
        (self.called if waits else self.returned).emit(ticket)


def _minutes(since: str, now: datetime) -> int:
    return max(int((now - datetime.fromisoformat(since)).total_seconds() // 60), 0)


def _shown(key: str) -> str:
    return key.replace("Return", "Enter")


def _waiting_in_words(view: View) -> str:
    waiting: Sequence[Ticket] = view.waiting
    if not waiting and not view.missed:
        return _("Nobody waits.")
    count = len(waiting)
    words = ngettext("{count} waits, in this order.", "{count} wait, in this order.", count)
    about = _("Who comes now waits about {count} minutes.").format(count=count_in_words(view.minutes))
    return f"{words.format(count=count_in_words(count))} {about} " + _("Enter calls out of turn.")
