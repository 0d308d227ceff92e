"""From a filled-in form to the number: what is open first, then the preview, then sealed exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget
from shiboken6 import isValid

from mobile_unit.domain.duplicates import findings_of
from mobile_unit.i18n import _, say
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.preview_step import PreviewStep
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import Submitted
    from mobile_unit.receipts.summary import Summary
    from mobile_unit.services.intake import Draft
    from mobile_unit.ui.widgets.application_form import ApplicationForm


class Submission(QObject):
    """Belongs to one form; ``steps`` shows its entry, and the preview once that is opened.

    Signals: ``done`` (Submitted).
    """

    done = Signal(object)

    def __init__(
        self,
        place: Workplace,
        draft: Draft,
        form: ApplicationForm,
        steps: QStackedLayout,
        message: MessageLine,
    ) -> None:
        super().__init__(form)
        self._place = place
        self._draft = draft
        self._form = form
        self._steps = steps
        self._message = message
        self._came_from: QWidget | None = None
        self._waits_for_look = False
        self._says_incomplete = False
        self._left_alone: frozenset[str] = frozenset()
        self.under_way = False
        self.preview: PreviewStep | None = None
        form.duplicates.looked.connect(self._looked)

    @property
    def shows_preview(self) -> bool:
        return self.preview is not None and self._steps.currentWidget() is self.preview

    def begin(self) -> None:
        """Show what will be sealed, or lead to the first thing that is still open; a correction is sealed."""
        if self.under_way or self._waits_for_look or self.shows_preview:
            return
        form = self._form
        self._message.clear()
        if form.documents.is_busy:
            self._message.say(_("A document is still being added."), _("Press again in a moment."))
            return
        form.look_again()
        if form.outcome.errors:
            self._lead_to_first_error()
        elif form.form.unconfirmed():
            self._message.say(
                _("Please look at the warnings and confirm each one."),
                _("Tick it when it is right as it stands, and say why."),
                tone="warn",
            )
            form.form.focus_first_unconfirmed()
        elif form.correction is not None:
            if form.correction.text.strip():
                self.seal()
            else:
                self._message.say(_("Write why the application is corrected."), tone="warn")
                form.correction.reason.setFocus()
        elif form.duplicates.is_behind:
            self._waits_for_look = True
            form.duplicates.look_now()
        elif form.duplicates.needs_reason:
            form.duplicates.ask()
        else:
            self._open_preview()

    def nothing_is_open(self) -> None:
        """All that was marked is corrected: what was said of it is over."""
        if self._says_incomplete:
            self._says_incomplete = False
            self._message.clear()

    @Slot()
    def _looked(self) -> None:
        if self._waits_for_look:
            self._waits_for_look = False
            self.begin()

    def _lead_to_first_error(self) -> None:
        errors, form = self._form.outcome.errors, self._form.form
        elsewhere = [
            say(each.message)
            for each in errors
            if not form.has_field(each.field) and not each.field.startswith("documents.")
        ]
        self._says_incomplete = True
        self._message.say(
            _("The application is not complete yet."),
            " ".join(elsewhere) or _("Correct the marked fields, then submit again."),
            tone="error",
        )
        if form.has_field(errors[0].field):
            form.focus_field(errors[0].field)
        else:
            self._form.documents.focus_first_missing()

    def _open_preview(self) -> None:
        self._form.save()
        self._came_from = QApplication.focusWidget()
        if self.preview is None:
            self.preview = PreviewStep(self._place, self._message)
            self.preview.agreed.connect(self.seal)
            self.preview.left.connect(self._leave_preview)
            self.preview.notice_given.connect(self._form.keeper.gave_notice)
            self._steps.addWidget(self.preview)
        self._steps.setCurrentWidget(self.preview)
        self.preview.open(
            self._summary_in, self._form.keeper.stopped.notice, referred=self._form.outcome.referred
        )
        self.preview.take_focus()

    @Slot()
    def _leave_preview(self) -> None:
        if self.under_way:
            return
        self._steps.setCurrentIndex(0)
        if self._came_from is not None and isValid(self._came_from) and self._came_from.isVisible():
            self._came_from.setFocus()
        else:
            self._form.take_focus()

    def go_back(self) -> bool:
        """One step back; False where no preview is shown."""
        if not self.shows_preview or self.preview is None:
            return False
        if not self.under_way:
            self.preview.go_back()
        return True

    def _summary_in(self, language: str) -> Summary:
        from mobile_unit.receipts.summary import summary_of

        unit, form, reasons = self._place.unit, self._form, self._reasons()
        doubtful = (*form.outcome.warnings, *findings_of(form.duplicates.in_the_way))
        return summary_of(
            unit.intake.catalogue_of(self._draft).service(self._draft.service),
            form.outcome,
            [document.kind for document in form.documents.documents],
            [(finding, reasons.get(finding.code, "")) for finding in doubtful],
            unit.regions,
            language,
        )

    def _reasons(self) -> dict[str, str]:
        return {**self._form.form.reasons(), **self._form.duplicates.reasons()}

    @Slot()
    def seal(self) -> None:
        """Once, however often it is asked for."""
        if self.under_way:
            return
        self._form.save()
        self.under_way = True  # the button stays as it is: switched off, it would hand Enter to another
        draft_id, corrects = self._draft.id, self._draft.corrects is not None
        reasons, notice = self._reasons(), self._form.keeper.stopped.notice
        left_alone = self._left_alone

        def work(_task: Task[Submitted]) -> Submitted:
            unit = self._place.unit
            if corrects:
                return unit.corrections.submit(draft_id, reasons, left_alone=left_alone)
            return unit.intake.submit(draft_id, reasons, notice=notice)

        self._place.tasks.run(work, self._sealed, self._not_sealed)

    def _sealed(self, submitted: Submitted) -> None:
        self.done.emit(submitted)

    def _not_sealed(self, error: Exception) -> None:
        self.under_way = False
        if self.shows_preview:
            self._leave_preview()
        self._message.show_error(error)
        self._form.check()
        self._point_out_unchanged(error)

    def _point_out_unchanged(self, error: Exception) -> None:
        """What was asked for and is as it was is said once; recording again knows it."""
        from mobile_unit.services.corrections import Unchanged

        if isinstance(error, Unchanged):
            self._left_alone = frozenset(each.field for each in error.asked)
            self._message.say(error.message, error.next_step, tone="warn")
            self._form.focus_on(error.asked[0].field)
