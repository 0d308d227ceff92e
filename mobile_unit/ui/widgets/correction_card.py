"""At the head of a form that corrects: what head office asks for, and why something is changed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from mobile_unit.domain.corrections import Correction
from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import label

LONGEST_REASON = 300


class CorrectionCard(QFrame):
    """``labels`` are the names of fields and documents by key. Signals: ``edited`` as the reason is typed,
    ``entered`` for Enter."""

    edited = Signal()
    entered = Signal()

    def __init__(self, correction: Correction, labels: Mapping[str, str]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 16)
        inside.setSpacing(6)
        if correction.request is None:
            heading = _("What is written here replaces what was submitted; the old version stays on record.")
            inside.addWidget(label(heading, "muted", wrap=True))
        else:
            inside.addWidget(label(_("Head office asks"), "heading"))
            for each in correction.request.asked:
                inside.addWidget(
                    label(f"{labels.get(each.field, each.field)}: {each.sentence}", "warn", wrap=True)
                )
        inside.addSpacing(4)
        caption = label(_("Reason for the correction"), "label")
        self.reason = QLineEdit(correction.reason)
        self.reason.setCursorPosition(0)
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(_("One sentence, for the record"))
        self.reason.setAccessibleName(_("Reason for the correction"))
        caption.setBuddy(self.reason)
        self.reason.textEdited.connect(self.edited)
        self.reason.returnPressed.connect(self.entered)
        inside.addWidget(caption)
        inside.addWidget(self.reason)

    @property
    def text(self) -> str:
        """The reason as typed."""
        return self.reason.text()
