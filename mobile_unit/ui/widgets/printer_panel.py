"""Choosing a printer: the paper, the printers for it with their state, a page to try one, and one
more by its address."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.receipts.papers import PAPERS, paper_of
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import button, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.printers import Printer
    from mobile_unit.ui.printing import SeenPrinter

ROW_HEIGHT, MOST_ROWS = 40, 4


class PrinterList(QListWidget):
    """Signals: ``entered`` (Enter on a line), ``removed`` (Delete)."""

    taken = Signal()
    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class PrinterPanel(QFrame):
    """``use`` are the choosing button's words. Signals: ``chosen`` (Printer, remembered), ``closed``."""

    chosen = Signal(object)
    closed = Signal()

    def __init__(
        self, place: Workplace, message: MessageLine, *, use: str = "", can_close: bool = True
    ) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(_("Printers"))
        self._place = place
        self._message = message
        self._seen: list[SeenPrinter] = []
        self._wanted: Printer | None = None
        self._turn = 0
        self._can_close = can_close
        self.paper = ChoiceRow([(paper.key, paper.name) for paper in PAPERS.values()], _("Paper"))
        self.paper.set_value("a5")
        self.paper.changed.connect(self._look_again)
        self.paper.entered.connect(self._to_list)
        self.list = PrinterList()
        self.list.setProperty("role", "choices")
        self.list.setAccessibleName(_("Printers"))
        self.list.taken.connect(self.choose)
        self.list.removed.connect(self._remove)
        self.list.itemDoubleClicked.connect(self.choose)
        self.told = label("", "muted", wrap=True)
        self.use = button(use or _("Use this printer"), picture="print" if use else "done")
        self.use.clicked.connect(self.choose)
        self.trial = button(_("Test page"), picture="document", shortcut="Ctrl+T")
        self.trial.clicked.connect(self.try_out)
        again = button(_("Look again"), role="quiet", picture="sync", shortcut="F5")
        again.clicked.connect(self._look_again)
        close = button(_("Close"), role="quiet", picture="close")
        close.clicked.connect(self.closed)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 12, 14, 14)
        inside.setSpacing(8)
        inside.addLayout(row(label(_("Paper"), "label"), None, again, close))
        close.setVisible(can_close)  # no sooner: without a parent it would be a window
        inside.addWidget(self.paper)
        inside.addWidget(label(_("Printer"), "label"))
        inside.addWidget(self.list)
        inside.addWidget(self.told)
        inside.addLayout(row(self.use, self.trial, None))
        inside.addWidget(self._adding())

    def _adding(self) -> QWidget:
        """One line for a thermal printer's address; seen where the paper is a roll."""
        from mobile_unit.services.printers import FILE, NETWORK, SERIAL, USB

        self.adding = QWidget()
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Connection of the printer"))
        for kind, words in (
            (NETWORK, _("Network")),
            (USB, _("USB")),
            (SERIAL, _("Serial")),
            (FILE, _("Device file")),
        ):
            self.kind.addItem(words, kind)
        self.kind.currentIndexChanged.connect(self._show_example)
        self.address = QLineEdit()
        self.address.setAccessibleName(_("Address of the printer"))
        self.address.returnPressed.connect(self.add)
        self.example = label("", "small", wrap=True)
        plus = button(_("Add"), picture="add")
        plus.clicked.connect(self.add)
        inside = QVBoxLayout(self.adding)
        inside.setContentsMargins(0, 6, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(label(_("A thermal printer that is not in the list"), "label"))
        line = row(self.kind, self.address, plus, spacing=8)
        line.setStretch(1, 1)
        inside.addLayout(line)
        inside.addWidget(self.example)
        self._show_example()
        return self.adding

    @property
    def current(self) -> Printer | None:
        number = self.list.currentRow()
        return self._seen[number].printer if 0 <= number < len(self._seen) else None

    def look(self, wanted: Printer | None) -> None:
        """Open on this printer and its paper, ready for Enter."""
        self.show_chosen(wanted)
        self.list.setFocus()

    def show_chosen(self, printer: Printer | None) -> None:
        """Find the printers; this one, if it is there, stands chosen."""
        self._wanted = printer
        if printer is not None:
            self.paper.set_value(printer.paper)
        self._look_again()

    @Slot()
    def _look_again(self) -> None:
        paper = str(self.paper.value())
        self._turn += 1
        self.adding.setVisible(paper_of(paper).is_roll)
        self.told.setText(_("Looking for printers …"))
        self.told.show()
        work = partial(self._find, paper)
        self._place.tasks.run(work, partial(self._show, self._turn), self._failed, lane=Lane.PRINTER)

    def _find(self, paper: str, _task: Task[list[SeenPrinter]]) -> list[SeenPrinter]:
        from mobile_unit.ui.printing import look_at

        return look_at(paper, self._place.unit.printers.devices())

    def _show(self, turn: int, seen: list[SeenPrinter]) -> None:
        if turn != self._turn:
            return
        self._seen = seen
        self.list.clear()
        for one in seen:
            item = QListWidgetItem(f"{one.printer.name}   –   {_state_in_words(one.state)}")
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.list.addItem(item)
        places = [one.printer.place for one in seen]
        wanted = self._wanted.place if self._wanted else None
        self.list.setCurrentRow(places.index(wanted) if wanted in places else 0)
        self.list.setFixedHeight(ROW_HEIGHT * min(max(len(seen), 1), MOST_ROWS) + 6)
        self.told.setVisible(not seen)
        self.told.setText(_("No printer was found for this paper. Connect one, or choose another paper."))
        self.use.setEnabled(bool(seen))
        self.trial.setEnabled(bool(seen))

    def _failed(self, error: Exception) -> None:
        self.told.hide()
        self._message.show_error(error)

    @Slot()
    def choose(self) -> None:
        """Remember the printer for its paper, and say which it is."""
        printer = self.current
        if printer is not None:
            self._place.tasks.run(partial(self._remember, printer), self.chosen.emit, self._failed)

    def _remember(self, printer: Printer, _task: Task[Printer]) -> Printer:
        self._place.unit.printers.remember(printer)
        return printer

    @Slot()
    def try_out(self) -> None:
        printer = self.current
        if printer is not None:
            self._message.say(_("Printing on {name} …").format(name=printer.name))
            work = partial(self._print_trial, printer)
            self._place.tasks.run(work, self._tried, self._message.show_error, lane=Lane.PRINTER)

    def _print_trial(self, printer: Printer, _task: Task[Printer]) -> Printer:
        from mobile_unit.ui.printing import hand_over_trial

        hand_over_trial(printer, self._place.unit.printers.trial_page(printer))
        return printer

    def _tried(self, printer: Printer) -> None:
        words = _("The test page was handed to {name}. Look whether all of it is on the paper.")
        self._message.say(words.format(name=printer.name), tone="good")
        self._look_again()

    @Slot()
    def add(self) -> None:
        work = partial(self._add, self.kind.currentData(), self.address.text(), str(self.paper.value()))
        self._place.tasks.run(work, self._added, self._failed)

    def _add(self, kind: str, address: str, paper: str, _task: Task[Printer]) -> Printer:
        return self._place.unit.printers.add(kind, address, paper)

    def _added(self, printer: Printer) -> None:
        self.address.clear()
        self.look(printer)

    @Slot()
    def _remove(self) -> None:
        from mobile_unit.services.printers import SYSTEM

        printer = self.current
        if printer is not None and printer.kind != SYSTEM:
            self._place.tasks.run(partial(self._forget, printer), self._forgotten, self._failed)

    def _forget(self, printer: Printer, _task: Task[None]) -> None:
        self._place.unit.printers.forget(printer)

    def _forgotten(self, _nothing: None) -> None:
        self._look_again()

    @Slot()
    def _to_list(self) -> None:
        self.list.setFocus()

    @Slot()
    def _show_example(self) -> None:
        from mobile_unit.services.printers import example_of

        self.example.setText(example_of(self.kind.currentData()))

    def event(self, event: QEvent) -> bool:
        """Escape within the panel closes it before it goes back from the page."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._closes(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def _closes(self, event: QKeyEvent) -> bool:
        return self._can_close and event.key() == Qt.Key.Key_Escape

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._closes(event):
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _state_in_words(state: str) -> str:
    if state == "ready":
        return _("ready")
    return _("not ready") if state == "offline" else _("state not known")
