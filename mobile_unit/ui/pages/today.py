"""The day at a glance: how many were taken, what waits, what needs somebody, drafts to go on with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import GAP, Scrolled, button, card, column, empty, label, pill, row
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.region_edit import RegionEdit
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
    from mobile_unit.services.day import DayView
    from mobile_unit.services.intake import DraftSummary

DRAFTS_SHOWN = 8
ATTENTION_SHOWN = 8


@dataclass(frozen=True)
class _Seen:
    view: DayView
    drafts: tuple[DraftSummary, ...]


class TodayPage(Page):
    interests = Changes(applications=True, drafts=True, day=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Today"))
        self.begin = button(_("New application"), role="primary", picture="new", shortcut="Ctrl+N")
        self.begin.clicked.connect(self._begin)
        if place.demo_data is not None:
            self.samples = button(_("Fill with sample data"), picture="sample", shortcut="Ctrl+D")
            self.samples.clicked.connect(self._fill_with_samples)
            self.toolbar.addWidget(self.samples)
        self.toolbar.addWidget(self.begin)
        self.taken = Tile(_("Taken today"))
        self.waiting = Tile(_("Waiting to be sent"))
        self.last_sync = Tile(_("Last contact with head office"))
        self.visit = _VisitCard(place)
        self.visit.chosen.connect(self._open_visit)
        self._attention, self._attention_rows = _list_card(_("Needs attention"))
        self._drafts, self._drafts_rows = _list_card(_("Drafts to go on with"))
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        inside.addWidget(self.visit)
        self._tiles = row(self.taken, self.waiting, self.last_sync, spacing=16)
        inside.addLayout(self._tiles)
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lists.setSpacing(16)
        self._lists.addWidget(self._drafts, 1, Qt.AlignmentFlag.AlignTop)
        self._lists.addWidget(self._attention, 1, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(self._lists)
        inside.addStretch(1)
        self.body.addWidget(Scrolled(content), 1)

    def take_focus(self) -> None:
        self.begin.setFocus()

    def reload(self) -> None:
        self.place.tasks.run(self._look, self._show, self.show_error)

    def _look(self, _task: Task[_Seen]) -> _Seen:
        unit = self.place.unit
        return _Seen(unit.day.today(), unit.intake.drafts())

    def _show(self, seen: _Seen) -> None:
        view = seen.view
        self.set_subtitle(day_in_words(date.fromisoformat(view.date), weekday=True))
        self.visit.show_place(view.place)
        self.taken.say(count_in_words(view.taken))
        scans = ngettext("and {count} scan", "and {count} scans", view.blobs_waiting)
        self.waiting.say(
            count_in_words(view.waiting),
            scans.format(count=count_in_words(view.blobs_waiting)) if view.blobs_waiting else "",
        )
        self.last_sync.say(how_long_ago(view.last_sync, self.place.unit.clock.now()), small=True)
        self._fill(
            self._drafts_rows,
            [self._draft_row(each) for each in seen.drafts[:DRAFTS_SHOWN]],
            _("No drafts. What you begin and leave is kept here."),
            len(seen.drafts) - DRAFTS_SHOWN,
        )
        self._fill(
            self._attention_rows,
            [self._attention_row(each) for each in view.attention[:ATTENTION_SHOWN]],
            _("Nothing. Head office has not sent anything back."),
            len(view.attention) - ATTENTION_SHOWN,
        )

    def _fill(self, rows: QVBoxLayout, lines: list[QWidget], nothing: str, left_out: int) -> None:
        empty(rows)
        for line in lines or [label(nothing, "muted", wrap=True)]:
            rows.addWidget(line)
        if left_out > 0:
            rows.addWidget(
                label(
                    ngettext("and {count} more", "and {count} more", left_out).format(count=left_out), "small"
                )
            )

    def _draft_row(self, draft: DraftSummary) -> QWidget:
        service = say(self.place.unit.catalogue.service(draft.service).short_title)
        line = _Line(
            draft.full_name or _("No name yet"), f"{service} · {moment_in_words(draft.updated_at)}", draft.id
        )
        line.opened.connect(self._resume)
        discard = button(
            "", role="icon", picture="remove", name=_("Throw this draft away"), tip=_("Throw this draft away")
        )
        discard.clicked.connect(line.ask_to_discard)
        line.discarded.connect(self._discard)
        line.add(discard)
        return line

    def _attention_row(self, summary: ApplicationSummary) -> QWidget:
        line = _Line(summary.full_name, summary.number, summary.id)
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
        def work(_task: Task[None]) -> None:
            self.place.unit.day.open_visit(region)

        self.place.tasks.run(work, self._visit_opened, self.show_error)

    def _visit_opened(self, _nothing: None) -> None:
        self.place.announce(Changes(day=True))


class _VisitCard(QFrame):
    """Where the counter stands today. Signals: ``chosen`` (a kecamatan's or village's code)."""

    chosen = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._where = label("", "heading")
        self._change = button(_("Change place"), picture="place", shortcut="Ctrl+T")
        self.edit = RegionEdit(place.unit.regions, with_kecamatan=True)
        self.edit.setPlaceholderText(_("Type any part of the village's or sub-district's name"))
        self.edit.setAccessibleName(_("Place of today's visit"))
        self._open = button(_("Open here"), role="primary")
        self._chooser = QWidget()
        chooser = QHBoxLayout(self._chooser)
        chooser.setContentsMargins(0, 0, 0, 0)
        chooser.addWidget(self.edit, 1)
        chooser.addWidget(self._open)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.addLayout(
            row(
                column(label(_("The counter stands in"), "muted"), self._where, spacing=0), None, self._change
            )
        )
        inside.addWidget(self._chooser)
        self._chooser.hide()
        self._change.clicked.connect(self._begin)
        self._open.clicked.connect(self._choose)
        self.edit.returnPressed.connect(self._choose)

    @property
    def where(self) -> str:
        return self._where.text()

    @property
    def chooser_is_open(self) -> bool:
        return self._chooser.isVisible()

    def show_place(self, name: str | None) -> None:
        self._where.setText(name or _("Not chosen yet"))
        self._chooser.setVisible(name is None)
        self._change.setVisible(name is not None)

    @Slot()
    def _begin(self) -> None:
        self.edit.clear()
        self._chooser.show()
        self.edit.setFocus()

    @Slot()
    def _choose(self) -> None:
        code = self.edit.code()
        if code is not None:
            self.chosen.emit(code)


class _Line(QPushButton):
    """One record of a short list. Signals: ``opened`` and ``discarded`` (its id)."""

    opened = Signal(str)
    discarded = Signal(str)

    def __init__(self, title: str, below: str, record_id: str) -> None:
        super().__init__()
        self.setProperty("role", "line")
        self._id = record_id
        self._asked = False
        self.setAccessibleName(f"{title}, {below}")
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(10, 6, 6, 6)
        self._inside.addLayout(column(_passive(label(title)), _passive(label(below, "small")), spacing=0), 1)
        self.clicked.connect(self._open)

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def add(self, widget: QWidget) -> None:
        self._inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _open(self) -> None:
        self.opened.emit(self._id)

    @Slot()
    def ask_to_discard(self) -> None:
        """The first press asks, the second throws away."""
        made = self.sender()
        assert isinstance(made, QPushButton)
        if self._asked:
            self.discarded.emit(self._id)
        else:
            self._asked = True
            made.setText(_("Really throw away?"))


def _passive(made: QLabel) -> QLabel:
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made


def _list_card(title: str) -> tuple[QFrame, QVBoxLayout]:
    frame, inside = card(spacing=6)
    inside.addWidget(label(title, "heading"))
    inside.addSpacing(2)
    rows = QVBoxLayout()
    rows.setSpacing(GAP // 3)
    inside.addLayout(rows)
    return frame, rows
