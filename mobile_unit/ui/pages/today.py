"""The day at a glance: how many were taken, what waits, what needs somebody, drafts to go on with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from mobile_unit.clock import today
from mobile_unit.domain.visits import CLOSED, PAUSED
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.services.form_drafts import COMPLAINT, EVENT, REFERRAL
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.correcting import correct
from mobile_unit.ui.day_wording import TONES, alarms_in_words, doubt_in_words
from mobile_unit.ui.form_keeper import GO_ON
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import Scrolled, beside_picture, button, pill, row
from mobile_unit.ui.widgets.day_card import DayCard
from mobile_unit.ui.widgets.note_line import NoteLine
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.planned_card import PlannedCard
from mobile_unit.ui.widgets.record_line import RecordLine, RecordList
from mobile_unit.ui.widgets.task_card import TaskCard
from mobile_unit.ui.widgets.tile import Tile
from mobile_unit.ui.wording import (
    count_in_words,
    day_in_words,
    how_long_ago,
    moment_in_words,
    state_tone,
    state_word,
)
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import ApplicationSummary
    from mobile_unit.domain.corrections import CorrectionTask
    from mobile_unit.domain.planned import Plan
    from mobile_unit.services.day import DayView
    from mobile_unit.services.intake import DraftSummary
    from mobile_unit.services.planned_visits import PlannedVisit
    from mobile_unit.services.printers import Printer

_FORMS = {COMPLAINT: "complaints", EVENT: "outreach", REFERRAL: "referrals"}
DRAFTS_SHOWN = 8
ATTENTION_SHOWN = 8


@dataclass(frozen=True)
class _Seen:
    view: DayView
    drafts: tuple[DraftSummary, ...]
    tasks: tuple[CorrectionTask, ...]
    news: int
    answers: int
    begun: tuple[str, ...]
    planned: tuple[PlannedVisit, ...]
    queue: int


class TodayPage(Page):
    interests = Changes(applications=True, drafts=True, day=True, news=True, complaints=True, queue=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Today"))
        self.begin = button(
            _("New application"), role="primary", picture="new", tip=_("New application") + " (Ctrl+N)"
        )
        self.begin.clicked.connect(self._begin)
        if place.demo_data is not None:
            self.samples = button(_("Fill with sample data"), picture="sample", shortcut="Ctrl+D")
            self.samples.clicked.connect(self._fill_with_samples)
            self.toolbar.addWidget(self.samples)
        self.close_day = button(_("Close the day"), picture="closed", shortcut="Ctrl+E")
        self.close_day.clicked.connect(self._close_today)
        self.toolbar.addWidget(self.close_day)
        self.toolbar.addWidget(self.begin)
        self.taken = Tile(_("Taken today"))
        self.waiting = Tile(_("Waiting to be sent"))
        self.last_sync = Tile(_("Last contact with head office"))
        self.visit = DayCard(place)
        self.visit.chosen.connect(self._open_visit)
        self.visit.turned.connect(self._turn)
        self.visit.trial_wanted.connect(self._try_printer)
        self.unclosed = NoteLine(_("Close that day"), shortcut="Ctrl+Shift+E")
        assert self.unclosed.action is not None
        self.unclosed.action.clicked.connect(self._close_earlier)
        self.alarm, self.clock = NoteLine(), NoteLine()
        self.news = NoteLine(_("Read them"), shortcut="Ctrl+Shift+B")
        assert self.news.action is not None
        self.news.action.clicked.connect(self._read_news)
        self.answers = NoteLine(_("See them"), shortcut="Ctrl+Shift+A")
        assert self.answers.action is not None
        self.answers.action.clicked.connect(self._tell_answers)
        self.queue = NoteLine(_("To the queue"))
        assert self.queue.action is not None
        self.queue.action.clicked.connect(self._go_to_queue)
        self.half_written = NoteLine(_("Go on writing"), shortcut="Ctrl+Shift+G")
        assert self.half_written.action is not None
        self.half_written.action.clicked.connect(self._go_on_writing)
        self._begun: tuple[str, ...] = ()
        self._attention = RecordList(_("Needs attention"))
        self._drafts = RecordList(_("Drafts to go on with"))
        self.all_drafts = button(_("All drafts (Ctrl+Shift+D)"), role="quiet", shortcut="Ctrl+Shift+D")
        self.all_drafts.clicked.connect(self._list_drafts)
        self._drafts.add_below(self.all_drafts)
        self._state: str | None = None
        self._unclosed: str | None = None
        self._begins = False
        """Whether the cursor goes to where work begins once the day is known."""
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        self.corrections = TaskCard()
        self.corrections.chosen.connect(self._correct)
        inside.addWidget(self.corrections)
        told = (self.news, self.answers, self.queue, self.half_written)
        for line in (self.unclosed, self.clock, self.alarm, *told):
            inside.addWidget(line)
        inside.addWidget(self.visit)
        self._tiles = row(self.taken, self.waiting, self.last_sync, spacing=16)
        inside.addLayout(self._tiles)
        self.planned = PlannedCard()
        inside.addWidget(self.planned)
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lists.setSpacing(16)
        self._lists.addWidget(self._drafts, 1, Qt.AlignmentFlag.AlignTop)
        self._lists.addWidget(self._attention, 1, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(self._lists)
        inside.addStretch(1)
        self.body.addWidget(Scrolled(content), 1)

    def take_focus(self) -> None:
        """On the place of the visit where none is chosen yet, or else on what is done all day."""
        self._begins = True
        if self.visit.asks_for_place:
            self.visit.edit.setFocus()
        else:
            self.begin.setFocus()

    def leave(self) -> None:
        self._begins = False

    def reload(self) -> None:
        self.place.tasks.run(self._look, self._show, self.show_error)

    def _look(self, _task: Task[_Seen]) -> _Seen:
        unit = self.place.unit
        return _Seen(
            unit.day.today(),
            unit.intake.drafts(),
            unit.corrections.tasks(),
            unit.bulletins.unread(),
            unit.complaints.overview().to_tell,
            unit.form_drafts.begun(),
            unit.planned_visits.upcoming(),
            unit.queue.waiting_today(),
        )

    def _show(self, seen: _Seen) -> None:
        view = seen.view
        self.corrections.show_tasks(seen.tasks)
        self.news.say(_news_in_words(seen.news))
        self.answers.say(_answers_in_words(seen.answers))
        self.queue.say(_queue_in_words(seen.queue))
        self._begun = seen.begun
        self.half_written.say(_half_written_in_words(seen.begun))
        self.set_subtitle(day_in_words(date.fromisoformat(view.date), weekday=True))
        self.planned.show_visits(seen.planned)
        self._show_day(view, next((each.plan for each in seen.planned if each.is_today), None))
        referred = ngettext("and {count} referral", "and {count} referrals", view.referred)
        self.taken.say(
            count_in_words(view.taken),
            referred.format(count=count_in_words(view.referred)) if view.referred else "",
        )
        scans = ngettext("and {count} scan", "and {count} scans", view.blobs_waiting)
        self.waiting.say(
            count_in_words(view.waiting),
            scans.format(count=count_in_words(view.blobs_waiting)) if view.blobs_waiting else "",
        )
        self.last_sync.say(how_long_ago(view.last_sync, self.place.unit.clock.now()), small=True)
        if self._drafts.is_news(seen.drafts):
            self._drafts.show_lines(
                [self._draft_row(each) for each in seen.drafts[:DRAFTS_SHOWN]],
                _("No drafts. What you begin and leave is kept here."),
                len(seen.drafts) - DRAFTS_SHOWN,
            )
        asked = {task.request.application for task in seen.tasks}
        attention = [each for each in view.attention if each.id not in asked]
        if self._attention.is_news(attention):
            self._attention.show_lines(
                [self._attention_row(each) for each in attention[:ATTENTION_SHOWN]],
                _("Nothing. Head office has not sent anything back."),
                len(attention) - ATTENTION_SHOWN,
            )

    def _show_day(self, view: DayView, planned: Plan | None) -> None:
        self._state = view.state
        self._unclosed = view.unclosed[-1] if view.unclosed else None
        here = self.window().focusWidget()
        at_start = here is self.begin or (here is not None and self.visit.isAncestorOf(here))
        self.visit.show_day(view)
        self.visit.offer(planned)
        if self._begins and at_start:
            self.take_focus()
        self._begins = False
        closed = view.state == CLOSED
        self.close_day.setText(beside_picture(_("Day's report") if closed else _("Close the day")))
        self.close_day.setVisible(view.state is not None)
        worst = view.alarms[0].level if view.alarms else None
        self.alarm.say(alarms_in_words(view.alarms), tone=TONES[worst] if worst else "calm")
        self.clock.say(doubt_in_words(view.clock_doubt) if view.clock_doubt else "", tone="warn")
        self.unclosed.say(_unclosed_in_words(view.unclosed), tone="warn")

    def _draft_row(self, draft: DraftSummary) -> QWidget:
        known = self.place.unit.catalogue.services.get(draft.service)
        service = say(known.short_title) if known else _("A line that could not be read")
        if draft.corrects is not None:
            service = _("Correction of {number}").format(number=draft.corrects)
        line = RecordLine(
            draft.full_name or _("No name yet"), f"{service} · {moment_in_words(draft.updated_at)}", draft.id
        )
        line.opened.connect(self._resume)
        line.can_be_discarded(_("Throw this draft away"))
        line.discarded.connect(self._discard)
        return line

    def _attention_row(self, summary: ApplicationSummary) -> QWidget:
        line = RecordLine(summary.full_name, summary.number, summary.id)
        line.opened.connect(self._open_application)
        line.add(pill(state_word(summary.state), state_tone(summary.state)))
        return line

    @Slot()
    def _begin(self) -> None:
        from mobile_unit.ui.pages.new_application import ANEW

        self.place.go("new", ANEW)

    @Slot()
    def _fill_with_samples(self) -> None:
        self.samples.setEnabled(False)
        self.message.say(_("Taking invented applications …"))
        self.place.tasks.run(self._take_samples, self._samples_taken, self._samples_failed)

    def _take_samples(self, _task: Task[None]) -> None:
        if self.place.demo_data is not None:
            self.place.demo_data()

    def _samples_taken(self, _nothing: None) -> None:
        self.samples.setEnabled(True)
        self.message.say(_("The invented applications are in the list."), tone="good")
        self.place.announce(Changes(applications=True, drafts=True, day=True))
        self.place.link.something_waits()

    def _samples_failed(self, error: Exception) -> None:
        self.samples.setEnabled(True)
        self.show_error(error)
        self.place.announce(Changes(applications=True, drafts=True, day=True))

    @Slot(str)
    def _resume(self, draft_id: str) -> None:
        self.place.go("new", draft_id)

    @Slot()
    def _list_drafts(self) -> None:
        self.place.go("drafts")

    @Slot(str)
    def _correct(self, application_id: str) -> None:
        correct(self.place, application_id, self.show_error)

    @Slot(str)
    def _open_application(self, application_id: str) -> None:
        self.place.go("application", application_id)

    @Slot(str)
    def _discard(self, draft_id: str) -> None:
        def work(_task: Task[None]) -> None:
            self.place.unit.intake.discard_draft(draft_id)

        self.place.tasks.run(work, self._discarded, self.show_error)

    def _discarded(self, _nothing: None) -> None:
        self.place.announce(Changes(drafts=True))

    @Slot(str)
    def _open_visit(self, region: str) -> None:
        self.place.tasks.run(
            partial(self._open_at, region, self.visit.present), self._visit_opened, self.show_error
        )

    def _open_at(self, region: str, present: list[str], _task: Task[None]) -> None:
        self.place.unit.day.open_visit(region, present or None)

    @Slot()
    def _turn(self) -> None:
        """Rest, or go on."""
        day = self.place.unit.day
        turn = day.resume if self._state == PAUSED else day.pause

        def work(_task: Task[None]) -> None:
            turn()

        self.place.tasks.run(work, self._day_changed, self.show_error)

    @Slot(object)
    def _try_printer(self, printer: Printer) -> None:
        self.message.say(_("Printing on {name} …").format(name=printer.name))
        work = partial(self._print_trial, printer)
        self.place.tasks.run(work, self._tried, self.show_error, lane=Lane.PRINTER)

    def _print_trial(self, printer: Printer, _task: Task[Printer]) -> Printer:
        from mobile_unit.ui.printing import hand_over_trial

        hand_over_trial(printer, self.place.unit.printers.trial_page(printer))
        return printer

    def _tried(self, printer: Printer) -> None:
        words = _("The test page was handed to {name}. Look whether all of it is on the paper.")
        self.message.say(words.format(name=printer.name), tone="good")

    def _visit_opened(self, nothing: None) -> None:
        """The line typed in goes; the cursor goes on to what comes next, unless it is elsewhere already."""
        self._begins = True
        self._day_changed(nothing)

    def _day_changed(self, _nothing: None) -> None:
        self.place.announce(Changes(day=True))

    @Slot()
    def _read_news(self) -> None:
        self.place.go("bulletins")

    @Slot()
    def _tell_answers(self) -> None:
        from mobile_unit.ui.pages.complaints import ANSWERED

        self.place.go("complaints", ANSWERED)

    @Slot()
    def _go_to_queue(self) -> None:
        self.place.go("queue")

    @Slot()
    def _close_today(self) -> None:
        self.place.go("closing", today(self.place.unit.clock).isoformat())

    @Slot()
    def _go_on_writing(self) -> None:
        if self._begun:
            self.place.go(_FORMS[self._begun[0]], GO_ON)

    @Slot()
    def _close_earlier(self) -> None:
        self.place.go("closing", self._unclosed)


def _half_written_in_words(forms: tuple[str, ...]) -> str:
    names = {COMPLAINT: _("a complaint or question"), EVENT: _("an event"), REFERRAL: _("a referral")}
    if not forms:
        return ""
    return _("Half written by you, not kept yet: {forms}.").format(
        forms=", ".join(names[each] for each in forms)
    )


def _news_in_words(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "Head office has {count} announcement for you.",
        "Head office has {count} announcements for you.",
        count,
    )
    return words.format(count=count_in_words(count))


def _queue_in_words(count: int) -> str:
    if not count:
        return ""
    words = ngettext("{count} waits in the queue.", "{count} wait in the queue.", count)
    return words.format(count=count_in_words(count)) + " (Ctrl+Shift+Q)"


def _answers_in_words(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "{count} answer to a question or complaint is to be told.",
        "{count} answers to questions or complaints are to be told.",
        count,
    )
    return words.format(count=count_in_words(count))


def _unclosed_in_words(unclosed: tuple[str, ...]) -> str:
    if not unclosed:
        return ""
    day = day_in_words(date.fromisoformat(unclosed[-1]), weekday=True)
    if len(unclosed) == 1:
        return _("{day} was not closed.").format(day=day)
    return ngettext(
        "{day} was not closed, nor was {count} day before.",
        "{day} was not closed, nor were {count} days before.",
        len(unclosed) - 1,
    ).format(day=day, count=len(unclosed) - 1)
