"""Closing a day: what was taken is held against receipts and journal, and a team leader signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mobile_unit.clock import today
from mobile_unit.domain.visits import CLOSED
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import Scrolled, button
from mobile_unit.ui.widgets.day_report_view import DayReportView
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.reconciliation_view import ReconciliationView
from mobile_unit.ui.widgets.sign_bar import SignBar
from mobile_unit.ui.wording import day_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.reconciliation import Reconciliation
    from mobile_unit.services.backups import Written
    from mobile_unit.services.intake import DraftSummary


@dataclass(frozen=True)
class _Seen:
    day: Reconciliation
    drafts: tuple[DraftSummary, ...]


class ClosingPage(Page):
    """Opened with a day's date (ISO); today's without one."""

    interests = Changes(applications=True, drafts=True, day=True, link=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Close the day"))
        self._day = today(place.unit.clock)
        self._shown: str | None = None
        self.back = button(_("Back to the day"), role="quiet", picture="back", tip=_("Back (Esc)"))
        self.back.clicked.connect(self.go_back)
        self.toolbar.addWidget(self.back)
        self.account = ReconciliationView(place)
        self.account.application_wanted.connect(self._open_application)
        self.account.draft_wanted.connect(self._resume_draft)
        self.account.draft_discarded.connect(self._discard_draft)
        self.signing = SignBar()
        self.signing.signed.connect(self._sign)
        self.report = DayReportView(place, self.message)
        self.report.reopened.connect(self._reopen)
        still_open = QWidget()
        inside = QVBoxLayout(still_open)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        around = QWidget()
        margins = QVBoxLayout(around)
        margins.setContentsMargins(28, 0, 22, 12)
        margins.addWidget(self.account)
        inside.addWidget(Scrolled(around), 1)
        inside.addWidget(self.signing)
        self._open_view = still_open
        self._stack = QStackedWidget()
        self._stack.addWidget(still_open)
        self._stack.addWidget(self.report)
        self.spread()
        self.body.addWidget(self._stack, 1)

    def open(self, argument: object) -> None:
        day = date.fromisoformat(str(argument))
        if day != self._day:
            self.message.clear()
        self._day = day
        self.reload()

    def shown(self) -> object:
        return self._day.isoformat()

    def take_focus(self) -> None:
        if self._stack.currentWidget() is self.report:
            self.report.take_focus()
        else:
            self.signing.pin.setFocus()

    @Slot()
    def go_back(self) -> bool:
        self.place.go("today")
        return True

    def leave(self) -> None:
        self.signing.pin.clear()

    def reload(self) -> None:
        self.place.tasks.run(partial(self._look, self._day), self._show, self.show_error)

    def _look(self, day: date, _task: Task[_Seen]) -> _Seen:
        unit = self.place.unit
        return _Seen(unit.closing.look(day), unit.intake.drafts())

    def _show(self, seen: _Seen) -> None:
        day = seen.day
        if day.day != self._day.isoformat():
            return  # another day was asked for meanwhile
        places = " · ".join(stop.name for stop in day.stops)
        words = day_in_words(self._day, weekday=True)
        self.set_subtitle(f"{words} · {places}" if places else words)
        is_closed = day.state == CLOSED
        self.title.setText(_("The day is closed") if is_closed else _("Close the day"))
        if is_closed:
            self.report.show_day(day, is_today=self._day == today(self.place.unit.clock))
        else:
            self.account.show_day(day, seen.drafts)
            self.signing.show_leaders(day.leaders, self._proposed(day), _note(day))
        self._turn_to(self.report if is_closed else self._open_view)

    def _turn_to(self, view: QWidget) -> None:
        if self._stack.currentWidget() is not view:
            self._stack.setCurrentWidget(view)
            self.take_focus()

    def _proposed(self, day: Reconciliation) -> str:
        """Who may sign: whoever is signed in if they may, or else another team leader."""
        mine = self.place.unit.officer.nip
        takers = {taker.nip for taker in day.takers}
        if takers != {mine} or day.alone:
            return mine
        return next((leader.nip for leader in day.leaders if leader.nip != mine), mine)

    @Slot(str, str)
    def _sign(self, nip: str, pin: str) -> None:
        self.message.clear()
        self.signing.set_busy(True)
        self.place.tasks.run(partial(self._close, self._day, nip, pin), self._closed, self._not_closed)

    def _close(self, day: date, nip: str, pin: str, _task: Task[None]) -> None:
        self.place.unit.closing.close(day, nip, pin)

    def _closed(self, _nothing: None) -> None:
        self.signing.try_again()
        self.message.say(_("The day is closed. Thank you."), tone="good")
        self._announce()
        self.place.tasks.run(self._back_up, self._backed_up, self.show_error, lane=Lane.DEVICES)

    def _back_up(self, _task: Task[Written | UserFacingError | None]) -> Written | UserFacingError | None:
        return self.place.unit.backups.at_closing()

    def _backed_up(self, outcome: Written | UserFacingError | None) -> None:
        if isinstance(outcome, UserFacingError):
            words = _("The day is closed, but there is no backup of it: {why}").format(why=outcome)
            self.message.say(words, tone="warn")
        elif outcome is not None:
            self.message.say(_("The day is closed and backed up. Thank you."), tone="good")

    def _not_closed(self, error: Exception) -> None:
        self.signing.try_again()
        self.show_error(error)

    @Slot(str)
    def _reopen(self, reason: str) -> None:
        day = self._day

        def work(_task: Task[None]) -> None:
            self.place.unit.closing.reopen(day, reason)

        self.place.tasks.run(work, self._reopened, self.show_error)

    def _reopened(self, _nothing: None) -> None:
        self.message.say(_("The day is open again. Close it once more when all is done."), tone="calm")
        self._announce()

    def _announce(self) -> None:
        self.place.announce(Changes(day=True))
        self.place.link.something_waits()

    @Slot(str)
    def _open_application(self, application_id: str) -> None:
        self.place.go("application", application_id)

    @Slot(str)
    def _resume_draft(self, draft_id: str) -> None:
        self.place.go("new", draft_id)

    @Slot(str)
    def _discard_draft(self, draft_id: str) -> None:
        def work(_task: Task[None]) -> None:
            self.place.unit.intake.discard_draft(draft_id)

        self.place.tasks.run(work, self._discarded, self.show_error)

    def _discarded(self, _nothing: None) -> None:
        self.place.announce(Changes(drafts=True))


def _note(day: Reconciliation) -> str:
    """What whoever signs should know before they do."""
    if not day.leaders:
        return _("Nobody on the unit's list is a team leader. Ask head office; work goes on meanwhile.")
    takers = [taker.name for taker in day.takers]
    if len(takers) == 1 and day.alone:
        return _("{name} took all of it alone; the report says so.").format(name=takers[0])
    if len(takers) == 1:
        return _("{name} took all of it and can't sign for it.").format(name=takers[0])
    return _("The team leader types their own PIN; you stay signed in.")
