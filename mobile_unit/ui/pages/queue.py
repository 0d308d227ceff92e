"""The queue: numbers given out on the left, calls on the right; the hall's window and voice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mobile_unit.i18n import _, ngettext
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import Scrolled, beside_picture, button, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.queue_call import ForTicket, QueueCall
from mobile_unit.ui.widgets.queue_take import QueueTake
from mobile_unit.ui.widgets.slip_printer import SlipJob, SlipPrinter
from mobile_unit.ui.wording import count_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.queue_views import Slip, Ticket, View

MINUTE_MS = 60_000
ROOM_FOR_TWO = 900
ALL = "all"
Result = TypeVar("Result")


class QueuePage(Page):
    interests = Changes(queue=True, day=True, news=True, applications=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Queue"))
        self._queue = place.unit.queue
        self._view: View | None = None
        self._slip: Slip | None = None
        self._busy = False
        self.hall = button(_("Hall display"), picture="view", shortcut="Ctrl+H")
        self.hall.clicked.connect(self._turn_hall)
        self.mute = button(_("Mute"), picture="voice", shortcut="Ctrl+M")
        self.mute.clicked.connect(self._turn_mute)
        self.toolbar.addWidget(self.mute)
        self.toolbar.addWidget(self.hall)
        self.printer = SlipPrinter(place, self.message)
        self.take = QueueTake(self._queue.rules)
        self.take.show_kinds(self._queue.kinds())
        self.take.wanted.connect(self._take)
        self.take.booked.connect(self._take_for)
        self.take.again.connect(self._print_again)
        self.take.chosen.connect(self._keep_choices)
        self.call = QueueCall(self._queue.rules)
        self.call.next_wanted.connect(self._call_next)
        self.call.wanted.connect(self._act)
        self.call.moved.connect(self._move)
        self.call.called.connect(self._call)
        self.call.returned.connect(self._come_back)
        self.counter = QLineEdit()
        self.counter.setMaximumWidth(180)
        self.counter.setAccessibleName(_("Name of this counter"))
        self.counter.setPlaceholderText(_("Counter 1"))
        self.counter.editingFinished.connect(self._keep_choices)
        letters = [(each.key, each.letter) for each in self._queue.rules.kinds]
        self.kinds = ChoiceRow([(ALL, _("All")), *letters], _("Calls"))
        self.kinds.changed.connect(self._keep_choices)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(16)
        self._sides.addWidget(self.take, 1)
        self._sides.addWidget(self.call, 1)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(14)
        inside.addWidget(self.printer)
        inside.addLayout(self._sides, 1)
        name = label(_("Name of this counter"), "muted")
        inside.addLayout(row(name, self.counter, label(_("Calls"), "muted"), self.kinds, None))
        self.body.addWidget(Scrolled(content), 1)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._minute_passed)
        self._minute.start()
        place.hall.turned.connect(self._say_hall)
        self._say_hall()

    def take_focus(self) -> None:
        """Where nobody waits to be called, to the keys that give numbers out; never to the counter's name."""
        keys = self.take.buttons
        (keys[0] if keys and not self.call.next.isEnabled() else self.call.next).setFocus()

    def reload(self) -> None:
        self.place.tasks.run(self._look, self._show, self.show_error)

    def _look(self, _task: Task[View]) -> View:
        return self._queue.look()

    def _show(self, view: View) -> None:
        self._view = view
        self.place.hall.voice.muted = view.choices.muted
        self.mute.setText(beside_picture(_("Sound on") if view.choices.muted else _("Mute")))
        if not self.counter.hasFocus():
            self.counter.setText(view.choices.counter)
        self.kinds.set_value(view.choices.kinds[0] if len(view.choices.kinds) == 1 else ALL)
        self.take.show_kinds(view.kinds)
        self.take.show_choices(view.choices)
        self.take.show_booked(view.booked)
        had_focus = self.call.next.hasFocus()
        self.call.show_view(view, self.place.unit.clock.now())
        if had_focus:
            self.take_focus()
        self.set_subtitle(_summary_in_words(view))

    @Slot()
    def _minute_passed(self) -> None:
        """How long somebody waits moves on by itself; so does the day."""
        if self.isVisible():
            self.reload()

    @Slot(str)
    def _take(self, kind: str) -> None:
        reason = self.take.value()
        self._do(lambda: self._queue.take(kind, reason), self._given)

    @Slot(str, str)
    def _take_for(self, plan: str, booking: str) -> None:
        reason = self.take.value()
        self._do(lambda: self._queue.take_for(plan, booking, reason), self._given)

    def _given(self, slip: Slip) -> None:
        self._slip = slip
        self.take.set_reason(None)
        self.take.show_given(slip)
        self.message.clear()
        if self._view is None or self._view.choices.prints:
            self.printer.print(self._job(slip))

    @Slot()
    def _print_again(self) -> None:
        if self._slip is not None:
            ticket = self._slip.ticket
            self._run(lambda: self._queue.slip(ticket), lambda slip: self.printer.print(self._job(slip)))

    def _job(self, slip: Slip) -> SlipJob:
        spoken = "en" if self.take.english.isChecked() else "id"
        pdf = partial(self._queue.slip_pdf, slip, spoken)
        return SlipJob(slip.number, pdf, partial(self._queue.slip_escpos, slip, spoken))

    @Slot()
    def _call_next(self) -> None:
        self._do(self._queue.call_next, self._called)

    @Slot(int)
    def _call(self, ticket: int) -> None:
        self._do(lambda: self._queue.call(ticket), self._called)

    def _called(self, ticket: Ticket | None) -> None:
        if ticket is None:
            self.message.say(_("Nobody waits."))
            return
        self.message.clear()
        self.place.hall.call(ticket)

    @Slot(str)
    def _act(self, what: str) -> None:
        """What becomes of who is at the counter."""
        current = self._view.current if self._view else None
        if current is None:
            return
        if what == "application":
            self.place.go("new", ForTicket(current.id, current.kind))
        elif what == "again":
            self._call(current.id)
        else:
            act = {"miss": self._queue.miss, "finish": self._queue.finish, "begin": self._queue.begin}[what]
            self._do(lambda: act(current.id))

    @Slot(str)
    def _move(self, kind: str) -> None:
        current = self._view.current if self._view else None
        if current is not None:
            self._do(lambda: self._queue.move(current.id, kind))

    @Slot(int)
    def _come_back(self, ticket: int) -> None:
        self._do(lambda: self._queue.come_back(ticket))

    @Slot()
    def _keep_choices(self) -> None:
        if self._view is None:
            return
        kind = self.kinds.value()
        before = self._view.choices
        wanted = replace(
            before,
            counter=self.counter.text(),
            kinds=() if kind in (ALL, None) else (kind,),
            prints=self.take.prints.isChecked(),
            english=self.take.english.isChecked(),
        )
        if wanted != before:
            self._run(lambda: self._queue.choose(wanted))

    @Slot()
    def _turn_mute(self) -> None:
        if self._view is not None:
            wanted = replace(self._view.choices, muted=not self._view.choices.muted)
            self.place.hall.voice.muted = wanted.muted
            self._run(lambda: self._queue.choose(wanted))

    @Slot()
    def _turn_hall(self) -> None:
        if self.place.hall.is_open:
            self.place.hall.shut()
        else:
            self.place.hall.open(self.window())

    @Slot()
    def _say_hall(self) -> None:
        words = _("Close the hall display") if self.place.hall.is_open else _("Hall display")
        self.hall.setText(beside_picture(words))
        self.hall.setAccessibleName(words)

    def _do(self, work: Callable[[], Result], done: Callable[[Result], None] | None = None) -> None:
        """One of these at a time: a key pressed twice counts once."""
        if self._busy:
            return
        self._busy = True

        def ended(result: Result) -> None:
            self._busy = False
            if done is not None:
                done(result)

        self._run(work, ended)

    def _run(self, work: Callable[[], Result], done: Callable[[Result], None] | None = None) -> None:
        def run(_task: Task[Result]) -> Result:
            return work()

        self.place.tasks.run(run, partial(self._done, done), self._failed)

    def _done(self, then: Callable[[Result], None] | None, result: Result) -> None:
        if then is not None:
            then(result)
        self.place.announce(Changes(queue=True))

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self.show_error(error)
        self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        """An application may have ended a service meanwhile."""
        self._stale = True
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= ROOM_FOR_TWO  # else calls stand above what is done less often
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop
        self._sides.setDirection(way)


def _summary_in_words(view: View) -> str:
    seen = view.summary
    taken = ngettext("{count} number given out today", "{count} numbers given out today", seen.taken)
    parts = [view.place, taken.format(count=count_in_words(seen.taken))]
    if seen.served:
        served = ngettext("{count} served", "{count} served", seen.served)
        parts.append(served.format(count=count_in_words(seen.served)))
    if seen.wait is not None:
        parts.append(_("waited {count} min (median)").format(count=count_in_words(seen.wait)))
    return " · ".join(filter(None, parts))
