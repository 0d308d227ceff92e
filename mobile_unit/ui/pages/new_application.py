"""A new application: choose the service, fill in the form, hand over the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, say
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.application_form import ApplicationForm
from mobile_unit.ui.widgets.basics import beside_picture, button
from mobile_unit.ui.widgets.burst_guard import BurstGuard
from mobile_unit.ui.widgets.family_chooser import FamilyChooser, FamilyOf
from mobile_unit.ui.widgets.held_keys import HeldKeys
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.queue_call import ForTicket
from mobile_unit.ui.widgets.receipt_view import ReceiptView
from mobile_unit.ui.widgets.service_chooser import ServiceChooser
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import Submitted
    from mobile_unit.forms.validation import Outcome
    from mobile_unit.services.drafting import StoppedAt
    from mobile_unit.services.intake import Draft
    from mobile_unit.services.prefill import FamilyDraft


ANEW = object()


@dataclass(frozen=True)
class _Opened:
    draft: Draft
    outcome: Outcome
    stopped: StoppedAt | None = None
    family: FamilyDraft | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


class NewApplicationPage(Page):
    """Keeps an application under way while other pages are looked at."""

    interests = Changes(news=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, _("New application"))
        self.back = button(
            _("Other service"), role="quiet", picture="back", tip=_("Keep the draft and go back (Esc)")
        )
        self.back.clicked.connect(self.go_back)
        self.toolbar.addWidget(self.back)
        self.chooser = self._make_chooser()
        self.family = FamilyChooser()
        self.family.chosen.connect(self._choose_relation)
        self._family: FamilyOf | None = None
        self._relation = ""
        self._ticket: int | None = None
        self.receipt = ReceiptView(place, self.message)
        self._guard = BurstGuard(self.receipt.paper.print_button)
        self.receipt.next_wanted.connect(self._next)
        self.receipt.family_wanted.connect(self._begin_family)
        self.form: ApplicationForm | None = None
        self._opening = False
        self._held = HeldKeys()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.chooser)
        self._stack.addWidget(self.family)
        self._stack.addWidget(self.receipt)
        self._stack.addWidget(self._held)
        self.spread()
        self.body.addWidget(self._stack, 1)
        self._show_chooser()

    def _make_chooser(self) -> ServiceChooser:
        made = ServiceChooser(self.place)
        made.chosen.connect(self._begin)
        return made

    def reload(self) -> None:
        """What units take may be otherwise since, by what head office published or by the day."""
        old = self.chooser
        if self.place.unit.standards.offered() == old.offered:
            return
        shown = self._stack.currentWidget() is old
        self.chooser = self._make_chooser()
        self._stack.addWidget(self.chooser)
        if shown:
            self._stack.setCurrentWidget(self.chooser)
            self.chooser.take_focus()
        self._stack.removeWidget(old)
        old.deleteLater()

    def open(self, argument: object) -> None:
        """Go on with a draft, by its id, begin anew (``ANEW``), with the next of a family (``FamilyOf``) or
        for a ticket of the queue (``ForTicket``).

        What is under way is kept as a draft.
        """
        if isinstance(argument, FamilyOf):
            self._put_away()
            self._show_family(argument)
            return
        if isinstance(argument, ForTicket):
            self._put_away()
            self.message.clear()
            self._show_chooser()
            self._ticket = argument.ticket
            self.chooser.prefer(self.place.unit.queue.rules.kind(argument.kind).services)
            return
        if argument is ANEW:
            self._put_away()
            self.message.clear()
            self._show_chooser()
            return
        if self.form is not None and self.form.draft_id == argument:
            return
        self._put_away()
        self._open(partial(self._load, str(argument)))

    def shown(self) -> object:
        return self.form.draft_id if self.form is not None and not self.form.is_empty else None

    @property
    def topic(self) -> str:
        return "correction" if self.form is not None and self.form.corrects is not None else ""

    def asked_again(self) -> None:
        """From what is done with already to the next application; what is under way stays."""
        if self._family is not None or self._stack.currentWidget() is self.receipt:
            self._next()

    def take_focus(self) -> None:
        shown = self._stack.currentWidget()
        if shown is self.chooser:
            self.chooser.take_focus()
        elif shown is self.family:
            self.family.take_focus()
        elif shown is self.form and self.form is not None:
            self.form.take_focus()
        elif shown is self._held:
            self._held.setFocus()

    def leave(self) -> None:
        self._held.forget()
        if self._stack.currentWidget() is self.chooser:
            self.chooser.clear()
        if self._family is not None or self._stack.currentWidget() is self.receipt:
            self._show_chooser()
        elif self.form is not None and self.form.is_empty:
            self._put_away()
            self._show_chooser()
        elif self.form is not None:
            self.form.leave()

    @Slot()
    def go_back(self) -> bool:
        if self._stack.currentWidget() is self._held:
            return True
        if self._stack.currentWidget() is self.chooser:
            if self.chooser.clear():
                return True
            if self._family is None:
                return False
            self._show_family(self._family)
            return True
        if self.form is not None and self._stack.currentWidget() is self.form and self.form.go_back():
            return True
        kept = self.form is not None and not self.form.is_empty
        corrects = self.form.corrects if self.form is not None else None
        self._put_away()
        if kept:
            self.message.say(_("The draft is kept. You find it on the day's page."), tone="calm")
        self._show_chooser()
        if corrects is not None:
            self.place.go("application", corrects)
        return True

    def _show_chooser(self) -> None:
        self._family, self._relation, self._ticket = None, "", None
        self.reload()
        self.title.setText(_("New application"))
        self._show(self.chooser, _("Which service does the applicant need?"))
        self.chooser.clear()
        self.chooser.take_focus()

    @Slot(str)
    def _begin_family(self, application_id: str) -> None:
        self._show_family(FamilyOf(application_id))

    def _show_family(self, family: FamilyOf) -> None:
        self._family, self._relation = family, ""
        self.message.clear()
        self.title.setText(_("Another of this family"))
        self._show(self.family, _("Who is this to the person of the application before?"))
        self.family.take_focus()

    @Slot(str)
    def _choose_relation(self, relation: str) -> None:
        self._relation = relation
        self._show(self.chooser, _("Which service does the applicant need?"))
        self.chooser.clear()
        self.chooser.take_focus()

    def _show(self, view: QWidget, subtitle: str) -> None:
        self.set_subtitle(subtitle)
        self.back.hide()
        self._stack.setCurrentWidget(view)

    @Slot(str)
    def _begin(self, code: str) -> None:
        if self._family is None:
            self._open(partial(self._new, code))
        else:
            self._open(partial(self._new_of_family, code, self._family.application, self._relation))

    def _new_of_family(self, code: str, application_id: str, relation: str, _task: Task[_Opened]) -> _Opened:
        standard = self.place.unit.catalogue.standards[code]
        made = self.place.unit.prefill.begin_for_family(
            application_id, standard.service, relation, standard.answers
        )
        return _Opened(made.draft, self.place.unit.intake.check(made.draft), family=made)

    def _new(self, code: str, _task: Task[_Opened]) -> _Opened:
        """Begin the record that a service standard is about, with the answers that it says already."""
        intake = self.place.unit.intake
        standard = self.place.unit.catalogue.standards[code]
        draft = intake.new_draft(standard.service, answers=standard.answers)
        return _Opened(draft, intake.check(draft), given=standard.answers)

    def _load(self, draft_id: str, _task: Task[_Opened]) -> _Opened:
        intake = self.place.unit.intake
        draft = intake.draft(draft_id)
        if draft.service not in self.place.unit.catalogue.services:
            raise UserFacingError(
                _("This line of a file could not be read as an application."),
                _("Correct the file and read it again; then throw this draft away."),
            )
        return _Opened(draft, intake.check(draft), self.place.unit.drafting.stopped_at(draft_id))

    def _open(self, work: partial[_Opened]) -> None:
        if self._opening:
            return
        self._opening = True
        self.message.clear()
        self._stack.setCurrentWidget(self._held)
        self.back.hide()
        if self.isVisible():
            self._held.setFocus()
        self.place.tasks.run(work, self._opened, self._not_opened)

    def _opened(self, opened: _Opened) -> None:
        self._opening = False
        self._put_away()
        waited_for = self._held.hasFocus()
        form = ApplicationForm(
            self.place, opened.draft, opened.outcome, self.message, opened.given, opened.stopped
        )
        form.renewed.connect(self._renew)
        form.submitted.connect(self._submitted)
        form.thrown_away.connect(self._thrown_away)
        self.form = form
        self._stack.addWidget(form)
        self._stack.setCurrentWidget(form)
        corrects = opened.draft.corrects
        self.title.setText(self._title_of(opened.draft))
        self.back.setText(beside_picture(_("Back") if corrects else _("Other service")))
        self.set_subtitle(_("Enter goes to the next field. Everything is kept as you type."))
        self.back.show()
        if opened.family is not None:
            form.offers.tell_of_family(opened.family)
        self._family = None
        self._link_ticket(opened.draft.id)
        form.take_focus()
        if waited_for:
            self._held.hand_over()
        self._held.forget()
        self.topic_changed.emit()
        self.place.announce(Changes(drafts=True))

    def _link_ticket(self, draft_id: str) -> None:
        """The service of the ticket that this is for ends with the application."""
        ticket, self._ticket = self._ticket, None
        if ticket is None:
            return

        def work(_task: Task[None]) -> None:
            self.place.unit.queue.link(ticket, draft_id)

        self.place.tasks.run(work, self._ticket_linked, self.show_error)

    def _ticket_linked(self, _nothing: None) -> None:
        self.place.announce(Changes(queue=True))

    def _title_of(self, draft: Draft) -> str:
        if draft.corrects is not None:
            return _("Correction of {number}").format(number=draft.corrects.number)
        catalogue = self.place.unit.intake.catalogue_of(draft)
        standard = catalogue.standard_of(draft.service, draft.answers)
        return say(standard.title if standard else catalogue.service(draft.service).title)

    @Slot(str)
    def _renew(self, draft_id: str) -> None:
        """Show the draft as the newer catalogue has it."""
        self._put_away()
        self._open(partial(self._load, draft_id))

    def _not_opened(self, error: Exception) -> None:
        self._opening = False
        self._held.forget()
        self._show_chooser()
        self.show_error(error)

    def _put_away(self) -> None:
        if self.form is not None:
            form, self.form = self.form, None
            form.leave()
            self.message.clear()
            self._stack.removeWidget(form)
            form.deleteLater()
            self.topic_changed.emit()

    @Slot(object)
    def _submitted(self, submitted: Submitted) -> None:
        corrects = self.form.corrects if self.form is not None else None
        self._put_away()
        if corrects is None:
            self.show_receipt(submitted)
        else:
            self._show_chooser()
            self.place.go("application", corrects)
        if submitted.reopened_day:
            self.message.say(
                _("The day had been closed; this application opened it again."),
                _("Close the day once more when all is done."),
                tone="warn",
            )
        self.place.announce(Changes(applications=True, drafts=True, day=True, queue=True))
        self.place.link.something_waits()

    def show_receipt(self, submitted: Submitted) -> None:
        """What the applicant takes home."""
        self.title.setText(_("Referral") if submitted.referred else _("Receipt"))
        self.set_subtitle("")
        self.back.hide()
        self._stack.setCurrentWidget(self.receipt)
        self.receipt.show_application(submitted.id, submitted.number, referred=submitted.referred)
        self._guard.arm()

    @Slot()
    def _thrown_away(self) -> None:
        self._put_away()
        self._show_chooser()

    @Slot()
    def _next(self) -> None:
        self.message.clear()
        self._show_chooser()
