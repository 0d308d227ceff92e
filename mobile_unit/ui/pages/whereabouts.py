"""Where is my application? The answer to read aloud: the stage, what to do and until when, what to bring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from mobile_unit.i18n import _, say
from mobile_unit.services.whereabouts import Answer, Heard
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, empty, label, row
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.typed_editors import DateEditor
from mobile_unit.ui.wording import day_in_words, how_long_ago
from mobile_unit.ui.workplace import Workplace


class WhereaboutsPage(Page):
    interests = Changes(applications=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(
            place,
            _("Where is my application?"),
            _("From this laptop without a network; head office knows more."),
        )
        self._answer: Answer | None = None
        self.lines: tuple[str, ...] = ()
        """What is told below the stage."""
        self.said = QLineEdit()
        self.said.setPlaceholderText(_("Number on the receipt, its scanned code, or the name"))
        self.said.setAccessibleName(_("Number, code or name"))
        self.said.setMinimumHeight(40)
        self.said.returnPressed.connect(self._look)
        self.calls = button(_("Whom to call"), picture="list", shortcut="Ctrl+D")
        self.calls.clicked.connect(partial(place.go, "call_list"))
        self.toolbar.addWidget(self.calls)
        self.body.addWidget(self.said)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        self.told = self._make_told()
        self.asking = self._make_asking()
        inside.addWidget(self.told)
        inside.addWidget(self.asking)
        inside.addStretch(1)
        self.body.addWidget(Scrolled(content), 1)

    def _make_told(self) -> QFrame:
        frame, inside = card()
        self._who = label("", "muted", wrap=True)
        self.stage = label("", "title", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self._as_of = label("", "small", wrap=True)
        self.show_application = button(_("Open this application"), picture="view", shortcut="Ctrl+Return")
        self.show_application.clicked.connect(self._open_application)
        for part in (self._who, self.stage):
            inside.addWidget(part)
        inside.addLayout(self._lines)
        inside.addWidget(self._as_of)
        inside.addLayout(row(self.show_application, None))
        frame.hide()
        return frame

    def _make_asking(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("Ask head office now"), "heading"))
        words = _("For what another laptop took, or to know today's word. Needs a connection.")
        inside.addWidget(label(words, "muted", wrap=True))
        self.born = DateEditor(lambda: self.place.unit.clock.now().date(), with_age=False)
        self.born.line.setAccessibleName(_("Applicant's birth date"))
        self.born.entered.connect(self._ask)
        above = label(_("Applicant's birth date"), "label")
        above.setBuddy(self.born.line)
        self.ask = button(_("Ask"), picture="sync", shortcut="Ctrl+K")
        self.ask.clicked.connect(self._ask)
        inside.addWidget(above)
        inside.addLayout(row(self.born, self.ask, None))
        return frame

    def open(self, argument: object) -> None:
        self.said.setText(str(argument))
        self._look()

    def shown(self) -> object:
        return self.said.text() or None

    def take_focus(self) -> None:
        self.said.setFocus()
        self.said.selectAll()

    def reload(self) -> None:
        if self._answer is not None:
            self._look()

    def leave(self) -> None:
        self.said.clear()
        self.born.set_value(None)
        self.message.clear()
        self.told.hide()
        self._answer = None

    def go_back(self) -> bool:
        self.place.go("more")
        return True

    @Slot()
    def _look(self) -> None:
        said = self.said.text().strip()
        if said:
            self.place.tasks.run(partial(self._find, said), self._show, self._not_here)

    def _find(self, said: str, _task: Task[Answer]) -> Answer:
        return self.place.unit.whereabouts.answer(said)

    def _show(self, answer: Answer) -> None:
        self._answer = answer
        self.message.clear()
        told, today = answer.told, self.place.unit.clock.now()
        taken = day_in_words(answer.submitted_on)
        self._who.setText(f"{answer.full_name} · {answer.number} · {say(answer.service)} · {taken}")
        self.stage.setText(say(told.title))
        since = _("Since {day}.").format(day=day_in_words(told.since))
        said = [told.next, told.until_words, told.expected]
        bring = _("Bring")
        papers = [
            f"{say(group.title) if group.title else bring}: {'; '.join(map(say, group.papers))}."
            for group in told.bring
        ]
        pick_up = [say(told.pick_up)] if told.pick_up else []
        self._put([*(say(text) for text in said if text), answer.note, *papers, *pick_up, since])
        heard = how_long_ago(answer.as_of, today)
        self._as_of.setText(_("As head office said when it was last heard: {when}.").format(when=heard))
        self.show_application.show()
        self._read_aloud()

    def _not_here(self, error: Exception) -> None:
        self._answer = None
        self.told.hide()
        self.message.show_error(error)
        if self.place.unit.whereabouts.number_in(self.said.text()) is not None:
            self.born.line.setFocus()
        else:
            self.take_focus()

    @Slot()
    def _ask(self) -> None:
        """Head office wants the number and the birth date, as from anybody."""
        said, value = self.said.text().strip(), self.born.value()
        try:
            born = date.fromisoformat(str(value))
        except ValueError:
            self.message.say(_("Ask for the applicant's birth date first."), tone="warn")
            self.born.line.setFocus()
            return
        if not said:
            self.message.say(_("Type the number on the receipt first."), tone="warn")
            self.take_focus()
            return
        self.message.say(_("Asking head office …"))
        work = partial(self._ask_office, said, born)
        self.place.tasks.run(work, self._heard, self.message.show_error, lane=Lane.NETWORK)

    def _ask_office(self, said: str, born: date, _task: Task[Heard]) -> Heard:
        return self.place.unit.whereabouts.ask_office(said, born)

    def _heard(self, heard: Heard) -> None:
        self.message.clear()
        self._who.setText(f"{heard.initials} · {heard.number} · {heard.service}")
        self.stage.setText(heard.title)
        self._put(heard.lines)
        self._as_of.setText(_("Head office says so now."))
        self.show_application.setVisible(self._answer is not None and self._answer.number == heard.number)
        self._read_aloud()

    def _put(self, lines: Iterable[str]) -> None:
        self.lines = tuple(filter(None, lines))
        empty(self._lines)
        for words in self.lines:
            self._lines.addWidget(label(words, "told", wrap=True))

    def _read_aloud(self) -> None:
        """A screen reader says it as one."""
        self.told.setAccessibleName(" ".join((self.stage.text(), *self.lines)))
        self.told.show()
        self.take_focus()

    @Slot()
    def _open_application(self) -> None:
        if self._answer is not None:
            self.place.go("application", self._answer.application)
