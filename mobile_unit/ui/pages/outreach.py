"""Outreach: the events on the left, the next one first; one of them on the right, to plan or tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mobile_unit.domain.outreach import HELD, PLANNED, STATES, Outcome, Plan
from mobile_unit.domain.periods import Period
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.services.outreach import Event, Listed, Reach, form_of
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.chosen_files import scans_of
from mobile_unit.ui.form_keeper import GO_ON, FormKeeper
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, label, row
from mobile_unit.ui.widgets.discard_button import DiscardButton
from mobile_unit.ui.widgets.name_list import SideList
from mobile_unit.ui.widgets.note_line import NoteLine
from mobile_unit.ui.widgets.outreach_form import OutreachForm
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.paper_buttons import PaperButtons
from mobile_unit.ui.wording import day_in_words, moment_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.scans import Scan

LIST_WIDTH, NARROW_LIST = 330, 230
ROOM_FOR_TWO = 1000


class OutreachPage(Page):
    interests = Changes(day=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Outreach"))
        self._events = place.unit.outreach
        self._shown: Event | None = None
        self._near = ""
        self.new = button(_("Another event"), picture="add", shortcut="Ctrl+Shift+N")
        self.new.clicked.connect(self.begin)
        self.toolbar.addWidget(self.new)
        self.list = SideList(_("Events"))
        self.list.currentItemChanged.connect(self._chosen)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.list.setFocus)
        self.form = OutreachForm(self._events.themes, place.unit.regions, place.unit.clock)
        self.keeper = FormKeeper(place, self, self.form.parts())
        self.keeper.resumed.connect(self._resumed)
        self.keeper.failed.connect(self.show_error)
        self.discard = DiscardButton(lambda: not self.keeper.is_changed)
        self.discard.discarded.connect(self._throw_away)
        self.called_off = NoteLine()
        self.keep = button(_("Keep the plan"), role="primary", picture="save", shortcut="Ctrl+Return")
        self.keep.clicked.connect(self._plan)
        self.hold = button(_("It was held"), picture="done", shortcut="Ctrl+Shift+Return")
        self.hold.clicked.connect(self._hold)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Why it is called off"))
        self.reason.setPlaceholderText(_("Why it is called off"))
        self.cancel = button(_("Call off"), picture="close", shortcut="Ctrl+Shift+X")
        self.cancel.clicked.connect(self._cancel)
        self.papers = self._make_papers()
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(14)
        inside.addWidget(self.called_off)
        inside.addWidget(self.form)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(10)
        self._foot.addLayout(row(self.keep, self.hold, self.discard, None))
        self._foot.addLayout(row(self.reason, self.cancel))
        inside.addLayout(self._foot)
        inside.addWidget(self.papers)
        inside.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(16)
        sides.addWidget(self.list)
        sides.addWidget(Scrolled(content), 1)
        self.body.addLayout(sides, 1)
        self.begin()

    def _make_papers(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("On paper"), "heading"))
        self.attendance = PaperButtons(
            self.place,
            self.message,
            _("List to sign (A4)"),
            ("Ctrl+O", "Ctrl+P", "Ctrl+S"),
            lambda: self._events.attendance_list(self._id()),
            "daftar-hadir-penyuluhan",
        )
        self.report = PaperButtons(
            self.place,
            self.message,
            _("Report (A4)"),
            ("Ctrl+Shift+O", "Ctrl+Shift+P", "Ctrl+Shift+S"),
            lambda: self._events.report(self._id()),
            "laporan-penyuluhan",
        )
        inside.addWidget(self.attendance)
        inside.addWidget(self.report)
        return frame

    def _id(self) -> str:
        if self._shown is None:
            raise UserFacingError(_("Keep the plan first."))
        return self._shown.id

    def take_focus(self) -> None:
        self.form.theme.setFocus()

    def shown(self) -> object:
        return self._shown.id if self._shown else None

    def open(self, argument: object) -> None:
        if isinstance(argument, str):
            self._fetch(argument)
        elif argument is GO_ON:
            self.begin()

    @Slot()
    def begin(self) -> None:
        """The form for an event that is not written down yet: empty, or as far as it was filled in."""
        self.keeper.rest()
        self._shown = None
        self.message.clear()
        self.list.setCurrentRow(-1)
        self.form.begin(self._near)
        self.keeper.begin(form_of(None))
        self._allow()
        self.take_focus()

    @Slot()
    def reload(self) -> None:
        self.place.tasks.run(self._look, self._show, self.show_error)

    def _look(self, _task: Task[tuple[list[Listed], Reach, str]]) -> tuple[list[Listed], Reach, str]:
        year = Period.around(self._events.this_month, 12)
        return self._events.listed(), self._events.reach(year), self.place.unit.surveys.here()

    def _show(self, found: tuple[list[Listed], Reach, str]) -> None:
        listed, reach, self._near = found
        self.form.place.start_near(self._near)
        held = ngettext("{count} event held this year", "{count} events held this year", reach.held)
        people = ngettext("{count} person", "{count} people", reach.men + reach.women)
        parts = [
            held.format(count=reach.held),
            people.format(count=reach.men + reach.women),
            _("{men} men, {women} women").format(men=reach.men, women=reach.women),
        ]
        if reach.planned:
            parts.append(_("{count} planned").format(count=reach.planned))
        self.set_subtitle(" · ".join(parts))
        here = self._shown.id if self._shown else None
        self.list.fill(map(_item, listed), here)

    @Slot()
    def _chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._fetch(item.data(Qt.ItemDataRole.UserRole))

    def _fetch(self, event_id: str) -> None:
        self.place.tasks.run(partial(self._event, event_id), self._show_event, self.show_error)

    def _event(self, event_id: str, _task: Task[Event]) -> Event:
        return self._events.event(event_id)

    def _show_event(self, event: Event) -> None:
        self.keeper.rest()
        self._shown = event
        self.message.clear()
        self.form.show_body(event.body)
        self.keeper.begin(form_of(event.id))
        self._allow()

    @Slot(str)
    def _resumed(self, moment: str) -> None:
        words = _("Here is what was being typed, kept {moment}.")
        self.message.say(words.format(moment=moment_in_words(moment)), _("It is not written down yet."))

    @Slot()
    def _throw_away(self) -> None:
        """What was typed; the event is shown as it was written down."""
        self.keeper.throw_away()
        if self._shown is not None:
            self._show_event(self._shown)
        else:
            self.begin()

    def leave(self) -> None:
        self.keeper.save()

    def _allow(self) -> None:
        """What may be done with what is shown."""
        self.discard.calm()
        state = self._shown.state if self._shown else None
        self.keep.setVisible(state != HELD)
        self.hold.setText(_("Keep what came of it") if state == HELD else _("It was held"))
        for part in (self.reason, self.cancel):
            part.setVisible(state == PLANNED)
        self.reason.clear()
        self.papers.setVisible(state is not None)
        self.report.setVisible(state == HELD)
        why = self._shown.body.get("cancelled") if self._shown else None
        self.called_off.say(f"{_('Called off:')} {why}" if why else "", tone="warn")

    @Slot()
    def _plan(self) -> None:
        work = partial(self._plan_now, self.form.plan(), self._shown.id if self._shown else None)
        self.place.tasks.run(work, partial(self._kept, _("The plan was kept.")), self.show_error)

    def _plan_now(self, said: Plan, event_id: str | None, _task: Task[Event]) -> Event:
        return self._events.event(self._events.plan(said, event_id))

    @Slot()
    def _hold(self) -> None:
        self.hold.setEnabled(False)
        work = partial(self._make_small, tuple(self.form.photos))
        told = (self.form.plan(), self.form.outcome(), tuple(self.form.kept))
        self.place.tasks.run(work, partial(self._hold_with, *told), self._not_held, lane=Lane.PICTURES)

    def _make_small(self, paths: Sequence[Path], _task: Task[list[Scan]]) -> list[Scan]:
        return scans_of(paths)

    def _hold_with(self, said: Plan, outcome: Outcome, kept: Sequence[str], photos: list[Scan]) -> None:
        event_id = self._shown.id if self._shown else None
        work = partial(self._hold_now, said, outcome, photos, kept, event_id)
        self.place.tasks.run(work, partial(self._kept, _("Written down.")), self._not_held)

    def _hold_now(
        self,
        said: Plan,
        outcome: Outcome,
        photos: Sequence[Scan],
        kept: Sequence[str],
        event_id: str | None,
        _task: Task[Event],
    ) -> Event:
        return self._events.event(self._events.hold(said, outcome, photos, kept, event_id))

    def _not_held(self, error: Exception) -> None:
        self.hold.setEnabled(True)
        self.show_error(error)

    @Slot()
    def _cancel(self) -> None:
        if self._shown is not None:
            work = partial(self._cancel_now, self._shown.id, self.reason.text())
            self.place.tasks.run(work, partial(self._kept, _("The event was called off.")), self.show_error)

    def _cancel_now(self, event_id: str, reason: str, _task: Task[Event]) -> Event:
        self._events.cancel(event_id, reason)
        return self._events.event(event_id)

    def _kept(self, words: str, event: Event) -> None:
        self.hold.setEnabled(True)
        self.keeper.throw_away()
        self._show_event(event)
        self.message.say(words, tone="good")
        self.place.announce(Changes(day=True, link=True))
        self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= ROOM_FOR_TWO
        self.list.setFixedWidth(LIST_WIDTH if wide else NARROW_LIST)
        self._foot.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )


def _item(each: Listed) -> QListWidgetItem:
    state = say(STATES[each.state])
    if each.state == HELD:
        people = ngettext("{count} person", "{count} people", each.men + each.women)
        state = people.format(count=each.men + each.women)
    item = QListWidgetItem(
        f"{say(each.title)}\n{day_in_words(date.fromisoformat(each.day))} · {state}\n{each.place}"
    )
    item.setData(Qt.ItemDataRole.UserRole, each.id)
    return item
