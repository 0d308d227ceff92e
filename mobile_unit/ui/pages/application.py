"""One application whole: where it stands, what was said, its documents and its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QPushButton, QVBoxLayout, QWidget

from mobile_unit.i18n import _, ngettext, say
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.pictures import thumbnail_of
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.values import change_in_words, value_in_words
from mobile_unit.ui.widgets.afterwards import Afterwards
from mobile_unit.ui.widgets.basics import Scrolled, button, card, dress, empty, label, pill, row
from mobile_unit.ui.widgets.documents_panel import view_document
from mobile_unit.ui.widgets.family_chooser import FamilyOf, family_button
from mobile_unit.ui.widgets.fee_card import FeeCard
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.preview import PreviewDialog
from mobile_unit.ui.widgets.receipt_actions import ReceiptActions
from mobile_unit.ui.widgets.receipt_view import draw_receipt
from mobile_unit.ui.widgets.timeline import Timeline
from mobile_unit.ui.wording import moment_in_words, size_in_words, state_tone, state_word
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.domain.applications import ApplicationDetail, Document
    from mobile_unit.domain.corrections import Change
    from mobile_unit.forms.catalogue import Service

THUMBNAIL = QSize(96, 68)
ROOM_FOR_TWO = 860
ROOM_FOR_STATE = 900
"""A narrower page has the state below the title: beside it, the longest would be cut."""


@dataclass(frozen=True)
class _Seen:
    detail: ApplicationDetail
    thumbnails: dict[str, QImage]


class ApplicationPage(Page):
    interests = Changes(applications=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, "")
        self.setAccessibleName(_("Application"))
        self._id: str | None = None
        self._detail: ApplicationDetail | None = None
        self._thumbnails: dict[str, QImage] = {}
        self.state = pill("", "calm")
        self._back = button(_("Back"), role="quiet", picture="back", tip=_("Back to the list (Esc)"))
        self._back.clicked.connect(self.go_back)
        copy = button(_("Copy number"), role="quiet", picture="copy", shortcut="Ctrl+Shift+C")
        copy.clicked.connect(self._copy)
        for each in (self.state, copy, self._back):
            self.toolbar.addWidget(each)
        self._data = QVBoxLayout()
        self._data.setSpacing(16)
        self._aside = QVBoxLayout()
        self._aside.setSpacing(16)
        self._fees: FeeCard | None = None
        self._fill_aside()
        content = QWidget()
        self.afterwards = Afterwards(place, self.message)
        self.afterwards.closed.connect(self.take_focus)
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, 6, 0)
        whole.setSpacing(16)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        whole.addWidget(self.afterwards.panels)
        whole.addLayout(self._sides, 1)
        self._sides.setSpacing(16)
        self._sides.addLayout(self._data, 3)
        self._sides.addLayout(self._aside, 2)
        self._data.addStretch(1)
        self.body.addWidget(self.afterwards)
        self.body.addWidget(Scrolled(content), 1)

    def _fill_aside(self) -> None:
        frame, inside = card()
        inside.addWidget(label(_("What happened"), "heading"))
        self.timeline = Timeline(self._name_of, self._change_in_words)
        inside.addWidget(self.timeline)
        self._aside.addWidget(frame)
        frame, inside = card()
        self._copies = label("", "muted", wrap=True)
        self.receipt = ReceiptActions(self.place, self.message, primary=False)
        look = button(
            _("Look"), role="quiet", picture="view", shortcut="Ctrl+O", name=_("Look at the receipt")
        )
        look.clicked.connect(self._look_at_receipt)
        self._paper = label("", "heading")
        inside.addLayout(row(self._paper, None, look))
        inside.addWidget(self._copies)
        inside.addWidget(self.receipt)
        family = family_button()
        family.clicked.connect(self._begin_family)
        inside.addWidget(family)
        self._aside.addWidget(frame)
        frame, inside = card()
        inside.addWidget(label(_("Documents"), "heading"))
        self._documents = QVBoxLayout()
        self._documents.setSpacing(4)
        inside.addLayout(self._documents)
        self._aside.addWidget(frame)
        self._fee_place = QVBoxLayout()
        self._aside.addLayout(self._fee_place)
        self._aside.addStretch(1)

    def open(self, argument: object) -> None:
        if argument != self._id:
            self._id = str(argument)
            self._detail = None
            self._thumbnails = {}
            self.message.clear()
        self.reload()

    @property
    def copies(self) -> str:
        """What is said of the receipts printed so far."""
        return self._copies.text()

    def take_focus(self) -> None:
        self._back.setFocus()

    def shown(self) -> object:
        return self._id

    def reload(self) -> None:
        if self._id is not None:
            self.place.tasks.run(partial(self._look, self._id), self._show, self.show_error)

    def go_back(self) -> bool:
        if self.afterwards.put_away():
            return True
        self.place.go("applications")
        return True

    def _look(self, application_id: str, _task: Task[_Seen]) -> _Seen:
        unit = self.place.unit
        detail = unit.tracking.application(application_id)
        thumbnails = dict(self._thumbnails)
        for document in detail.documents:
            if document.sha256 not in thumbnails:
                content = unit.intake.blob(document.sha256)
                thumbnails[document.sha256] = thumbnail_of(content, document.media_type, THUMBNAIL)
        return _Seen(detail, thumbnails)

    def _show(self, seen: _Seen) -> None:
        detail = seen.detail
        if detail.summary.id != self._id:
            return
        known, self._detail = self._detail, detail
        self._thumbnails = seen.thumbnails
        summary = detail.summary
        service = self.place.unit.catalogue.services.get(summary.service)
        self.title.setText(summary.number)
        title = say(service.title) if service else summary.service
        self.set_subtitle(f"{summary.full_name} · {title} · {moment_in_words(summary.submitted_at)}")
        self.state.setText(state_word(summary.state))
        dress(self.state, tone=state_tone(summary.state))
        self.timeline.show_steps(detail.timeline)
        self.afterwards.show_detail(detail)
        self._paper.setText(_("Referral") if detail.referred else _("Receipt"))
        self.receipt.show_application(summary.id, summary.number, referred=detail.referred)
        prints = ngettext(
            "Printed or saved {count} time. The next one is marked as a copy.",
            "Printed or saved {count} times. The next one is marked as a copy.",
            detail.copies,
        )
        self._copies.setText(prints.format(count=detail.copies) if detail.copies else _("Not printed yet."))
        if known is None or (known.summary.id, known.corrections) != (summary.id, detail.corrections):
            self._show_data(detail, service)
            self._show_documents(detail)

    def _show_data(self, detail: ApplicationDetail, service: Service | None) -> None:
        while self._data.count() > 1:
            item = self._data.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        empty(self._fee_place)
        if service is None:
            return
        record = {"applicant": detail.applicant, "answers": detail.answers}
        position = 0
        for section in service.form.sections:
            lines = [
                (say(f.label), value_in_words(self.place.unit, f, _at(record, f.key))) for f in section.fields
            ]
            lines = [(name, words) for name, words in lines if words]
            if lines:
                self._data.insertWidget(position, _facts(say(section.title), lines))
                position += 1
        confirmed = self._warnings(detail, service)
        if confirmed:
            self._data.insertWidget(position, _facts(_("Confirmed by the officer"), confirmed))
        fees = FeeCard(service.fee_labels, _("Set by the immigration office."))
        fees.show_lines(detail.fees)
        self._fee_place.addWidget(fees)

    def _warnings(self, detail: ApplicationDetail, service: Service) -> list[tuple[str, str]]:
        labels = {field.key: say(field.label) for field in service.form.fields()}
        messages = {rule.code: say(rule.message) for rule in service.catalogue.rules}
        return [
            (
                labels.get(each["field"], each["field"]),
                " ".join(filter(None, (messages.get(each["code"], each["code"]), each.get("reason")))),
            )
            for each in detail.warnings
        ]

    def _change_in_words(self, change: Change) -> str:
        unit, detail = self.place.unit, self._detail
        service = unit.catalogue.services.get(detail.summary.service) if detail else None
        return change_in_words(unit, service, change)

    def _show_documents(self, detail: ApplicationDetail) -> None:
        empty(self._documents)
        labels = self.place.unit.catalogue.document_labels
        for document in detail.documents:
            name = say(labels[document.kind]) if document.kind in labels else document.kind
            made = QPushButton(f"  {name}\n  {size_in_words(document.bytes)}")
            made.setProperty("role", "document_line")
            made.setAccessibleName(_("Look at {document}").format(document=name))
            thumbnail = self._thumbnails.get(document.sha256)
            if thumbnail is not None and not thumbnail.isNull():
                made.setIcon(QIcon(QPixmap.fromImage(thumbnail)))
            made.setIconSize(THUMBNAIL)
            made.clicked.connect(partial(self._view, document, name))
            self._documents.addWidget(made)
        if not detail.documents:
            self._documents.addWidget(label(_("No documents."), "muted"))

    def _view(self, document: Document, name: str, _checked: bool = False) -> None:
        view_document(self, self.place, document, name, self.show_error)

    def _name_of(self, nip: str) -> str:
        return self._detail.officers.get(nip, nip) if self._detail else nip

    @Slot()
    def _copy(self) -> None:
        if self._detail is not None:
            QGuiApplication.clipboard().setText(self._detail.summary.number)

    @Slot()
    def _begin_family(self) -> None:
        if self._id is not None:
            self.place.go("new", FamilyOf(self._id))

    @Slot()
    def _look_at_receipt(self) -> None:
        if self._id is not None:
            self.place.tasks.run(
                partial(draw_receipt, self.place, self._id), self._show_receipt, self.show_error
            )

    def _show_receipt(self, images: list[QImage]) -> None:
        PreviewDialog(self, self._paper.text(), images).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= ROOM_FOR_TWO
        self._sides.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        if self.width() >= ROOM_FOR_STATE:
            self.toolbar.insertWidget(0, self.state)
        else:
            # aligned, as else nothing beside it in the heading could be wider than it is
            self.heading.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)


def _facts(title: str, lines: list[tuple[str, str]]) -> QWidget:
    frame, inside = card(spacing=10)
    inside.addWidget(label(title, "heading"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(7)
    grid.setColumnMinimumWidth(0, 150)
    grid.setColumnStretch(1, 1)
    for number, (name, words) in enumerate(lines):
        value = label(words, wrap=True)
        value.setAccessibleName(f"{name}: {words}")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(label(name, "muted", wrap=True), number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, number, 1)
    inside.addLayout(grid)
    return frame


def _at(record: Any, key: str) -> Any:
    for part in key.split("."):
        record = record.get(part) if hasattr(record, "get") else None
    return record
