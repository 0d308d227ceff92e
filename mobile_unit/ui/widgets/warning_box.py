"""Something doubtful about a field, and the officer's word that it is right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout

from mobile_unit.domain.findings import Finding
from mobile_unit.forms.reasons import usual_reasons
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import label
from mobile_unit.ui.widgets.editor import goes_back, goes_on


class WarningBox(QFrame):
    """The officer looks again, ticks, and says why it is right: by a digit, or in words.

    Signals: ``confirmed`` when ticked, unticked or the reason changed; ``entered`` for Enter, and for a
    digit that said it all; ``stepped_back`` for Shift+Enter and Alt+Up.
    """

    confirmed = Signal()
    entered = Signal()
    stepped_back = Signal()

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.setProperty("role", "warning")
        self.finding = finding
        self._usual = usual_reasons(finding.code)
        words = label(say(finding.message), "warn", wrap=True)
        self.tick = QCheckBox(_("Checked, it is right"))
        usual = " · ".join(f"{number} {reason}" for number, reason in enumerate(self._usual, start=1))
        self.tick.setAccessibleName(f"{say(finding.message)} {self.tick.text()}")
        self.tick.setAccessibleDescription(usual)
        self.reason_line = QLineEdit()
        self.reason_line.setPlaceholderText(_("Why it is right: a digit, or in words"))
        self.reason_line.setAccessibleName(_("Reason for the confirmation"))
        self.reason_line.setAccessibleDescription(usual)
        self.reason_line.setMaxLength(200)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(10, 8, 10, 8)
        inside.setSpacing(4)
        inside.addWidget(words)
        inside.addWidget(self.tick)
        inside.addWidget(self.reason_line)
        inside.addWidget(label(usual, "small", wrap=True))
        self.reason_line.hide()
        self.tick.toggled.connect(self._toggled)
        self.tick.clicked.connect(self._ask_why)
        self.reason_line.textEdited.connect(self._reason_typed)
        for each in (self.tick, self.reason_line):
            each.installEventFilter(self)

    @property
    def is_confirmed(self) -> bool:
        return self.tick.isChecked() and bool(self.reason)

    @property
    def reason(self) -> str:
        return self.reason_line.text().strip()

    def confirm(self, reason: str = "") -> None:
        """Tick it, for this reason or else the likeliest."""
        self._put(reason or self.reason or self._usual[0])
        self.tick.setChecked(True)
        self.confirmed.emit()

    def restore(self, reason: str) -> None:
        """Stand as in the draft: ticked, with what was said by then."""
        self._put(reason)
        self.tick.setChecked(True)

    def _put(self, reason: str) -> None:
        self.reason_line.setText(reason)
        self.reason_line.setCursorPosition(0)  # one longer than the line is read from its beginning

    def doubt_again(self) -> None:
        """What was confirmed has changed."""
        self.tick.setChecked(False)

    def take_focus(self) -> None:
        """Go where something is still open."""
        (self.reason_line if self.tick.isChecked() else self.tick).setFocus()

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self.reason_line.setVisible(on)
        self.confirmed.emit()

    @Slot(bool)
    def _ask_why(self, on: bool) -> None:
        if on:
            self.reason_line.setFocus()

    @Slot(str)
    def _reason_typed(self, _text: str) -> None:
        self.confirmed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if goes_on(event):
            self.entered.emit()
            return True
        if goes_back(event):
            self.stepped_back.emit()
            return True
        if watched is self.tick or not self.reason_line.text():
            return self._take_by_digit(event.text())
        return False

    def _take_by_digit(self, digit: str) -> bool:
        if not digit.isdigit() or not 1 <= int(digit) <= len(self._usual):
            return False
        self.confirm(self._usual[int(digit) - 1])
        self.entered.emit()
        return True
