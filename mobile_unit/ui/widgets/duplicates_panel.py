"""Others of the same person, said calmly above the form as soon as they are known, with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, column, dress, empty, label, row
from mobile_unit.ui.wording import short_day_in_words, state_word
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.duplicates import Duplicate

LOOK_WITHIN_MS = 150
SHOWN = 5
_COMPARED = ("nik", "passport_number", "full_name", "birth_date")


class DuplicatesPanel(QFrame):
    """One line, whatever it has found; a key opens the list, another the line for the reason.

    Asks on the database lane whenever who it is about has changed. Signals: ``answered`` when the reason for
    going on changed, ``entered`` for Enter in it; ``looked`` when the newest question was answered; ``left``
    when the list was closed and the cursor goes back to the form.
    """

    answered = Signal()
    entered = Signal()
    looked = Signal()
    left = Signal()

    def __init__(self, place: Workplace, draft_id: str, reasons: Mapping[str, str]) -> None:
        super().__init__()
        self.setProperty("role", "message")
        self._place = place
        self._draft_id = draft_id
        self._asked: dict[str, Any] = {}
        self._known: dict[str, Any] = {}
        self._question = 0
        self._found: tuple[Duplicate, ...] = ()
        self.heading = label("", wrap=True)
        self.see = button("", role="quiet")
        self.see.clicked.connect(self._see)
        self._all_the_same = button(_("Submit all the same (Alt+A)"), role="quiet")
        self._all_the_same.clicked.connect(self._begin_reason)
        self.lines: list[QPushButton] = []
        self._list = QWidget()
        self._inside_list = QVBoxLayout(self._list)
        self._inside_list.setContentsMargins(0, 0, 0, 0)
        self._inside_list.setSpacing(2)
        self._list.hide()
        self.reason = QLineEdit(next((words for code, words in reasons.items() if _is_ours(code)), ""))
        self.reason.setPlaceholderText(_("Why it is submitted all the same"))
        self.reason.setAccessibleName(_("Reason for submitting all the same"))
        self.reason.setMaxLength(200)
        self.reason.textEdited.connect(self._reason_typed)
        self.reason.returnPressed.connect(self.entered)
        self._wanted = label("", "small", wrap=True)
        self._wanted.hide()
        caption = label(_("Submit all the same, because (Alt+A)"), "small")
        self._ask = QWidget()
        self._ask.setLayout(column(self._wanted, row(caption, self.reason, spacing=10), spacing=4))
        self._ask.hide()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 3, 8, 3)
        inside.setSpacing(4)
        first = row(self.heading, self._all_the_same, self.see, spacing=6)
        first.setStretch(0, 1)
        inside.addLayout(first)
        inside.addWidget(self._list)
        inside.addWidget(self._ask)
        QShortcut(QKeySequence("Alt+A"), self).activated.connect(self._begin_reason)
        QShortcut(QKeySequence("Alt+O"), self).activated.connect(self._see)
        for number in range(SHOWN):
            QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self).activated.connect(partial(self._open, number))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_WITHIN_MS)
        self._soon.timeout.connect(self._look)
        self.hide()

    @property
    def text(self) -> str:
        return self.accessibleName() if not self.isHidden() else ""

    @property
    def in_the_way(self) -> tuple[Duplicate, ...]:
        """Those that need a reason."""
        return tuple(each for each in self._found if not each.is_let_go)

    @property
    def needs_reason(self) -> bool:
        return bool(self.in_the_way) and not self.reason.text().strip()

    def ask(self) -> None:
        """Say that it needs an answer now."""
        asked = _("Open what is there, or write why this application is submitted all the same.")
        self._wanted.setText(asked)
        self._wanted.show()
        self.setAccessibleName(f"{asked} {self.accessibleName()}")
        dress(self.reason, fault="warn")
        self._begin_reason()

    @Slot()
    def _begin_reason(self) -> None:
        if self.in_the_way:
            self._ask.show()
            self._all_the_same.hide()
            self.reason.setFocus()

    def reasons(self) -> dict[str, str]:
        """The officer's words by finding code."""
        return {each.code: self.reason.text().strip() for each in self.in_the_way}

    def look_for(self, applicant: Mapping[str, Any]) -> None:
        """Look soon, where it is about somebody else than before."""
        asked = {key: applicant[key] for key in _COMPARED if applicant.get(key)}
        if asked != self._asked:
            self._asked = asked
            self._soon.start()

    @property
    def is_behind(self) -> bool:
        """Whether the newest question is not answered yet."""
        return self._asked != self._known

    @Slot()
    def look_now(self) -> None:
        self._soon.stop()
        self._look()

    @Slot()
    def _look(self) -> None:
        self._question += 1
        asked = self._asked
        self._place.tasks.run(partial(self._find, asked), partial(self._show, asked, self._question))

    def _find(self, asked: dict[str, Any], _task: Task[tuple[Duplicate, ...]]) -> tuple[Duplicate, ...]:
        return self._place.unit.duplicates.of(self._draft_id, asked)

    def _show(self, asked: dict[str, Any], question: int, found: tuple[Duplicate, ...]) -> None:
        if question != self._question:
            return
        self._known = asked
        if found != self._found:
            self._found = found
            self._fill()
        self.looked.emit()

    def _fill(self) -> None:
        self._list.hide()
        empty(self._inside_list)
        told = [self._in_words(each) for each in self._found[:SHOWN]]
        self.lines = [self._line(number, words) for number, words in enumerate(told)]
        for made in self.lines:
            self._inside_list.addWidget(made)
        left = len(self._found) - SHOWN
        if left > 0:
            more = ngettext("and {count} more", "and {count} more", left).format(count=left)
            self._inside_list.addWidget(label(more, "small"))
            told.append(more)
        self.setAccessibleName(" ".join((self._what(), *told)))
        self._wanted.hide()
        dress(self.reason, fault="")
        dress(self, tone="warn" if self.in_the_way else "calm")
        if not self.in_the_way:
            self._ask.hide()
        self._all_the_same.setVisible(bool(self.in_the_way) and self._ask.isHidden())
        self.setVisible(bool(self._found))
        self._tell()
        self.answered.emit()

    def _line(self, number: int, words: str) -> QPushButton:
        keys = f"Ctrl+{number + 1}"
        made = button(
            f"{keys}   {words}", role="document_line", name=f"{self._way(self._found[number])}: {words}"
        )
        made.clicked.connect(partial(self._open, number))
        return made

    def _what(self) -> str:
        if self.in_the_way:
            return _("This person is here already.")
        return _("This person was here before; that application came to nothing.")

    def _way(self, each: Duplicate) -> str:
        return _("Go on with that draft") if each.is_draft else _("Open it")

    def _tell(self) -> None:
        """The one line: what was found, as far as the list doesn't say it, and the key to what is there."""
        if not self._found:
            return
        others = len(self._found) - 1
        shut = self._list.isHidden()
        words = [self._what()]
        if shut and others:
            more = ngettext("and {count} more", "and {count} more", others).format(count=others)
            words += [self._in_short(self._found[0]), more]
        elif shut:
            words.append(self._in_words(self._found[0]))
        self.heading.setText(" ".join(words))
        if not others:
            self.see.setText(f"{self._way(self._found[0])} (Ctrl+1)")
        else:
            self.see.setText(_("See all (Alt+O)") if shut else _("Close the list (Alt+O)"))

    @Slot()
    def _see(self) -> None:
        """The only one there is, or the list of all: Enter opens the one that is marked."""
        if len(self._found) == 1:
            self._open(0)
        elif not self.put_away():
            self._list.show()
            self._tell()
            self.lines[0].setFocus()

    def put_away(self) -> bool:
        """Close the list; False where it is closed."""
        if self._list.isHidden():
            return False
        self._list.hide()
        self._tell()
        self.left.emit()
        return True

    def _open(self, number: int, _checked: bool = False) -> None:
        if number < len(self._found):
            each = self._found[number]
            self._place.go("new" if each.is_draft else "application", each.id)

    def _in_words(self, each: Duplicate) -> str:
        """``Same NIK: WK01A-…, New passport, 24 Nov 2026, Waiting to be sent``."""
        day = short_day_in_words(datetime.fromisoformat(each.at))
        if each.is_draft:
            return _("{same}: a draft of {date}").format(same=_how_alike(each), date=day)
        service = self._place.unit.catalogue.services.get(each.service)
        return _("{same}: {number}, {service}, {date}, {state}").format(
            same=_how_alike(each),
            number=each.number,
            service=say(service.short_title) if service else each.service,
            date=day,
            state=state_word(each.state),
        )

    def _in_short(self, each: Duplicate) -> str:
        return f"{_how_alike(each)}: {each.number}" if each.number else self._in_words(each)

    @Slot()
    def _reason_typed(self) -> None:
        dress(self.reason, fault="")
        self.answered.emit()


def _how_alike(each: Duplicate) -> str:
    return {
        "duplicate.nik": _("Same NIK"),
        "duplicate.passport_number": _("Same passport number"),
    }.get(each.code, _("Same name and birth date"))


def _is_ours(code: str) -> bool:
    return code.startswith("duplicate.")
