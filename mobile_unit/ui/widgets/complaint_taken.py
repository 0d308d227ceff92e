"""A complaint that was just taken: its number, until when, and the slip."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from mobile_unit.domain.complaints import written_code
from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import button, card, label, row
from mobile_unit.ui.widgets.note_line import NoteLine
from mobile_unit.ui.wording import day_in_words

if TYPE_CHECKING:
    from mobile_unit.services.complaints import Taken


class ComplaintTaken(QFrame):
    """Signals: ``print_wanted``, ``save_wanted``, ``done``."""

    print_wanted = Signal()
    save_wanted = Signal()
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.taken: Taken | None = None
        self.number = label("", "number")
        self.code = label("", "heading")
        self.until = label("", "muted", wrap=True)
        self.once = NoteLine()
        self.print_button = button(_("Print the slip"), role="primary", picture="print", shortcut="Ctrl+P")
        self.print_button.clicked.connect(self.print_wanted)
        save = button(_("Save as PDF"), picture="save", shortcut="Ctrl+S")
        save.clicked.connect(self.save_wanted)
        back = button(_("Done"), role="quiet", picture="done", tip=_("Back to the list (Esc)"))
        back.clicked.connect(self.done)
        frame, inside = card()
        inside.addWidget(label(_("Taken under the number"), "muted"))
        inside.addWidget(self.number)
        inside.addWidget(label(_("Code on the slip"), "muted"))
        inside.addWidget(self.code)
        inside.addWidget(self.until)
        inside.addWidget(self.once)
        inside.addLayout(row(self.print_button, save, back, None))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        whole.addStretch(1)

    def show_taken(self, taken: Taken) -> None:
        self.taken = taken
        said = taken.slip["said"]
        self.number.setText(taken.number)
        self.code.setText(written_code(said["code"]))
        due = day_in_words(date.fromisoformat(said["due_on"]))
        self.until.setText(_("To be answered by {day}.").format(day=due))
        words = _("This slip can be printed now only: its code is not kept on this laptop.")
        self.once.say(words if taken.sealed else "", tone="warn")
        self.print_button.setFocus()
