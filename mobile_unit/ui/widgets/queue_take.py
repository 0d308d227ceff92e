"""Giving out numbers: a key for each kind of queue, who goes first, and who is booked for today."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QListWidgetItem, QPushButton, QVBoxLayout

from mobile_unit.domain.queue import Kind, Rules
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.widgets.basics import button, column, empty, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.name_list import SideList
from mobile_unit.ui.wording import count_in_words

if TYPE_CHECKING:
    from mobile_unit.services.queue_views import Booked, Choices, Slip

FIRST_KEY = 2
"""F2 is the first kind's."""
LIST_HEIGHT = 110


class QueueTake(QFrame):
    """Signals: ``wanted`` (a kind's key), ``booked`` (the plan's id and the booking's), ``again`` to print
    the last slip once more, ``chosen`` when a choice about slips changed."""

    wanted = Signal(str)
    booked = Signal(str, str)
    again = Signal()
    chosen = Signal()

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._kinds: tuple[Kind, ...] = ()
        self.buttons: list[QPushButton] = []
        self._keys = QVBoxLayout()
        self._keys.setSpacing(8)
        reasons = [(None, _("Nobody in particular")), *((key, say(t)) for key, t in rules.reasons.items())]
        self.reason = ChoiceRow(reasons[:3], _("Who goes first"))
        self.reason_below = ChoiceRow(reasons[3:], _("Who goes first"))
        self.reason.set_value(None)
        self.reason.changed.connect(self._chosen_above)
        self.reason_below.changed.connect(self._chosen_below)
        for number, (key, _words) in enumerate(reasons):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(partial(self.set_reason, key))
        self.number = label("", "number")
        self.about = label("", "muted", wrap=True)
        self.print_again = button(_("Print again"), role="quiet", picture="print", shortcut="Ctrl+P")
        self.print_again.clicked.connect(self.again)
        self.prints = QCheckBox(_("Print each slip (Ctrl+G)"))
        self.english = QCheckBox(_("Slip in English (Ctrl+E)"))
        for check, key in ((self.prints, "Ctrl+G"), (self.english, "Ctrl+E")):
            QShortcut(QKeySequence(key), check).activated.connect(check.click)
            check.clicked.connect(self.chosen)
        self.list = SideList(_("Booked for today"))
        self.list.setMinimumHeight(LIST_HEIGHT)
        self.list.itemActivated.connect(self._activated)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.list.setFocus)
        self.list_title = label("", "label", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addWidget(label(_("Give out a number"), "heading"))
        inside.addLayout(self._keys)
        inside.addWidget(label(_("Who goes first"), "label"))
        inside.addWidget(self.reason)
        inside.addWidget(self.reason_below)
        self._given = column(row(self.number, None, self.print_again), self.about, spacing=0)
        inside.addLayout(self._given)
        inside.addLayout(row(self.prints, self.english, None))
        inside.addWidget(self.list_title)
        inside.addWidget(self.list, 1)
        inside.addStretch(0)  # takes what the list leaves while it is hidden
        self.show_given(None)

    def value(self) -> str | None:
        """Why the next one goes first, by key; None for nobody in particular."""
        below: str | None = self.reason_below.value()
        above: str | None = self.reason.value()
        return below or above

    def set_reason(self, key: str | None) -> None:
        """The two rows are one choice."""
        self.reason.set_value(key if key in self.reason.values else _NOTHING)
        self.reason_below.set_value(key if key in self.reason_below.values else _NOTHING)

    @Slot()
    def _chosen_above(self) -> None:
        self.reason_below.set_value(_NOTHING)

    @Slot()
    def _chosen_below(self) -> None:
        self.reason.set_value(_NOTHING)

    def show_kinds(self, kinds: tuple[Kind, ...]) -> None:
        """A key for each; made anew only where they are others."""
        if kinds == self._kinds:
            return
        self._kinds = kinds
        self.buttons.clear()
        empty(self._keys)
        for number, kind in enumerate(kinds, start=FIRST_KEY):
            key = f"F{number}"
            made = button(f"{key}   {kind.letter} · {say(kind.name)}", role="service", shortcut=key)
            _once_a_press(made)
            made.setProperty("kind", kind.key)
            made.clicked.connect(self._clicked)
            self.buttons.append(made)
            self._keys.addWidget(made)

    def show_choices(self, choices: Choices) -> None:
        self.prints.setChecked(choices.prints)
        self.english.setChecked(choices.english)

    def show_given(self, slip: Slip | None) -> None:
        """The number that was given out last."""
        for part in (self.number, self.about, self.print_again):
            part.setVisible(slip is not None)
        if slip is None:
            return
        self.number.setText(slip.number)
        before = ngettext("{count} before", "{count} before", slip.ahead)
        words = [say(slip.kind), before.format(count=count_in_words(slip.ahead))]
        if slip.minutes:
            words.append(_("about {count} minutes").format(count=count_in_words(slip.minutes)))
        self.about.setText(" · ".join(words))

    def show_booked(self, booked: Sequence[Booked]) -> None:
        """Those who have no number yet first, in the order of the list."""
        here = self.list.currentItem().data(Qt.ItemDataRole.UserRole) if self.list.currentItem() else None
        ordered = sorted(booked, key=lambda each: each.is_consumed)
        self.list.fill([_item(each) for each in ordered], here)
        open_ = sum(not each.is_consumed for each in booked)
        words = _("Booked for today: {open} of {all} still to come. Enter gives the number (Ctrl+F).")
        self.list_title.setText(words.format(open=count_in_words(open_), all=count_in_words(len(booked))))
        self.list_title.setVisible(bool(booked))

    @Slot()
    def _clicked(self) -> None:
        self.wanted.emit(self.sender().property("kind"))

    @Slot(QListWidgetItem)
    def _activated(self, item: QListWidgetItem) -> None:
        self.booked.emit(item.data(Qt.ItemDataRole.UserRole + 1), item.data(Qt.ItemDataRole.UserRole))


_NOTHING = object()
"""No value of a row of choices: none of it is taken."""


def _once_a_press(made: QPushButton) -> None:
    """A held key gives one number."""
    for shortcut in made.findChildren(QShortcut):
        shortcut.setAutoRepeat(False)


def _item(each: Booked) -> QListWidgetItem:
    done = each.ticket or each.application
    words = " · ".join(filter(None, (each.hour, each.full_name, done)))
    item = QListWidgetItem(words)
    item.setData(Qt.ItemDataRole.UserRole, each.id)
    item.setData(Qt.ItemDataRole.UserRole + 1, each.plan)
    if done:
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
    return item
