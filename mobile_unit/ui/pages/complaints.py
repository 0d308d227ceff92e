"""Questions and complaints: the answer book first, then writing down, the list with deadlines, and one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from mobile_unit.domain.complaints import INFORMATION, Said
from mobile_unit.forms.answer_book import found
from mobile_unit.i18n import _, ngettext
from mobile_unit.services.form_drafts import COMPLAINT as FORM
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.chosen_files import scans_of
from mobile_unit.ui.form_keeper import GO_ON, FormKeeper
from mobile_unit.ui.icons import icon
from mobile_unit.ui.models.complaints_model import ComplaintsModel
from mobile_unit.ui.paper_files import ask_where, write_paper
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.answer_book import AnswerBookView
from mobile_unit.ui.widgets.basics import Scrolled, beside_picture, button, label
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.complaint_case import ComplaintCase, say_resumed, slip_job
from mobile_unit.ui.widgets.complaint_form import ComplaintForm, writable
from mobile_unit.ui.widgets.complaint_table import ComplaintTable
from mobile_unit.ui.widgets.complaint_taken import ComplaintTaken
from mobile_unit.ui.widgets.complaint_view import ComplaintView
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.slip_printer import SlipPrinter
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import Officer
    from mobile_unit.forms.answer_book import Answer
    from mobile_unit.services.complaint_views import Overview
    from mobile_unit.services.complaints import Taken
    from mobile_unit.services.scans import Scan

BOOK, OPEN, TO_TELL, ALL = "book", "open", "to_tell", "all"
ANSWERED = object()
"""What ``open`` shows those with that are to be told."""
SEARCH_AFTER_MS = 60
SEEN_WIDTH = 1100


class ComplaintsPage(Page):
    interests = Changes(applications=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Questions and complaints"))
        self._group = BOOK
        self._officers: tuple[Officer, ...] = ()
        self._answers: tuple[Answer, ...] = ()
        self.write = button(_("Write it down"), role="primary", picture="pen", shortcut="Ctrl+Shift+I")
        self.write.clicked.connect(self.begin)
        self.toolbar.addWidget(self.write)
        self.stack = QStackedWidget()
        self.stack.currentChanged.connect(self._turned)
        self.front = self._make_front()
        self.form = ComplaintForm(place.unit.catalogue)
        self.form.taken.connect(self._take)
        self.form.thrown_away.connect(self._throw_away)
        self._begun = False
        self._resumed = ""
        self._to_form = False
        """Whether the form is wanted as soon as it can be begun."""
        nip = place.unit.officer.nip
        self.keeper = FormKeeper(place, self, self.form.parts(), lambda said: writable(said, nip))
        self.keeper.resumed.connect(self._was_resumed)
        self.keeper.failed.connect(self.show_error)
        self.taken = ComplaintTaken()
        self.taken.print_wanted.connect(self._print_taken)
        self.taken.save_wanted.connect(self._save_taken)
        self.taken.done.connect(self._to_front)
        self.view = ComplaintView()
        self.printer = SlipPrinter(place, self.message)
        self.case = ComplaintCase(place, self.view, self.message, self.printer)
        self.case.opened.connect(self._opened)
        self.case.told.connect(self._told)
        self._form_holder = Scrolled(self.form)
        self._view_holder = Scrolled(self.view)
        for each in (self.front, self._form_holder, self.taken, self._view_holder):
            self.stack.addWidget(each)
        self.body.addWidget(self.printer)
        self.body.addWidget(self.stack, 1)
        self.dress_anew()
        self._count()

    def _make_front(self) -> QWidget:
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Type what the person asks, or a number"))
        self.search.setAccessibleName(_("Search questions and complaints"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(38)
        self._glass = QAction(self)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._entered)
        self.search.installEventFilter(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_AFTER_MS)
        self._pause.timeout.connect(self._search)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.take_focus)
        names = ((BOOK, _("Answer book")), (OPEN, _("Open")), (TO_TELL, _("To be told")), (ALL, _("All")))
        self.groups = ChoiceRow(names, _("What is shown"))
        self.groups.set_value(BOOK)
        self.groups.changed.connect(self._group_chosen)
        for number, (group, _words) in enumerate(names, 1):
            keys = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            keys.activated.connect(partial(self.show_group, group))
        self.book = AnswerBookView()
        self.book.answered.connect(self._answered)
        self.book.not_answered.connect(self.begin)
        self.model = ComplaintsModel(self.place)
        self.model.counted.connect(self._counted)
        self.model.failed.connect(self.show_error)
        self.table = ComplaintTable(self.model, self.open_current)
        self.nothing = label("", "muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        front = QWidget()
        inside = QVBoxLayout(front)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(self.search)
        inside.addWidget(self.groups)
        inside.addWidget(self.book, 1)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.nothing)
        self.table.hide()
        self.nothing.hide()
        return front

    def take_focus(self) -> None:
        if self.stack.currentWidget() is self.front:
            self.search.setFocus()
            self.search.selectAll()
        elif self.stack.currentWidget() is self._form_holder:
            self.form.kind.setFocus()

    def dress_anew(self) -> None:
        self._glass.setIcon(icon("search", tokens().muted, 18))

    def open(self, argument: object) -> None:
        """One complaint by its id, ANSWERED: those whose answer is to be told, or GO_ON: the form."""
        if argument is GO_ON:
            self.begin()
        elif argument is ANSWERED:
            self._to_front()
            self.show_group(TO_TELL)
        elif isinstance(argument, str):
            self.open_one(argument)

    def go_back(self) -> bool:
        if self.stack.currentWidget() is not self.front:
            self._to_front()
            return True
        if self.search.text():
            self.search.clear()
            return True
        return False

    def reload(self) -> None:
        self._count()
        if self._group != BOOK:
            self.model.show(self._group, self.search.text())
        if self.stack.currentWidget() is self._view_holder:
            self.case.reload()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while one types."""
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in moves:
            if self._group == BOOK:
                self.book.step(event)
            elif self.model.rowCount():
                self.table.take_cursor()
            return True
        return super().eventFilter(watched, event)

    def show_group(self, group: str) -> None:
        """The answer book, or a list."""
        self.stack.setCurrentWidget(self.front)
        self._group = group
        self.groups.set_value(group)
        self.book.setVisible(group == BOOK)
        self.table.setVisible(group != BOOK)
        self.nothing.hide()
        self._search()
        self.search.setFocus()

    @Slot()
    def begin(self) -> None:
        """Write down what somebody says, beginning with what was typed into the search; or go on with what
        is half written."""
        typed = self.search.text().strip() if self._group == BOOK else ""
        if not self._begun:  # the page was only just opened: as soon as the form is there
            self._to_form = True
        if self.stack.currentWidget() is self._form_holder or not self._begun:
            return
        self.message.clear()
        if self.form.is_empty and typed:
            self.form.text.setPlainText(typed)
            self.form.kind.set_value(INFORMATION)
        elif self._resumed:
            say_resumed(self.message, self._resumed)
            self._resumed = ""
        self.stack.setCurrentWidget(self._form_holder)
        self.take_focus()

    def _begin_form(self) -> None:
        """Empty, but for what the officer did not finish."""
        self.form.begin(self._officers)
        self._resumed = ""
        self.keeper.begin(FORM)

    @Slot(str)
    def _was_resumed(self, moment: str) -> None:
        self._resumed = moment
        if self.stack.currentWidget() is self._form_holder:
            say_resumed(self.message, moment)
        self._name_write()

    def _name_write(self) -> None:
        words = _("Write it down") if self.form.is_empty else _("Go on writing")
        self.write.setText(beside_picture(words))
        self.write.setAccessibleName(words)

    @Slot()
    def _throw_away(self) -> None:
        self.keeper.throw_away()
        self._begin_form()
        self._to_front()

    def leave(self) -> None:
        self.keeper.save()
        self.case.leave()

    @Slot()
    def open_current(self) -> None:
        complaint_id = self.model.id_at(self.table.currentIndex())
        if complaint_id is not None:
            self.open_one(complaint_id)

    def open_one(self, complaint_id: str) -> None:
        self.case.open(complaint_id)

    @Slot()
    def _opened(self) -> None:
        self.stack.setCurrentWidget(self._view_holder)
        self.case.take_focus()

    def _count(self) -> None:
        self.place.tasks.run(self._overview, self._show_overview, self.show_error)

    def _overview(self, _task: Task[Any]) -> tuple[Overview, tuple[Officer, ...], tuple[Answer, ...]]:
        unit = self.place.unit
        return unit.complaints.overview(), unit.complaints.officers(), unit.answer_book.answers()

    def _show_overview(self, seen: tuple[Overview, tuple[Officer, ...], tuple[Answer, ...]]) -> None:
        overview, self._officers, self._answers = seen
        if not self._begun:
            self._begun = True
            self._begin_form()
            if self._to_form:
                self._to_form = False
                self.begin()
        parts = [ngettext("{count} open", "{count} open", overview.open).format(count=overview.open)]
        if overview.late:
            late = ngettext("{count} over the deadline", "{count} over the deadline", overview.late)
            parts.append(late.format(count=overview.late))
        if overview.to_tell:
            parts.append(_("{count} to be told").format(count=overview.to_tell))
        if overview.sealed:
            parts.append(_("{count} sealed, for head office only").format(count=overview.sealed))
        self.set_subtitle(" · ".join(parts))
        if not self.search.text() and self._group == BOOK:
            self.book.show_answers(self._answers)

    @Slot()
    def _typed(self) -> None:
        self._pause.start()

    @Slot()
    def _search(self) -> None:
        typed = self.search.text()
        if self._group == BOOK:
            self.book.show_answers(found(self._answers, typed) if typed.strip() else self._answers)
        else:
            self.model.show(self._group, typed)

    @Slot()
    def _group_chosen(self) -> None:
        self.show_group(self.groups.value())

    @Slot()
    def _entered(self) -> None:
        """A number opens its complaint, wherever it was typed; else the cursor goes into the list."""
        typed = self.search.text()
        work = partial(self._find, typed)
        self.place.tasks.run(work, self._found, self.show_error)

    def _find(self, typed: str, _task: Task[str | None]) -> str | None:
        return self.place.unit.complaints.find(typed)

    def _found(self, complaint_id: str | None) -> None:
        if complaint_id is not None:
            self.search.clear()
            self.open_one(complaint_id)
        elif self._group != BOOK and self.model.rowCount():
            self.table.take_cursor()

    @Slot(int)
    def _counted(self, count: int) -> None:
        words = {
            OPEN: _("Nothing is open."),
            TO_TELL: _("No answer waits to be told."),
            ALL: _("Nothing was taken yet."),
        }
        if self.search.text().strip():
            nothing = _("No complaint matches.")
            lost = _(
                "Who lost the slip is found by name, telephone or day (24-11-2026), if the name was given "
                "openly. In confidence, anonymous or about an officer, the number alone finds it."
            )
            words = dict.fromkeys(words, f"{nothing} {lost}")
        self.nothing.setText(words.get(self._group, ""))
        self.nothing.setVisible(count == 0 and self._group != BOOK)

    @Slot()
    def _turned(self) -> None:
        self.write.setVisible(self.stack.currentWidget() is self.front)
        self._name_write()

    @Slot()
    def _to_front(self) -> None:
        self.stack.setCurrentWidget(self.front)
        self.reload()
        self.take_focus()

    @Slot(str)
    def _answered(self, key: str) -> None:
        work = partial(self._count_answer, key)
        self.place.tasks.run(work, self._answer_counted, self.show_error)

    def _count_answer(self, key: str, _task: Task[None]) -> None:
        self.place.unit.answer_book.count(key)

    def _answer_counted(self, _nothing: None) -> None:
        self.search.clear()
        self.book.thank()
        self.search.setFocus()

    @Slot(object, object)
    def _take(self, said: Said, paths: Sequence[Path]) -> None:
        self.form.take.setEnabled(False)
        work = partial(self._make_small, paths)
        self.place.tasks.run(work, partial(self._keep, said), self._not_taken, lane=Lane.PICTURES)

    def _make_small(self, paths: Sequence[Path], _task: Task[list[Scan]]) -> list[Scan]:
        return scans_of(paths)

    def _keep(self, said: Said, files: list[Scan]) -> None:
        work = partial(self._take_now, said, files)
        self.place.tasks.run(work, self._show_taken, self._not_taken)

    def _take_now(self, said: Said, files: list[Scan], _task: Task[Taken]) -> Taken:
        return self.place.unit.complaints.take(said, files)

    def _not_taken(self, error: Exception) -> None:
        self.form.take.setEnabled(True)
        self.show_error(error)

    def _show_taken(self, taken: Taken) -> None:
        self.keeper.throw_away()
        self._begin_form()
        self.search.clear()
        self.message.clear()
        self.taken.show_taken(taken)
        self.stack.setCurrentWidget(self.taken)
        self.taken.print_button.setFocus()
        self._count()
        self.place.announce(Changes(link=True, complaints=True))

    @Slot()
    def _print_taken(self) -> None:
        if self.taken.taken is not None:
            self.printer.print(slip_job(self.place.unit.complaints, self.taken.taken.slip))

    @Slot()
    def _save_taken(self) -> None:
        taken = self.taken.taken
        if taken is None:
            return
        path = ask_where(self, taken.number)
        if path is not None:
            self.save_slip(path)

    def save_slip(self, path: Path) -> None:
        """Write the slip of what was just taken there."""
        if self.taken.taken is not None:
            work = partial(self._write, self.taken.taken.slip, path)
            self.place.tasks.run(work, self._saved, self.show_error)

    def _write(self, slip: Mapping[str, Any], path: Path, _task: Task[None]) -> None:
        write_paper(path, self.place.unit.complaints.slip_pdf(slip))

    def _saved(self, _nothing: None) -> None:
        self.message.say(_("The paper was saved."), tone="good")

    def _told(self) -> None:
        self.show_group(TO_TELL)
        self._count()
        self.message.say(_("Recorded that the answer was told."), tone="good")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.fit(self.width())
