"""What a form could be filled with: from the NIK, from an earlier application, from the old passport.

All of it is offered in a line under the field it is about, and taken by one key; nothing is written over
what was typed without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from mobile_unit.forms import mrz, prefill
from mobile_unit.i18n import _, say
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.editors import SearchEditor
from mobile_unit.ui.widgets.field_box import FieldBox
from mobile_unit.ui.widgets.form_view import FormView
from mobile_unit.ui.widgets.message_line import MessageLine
from mobile_unit.ui.widgets.mrz_line import MrzLine
from mobile_unit.ui.widgets.offer_line import KEYS, Offer
from mobile_unit.ui.widgets.scanner_watch import ScannerWatch
from mobile_unit.ui.wording import day_in_words
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from mobile_unit.forms.catalogue import Field
    from mobile_unit.services.prefill import FamilyDraft, Past

NIK, BORN, SEX, REGION = "applicant.nik", "applicant.birth_date", "applicant.sex", "applicant.region"


class Offers(QObject):
    """Watches a form, and asks on the database lane only whether a NIK was here before."""

    def __init__(self, place: Workplace, form: FormView, message: MessageLine) -> None:
        super().__init__(form)
        self._place = place
        self._form = form
        self._message = message
        self._nik = ""
        self._past: Past | None = None
        self._came_from: FieldBox | None = None
        self.mrz_line = MrzLine()
        self.mrz_line.entered.connect(self.read_passport)
        self.mrz_line.closed.connect(self._go_back)
        form.add_at_top(self.mrz_line)
        self._watch = ScannerWatch(self)
        self._watch.scanned.connect(self.read_passport)
        for box in form.boxes.values():
            popup = (box.editor.line.popup,) if isinstance(box.editor, SearchEditor) else ()
            self._watch.watch(box.editor, *popup)
            box.warned.connect(self._watch_reason)
            box.offer_chosen.connect(self._take)
        form.edited.connect(self._look)
        for keys, take in zip(KEYS, (self._take_first, self._take_second), strict=True):
            for name in (keys, keys.replace("Return", "Enter")):
                QShortcut(QKeySequence(name), form).activated.connect(take)
        QShortcut(QKeySequence("Ctrl+M"), form).activated.connect(self._ask_for_lines)

    @Slot(object)
    def _watch_reason(self, warning: Any) -> None:
        self._watch.watch_line(warning.reason_line)

    # --- the NIK

    @Slot()
    def _look(self) -> None:
        """At every change: what the NIK suggests for fields still empty."""
        typed = self._form.values()
        self._mend_paste(typed)
        box = self._form.boxes.get(NIK)
        if box is None:
            return
        nik = str(typed.get(NIK, ""))
        if nik != self._nik:
            self._nik, self._past = nik, None
            if len(nik) == 16 and nik.isdigit():
                self._place.tasks.run(partial(self._ask, nik), partial(self._answer, nik), self._not_asked)
        self._show(box, self._offer(typed))

    def _ask(self, nik: str, _task: Task[Past | None]) -> Past | None:
        return self._place.unit.prefill.past_of(nik)

    def _answer(self, nik: str, past: Past | None) -> None:
        if nik == self._nik:
            self._past = past
            self._show(self._form.boxes[NIK], self._offer(self._form.values()))

    def _show(self, box: FieldBox, offer: Offer | None) -> None:
        box.show_offer(offer)
        if offer is not None and self._form.box_with_cursor() is box:
            self._form.keep_in_sight(box)

    def _not_asked(self, error: Exception) -> None:
        self._message.show_error(error)

    def _offer(self, typed: prefill.Values) -> Offer | None:
        if self._past is not None:
            missing = {
                key: value
                for key, value in self._past.values.items()
                if key in self._form.boxes and key not in typed
            }
            if missing:
                when = day_in_words(date.fromisoformat(self._past.submitted_at[:10]))
                words = _("Applied here on {date}, number {number}.")
                return Offer(
                    words.format(date=when, number=self._past.number),
                    ((_("Fill from that application"), missing),),
                    _("From application {number}. Please check.").format(number=self._past.number),
                )
        unit = self._place.unit
        said = prefill.from_nik(self._nik, typed, on=unit.clock.now().date(), regions=unit.regions)
        return None if said is None else self._offer_of(said)

    def _offer_of(self, said: prefill.FromNik) -> Offer:
        """``From the NIK: female, 17 May 1990, Baradatu``, or a button for each of two birth dates."""
        parts = []
        values: dict[str, Any] = {}
        if said.sex is not None and (field := self._form.boxes.get(SEX)) is not None:
            values[SEX] = said.sex
            parts.append(_lower(_in_words(field.field, said.sex)))
        choices: list[tuple[str, Mapping[str, Any]]] = []
        if len(said.births) == 1:
            values[BORN] = said.births[0].isoformat()
            parts.append(day_in_words(said.births[0]))
        if said.district:
            parts.append(said.district)
        if len(said.births) > 1:
            choices = [(day_in_words(born), values | {BORN: born.isoformat()}) for born in said.births]
        return Offer(
            _("From the NIK: {parts}").format(parts=", ".join(parts)),
            tuple(choices) or ((_("Fill in"), values),),
            _("From the NIK. Please check."),
            near=said.kecamatan.code if said.kecamatan is not None else "",
        )

    # --- taking an offer

    @Slot()
    def _take_first(self) -> None:
        self._take_nearest(0)

    @Slot()
    def _take_second(self) -> None:
        self._take_nearest(1)

    def _take_nearest(self, number: int) -> None:
        """The key for offers: the one at the cursor, or else the first in the form."""
        here = self._form.box_with_cursor()
        boxes = [box for box in self._form.boxes.values() if box.offer.offer is not None]
        box = here if here in boxes else next(iter(boxes), None)
        if box is not None:
            box.offer.choose(number)

    @Slot(object, int)
    def _take(self, offer: Offer, number: int) -> None:
        box = self.sender()
        assert isinstance(box, FieldBox)
        _words, values = offer.choices[number]
        self._form.put(values, offer.origin, over=offer.over)
        box.show_offer(None)
        region = self._form.boxes.get(REGION)
        if offer.near and region is not None and isinstance(region.editor, SearchEditor):
            region.editor.line.start_near(offer.near)
        if not (offer.over and self._go_to_difference()):
            self._form.focus_next_empty()

    # --- the old passport

    @Slot()
    def _ask_for_lines(self) -> None:
        self._came_from = self._form.box_with_cursor()
        self.mrz_line.open()

    @Slot()
    def _go_back(self) -> None:
        if self._came_from is not None:
            self._came_from.editor.setFocus()

    @Slot(str)
    def read_passport(self, text: str) -> None:
        """Fill from a passport's two lines; what was typed differently is shown there and left as it is."""
        try:
            passport = mrz.read(text)
        except mrz.NotRead as error:
            self.mrz_line.open(text.strip(), error)
            return
        self.mrz_line.close_line()
        typed = self._form.values()
        today = self._place.unit.clock.now().date()
        said = prefill.from_passport(passport, typed, self._form.boxes.keys(), today)
        filled = self._form.put(said.fill, _("From the old passport. Please check."))
        for key, value in said.differ.items():
            words = _("Different in the old passport: {value}")
            self._offer_instead(
                key,
                words.format(value=_in_words(self._form.boxes[key].field, value)),
                ((_("Use that"), {key: value}),),
            )
        if len(said.births) > 1 and BORN in self._form.boxes:
            self._offer_instead(
                BORN,
                _("In the old passport, one of these:"),
                tuple((day_in_words(born), {BORN: born.isoformat()}) for born in said.births),
            )
        self._tell(filled, bool(said.differ))
        if not self._go_to_difference():
            self._form.focus_next_empty()

    def _offer_instead(
        self, key: str, words: str, choices: tuple[tuple[str, Mapping[str, Any]], ...]
    ) -> None:
        offer = Offer(words, choices, _("From the old passport. Please check."), over=True)
        self._form.boxes[key].show_offer(offer)

    def _go_to_difference(self) -> bool:
        boxes = [box for box in self._form.boxes.values() if box.offer.offer and box.offer.offer.over]
        for box in boxes:
            box.editor.setFocus()
            self._form.keep_in_sight(box)
            return True
        return False

    def _tell(self, filled: list[str], differs: bool) -> None:
        if filled:
            told = _("Read from the old passport: {fields}.").format(fields=self._names_of(filled))
        else:
            told = _("The old passport was read; nothing had to be filled in.")
        self._message.say(told, _("Something differs from what was typed.") if differs else "")

    def _mend_paste(self, typed: prefill.Values) -> None:
        """Lines pasted by a menu arrive in the field: take them out of it."""
        for key, value in typed.items():
            if isinstance(value, str) and "<<" in value and (cut := mrz.cut_out(value)) is not None:
                lines, rest = cut
                self._form.boxes[key].set_value(rest or None)
                self.read_passport(lines)
                return

    def tell_of_family(self, family: FamilyDraft) -> None:
        """Say what came over from the application before, and mark it until somebody looked at it."""
        origin = _("From application {number}. Please check.").format(number=family.number)
        for key in family.carried:
            box = self._form.boxes[key]
            box.put(box.value(), origin)
        if family.carried:
            told = _("Carried over from {number}: {fields}.")
            self._message.say(told.format(number=family.number, fields=self._names_of(family.carried)))
        else:
            self._message.say(_("Nothing could be carried over."))

    def _names_of(self, keys: Iterable[str]) -> str:
        return ", ".join(_lower(say(self._form.boxes[key].field.label)) for key in keys)


def _lower(words: str) -> str:
    """Within a sentence; ``NIK`` and the like stay."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _in_words(field: Field, value: Any) -> str:
    for choice in field.choices:
        if choice.value == value:
            return say(choice.label)
    if field.kind == "date":
        return day_in_words(date.fromisoformat(value))
    return str(value)
