"""Referrals: the officer's own on the left (all, for a team leader), one of them or a new one beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidgetItem, QVBoxLayout, QWidget

from mobile_unit.domain.referrals import NEXT, STATUSES, Referred, Target
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, say
from mobile_unit.services.form_drafts import REFERRAL
from mobile_unit.services.referrals import FORM_STATUS, Listed
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.chosen_files import scans_of
from mobile_unit.ui.form_keeper import GO_ON, FormKeeper, parts_of
from mobile_unit.ui.tasks import Lane, Task
from mobile_unit.ui.widgets.basics import Scrolled, button, card, column, label, row
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.discard_button import DiscardButton
from mobile_unit.ui.widgets.name_list import SideList
from mobile_unit.ui.widgets.page import Page
from mobile_unit.ui.widgets.paper_buttons import PaperButtons
from mobile_unit.ui.widgets.referral_form import ReferralForm, writable
from mobile_unit.ui.wording import day_in_words, moment_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.services.scans import Scan

LIST_WIDTH, NARROW_LIST = 330, 230
ROOM_FOR_TWO = 1000
_Found = tuple[list[Listed], tuple[Target, ...]]


class ReferralsPage(Page):
    interests = Changes(applications=True)

    def __init__(self, place: Workplace) -> None:
        super().__init__(
            place,
            _("Referrals"),
            _("To health, social and other offices; what is told of a person is sealed to head office."),
        )
        self._referrals = place.unit.referrals
        self._listed: dict[str, Listed] = {}
        self._shown: Listed | None = None
        self.new = button(_("Another referral"), picture="add", shortcut="Ctrl+Shift+N")
        self.new.clicked.connect(self.begin)
        self.toolbar.addWidget(self.new)
        self.list = SideList(_("Referrals"))
        self.list.currentItemChanged.connect(self._chosen)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.list.setFocus)
        self.form = ReferralForm()
        self.keeper = FormKeeper(place, self, self.form.parts(), writable)
        self.discard = DiscardButton(lambda: not self.keeper.is_changed)
        self.discard.discarded.connect(self._throw_away)
        self.consent = self._papers(
            _("Consent to be signed (A4)"), ("Ctrl+O", "Ctrl+P", "Ctrl+S"), self._consent, "persetujuan-data"
        )
        self.form.consent.addWidget(self.consent)
        self.make = button(_("Make the referral"), role="primary", picture="done", shortcut="Ctrl+Return")
        self.make.clicked.connect(self._make)
        self.made = self._make_shown()
        self.following = FormKeeper(place, self, parts_of(status=self.status, result=self.result))
        for keeper in (self.keeper, self.following):
            keeper.resumed.connect(self._resumed)
            keeper.failed.connect(self.show_error)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(14)
        inside.addWidget(self.made)
        inside.addWidget(self.form)
        inside.addLayout(row(self.make, self.discard, None))
        inside.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(16)
        sides.addWidget(self.list)
        sides.addWidget(Scrolled(content), 1)
        self.body.addLayout(sides, 1)
        self._show_one(None)

    def _papers(
        self, title: str, keys: tuple[str, str, str], make: Callable[[], bytes], name: str
    ) -> PaperButtons:
        return PaperButtons(self.place, self.message, title, keys, make, name)

    def _make_shown(self) -> QWidget:
        """One that was made: its letter, and what became of it."""
        frame, inside = card()
        self.number = label("", "heading", wrap=True)
        self.about = label("", "muted", wrap=True)
        self.letter = self._papers(
            _("Letter (A4)"),
            ("Ctrl+Shift+O", "Ctrl+Shift+P", "Ctrl+Shift+S"),
            lambda: self._referrals.letter(self._id()),
            "surat-rujukan",
        )
        self.gone = label(_("What this referral says is not on the laptop any more."), "muted", wrap=True)
        choices = [(key, say(words)) for key, words in STATUSES.items() if key != "sent"]
        self.status = ChoiceRow(choices, _("Status"))
        self.result = QLineEdit()
        self.result.setMaxLength(2000)
        self.result.setAccessibleName(_("What came of it (only head office reads it)"))
        self.result.setPlaceholderText(_("What came of it (only head office reads it)"))
        self.keep = button(_("Keep the status"), picture="save", shortcut="Ctrl+Shift+Return")
        self.keep.clicked.connect(self._keep)
        self._following = QWidget()
        self._following.setLayout(column(self.status, self.result, row(self.keep, None), spacing=8))
        for part in (self.number, self.about, self.letter, self.gone, self._following):
            inside.addWidget(part)
        return frame

    def _id(self) -> str:
        assert self._shown is not None
        return self._shown.id

    def _consent(self) -> bytes:
        target = self._target()
        return self._referrals.consent_form(target, self.form.said())

    def _target(self) -> Target:
        target = self.form.chosen_target()
        if target is None:
            raise UserFacingError(_("Choose the office to refer to."))
        return target

    def take_focus(self) -> None:
        if self._shown is None:
            self.form.target.setFocus()
        else:
            self.list.setFocus()

    def open(self, argument: object) -> None:
        if argument is GO_ON:
            self.begin()

    def shown(self) -> object:
        return self._shown.id if self._shown else None

    @Slot()
    def begin(self) -> None:
        """The form for a new referral: empty, or as far as it was filled in."""
        self.list.setCurrentRow(-1)
        self._show_one(None)
        self.take_focus()

    def _begin_form(self, targets: Sequence[Target]) -> None:
        self.form.begin(targets)
        self.discard.calm()
        self.keeper.begin(REFERRAL)

    @Slot(str)
    def _resumed(self, moment: str) -> None:
        words = _("Here is what was being typed, kept {moment}.")
        self.message.say(words.format(moment=moment_in_words(moment)))

    @Slot()
    def _throw_away(self) -> None:
        self.keeper.throw_away()
        self._begin_form(self.form.targets)
        self.message.clear()
        self.take_focus()

    def leave(self) -> None:
        for keeper in (self.keeper, self.following):
            keeper.save()

    @Slot()
    def reload(self) -> None:
        self.place.tasks.run(self._look, self._show, self.show_error)

    def _look(self, _task: Task[_Found]) -> _Found:
        return self._referrals.listed(), self._referrals.directory()

    def _show(self, found: _Found) -> None:
        listed, targets = found
        if self.form.target.count() == 0:
            self._begin_form(targets)
        here = self._shown.id if self._shown else None
        self._listed = {each.id: each for each in listed}
        self.list.fill(map(_item, listed), here)
        one = self._listed.get(here) if here else None
        if one != self._shown:
            self._show_one(one)

    @Slot()
    def _chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._show_one(self._listed[item.data(Qt.ItemDataRole.UserRole)])

    def _show_one(self, one: Listed | None) -> None:
        """One that was made, or the form for a new one."""
        self.following.rest()
        self._shown = one
        self.made.setVisible(one is not None)
        for part in (self.form, self.make, self.discard):
            part.setVisible(one is None)
        if one is None:
            return
        self.number.setText(f"{one.number}  {one.name}".strip())
        day = day_in_words(date.fromisoformat(one.day))
        self.about.setText(" · ".join((one.target, say(STATUSES[one.status]), day)))
        self.letter.setVisible(bool(one.name))
        self.gone.setVisible(not one.name)
        following = NEXT[one.status]
        self._following.setVisible(bool(following))
        if following:
            self.status.set_value(following[0])
        self.result.clear()
        if following:
            self.following.begin(FORM_STATUS.format(id=one.id))

    @Slot()
    def _make(self) -> None:
        """The same form gives one referral, however often its key is pressed."""
        if self._shown is not None or not self.make.isEnabled():
            return
        self.make.setEnabled(False)
        work = partial(self._make_small, self.form.scan)
        self.place.tasks.run(work, self._make_with, self._not_made, lane=Lane.PICTURES)

    def _make_small(self, path: Path | None, _task: Task[Scan | None]) -> Scan | None:
        return scans_of([path])[0] if path is not None else None

    def _make_with(self, scan: Scan | None) -> None:
        try:
            target = self._target()
        except UserFacingError as error:
            self._not_made(error)
            return
        work = partial(self._make_now, target, self.form.said(), self.form.signed.isChecked(), scan)
        self.place.tasks.run(work, self._was_made, self._not_made)

    def _make_now(
        self, target: Target, said: Referred, signed: bool, scan: Scan | None, _task: Task[Listed]
    ) -> Listed:
        made = self._referrals.make(target, said, signed=signed, scan=scan)
        return next(each for each in self._referrals.listed() if each.id == made)

    def _not_made(self, error: Exception) -> None:
        self.make.setEnabled(True)
        self.show_error(error)

    def _was_made(self, made: Listed) -> None:
        self.make.setEnabled(True)
        self.keeper.throw_away()
        self._begin_form(self.form.targets)
        self._show_one(made)
        self.message.say(_("The referral was made; print its letter now."), tone="good")
        self.place.announce(Changes(applications=True, link=True))
        self.letter.print.setFocus()

    @Slot()
    def _keep(self) -> None:
        if self._shown is not None:
            work = partial(self._keep_now, self._shown.id, self.status.value(), self.result.text())
            self.place.tasks.run(work, self._was_kept, self.show_error)

    def _keep_now(self, referral: str, status: str, result: str, _task: Task[None]) -> None:
        self._referrals.set_status(referral, status, result)

    def _was_kept(self, _nothing: None) -> None:
        self.following.throw_away()
        self.message.say(_("The status was kept."), tone="good")
        self.place.announce(Changes(applications=True, link=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.setFixedWidth(LIST_WIDTH if self.width() >= ROOM_FOR_TWO else NARROW_LIST)


def _item(each: Listed) -> QListWidgetItem:
    day = day_in_words(date.fromisoformat(each.day))
    who = each.name or each.number
    item = QListWidgetItem(f"{who}\n{day} · {say(STATUSES[each.status])}\n{each.target}")
    item.setData(Qt.ItemDataRole.UserRole, each.id)
    return item
