"""Taking one application: its form, its documents, its fees; kept at every change, sealed by one key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from mobile_unit.domain.money import price, total
from mobile_unit.i18n import _, ngettext, say
from mobile_unit.services.drafting import StoppedAt
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import Scrolled, beside_picture, button, card, column, label
from mobile_unit.ui.widgets.correction_card import CorrectionCard
from mobile_unit.ui.widgets.documents_panel import DocumentsPanel
from mobile_unit.ui.widgets.duplicates_panel import DuplicatesPanel
from mobile_unit.ui.widgets.fee_card import FeeCard
from mobile_unit.ui.widgets.form_view import FormView
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.offers import Offers
from mobile_unit.ui.widgets.place_keeper import PlaceKeeper
from mobile_unit.ui.widgets.referring import newer_notice, referral_notice, to_attach
from mobile_unit.ui.widgets.submission import Submission
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.forms.validation import Outcome
    from mobile_unit.services.intake import Draft

SAVE_WITHIN_MS = 250
CHECK_WITHIN_MS = 40
ROOM_FOR_PANEL = 980
PANEL_WIDTH = 388


class ApplicationForm(QWidget):
    """Signals: ``submitted`` (Submitted); ``thrown_away`` when the officer gave the draft up; ``renewed``
    (the draft's id) when it goes on under a newer catalogue.

    ``given`` are answers that the choice of the service gave: alone, they are nothing typed.
    """

    submitted = Signal(object)
    thrown_away = Signal()
    renewed = Signal(str)

    def __init__(
        self,
        place: Workplace,
        draft: Draft,
        outcome: Outcome,
        message: MessageLine,
        given: Mapping[str, Any] | None = None,
        stopped: StoppedAt | None = None,
    ) -> None:
        super().__init__()
        self._given = dict(given or {})
        self._place = place
        self._draft = draft
        self._message = message
        self._unsaved = False
        self._thrown_away = False
        self._tried = False
        self.outcome = outcome
        service = place.unit.intake.catalogue_of(draft).service(draft.service)
        self.form = FormView(service, place.unit)
        self.documents = DocumentsPanel(place, service, draft.id)
        self.fees = FeeCard(service.fee_labels)
        self.offers = Offers(place, self.form, message)
        self.correction = self._correction_card(draft)
        self._changed = draft.corrects is None or not draft.corrects.untouched
        self.newer = newer_notice(place.unit.intake.newer(draft))
        self.newer.accepted.connect(self._accept_newer)
        self.referral = referral_notice()
        self.duplicates = DuplicatesPanel(place, draft.id, draft.confirmed)
        self._fill(draft)
        self._side = self._make_side()
        self._build(self._make_bar())
        self._save_soon = _timer(self, SAVE_WITHIN_MS, self.save)
        self._check_soon = _timer(self, CHECK_WITHIN_MS, self.check)
        self.keeper = PlaceKeeper(
            place, draft.id, self.form, self.documents, self._area, stopped or StoppedAt()
        )
        self.duplicates.answered.connect(self._confirmed)
        self.duplicates.entered.connect(self._go_on)
        self.duplicates.left.connect(self.take_focus)
        self.submission = Submission(place, draft, self, self._steps, message)
        self.submission.done.connect(self.submitted)
        self.form.edited.connect(self._edited)
        self.form.confirmed.connect(self._confirmed)
        self.form.finished.connect(self._to_documents)
        self.documents.changed.connect(self._documents_changed)
        self.documents.answered.connect(self._edited)
        self.documents.complete.connect(self.submit_button.setFocus)
        self.documents.failed.connect(message.show_error)
        self.documents.laid_out.connect(self._set_tab_order)
        self._show(outcome)
        if draft.problems:
            self._show_problems(draft)

    def _fill(self, draft: Draft) -> None:
        self.form.fill(draft.applicant, draft.answers, draft.confirmed)
        self.documents.fill(draft.documents, draft.answers)

    def _correction_card(self, draft: Draft) -> CorrectionCard | None:
        if draft.corrects is None:
            return None
        labels = {key: box.field.label for key, box in self.form.boxes.items()}
        labels |= {
            f"documents.{kind}": name
            for kind, name in self._place.unit.intake.catalogue_of(draft).document_labels.items()
        }
        made = CorrectionCard(draft.corrects, {key: say(name) for key, name in labels.items()})
        made.edited.connect(self._edited)
        made.entered.connect(self.form.focus_first)
        if draft.corrects.request is not None:
            sentences = {each.field: each.sentence for each in draft.corrects.request.asked}
            self.form.ask(sentences)
            self.documents.ask(sentences)
        return made

    def take_focus(self) -> None:
        """Put the cursor where it was left, or where the work begins."""
        if self.submission.shows_preview and self.submission.preview is not None:
            self.submission.preview.take_focus()
        elif not self.keeper.return_there():
            self.focus_first()

    def focus_first(self) -> None:
        """Put the cursor where the work begins: what head office asks for, or the first empty field."""
        request = self._draft.corrects.request if self._draft.corrects else None
        if request is None or not self.focus_on(request.asked[0].field):
            self.form.focus_first()

    def focus_on(self, key: str) -> bool:
        """Put the cursor on a field or a document (``documents.ktp``); False where there is none."""
        if self.form.has_field(key):
            self.form.focus_field(key)
            return True
        row = self.documents.row_of(key.removeprefix("documents."))
        if row is not None:
            row.setFocus()
        return row is not None

    def _show_problems(self, draft: Draft) -> None:
        """A line of ``mobile-unit intake`` that could not be taken: say at once what is wrong with it."""
        self._tried = True
        self.form.touch_all()
        self.documents.show_errors(self.outcome.errors)
        told = {say(problem.message): None for problem in draft.problems}
        self._message.say(
            _("This application was read from a file and could not be taken."), " ".join(told), tone="warn"
        )

    @Slot()
    def _set_tab_order(self) -> None:
        """From the last field to the documents, and from there to the buttons."""
        stops = [self.form.last_editor, *self.documents.rows.values(), self._discard, self.submit_button]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _make_side(self) -> QWidget:
        side = QWidget()
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        frame, documents = card(margin=14, spacing=8)
        documents.addWidget(label(_("Documents"), "heading"))
        documents.addWidget(self.documents)
        inside.addWidget(frame)
        inside.addWidget(self.fees)
        inside.addStretch(1)
        return side

    def _make_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        self._total = label("", "total")
        self._state = label("", "muted")
        words = _("Record the correction (Ctrl+Enter)") if self.correction else _("Submit (Ctrl+Enter)")
        tip = _("Record the correction") if self.correction else _("Submit")
        self.submit_button = button(words, role="primary", picture="done", shortcut="Ctrl+Return", tip=tip)
        self.submit_button.clicked.connect(self.submit)
        QShortcut(QKeySequence("Ctrl+Enter"), self).activated.connect(self.submit)
        QShortcut(QKeySequence("Alt+D"), self).activated.connect(self.documents.take_focus)
        self._discard = button(_("Throw away"), role="quiet", picture="remove", shortcut="Ctrl+Shift+Delete")
        self._discard.clicked.connect(self._ask_to_discard)
        inside = QHBoxLayout(bar)
        inside.setContentsMargins(28, 12, 28, 12)
        inside.setSpacing(16)
        inside.addLayout(column(self._total, self._state, spacing=0), 1)
        inside.addWidget(self._discard)
        inside.addWidget(self.submit_button)
        return bar

    def _build(self, bar: QFrame) -> None:
        left = QWidget()
        self._left = QVBoxLayout(left)
        self._left.setContentsMargins(28, 0, 6, 12)
        self._left.setSpacing(16)
        if self.correction is not None:
            self._left.addWidget(self.correction)
        self._left.addWidget(self.newer)
        self._left.addWidget(self.referral)
        self._left.addWidget(self.form)
        self._left.addStretch(1)
        self._panel = Scrolled(self._side)
        self._panel.setFixedWidth(PANEL_WIDTH)
        sides = QHBoxLayout()
        sides.setSpacing(12)
        self._area = Scrolled(left)
        sides.addWidget(self._area, 1)
        sides.addWidget(self._panel)
        sides.setContentsMargins(0, 0, 14, 0)
        told = QVBoxLayout()
        told.setContentsMargins(28, 0, 28, 0)
        told.addWidget(self.duplicates)
        entry = QWidget()
        whole = QVBoxLayout(entry)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(told)
        whole.addSpacing(8)
        whole.addLayout(sides, 1)
        whole.addWidget(bar)
        self._steps = QStackedLayout(self)
        self._steps.addWidget(entry)

    @property
    def draft_id(self) -> str:
        return self._draft.id

    @property
    def corrects(self) -> str | None:
        """The id of the sealed application that this corrects; None for a new one."""
        return self._draft.corrects.application if self._draft.corrects else None

    @property
    def is_gone(self) -> bool:
        """Whether there is no draft any more: it is being sealed, or was thrown away."""
        return self._thrown_away or self.submission.under_way

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or attached at all, or a correction changes nothing yet."""
        if self.correction is not None:
            return not self._changed
        record = self._record()
        typed = record["applicant"] or record["answers"] not in ({}, self._given)
        return not typed and not self.documents.documents

    def _record(self) -> dict[str, dict[str, Any]]:
        """As typed, with what is answered among the documents."""
        record = self.form.record()
        record["answers"] |= self.documents.answers()
        return record

    @Slot()
    def _edited(self) -> None:
        self._unsaved = self._changed = True
        for soon in (self._save_soon, self._check_soon):
            if not soon.isActive():  # not started anew: somebody who types without a pause is kept too
                soon.start()

    @Slot()
    def _confirmed(self) -> None:
        self._unsaved = True
        self._save_soon.start()
        self._tell()

    @Slot()
    def _documents_changed(self) -> None:
        self._changed = True
        self.check()
        self._place.announce(Changes(drafts=True))

    @Slot()
    def check(self) -> None:
        """Look again at everything on screen; a few milliseconds, so in the window's own thread."""
        record = self._record()
        seen = replace(
            self._draft,
            applicant=record["applicant"],
            answers=record["answers"],
            documents=self.documents.documents,
        )
        self._show(self._place.unit.intake.check(seen))

    def _show(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.form.show_outcome(outcome)
        self._show_whether_referred(outcome.referred)
        self.documents.show_requirements(to_attach(outcome))
        if self._tried:
            self.documents.show_errors(outcome.errors)
        if not outcome.errors:
            self.submission.nothing_is_open()
        self.fees.show_lines(outcome.fees, outcome.unset_fees)
        if self._draft.corrects is None:
            self.duplicates.look_for(outcome.applicant)
        self._tell()

    def _show_whether_referred(self, referred: bool) -> None:
        self.referral.setVisible(referred)
        words = _("Record and refer (Ctrl+Enter)") if referred else _("Submit (Ctrl+Enter)")
        if self.correction is not None:
            words = _("Record the correction (Ctrl+Enter)")
        self.submit_button.setText(beside_picture(words))
        self.submit_button.setAccessibleName(words)

    @Slot()
    def _accept_newer(self) -> None:
        """Keep what is typed, then go on under the newer catalogue."""
        self._save_soon.stop()
        self.save()
        self.newer.button.setEnabled(False)

        def work(_task: Task[str]) -> str:
            return self._place.unit.intake.accept_newer(self._draft.id).id

        self._place.tasks.run(work, self.renewed.emit, self._message.show_error)

    @Slot()
    def _tell(self) -> None:
        """Say in the bar what is still to be done."""
        fees = self.outcome.fees
        self._total.setText(_("Total {amount}").format(amount=say(price(total(fees)))) if fees else "")
        self._total.setVisible(bool(fees))
        open_ = len(self.outcome.errors)
        doubtful = self.form.unconfirmed() + self.duplicates.needs_reason
        if open_:
            words = ngettext("{count} thing is still open", "{count} things are still open", open_)
            self._state.setText(words.format(count=open_))
        elif doubtful:
            words = ngettext("{count} warning to confirm", "{count} warnings to confirm", doubtful)
            self._state.setText(words.format(count=doubtful))
        else:
            ready = _("Ready to be recorded and referred to the office.")
            self._state.setText(ready if self.outcome.referred else _("Complete. Ready to submit."))

    @Slot()
    def save(self) -> None:
        """Keep what is typed now."""
        self._save_soon.stop()
        if self._unsaved and not self.is_gone:
            self._unsaved = False
            record = self._record()
            reason = self.correction.text if self.correction else None
            work = partial(self._keep, record["applicant"], record["answers"], self._ticked(), reason)
            self._place.tasks.run(work, None, self._message.show_error)

    def _keep(
        self,
        applicant: dict[str, object],
        answers: dict[str, object],
        confirmed: dict[str, str],
        reason: str | None,
        _task: Task[None],
    ) -> None:
        self._place.unit.intake.save_draft(self._draft.id, applicant, answers, confirmed)
        if reason is not None:
            self._place.unit.corrections.save_reason(self._draft.id, reason)

    def _ticked(self) -> dict[str, str]:
        return {**self.form.ticked(), **self.duplicates.reasons()}

    def leave(self) -> None:
        """Keep what is typed now, or nothing at all where nothing was typed."""
        self._save_soon.stop()
        if self.is_gone:
            return
        self.keeper.leave()
        if self.is_empty and not self._unsaved:
            self.discard()
            return
        self.save()
        self._place.announce(Changes(drafts=True))

    @Slot()
    def _ask_to_discard(self) -> None:
        if self._discard.property("asked") or self.is_empty:
            self.discard()
            self.thrown_away.emit()
        else:
            self._discard.setProperty("asked", True)
            self._discard.setText(beside_picture(_("Really throw away?")))

    def discard(self) -> None:
        self._thrown_away = True
        self._save_soon.stop()
        self.keeper.give_up()

        def work(_task: Task[None]) -> None:
            self._place.unit.intake.discard_draft(self._draft.id)

        self._place.tasks.run(work, self._announce_drafts, self._message.show_error)

    def _announce_drafts(self, _nothing: None) -> None:
        self._place.announce(Changes(drafts=True))

    @Slot()
    def submit(self) -> None:
        """Show what will be sealed, or lead to the first thing that is still open; a correction is sealed."""
        if self.submit_button.isVisible():
            self.submission.begin()

    def go_back(self) -> bool:
        """Answer Escape: from the preview or a list to the form; False where the form itself is left."""
        return self.submission.go_back() or self.duplicates.put_away()

    def look_again(self) -> None:
        """Everything is to be right from now on: show all that is not."""
        self._tried = True
        self.form.touch_all()
        self.check()

    @Slot()
    def _go_on(self) -> None:
        """Enter in the reason: on with submitting where that asked for it, or back to the form."""
        if self._tried:
            self.submit()
        else:
            self.take_focus()

    @Slot()
    def _to_documents(self) -> None:
        """Enter in the last field: on to the documents, then to the button."""
        if not self.documents.focus_first_missing():
            self.submit_button.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small or magnified screen the documents stand below the form instead of beside it."""
        super().resizeEvent(event)
        beside = self.width() >= ROOM_FOR_PANEL
        if beside == (self._panel.widget() is self._side):
            return
        if beside:
            self._left.removeWidget(self._side)
            self._panel.setWidget(self._side)
        else:
            self._panel.takeWidget()
            self._left.insertWidget(self._left.indexOf(self.form) + 1, self._side)
        self._side.show()
        self._panel.setVisible(beside)


def _timer(parent: QWidget, milliseconds: int, then: object) -> QTimer:
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setTimerType(Qt.TimerType.CoarseTimer)
    made.setInterval(milliseconds)
    made.timeout.connect(then)
    return made
