"""A field on screen: its label, its editor, and right below it whatever there is to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from mobile_unit.domain.findings import Finding
from mobile_unit.forms.catalogue import Field
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import label
from mobile_unit.ui.widgets.editors import Editor


class WarningBox(QFrame):
    """Something doubtful: the officer looks again, ticks, and may say why it is right.

    Signals: ``confirmed`` when ticked, unticked or the reason changed.
    """

    confirmed = Signal()

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.setProperty("role", "warning")
        self.finding = finding
        words = label(say(finding.message), "warn", wrap=True)
        self.tick = QCheckBox(_("Checked, it is right"))
        self.tick.setAccessibleName(f"{say(finding.message)} {self.tick.text()}")
        self.reason_line = QLineEdit()
        self.reason_line.setPlaceholderText(_("Why (may stay empty)"))
        self.reason_line.setAccessibleName(_("Reason for the confirmation"))
        self.reason_line.setMaxLength(200)
        self.reason_line.hide()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(10, 8, 10, 8)
        inside.setSpacing(4)
        inside.addWidget(words)
        inside.addWidget(self.tick)
        inside.addWidget(self.reason_line)
        self.tick.toggled.connect(self._toggled)
        self.reason_line.textEdited.connect(self.confirmed)
        self.reason_line.returnPressed.connect(self._on)

    @property
    def is_confirmed(self) -> bool:
        return self.tick.isChecked()

    @property
    def reason(self) -> str:
        return self.reason_line.text().strip()

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self.reason_line.setVisible(on)
        self.confirmed.emit()

    @Slot()
    def _on(self) -> None:
        self.focusNextChild()


class FieldBox(QWidget):
    """One field of a form.

    Errors wait until the officer has been in the field or tried to submit; warnings show at once.
    Signals: ``edited``, ``left``, ``entered`` as the editor's; ``confirmed`` for its warnings.
    """

    edited = Signal()
    left = Signal()
    entered = Signal()
    confirmed = Signal()

    def __init__(self, field: Field, editor: Editor) -> None:
        super().__init__()
        self.field = field
        self.editor = editor
        self._touched = False
        self._errors: tuple[Finding, ...] = ()
        self._warnings: dict[str, WarningBox] = {}
        name = say(field.label)
        help_text = say(field.help) if field.help else ""
        caption = label(name if field.required else _("{field} (optional)").format(field=name), "label")
        caption.setBuddy(editor)
        self._note = label(help_text, "small", wrap=True)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        editor.describe(name, help_text)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(4)
        if field.kind != "boolean":
            self._inside.addWidget(caption)
        self._inside.addWidget(editor)
        self._inside.addWidget(self._note)
        self._inside.addWidget(self._error)
        self._note.setVisible(bool(help_text))  # only now: without a parent it would be a window of its own
        editor.edited.connect(self.edited)
        editor.entered.connect(self.entered)
        editor.left.connect(self._leave)

    @property
    def error_text(self) -> str:
        return self._error.text() if self._error.isVisibleTo(self) else ""

    @property
    def warnings(self) -> tuple[WarningBox, ...]:
        return tuple(self._warnings.values())

    def value(self) -> Any:
        return self.editor.value()

    def set_value(self, value: Any) -> None:
        self.editor.set_value(value)

    def touch(self) -> None:
        """From now on errors are shown."""
        self._touched = True
        self.refresh()

    def say(self, errors: Sequence[Finding], warnings: Sequence[Finding]) -> None:
        """What the check found about this field."""
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
        made.confirmed.connect(self.confirmed)
        self._warnings[finding.code] = made
        self._inside.addWidget(made)
        self.setTabOrder(self.editor, made.tick)
        self.setTabOrder(made.tick, made.reason_line)

    def refresh(self) -> None:
        """Show what is to be said by now."""
        shown = self._errors if self._touched else ()
        text = "\n".join(dict.fromkeys(say(finding.message) for finding in shown))
        if self._error.text() != text:
            self._error.setText(text)
        self._error.setVisible(bool(text))
        doubtful = any(not box.is_confirmed for box in self._warnings.values())
        self.editor.show_fault("error" if text else "warn" if doubtful else "")
        if text:
            self.editor.describe(say(self.field.label), text)

    @Slot()
    def _leave(self) -> None:
        if self.value() is not None:
            self.touch()
        self.left.emit()
