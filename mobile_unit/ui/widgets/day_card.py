"""Where the counter stands today, who is there, and whether it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QVBoxLayout, QWidget

from mobile_unit.domain.visits import CLOSED, PAUSED
from mobile_unit.i18n import _
from mobile_unit.receipts.papers import paper_of
from mobile_unit.ui.day_wording import time_of_day
from mobile_unit.ui.widgets.basics import beside_picture, button, column, empty, label, row
from mobile_unit.ui.widgets.region_edit import RegionEdit
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import Officer
    from mobile_unit.domain.planned import Plan
    from mobile_unit.services.day import DayView
    from mobile_unit.services.printers import Printer

SHORT_NAME = 32
"""Names up to this length stand two beside each other."""


class DayCard(QFrame):
    """Signals: ``chosen`` (a kecamatan's or village's code) when the counter is set up there; ``turned``
    when the officer wants to rest or to go on; ``trial_wanted`` (Printer) for a test page."""

    chosen = Signal(str)
    turned = Signal()
    trial_wanted = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._signed_in = place.unit.officer.nip
        self._listed: tuple[str, tuple[Officer, ...]] = ("", ())
        self._place: str | None = None
        self._remembered: Printer | None = None
        self._ticks: dict[str, QCheckBox] = {}
        self._offered = ""
        self._where = label("", "heading", wrap=True)
        self._since = label("", "small", wrap=True)
        self.change = button(_("Change place"), picture="place", tip=_("Change place") + " (Ctrl+T)")
        # the card's: the button is hidden until a place is chosen
        QShortcut(QKeySequence("Ctrl+T"), self).activated.connect(self._begin)
        self.pause = button(_("Pause"), picture="pause", shortcut="Ctrl+B")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        head = row(
            column(label(_("The counter stands in"), "muted"), self._where, self._since, spacing=0),
            self.pause,
            self.change,
        )
        head.setStretch(0, 1)
        inside.addLayout(head)
        self._chooser = self._make_chooser(place)
        inside.addWidget(self._chooser)
        self._chooser.hide()
        self.change.clicked.connect(self._begin)
        self.pause.clicked.connect(self.turned)

    def _make_chooser(self, place: Workplace) -> QWidget:
        self.edit = RegionEdit(place.unit.regions, with_kecamatan=True)
        self.edit.setPlaceholderText(_("Type any part of the village's or sub-district's name"))
        self.edit.setAccessibleName(_("Place of today's visit"))
        self.edit.returnPressed.connect(self._choose)
        self._open = button(_("Open here"), role="primary")
        self._open.clicked.connect(self._choose)
        self._present = QWidget()
        self._names = QGridLayout()
        self._names.setHorizontalSpacing(16)
        people = QVBoxLayout(self._present)
        people.setContentsMargins(0, 0, 0, 0)
        people.setSpacing(2)
        people.addWidget(label(_("Officers present"), "label"))
        people.addLayout(self._names)
        self._printer = label("", "small", wrap=True)
        chooser = QWidget()
        whole = QVBoxLayout(chooser)
        whole.setContentsMargins(0, 4, 0, 0)
        line = row(self.edit, self._open)
        line.setStretch(0, 1)
        whole.addLayout(line)
        whole.addWidget(self._present)
        self.trial = button(_("Test page"), role="quiet", picture="print", shortcut="Ctrl+Shift+T")
        self.trial.clicked.connect(self._try_out)
        below = row(self._printer, self.trial)
        below.setStretch(0, 1)
        whole.addLayout(below)
        return chooser

    @property
    def where(self) -> str:
        return self._where.text()

    @property
    def since(self) -> str:
        return self._since.text()

    @property
    def printer(self) -> str:
        return self._printer.text()

    @property
    def chooser_is_open(self) -> bool:
        return self._chooser.isVisible()

    @property
    def asks_for_place(self) -> bool:
        """Whether the counter stands nowhere yet, as far as is known."""
        return not self._chooser.isHidden() and self._place is None

    @property
    def present(self) -> list[str]:
        """NIPs of those ticked."""
        return [nip for nip, tick in self._ticks.items() if tick.isChecked()]

    def tick(self, nip: str) -> QCheckBox:
        return self._ticks[nip]

    def offer(self, plan: Plan | None) -> None:
        """Begin with the place and the officers that head office planned for today, as long as nothing was
        chosen or typed; the officer decides."""
        told = f"{plan.id} {plan.revision}" if plan is not None else ""
        if plan is None or told == self._offered or not self.asks_for_place or self.edit.text():
            return
        self._offered = told
        self.edit.set_code(plan.place)
        self.edit.setToolTip(_("As head office planned it"))
        planned = {person.nip for person in plan.officers}
        for nip, tick in self._ticks.items():
            if planned & set(self._ticks):
                tick.setChecked(nip in planned)

    def show_day(self, view: DayView) -> None:
        self._where.setText(view.place or _("Not chosen yet"))
        self._since.setText(_state_in_words(view))
        self._since.setVisible(bool(self._since.text()))
        rests = view.state == PAUSED
        self.pause.setText(beside_picture(_("Go on") if rests else _("Pause")))
        self.pause.setVisible(view.state is not None and view.state != CLOSED)
        self._show_officers(view)
        self._remembered = view.printer
        self._printer.setText(_printer_in_words(view.printer))
        self.trial.setVisible(view.printer is not None)
        if view.place is None or view.place != self._place:  # a round's news doesn't close what one types in
            self._chooser.setVisible(view.place is None)
        self._place = view.place
        self.change.setVisible(view.place is not None)

    def _show_officers(self, view: DayView) -> None:
        """Ticks are kept while somebody chooses; they are built anew for another list or another day."""
        if (view.date, view.officers) == self._listed:
            return
        self._listed = view.date, view.officers
        empty(self._names)
        self._ticks.clear()
        there = {person.nip for person in view.present} or {self._signed_in}
        beside = 2 if max((len(officer.name) for officer in view.officers), default=0) <= SHORT_NAME else 1
        for number, officer in enumerate(view.officers):
            tick = QCheckBox(officer.name)
            tick.setChecked(officer.nip in there)
            self._ticks[officer.nip] = tick
            self._names.addWidget(tick, number // beside, number % beside)
        self._present.setVisible(len(view.officers) > 1)

    @Slot()
    def _try_out(self) -> None:
        self.trial_wanted.emit(self._remembered)

    @Slot()
    def _begin(self) -> None:
        self.edit.clear()
        self._chooser.show()
        self.edit.setFocus()

    @Slot()
    def _choose(self) -> None:
        code = self.edit.code()
        if code is not None:
            self._place = None  # once it is chosen, the line to type in goes
            self.chosen.emit(code)


def _state_in_words(view: DayView) -> str:
    """``Open since 08.02 · Sari Wulandari, Budi Santoso``, or how it rests or ended."""
    if view.paused_since:
        return _("Resting since {time}. The next application goes on by itself.").format(
            time=time_of_day(view.paused_since)
        )
    if view.state == CLOSED and view.closed_at:
        return _("Closed at {time}, signed by {name}. An application opens the day again.").format(
            time=time_of_day(view.closed_at), name=view.signed_by
        )
    if view.reopened_at:
        return _("Open again since {time}; close the day once more.").format(
            time=time_of_day(view.reopened_at)
        )
    parts = [_("Open since {time}").format(time=time_of_day(view.opened_at))] if view.opened_at else []
    names = ", ".join(person.name for person in view.present)
    return " · ".join([*parts, names] if names else parts)


def _printer_in_words(printer: Printer | None) -> str:
    if printer is None:
        return _("No printer is remembered yet; the first receipt asks for one.")
    paper = paper_of(printer.paper).name
    return _("Printer: {name}, {paper}").format(name=printer.name, paper=paper)
