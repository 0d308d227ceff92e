"""What can be done with an application after its receipt: correct, withdraw, hand the passport over."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from mobile_unit.domain.entries import PASSPORT_HANDED_OVER
from mobile_unit.domain.states import CHANGED_NO_MORE, HANDED_OVER, READY
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.correcting import correct
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import button, column, dress, paint_icon, row
from mobile_unit.ui.widgets.handover_panel import Collected, HandOverPanel
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.page_printer import PageJob, PagePrinter
from mobile_unit.ui.widgets.withdraw_panel import WithdrawPanel
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import ApplicationDetail


class Afterwards(QWidget):
    """A line of buttons; ``panels`` holds the panel of the one that was pressed, for the page to place.
    Signals: ``closed`` when a panel is put away."""

    closed = Signal()

    def __init__(self, place: Workplace, message: MessageLine) -> None:
        super().__init__()
        self._place = place
        self._message = message
        self._detail: ApplicationDetail | None = None
        self.correct = button(_("Correct"), picture="new", shortcut="Ctrl+K")
        self.withdraw = button(_("Withdraw"), role="quiet", picture="remove", shortcut="Ctrl+Shift+K")
        self.hand_over = button(_("Hand over"), role="primary", picture="done", shortcut="Ctrl+H")
        self.print_note = button(_("Print the hand-over note"), picture="print", shortcut="Ctrl+Shift+H")
        self.save_note = button(_("Save the note"), role="quiet", picture="save", shortcut="Ctrl+Shift+S")
        self.withdraw_panel = WithdrawPanel()
        self.handover_panel = HandOverPanel(place.unit.handover.rules())
        self._panels: tuple[QFrame, ...] = (self.withdraw_panel, self.handover_panel)
        buttons = (self.hand_over, self.print_note, self.save_note, self.correct, self.withdraw)
        self.printer = PagePrinter(place, message, "a5")
        self.setLayout(column(row(*buttons, None), self.printer, spacing=0))
        self.panels = QWidget()
        self.panels.setLayout(column(*self._panels, spacing=0))
        self.panels.hide()
        self.correct.clicked.connect(self._correct)
        self.withdraw.clicked.connect(self._begin_withdrawal)
        self.hand_over.clicked.connect(self._begin_hand_over)
        self.print_note.clicked.connect(self._print_note)
        self.save_note.clicked.connect(self._save_note)
        self.withdraw_panel.withdrawn.connect(self._withdraw)
        self.handover_panel.collected.connect(self._hand_over)
        self.hide()

    def show_detail(self, detail: ApplicationDetail) -> None:
        """Offer what this application allows now."""
        known, self._detail = self._detail, detail
        if known is None or known.summary.id != detail.summary.id:
            self.put_away()
        state = detail.summary.state
        open_, ready = state not in CHANGED_NO_MORE, state == READY
        handed_over = state == HANDED_OVER and any(
            step.kind == PASSPORT_HANDED_OVER for step in detail.timeline
        )
        for each, offered in (
            (self.correct, open_),
            (self.withdraw, open_),
            (self.hand_over, ready),
            (self.print_note, handed_over),
            (self.save_note, handed_over),
        ):
            each.setVisible(offered)
        dress(self.correct, role="primary" if detail.open_request else "")
        paint_icon(self.correct, "new")
        self.setVisible(open_ or ready or handed_over)

    def put_away(self) -> bool:
        """Close what is open; False where nothing is."""
        shown = [panel for panel in self._panels if not panel.isHidden()]
        for panel in shown:
            panel.hide()
        self.panels.hide()
        if shown:
            self.closed.emit()
        return bool(shown)

    @Slot()
    def _correct(self) -> None:
        if self._detail is not None:
            self._message.clear()
            correct(self._place, self._detail.summary.id, self._message.show_error)

    @Slot()
    def _begin_withdrawal(self) -> None:
        self.handover_panel.hide()
        self.panels.show()
        self.withdraw_panel.begin()

    @Slot()
    def _begin_hand_over(self) -> None:
        if self._detail is not None:
            self.withdraw_panel.hide()
            self.panels.show()
            self.handover_panel.begin(self._detail.summary.full_name)

    @Slot(str)
    def _withdraw(self, reason: str) -> None:
        if self._detail is None:
            return
        application_id = self._detail.summary.id

        def work(_task: Task[None]) -> None:
            self._place.unit.corrections.withdraw(application_id, reason)

        done = partial(self._done, _("The application is withdrawn. Print its receipt again: it says so."))
        self._place.tasks.run(work, done, self._message.show_error)

    @Slot(object)
    def _hand_over(self, said: Collected) -> None:
        if self._detail is None:
            return
        application_id = self._detail.summary.id

        def work(_task: Task[None]) -> None:
            self._place.unit.handover.record(
                application_id, said.relation, said.name, said.papers, said.passport_number
            )

        done = partial(self._done, _("The passport is handed over. Print the note for the signature."))
        self._place.tasks.run(work, done, self._message.show_error)

    def _done(self, words: str, _nothing: None) -> None:
        self.put_away()
        self._message.say(words, tone="good")
        self._place.announce(Changes(applications=True, drafts=True, day=True))
        self._place.link.something_waits()

    @Slot()
    def _print_note(self) -> None:
        if self._detail is not None:
            summary = self._detail.summary
            note = partial(self._place.unit.handover.note, summary.id)
            self.printer.print(PageJob(note, summary.number))

    @Slot()
    def _save_note(self) -> None:
        if self._detail is None:
            return
        proposed = str(Path.home() / f"{self._detail.summary.number}.pdf")
        path, _kind = QFileDialog.getSaveFileName(self, _("Save the note"), proposed, "PDF (*.pdf)")
        if path:
            self.save_note_to(Path(path))

    def save_note_to(self, path: Path) -> None:
        """Write the note that the receiver signs there."""
        if self._detail is None:
            return
        application_id = self._detail.summary.id

        def work(task: Task[None]) -> None:
            try:
                path.write_bytes(self._note(application_id, task))
            except OSError as error:
                raise UserFacingError(
                    _("The note could not be written there."), _("Choose another place, then save it again.")
                ) from error

        self._place.tasks.run(work, self._saved, self._message.show_error)

    def _note(self, application_id: str, _task: object) -> bytes:
        return self._place.unit.handover.note(application_id)

    def _saved(self, _nothing: None) -> None:
        self._message.say(_("The note was saved."), tone="good")
