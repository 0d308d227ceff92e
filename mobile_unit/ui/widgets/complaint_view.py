"""One complaint: what was said, what happened, the answer in large letters, and that it was told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mobile_unit.domain import complaints as words
from mobile_unit.domain.entries import (
    COMPLAINT_ADDED,
    COMPLAINT_TAKEN,
    COMPLAINT_TOLD,
)
from mobile_unit.i18n import _, say
from mobile_unit.ui.form_keeper import Part, parts_of
from mobile_unit.ui.models.complaints_model import light_in_words
from mobile_unit.ui.widgets.basics import button, card, column, dress, empty, label, pill, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.file_list import FileList, TakesFiles
from mobile_unit.ui.widgets.form_parts import text_edit
from mobile_unit.ui.widgets.light_delegate import TONES
from mobile_unit.ui.widgets.note_line import NoteLine
from mobile_unit.ui.wording import day_in_words, moment_in_words

TEXT_HEIGHT = 90

if TYPE_CHECKING:
    from mobile_unit.services.complaint_views import Detail, Step


class ComplaintView(TakesFiles):
    """Signals: ``told`` (how, outcome, note), ``added`` (words, paths of files), ``code_typed`` (text),
    ``print_wanted`` (the answer), ``file_wanted`` (sha256), ``slip_wanted``."""

    told = Signal(str, str, str)
    added = Signal(str, object)
    code_typed = Signal(str)
    print_wanted = Signal(str)
    file_wanted = Signal(str)
    slip_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.detail: Detail | None = None
        self._answer = ""
        self.number = label("", "heading")
        self.status = pill("", "calm")
        self.light = pill("", "plain")
        self.facts = label("", "muted", wrap=True)
        self.text = label("", wrap=True)
        self.handed_in = QVBoxLayout()
        self.steps = QVBoxLayout()
        self.steps.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 6, 0)
        whole.setSpacing(16)
        whole.addWidget(self._make_answer())
        whole.addWidget(self._make_said())
        whole.addWidget(self._make_adding())
        whole.addStretch(1)

    def _make_answer(self) -> QWidget:
        self.answer_card, inside = card()
        self.answer = label("", "large", wrap=True)
        self.closed = NoteLine()
        self.code = QLineEdit()
        self.code.setMaxLength(40)
        self.code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX")
        self.code.setAccessibleName(_("Code on the slip"))
        self.code.returnPressed.connect(self._code_entered)
        self.how = ChoiceRow(
            [(key, say(text)) for key, text in words.HOW_TOLD.items()], _("How the answer was told")
        )
        outcomes = (
            (words.SATISFIED, _("Satisfied")),
            (words.UNSATISFIED, _("Not satisfied: open it again")),
            (words.UNSAID, _("Did not say")),
        )
        self.outcome = ChoiceRow(outcomes, _("The person is"))
        self.note = QLineEdit()
        self.note.setMaxLength(words.LONGEST_NOTE)
        self.note.setAccessibleName(_("What is still wrong"))
        self.tell = button(_("Told (Ctrl+Enter)"), role="primary", picture="done", shortcut="Ctrl+Return")
        self.tell.clicked.connect(self._press_told)
        self.paper = button(_("Print the answer"), picture="print", shortcut="Ctrl+P")
        self.paper.clicked.connect(self._print)
        self._code_line = _labelled(_("Code on the slip; it opens the answer (Enter)"), self.code)
        self._telling = QWidget()
        self._telling.setLayout(
            column(
                _labelled(_("How the answer was told"), self.how),
                _labelled(_("The person is"), self.outcome),
                _labelled(_("What is still wrong"), self.note),
                row(self.tell, self.paper, None),
            )
        )
        self.outcome.changed.connect(self._outcome_chosen)
        for each in (self.how, self.outcome):
            each.entered.connect(self._on)
        inside.addWidget(label(_("Answer"), "heading"))
        inside.addWidget(self.closed)
        inside.addWidget(self._code_line)
        inside.addWidget(self.answer)
        inside.addWidget(self._telling)
        return self.answer_card

    def _make_said(self) -> QWidget:
        frame, inside = card()
        self.slip = button(
            _("Print a copy of the slip"), role="quiet", picture="print", shortcut="Ctrl+Shift+P"
        )
        self.slip.clicked.connect(self.slip_wanted)
        inside.addLayout(row(self.number, self.status, self.light, None))
        inside.addWidget(self.facts)
        inside.addWidget(self.text)
        inside.addLayout(self.handed_in)
        inside.addLayout(row(self.slip, None))
        inside.addWidget(label(_("What happened"), "label"))
        inside.addLayout(self.steps)
        return frame

    def _make_adding(self) -> QWidget:
        frame, inside = card()
        self.more = text_edit(_("What the person adds"), TEXT_HEIGHT)
        self.files = FileList(_("Add evidence"), "Ctrl+O", words.MOST_FILES)
        self.add = button(_("Add to it"), picture="add", shortcut="Ctrl+J")
        self.add.clicked.connect(self._press_add)
        inside.addWidget(_labelled(_("What the person adds"), self.more))
        inside.addWidget(self.files)
        inside.addLayout(row(self.add, self.files.attach, None))
        return frame

    def added_parts(self) -> dict[str, Part]:
        """What is kept of what is being added."""
        return {**parts_of(more=self.more), "files": self.files.part}

    def told_parts(self) -> dict[str, Part]:
        """What is kept of how the answer is being told."""
        outcome = Part(self.outcome.value, self._choose_outcome, (self.outcome.changed,))
        return {**parts_of(how=self.how, note=self.note), "outcome": outcome}

    def _choose_outcome(self, outcome: str) -> None:
        self.outcome.set_value(outcome)
        self._outcome_chosen()

    def clear_added(self) -> None:
        self.more.clear()
        self.files.clear()

    def begin(self, detail: Detail) -> None:
        """One complaint, with nothing typed about it yet."""
        self.clear_added()
        self.note.clear()
        self.code.clear()
        self.how.set_value("spoken")
        self.outcome.set_value(words.UNSAID)
        self.show_detail(detail)

    def show_detail(self, detail: Detail) -> None:
        """The same, what is being typed stays."""
        self.detail = detail
        self._answer = detail.answer
        self.number.setText(detail.number)
        self.status.setText(say(words.status_word(detail.status)))
        light = light_in_words(detail.light, detail.days)
        self.light.setText(light)
        self.light.setVisible(detail.light != words.STOPPED)
        dress(self.light, tone=TONES.get(detail.light, "plain"))
        self._show_said(detail)
        self._show_answer(detail)
        empty(self.steps)
        for step in detail.steps:
            self.steps.addWidget(_step_line(step))
        self._outcome_chosen()

    def open_answer(self, answer: str) -> None:
        """The answer that the slip's code opened; it is seen until another complaint is, and kept nowhere."""
        self._answer = answer
        self.answer.setText(answer)
        self.answer.show()
        self._code_line.hide()
        self.closed.say("")
        self._telling.show()
        self.tell.setFocus()

    def _show_said(self, detail: Detail) -> None:
        said = None if detail.body is None else detail.body.get("said")
        self.slip.setVisible(said is not None)
        empty(self.handed_in)
        if said is None:
            self.facts.setText(
                _("Sealed to head office: nobody on this laptop can read what it says.")
                if detail.sealed
                else _("Its content was removed from this laptop; head office holds it.")
            )
            self.text.hide()
            return
        assert detail.body is not None
        self.facts.setText(_facts(detail))
        self.text.setText(str(said["text"]))
        self.text.show()
        for number, each in enumerate(detail.files, 1):
            words_ = _("Evidence {number}").format(number=number)
            if each.media_type == "application/age":
                self.handed_in.addWidget(label(_("{name}: sealed").format(name=words_), "muted"))
                continue
            look = button(words_, role="quiet", picture="view")
            look.clicked.connect(lambda _checked=False, sha256=each.sha256: self.file_wanted.emit(sha256))
            self.handed_in.addLayout(row(look, None))

    def _show_answer(self, detail: Detail) -> None:
        answered = bool(detail.answer or detail.closed)
        self.answer_card.setVisible(answered)
        self.answer.setText(detail.answer)
        self.answer.setVisible(bool(detail.answer))
        self._code_line.setVisible(detail.closed)
        self._telling.setVisible(bool(detail.answer))
        self.closed.say(
            _("The answer is for the person alone: the code on their slip opens it.") if detail.closed else ""
        )
        told = detail.told_at
        self.tell.setText(_("Told (Ctrl+Enter)") if told is None else _("Told again (Ctrl+Enter)"))

    @Slot()
    def _outcome_chosen(self) -> None:
        holder = self.note.parentWidget()
        if holder is not None:
            holder.setVisible(self.outcome.value() == words.UNSATISFIED)

    @Slot()
    def _on(self) -> None:
        self.focusNextChild()

    @Slot()
    def _code_entered(self) -> None:
        self.code_typed.emit(self.code.text())

    @Slot()
    def _press_told(self) -> None:
        self.told.emit(self.how.value(), self.outcome.value(), self.note.text())

    @Slot()
    def _press_add(self) -> None:
        self.added.emit(self.more.toPlainText(), tuple(self.files.paths))

    @Slot()
    def _print(self) -> None:
        self.print_wanted.emit(self._answer)

    @property
    def opened(self) -> str:
        """The answer that is seen, "" while there is none."""
        return self._answer


def _facts(detail: Detail) -> str:
    assert detail.body is not None
    body, said = detail.body, detail.body["said"]
    person = said["person"]
    who = _("anonymous")
    if person is not None:
        who = ", ".join(filter(None, (person["name"], person["phone"], person["address"])))
    elif said["mode"] == words.CONFIDENTIAL:
        who = _("name in confidence, known to head office only")
    due = day_in_words(date.fromisoformat(detail.due_on))
    parts = (
        say(words.KINDS[said["kind"]]),
        say(words.CHANNELS[said["channel"]]),
        who,
        moment_in_words(body["taken_at"]),
        _("to be answered by {day}").format(day=due),
        _("taken by {name}").format(name=body["officer"]["name"]),
    )
    return " · ".join(parts)


def _step_line(step: Step) -> QWidget:
    below = " · ".join((moment_in_words(step.at), step.officer or _("Head office")))
    lines = [label(_step_in_words(step), wrap=True), label(below, "small", wrap=True)]
    if step.words:
        lines.insert(1, label(step.words, "muted", wrap=True))
    holder = QWidget()
    holder.setLayout(column(*lines, spacing=0))
    return holder


def _step_in_words(step: Step) -> str:
    if step.what == COMPLAINT_TAKEN:
        return _("Taken at the counter")
    if step.what == COMPLAINT_ADDED:
        return _("Something was added")
    if step.what == COMPLAINT_TOLD:
        if step.status == words.UNSATISFIED:
            return _("The answer was told; the person is not satisfied")
        if step.status == words.SATISFIED:
            return _("The answer was told; the person is satisfied")
        return _("The answer was told")
    return say(words.status_word(step.status))


def _labelled(text: str, editor: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(column(label(text, "label"), editor, spacing=4))
    return holder
