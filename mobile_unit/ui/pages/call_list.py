"""Whom to tell something in the village that the counter goes to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHeaderView

from mobile_unit.forms.formats import phone_to_read
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.models.lines_model import LinesModel
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, label, row
from mobile_unit.ui.widgets.lines_table import LinesTable
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.page_printer import PageJob, PagePrinter
from mobile_unit.ui.widgets.region_edit import RegionEdit
from mobile_unit.ui.wording import count_in_words, how_long_ago, short_day_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.call_list import CallList


class CallListPage(Page):
    interests = Changes(applications=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("Whom to call"))
        self._seen: CallList | None = None
        self.print = button(_("Print the list"), picture="print", shortcut="Ctrl+P")
        self.print.clicked.connect(self._print)
        self.toolbar.addWidget(self.print)
        self.place_line = RegionEdit(place.unit.regions, with_kecamatan=True)
        self.place_line.setAccessibleName(_("Kampung or kecamatan"))
        self.place_line.chosen.connect(self._look)
        above = label(_("Kampung or kecamatan"), "label")
        above.setBuddy(self.place_line)
        self.model = LinesModel((_("Name"), _("Phone"), _("Kampung"), _("State")), 4)
        self.table = LinesTable(self.model, _("Whom to call"), self._open)
        whole, rest = QHeaderView.ResizeMode.ResizeToContents, QHeaderView.ResizeMode.Stretch
        for column, room in enumerate((rest, whole, rest, whole)):
            self.table.horizontalHeader().setSectionResizeMode(column, room)
        self.table.doubleClicked.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.words = label("", "muted", wrap=True)
        self.say = label("", "told", wrap=True)
        self.printer = PagePrinter(place, self.message, "a4")
        self.body.addLayout(row(above, self.place_line))
        self.body.addWidget(self.printer)
        self.body.addWidget(self.words)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.say)
        self.body.addWidget(label(_("Enter opens an application."), "small"))

    def take_focus(self) -> None:
        self.place_line.setFocus()
        self.place_line.selectAll()

    def open(self, argument: object) -> None:
        self.place_line.set_code(str(argument))
        self._look()

    def shown(self) -> object:
        return self.place_line.code()

    def go_back(self) -> bool:
        self.place.go("whereabouts")
        return True

    def reload(self) -> None:
        if self.place_line.code() is None:
            work = self.place.unit.call_lists.usual_place
            self.place.tasks.run(lambda _task: work(), self._begin, self.show_error)
        else:
            self._look()

    def _begin(self, place: str | None) -> None:
        if place is not None and self.place_line.code() is None:
            self.open(place)

    @Slot()
    def _look(self) -> None:
        code = self.place_line.code()
        if code is not None:
            self.place.tasks.run(partial(self._find, code), self._show, self.show_error)

    def _find(self, code: str, _task: Task[CallList]) -> CallList:
        return self.place.unit.call_lists.of(code)

    def _show(self, seen: CallList) -> None:
        if seen.place != self.place_line.code():
            return
        self._seen = seen
        reasons = _reasons()
        self.model.put(
            [
                (
                    call.full_name,
                    phone_to_read(call.phone) if call.phone else "–",
                    call.place,
                    f"{reasons[call.reason]}, {short_day_in_words(call.since)}",
                )
                for call in seen.calls
            ]
        )
        heard = how_long_ago(seen.as_of, self.place.unit.clock.now())
        count = ngettext("{count} person to call", "{count} people to call", len(seen.calls))
        said = [
            f"{count.format(count=count_in_words(len(seen.calls)))}."
            if seen.calls
            else _("Nobody waits here."),
            _("As head office said when it was last heard: {when}.").format(when=heard),
            "" if seen.whole else _("There are so many that only the oldest were looked through."),
        ]
        self.words.setText(" ".join(filter(None, said)))
        self.print.setEnabled(bool(seen.calls))
        self.say.clear()
        if seen.calls:
            self.table.selectRow(0)

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        """The sentences whole, to be read on the phone."""
        if self._seen is not None and 0 <= index.row() < len(self._seen.calls):
            told = self._seen.calls[index.row()].told
            said = (told.message, told.until_words, told.expected)
            self.say.setText(" ".join(say(text) for text in said if text))

    @Slot()
    def _open(self) -> None:
        place = self.table.currentIndex().row()
        if self._seen is not None and 0 <= place < len(self._seen.calls):
            self.place.go("application", self._seen.calls[place].application)

    @Slot()
    def _print(self) -> None:
        """The team leader's; whoever else asks is told so."""
        if self._seen is not None:
            make = partial(self.place.unit.call_lists.paper, self._seen.place)
            self.printer.print(PageJob(make, _("Whom to call")))


def _reasons() -> Mapping[str, str]:
    from mobile_unit.services.call_list import COLLECT, COMPLETE, LATE, PAY, STALLED

    return {
        COLLECT: _("to be collected"),
        COMPLETE: _("to be completed"),
        PAY: _("to be paid"),
        LATE: _("past its promised day"),
        STALLED: _("no step for two weeks"),
    }
