"""One complaint at the counter: shown, added to, its answer opened, printed, told; what is typed is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from mobile_unit.i18n import _
from mobile_unit.services.complaints import FORM_ADDED, FORM_TOLD
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.chosen_files import scans_of
from mobile_unit.ui.form_keeper import FormKeeper
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.complaint_view import ComplaintView
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.preview import PreviewDialog
from mobile_unit.ui.widgets.slip_printer import SlipJob, SlipPrinter
from mobile_unit.ui.wording import moment_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.complaint_views import Detail
    from mobile_unit.services.complaints import Complaints
    from mobile_unit.services.scans import Scan

SEEN_WIDTH = 1100


class ComplaintCase(QObject):
    """What is done in ``view``. Signals: ``opened`` once it shows one, ``told`` once an answer was."""

    opened = Signal()
    told = Signal()

    def __init__(
        self, place: Workplace, view: ComplaintView, message: MessageLine, printer: SlipPrinter
    ) -> None:
        super().__init__(view)
        self._place = place
        self._view = view
        self._message = message
        self._printer = printer
        self._adding = FormKeeper(place, view, view.added_parts())
        self._telling = FormKeeper(place, view, view.told_parts())
        for keeper in (self._adding, self._telling):
            keeper.resumed.connect(partial(say_resumed, message))
            keeper.failed.connect(message.show_error)
        view.told.connect(self._tell)
        view.added.connect(self._add)
        view.code_typed.connect(self._open_answer)
        view.print_wanted.connect(self._print_answer)
        view.file_wanted.connect(self._look_at_file)
        view.slip_wanted.connect(self._print_slip)

    def open(self, complaint_id: str) -> None:
        work = partial(self._detail, complaint_id)
        self._place.tasks.run(work, self._show, self._message.show_error)

    def reload(self) -> None:
        """The same one anew; what is being typed stays."""
        if self._view.detail is not None:
            work = partial(self._detail, self._view.detail.id)
            self._place.tasks.run(work, self._renew, self._message.show_error)

    def leave(self) -> None:
        for keeper in (self._adding, self._telling):
            keeper.save()

    def take_focus(self) -> None:
        """Where work goes on: the code, how the answer is told, or what is added."""
        view, detail = self._view, self._view.detail
        if detail is not None and detail.closed:
            view.code.setFocus()
        elif detail is not None and detail.answer:
            view.how.setFocus()
        else:
            view.more.setFocus()

    def _detail(self, complaint_id: str, _task: Task[Detail]) -> Detail:
        return self._place.unit.complaints.detail(complaint_id)

    def _show(self, detail: Detail) -> None:
        for keeper in (self._adding, self._telling):
            keeper.rest()
        self._view.begin(detail)
        self._message.clear()
        self._adding.begin(FORM_ADDED.format(id=detail.id))
        self._telling.begin(FORM_TOLD.format(id=detail.id))
        self.opened.emit()

    def _renew(self, detail: Detail) -> None:
        if self._view.detail is not None and self._view.detail.id == detail.id:
            self._view.show_detail(detail)

    def _make_small(self, paths: Sequence[Path], _task: Task[list[Scan]]) -> list[Scan]:
        return scans_of(paths)

    @Slot()
    def _print_slip(self) -> None:
        if self._view.detail is not None:
            work = partial(self._slip, self._view.detail.id)
            self._place.tasks.run(work, self._print_slip_of, self._message.show_error)

    def _slip(self, complaint_id: str, _task: Task[Mapping[str, Any]]) -> Mapping[str, Any]:
        return self._place.unit.complaints.slip(complaint_id)

    def _print_slip_of(self, slip: Mapping[str, Any]) -> None:
        self._printer.print(slip_job(self._place.unit.complaints, slip, copy=True))

    @Slot(str, str, str)
    def _tell(self, how: str, outcome: str, note: str) -> None:
        if self._view.detail is not None:
            work = partial(self._tell_now, self._view.detail.id, how, outcome, note)
            self._place.tasks.run(work, self._was_told, self._message.show_error)

    def _tell_now(self, complaint_id: str, how: str, outcome: str, note: str, _task: Task[None]) -> None:
        self._place.unit.complaints.tell(complaint_id, how, outcome, note)

    def _was_told(self, _nothing: None) -> None:
        self._telling.throw_away()
        self.told.emit()
        self._place.announce(Changes(link=True, complaints=True))

    @Slot(str, object)
    def _add(self, text: str, paths: Sequence[Path]) -> None:
        if self._view.detail is not None and self._view.add.isEnabled():
            self._view.add.setEnabled(False)
            work = partial(self._make_small, paths)
            then = partial(self._add_with, self._view.detail.id, text)
            self._place.tasks.run(work, then, self._not_added, lane=Lane.PICTURES)

    def _add_with(self, complaint_id: str, text: str, files: list[Scan]) -> None:
        work = partial(self._add_now, complaint_id, text, files)
        self._place.tasks.run(work, self._added, self._not_added)

    def _add_now(self, complaint_id: str, text: str, files: list[Scan], _task: Task[str]) -> str:
        self._place.unit.complaints.add(complaint_id, text, files)
        return complaint_id

    def _not_added(self, error: Exception) -> None:
        self._view.add.setEnabled(True)
        self._message.show_error(error)

    def _added(self, complaint_id: str) -> None:
        self._view.add.setEnabled(True)
        self._adding.throw_away()
        self._view.clear_added()
        self._adding.begin(FORM_ADDED.format(id=complaint_id))
        self.reload()
        self._message.say(_("Added; head office reads it after the next sync."), tone="good")
        self._place.announce(Changes(link=True, complaints=True))

    @Slot(str)
    def _open_answer(self, typed: str) -> None:
        if self._view.detail is not None:
            work = partial(self._answer_with, self._view.detail.id, typed)
            self._place.tasks.run(work, self._view.open_answer, self._message.show_error)

    def _answer_with(self, complaint_id: str, typed: str, _task: Task[str]) -> str:
        return self._place.unit.complaints.answer_with(complaint_id, typed)

    @Slot(str)
    def _print_answer(self, answer: str) -> None:
        detail = self._view.detail
        if detail is not None and answer:
            complaints = self._place.unit.complaints
            pdf = partial(complaints.answer_pdf, detail.number, answer)
            escpos = partial(complaints.answer_escpos, detail.number, answer)
            self._printer.print(SlipJob(detail.number, pdf, escpos))
            self._view.how.set_value("printed")

    @Slot(str)
    def _look_at_file(self, sha256: str) -> None:
        self._place.tasks.run(partial(self._pictures, sha256), self._show_file, self._message.show_error)

    def _pictures(self, sha256: str, _task: Task[list[QImage]]) -> list[QImage]:
        from mobile_unit.ui.pictures import PDF, pictures_of

        content = self._place.unit.complaints.file(sha256)
        kind = PDF if content.startswith(b"%PDF") else "image/jpeg"
        return pictures_of(content, kind, width=SEEN_WIDTH)

    def _show_file(self, images: list[QImage]) -> None:
        PreviewDialog(self._view, _("Evidence"), images).open()


def slip_job(complaints: Complaints, slip: Mapping[str, Any], *, copy: bool = False) -> SlipJob:
    pdf = partial(complaints.slip_pdf, slip, copy=copy)
    return SlipJob(slip["number"], pdf, partial(complaints.slip_escpos, slip, copy=copy))


def say_resumed(message: MessageLine, moment: str) -> None:
    words = _("Here is what was being typed, kept {moment}.")
    message.say(words.format(moment=moment_in_words(moment)))
