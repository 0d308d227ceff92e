"""A field on screen: its label, its editor, and right below it whatever there is to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mobile_unit.domain.findings import Finding
from mobile_unit.forms.catalogue import Field
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import label
from mobile_unit.ui.widgets.editor import Editor
from mobile_unit.ui.widgets.offer_line import Offer, OfferLine
from mobile_unit.ui.widgets.warning_box import WarningBox


class FieldBox(QWidget):
    """One field of a form.

    Errors wait until the officer has been in the field or tried to submit; warnings show at once.
    Signals: ``edited``, ``left``, ``entered``, ``stepped_back`` as the editor's; ``confirmed`` for its
    warnings, ``passed`` (a warning) for Enter in one of them, ``warned`` (a warning) for a new one;
    ``offer_chosen`` (Offer, number).
    """

    edited = Signal()
    left = Signal()
    entered = Signal()
    stepped_back = Signal()
    confirmed = Signal()
    passed = Signal(object)
    warned = Signal(object)
    offer_chosen = Signal(object, int)

    def __init__(self, field: Field, editor: Editor) -> None:
        super().__init__()
        self.field = field
        self.editor = editor
        self.remembered: dict[str, str] = {}
        self._touched = False
        self._unchecked = False
        self._errors: tuple[Finding, ...] = ()
        self._warnings: dict[str, WarningBox] = {}
        name = say(field.label)
        help_text = say(field.help) if field.help else ""
        caption = label(
            name if field.required else _("{field} (optional)").format(field=name), "label", wrap=True
        )
        caption.setBuddy(editor)
        self._help = help_text
        self._closed: tuple[Any, str] | None = None
        self._note = label(help_text, "small", wrap=True)
        self._origin = label("", "origin", wrap=True)
        self._asked = label("", "warn", wrap=True)
        self._error = label("", "error", wrap=True)
        self.offer = OfferLine()
        editor.describe(name, help_text)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(4)
        if field.kind != "boolean":
            self._inside.addWidget(caption)
        for each in (self._asked, editor, self._note, self._origin, self.offer, self._error):
            self._inside.addWidget(each)
        self._note.setVisible(bool(help_text))  # only now: without a parent it would be a window of its own
        self._origin.hide()
        self._asked.hide()
        self._error.hide()
        editor.edited.connect(self._edited)
        editor.entered.connect(self.entered)
        editor.stepped_back.connect(self.stepped_back)
        editor.left.connect(self._leave)
        self.offer.chosen.connect(self.offer_chosen)

    @property
    def error_text(self) -> str:
        return self._error.text() if self._error.isVisibleTo(self) else ""

    @property
    def origin(self) -> str:
        """Where what stands here came from, as long as nobody looked at it."""
        return self._origin.text() if self._origin.isVisibleTo(self) else ""

    @property
    def warnings(self) -> tuple[WarningBox, ...]:
        return tuple(self._warnings.values())

    def value(self) -> Any:
        return self.editor.value()

    def set_value(self, value: Any) -> None:
        self.editor.set_value(value)

    def close_choice(self, closed: tuple[Any, str] | None) -> None:
        """Say why a choice is not to be had, and let it be taken no more; None: all are to be had."""
        if closed == self._closed:
            return
        self._closed = closed
        value, why = closed or (None, "")
        self._note.setText(why or self._help)
        self._note.setVisible(bool(self._note.text()))
        self.editor.forbid(value, why)

    def ask(self, sentence: str) -> None:
        """Say what head office says of this field."""
        self._asked.setText(sentence)
        self._asked.show()
        self.editor.describe(say(self.field.label), sentence)

    @property
    def asked(self) -> str:
        """What head office says of this field; "" where nothing."""
        return self._asked.text()

    def put(self, value: Any, origin: str) -> None:
        """Fill in what was offered, and say where it came from until somebody was in the field."""
        self.editor.set_value(value)
        self._origin.setText(origin)
        self._origin.setVisible(bool(origin))
        self.show_offer(None)
        self._unchecked = True
        self._touched = True

    def show_offer(self, offer: Offer | None) -> None:
        self.offer.show_offer(offer)

    def touch(self) -> None:
        """From now on errors are shown, as soon as what was typed last is checked."""
        self._touched = True
        if not self._unchecked:
            self.refresh()

    def say(self, errors: Sequence[Finding], warnings: Sequence[Finding]) -> None:
        """What the check found about this field."""
        self._unchecked = False
        self._errors = tuple(errors)
        for code in set(self._warnings) - {finding.code for finding in warnings}:
            gone = self._warnings.pop(code)
            gone.hide()
            gone.deleteLater()
        for finding in warnings:
            held = self._warnings.get(finding.code)
            if held is None or held.finding != finding:
                self._replace_warning(finding)
        self.refresh()

    def _replace_warning(self, finding: Finding) -> None:
        old = self._warnings.pop(finding.code, None)
        if old is not None:
            old.hide()
            old.deleteLater()
        made = WarningBox(finding)
        if finding.code in self.remembered:
            made.restore(self.remembered[finding.code])
        made.confirmed.connect(self._confirmed)
        made.entered.connect(self._pass)
        made.stepped_back.connect(self.editor.setFocus)
        self._warnings[finding.code] = made
        self._inside.addWidget(made)
        # the editor itself takes no focus: after it, Qt would put nothing
        self.setTabOrder(self.editor.focusProxy() or self.editor, made.tick)
        self.setTabOrder(made.tick, made.reason_line)
        self.warned.emit(made)

    def refresh(self) -> None:
        """Show what is to be said by now."""
        shown = self._errors if self._touched and not self.editor.is_choosing else ()
        text = "\n".join(dict.fromkeys(say(finding.message) for finding in shown))
        if self._error.text() != text:
            self._error.setText(text)
        self._error.setVisible(bool(text))
        doubtful = any(not box.is_confirmed for box in self._warnings.values())
        self.editor.show_fault("error" if text else "warn" if doubtful else "")
        if text:
            self.editor.describe(say(self.field.label), text)

    @Slot()
    def _edited(self) -> None:
        self._unchecked = True
        self._origin.hide()
        if self.offer.offer is not None and self.offer.offer.over:
            self.show_offer(None)
        for code, warning in self._warnings.items():
            self.remembered.pop(code, None)
            warning.doubt_again()
        self.edited.emit()

    @Slot()
    def _confirmed(self) -> None:
        for code, warning in self._warnings.items():
            if warning.tick.isChecked():
                self.remembered[code] = warning.reason
            else:
                self.remembered.pop(code, None)
        self.confirmed.emit()

    @Slot()
    def _pass(self) -> None:
        self.passed.emit(self.sender())

    @Slot()
    def _leave(self) -> None:
        self._origin.hide()
        if self.value() is not None:
            self.touch()
        self.left.emit()
