"""Others of the same person, said calmly above the form as soon as they are known, with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from mobile_unit.i18n import _, say
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, dress, empty, label, row
from mobile_unit.ui.wording import day_in_words, state_word
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.duplicates import Duplicate

LOOK_WITHIN_MS = 150
SHOWN = 3
_COMPARED = ("nik", "passport_number", "full_name", "birth_date")


class DuplicatesPanel(QFrame):
    """Asks on the database lane whenever who it is about has changed.

    Signals: ``answered`` when the reason for going on changed, ``entered`` for Enter in it; ``looked``
    when the newest question was answered.
    """

    answered = Signal()
    entered = Signal()
    looked = Signal()

    def __init__(self, place: Workplace, draft_id: str, reasons: Mapping[str, str]) -> None:
        super().__init__()
        self.setProperty("role", "message")
        self._place = place
        self._draft_id = draft_id
        self._asked: dict[str, Any] = {}
        self._known: dict[str, Any] = {}
        self._question = 0
        self._found: tuple[Duplicate, ...] = ()
        self.heading = label("", "label", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self.reason = QLineEdit(next((words for code, words in reasons.items() if _is_ours(code)), ""))
        self.reason.setPlaceholderText(_("Why it is submitted all the same"))
        self.reason.setAccessibleName(_("Reason for submitting all the same"))
        self.reason.setMaxLength(200)
        self.reason.textEdited.connect(self._reason_typed)
        self.reason.returnPressed.connect(self.entered)
        caption = label(_("Submit all the same, because (Alt+A)"), "small")
        self._ask = QWidget()
        self._ask.setLayout(row(caption, self.reason, spacing=10))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 8, 10, 8)
        inside.setSpacing(4)
        for each in (self.heading, self._ask):
            inside.addWidget(each)
        inside.insertLayout(1, self._lines)
        QShortcut(QKeySequence("Alt+A"), self).activated.connect(self.reason.setFocus)
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
        self.heading.setText(f"{_('This person is here already.')} {asked}")
        self.setAccessibleName(f"{asked} {self.accessibleName()}")
        dress(self.reason, fault="warn")
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
        empty(self._lines)
        told = []
        for number, each in enumerate(self._found[:SHOWN], start=1):
            words = self._in_words(each)
            told.append(words)
            way = _("Go on with that draft") if each.is_draft else _("Open it")
            go = button(
                f"{way} (Ctrl+{number})", role="quiet", shortcut=f"Ctrl+{number}", name=f"{way}: {words}"
            )
            go.clicked.connect(partial(self._go, each))
            line = row(spacing=10)
            line.addWidget(label(words, wrap=True), 1)
            line.addWidget(go)
            self._lines.addLayout(line)
        if self.in_the_way:
            heading = _("This person is here already.")
        else:
            heading = _("This person was here before; that application came to nothing.")
        self.heading.setText(heading)
        self.setAccessibleName(" ".join((heading, *told)))
        self._ask.setVisible(bool(self.in_the_way))
        dress(self, tone="warn" if self.in_the_way else "calm")
        self.setVisible(bool(self._found))
        self.answered.emit()

    def _in_words(self, each: Duplicate) -> str:
        """``Same NIK as application WK01A-… of 24 November 2026, waiting to be sent``."""
        day = day_in_words(datetime.fromisoformat(each.at).date())
        same = {
            "duplicate.nik": _("Same NIK"),
            "duplicate.passport_number": _("Same passport number"),
        }.get(each.code, _("Same name and birth date"))
        if each.is_draft:
            return _("{same}: a draft of {date}").format(same=same, date=day)
        service = self._place.unit.catalogue.services.get(each.service)
        return _("{same}: {number}, {service}, {date}, {state}").format(
            same=same,
            number=each.number,
            service=say(service.short_title) if service else each.service,
            date=day,
            state=state_word(each.state),
        )

    def _go(self, each: Duplicate) -> None:
        self._place.go("new" if each.is_draft else "application", each.id)

    @Slot()
    def _reason_typed(self) -> None:
        dress(self.reason, fault="")
        self.answered.emit()


def _is_ours(code: str) -> bool:
    return code.startswith("duplicate.")
