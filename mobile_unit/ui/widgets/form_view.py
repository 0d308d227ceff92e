"""A service's form, built from its definition and checked as it is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from mobile_unit.i18n import say
from mobile_unit.ui.widgets.basics import card, label
from mobile_unit.ui.widgets.editor import Editor
from mobile_unit.ui.widgets.editors import editor_for
from mobile_unit.ui.widgets.field_box import FieldBox
from mobile_unit.ui.widgets.warning_box import WarningBox

if TYPE_CHECKING:
    from mobile_unit.app import Unit
    from mobile_unit.forms.catalogue import Section, Service
    from mobile_unit.forms.validation import Outcome

ROOM_FOR_TWO = 620
SEEN_AROUND = 12
WHOLE_LINE = ("multiline",)
HALF_LINE = 300
"""A field that can't be made narrower than this has a line of its own."""
BESIDE_THE_FORM = "signature"
"""The section that is answered with the documents."""


class _SectionCard(QWidget):
    """A section's fields, two side by side where there is room; those that don't apply leave no hole."""

    def __init__(self, section: Section, boxes: list[FieldBox]) -> None:
        super().__init__()
        self.boxes = boxes
        self._laid_out: tuple[int, tuple[FieldBox, ...]] | None = None
        frame, inside = card()
        inside.addWidget(label(say(section.title), "heading"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(14)
        inside.addLayout(self._grid)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        for box in boxes:
            box.setParent(frame)
            box.hide()

    def show_only(self, shown: frozenset[str], columns: int) -> None:
        fit = tuple(box for box in self.boxes if box.field.key in shown)
        if self._laid_out == (columns, fit):
            return
        self._laid_out = (columns, fit)
        for box in self.boxes:
            # not takeAt: the old place would live on, and be told instead when the box needs more room
            self._grid.removeWidget(box)
            box.setVisible(box in fit)
        line = place = 0
        for box in fit:
            span = columns if box.field.kind in WHOLE_LINE or _is_wide(box) else 1
            if place + span > columns:
                line, place = line + 1, 0
            self._grid.addWidget(box, line, place, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.setVisible(bool(fit))


def _is_wide(box: FieldBox) -> bool:
    for each in box.findChildren(QWidget):
        each.ensurePolished()
    return box.minimumSizeHint().width() > HALF_LINE


class FormView(QWidget):
    """Signals: ``edited`` at every change of a value, ``confirmed`` of a warning's tick or reason;
    ``finished`` for Enter in the last field."""

    edited = Signal()
    confirmed = Signal()
    finished = Signal()

    def __init__(self, service: Service, unit: Unit) -> None:
        super().__init__()
        self.boxes: dict[str, FieldBox] = {}
        self._outcome: Outcome | None = None
        self._columns = 2
        self._to_show: FieldBox | None = None
        self._show_soon = QTimer(self)
        self._show_soon.setSingleShot(True)
        self._show_soon.timeout.connect(self._scroll)
        self._sections: list[_SectionCard] = []
        inside = self._inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(16)
        for section in service.form.sections:
            if section.key == BESIDE_THE_FORM:
                continue
            boxes = [FieldBox(field, editor_for(field, unit)) for field in section.fields]
            made = _SectionCard(section, boxes)
            for box in boxes:
                self.boxes[box.field.key] = box
                box.edited.connect(self.edited)
                box.confirmed.connect(self._confirmed)
                box.entered.connect(self._next)
                box.stepped_back.connect(self._back)
                box.passed.connect(self._after_warning)
            self._sections.append(made)
            inside.addWidget(made)
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        editors = [box.editor for box in self.boxes.values()]
        for before, after in pairwise(editors):
            self.setTabOrder(before, after)

    def add_at_top(self, widget: QWidget) -> None:
        self._inside.insertWidget(0, widget)

    @property
    def last_editor(self) -> Editor:
        return list(self.boxes.values())[-1].editor

    def record(self) -> dict[str, dict[str, Any]]:
        """``{"applicant": {…}, "answers": {…}}`` as typed, without empty fields."""
        made: dict[str, dict[str, Any]] = {"applicant": {}, "answers": {}}
        for key, box in self.boxes.items():
            value = box.value()
            if value is None:
                continue
            *path, last = key.split(".")
            holder: dict[str, Any] = made
            for part in path:
                holder = holder.setdefault(part, {})
            holder[last] = value
        return made

    def values(self) -> dict[str, Any]:
        """What is typed by field key, without empty fields."""
        found = ((key, box.value()) for key, box in self.boxes.items())
        return {key: value for key, value in found if value is not None}

    def fill(
        self,
        applicant: Mapping[str, Any],
        answers: Mapping[str, Any],
        confirmed: Mapping[str, str] | None = None,
    ) -> None:
        """Take over a draft: its values, and the warnings ticked in it with their reasons."""
        record = {"applicant": applicant, "answers": answers}
        for key, box in self.boxes.items():
            value: Any = record
            for part in key.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
            box.remembered = dict(confirmed or {})
            box.set_value(value)
            if value is not None:
                box.touch()

    def put(self, values: Mapping[str, Any], origin: str, *, over: bool = False) -> list[str]:
        """Fill empty fields, or with ``over`` any, and say at each where that came from; answers the keys."""
        filled = []
        for key, value in values.items():
            box = self.boxes.get(key)
            if box is not None and (over or box.value() is None):
                box.put(value, origin)
                filled.append(key)
        if filled:
            self.edited.emit()
        return filled

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the fields that apply, and beside each what the check found."""
        self._outcome = outcome
        self._lay_out()
        for key, box in self.boxes.items():
            value, why = outcome.closed.get(key, (None, None))
            box.close_choice((value, say(why)) if why is not None else None)
        for key, box in self.boxes.items():
            if key not in outcome.shown:
                box.say((), ())
                continue
            box.say(
                [finding for finding in outcome.errors if self._box_of(finding.field) is box],
                [finding for finding in outcome.warnings if self._box_of(finding.field) is box],
            )

    def _lay_out(self) -> None:
        if self._outcome is not None:
            for section in self._sections:
                section.show_only(self._outcome.shown, self._columns)

    def _box_of(self, key: str) -> FieldBox | None:
        """The field that a finding is about; one about a whole group belongs to the group's first field."""
        if key in self.boxes:
            return self.boxes[key]
        return next((box for each, box in self.boxes.items() if each.startswith(f"{key}.")), None)

    def has_field(self, key: str) -> bool:
        return self._box_of(key) is not None

    def touch_all(self) -> None:
        for box in self.boxes.values():
            box.editor.settle()
            box.touch()

    def ask(self, sentences: Mapping[str, str]) -> None:
        """Stand beside fields, by key, what head office says of them."""
        for key, sentence in sentences.items():
            box = self._box_of(key)
            if box is not None:
                box.ask(sentence)

    def reasons(self) -> dict[str, str]:
        """The officer's words for confirmed warnings, by finding code."""
        return {warning.finding.code: warning.reason for warning in self._warnings() if warning.is_confirmed}

    def ticked(self) -> dict[str, str]:
        """What a draft keeps of the warnings: those ticked, also while their reason is still to come."""
        return {
            warning.finding.code: warning.reason for warning in self._warnings() if warning.tick.isChecked()
        }

    def _warnings(self) -> Iterator[WarningBox]:
        for box in self.boxes.values():
            yield from box.warnings

    def unconfirmed(self) -> int:
        return sum(not warning.is_confirmed for warning in self._warnings())

    def focus_first(self) -> None:
        """Put the cursor into the first field that is still empty, or else the first of all."""
        shown = [box for box in self.boxes.values() if not box.isHidden()]
        for box in shown:
            if box.field.required and box.value() is None:
                box.editor.setFocus()
                return
        if shown:
            shown[0].editor.setFocus()

    def focus_field(self, key: str) -> None:
        box = self._box_of(key)
        if box is not None:
            box.editor.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_first_unconfirmed(self) -> bool:
        warning = next((each for each in self._warnings() if not each.is_confirmed), None)
        if warning is not None:
            warning.take_focus()
        return warning is not None

    @Slot()
    def _confirmed(self) -> None:
        for box in self.boxes.values():
            if box.warnings:
                box.refresh()
        self.confirmed.emit()

    def _in_sight(self) -> list[FieldBox]:
        return [box for box in self.boxes.values() if not box.isHidden() and box.isVisibleTo(self)]

    @Slot()
    def _next(self) -> None:
        """Enter: on to the next field that applies."""
        here = self.sender()
        assert isinstance(here, FieldBox)
        self._go_on_from(here)

    def _go_on_from(self, here: FieldBox) -> None:
        shown = self._in_sight()
        after = shown.index(here) + 1 if here in shown else 0
        if after < len(shown):
            shown[after].editor.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finished.emit()

    @Slot()
    def _back(self) -> None:
        """Shift+Enter, Alt+Up: back to the field before."""
        here = self.sender()
        shown = self._in_sight()
        if here in shown[1:]:
            shown[shown.index(here) - 1].editor.setFocus(Qt.FocusReason.BacktabFocusReason)

    @Slot(object)
    def _after_warning(self, passed: WarningBox) -> None:
        """Enter in a warning: to the next that is open, or on from its field once none is."""
        here = self.sender()
        assert isinstance(here, FieldBox)
        if not passed.is_confirmed and passed.tick.isChecked():
            passed.take_focus()
        elif not passed.is_confirmed or not self.focus_first_unconfirmed():
            self._go_on_from(here)

    def box_with_cursor(self) -> FieldBox | None:
        focused = QApplication.focusWidget()
        return next((box for box in self._in_sight() if focused and box.isAncestorOf(focused)), None)

    def keep_in_sight(self, box: FieldBox) -> None:
        """Scroll so that all there is to say about a field is seen, once it has its place."""
        self._to_show = box
        self._show_soon.start()

    @Slot()
    def _scroll(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self._to_show is not None:
            above.ensureWidgetVisible(self._to_show, 0, SEEN_AROUND)

    def focus_next_empty(self) -> None:
        """On from a field that was filled by an offer: to the next that is empty."""
        shown = self._in_sight()
        here = self.box_with_cursor()
        if here is not None and here.value() is None:
            return
        for box in shown[shown.index(here) + 1 if here else 0 :]:
            if box.value() is None:
                box.editor.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if self.width() >= ROOM_FOR_TWO else 1
        if columns != self._columns:
            self._columns = columns
            self._lay_out()
