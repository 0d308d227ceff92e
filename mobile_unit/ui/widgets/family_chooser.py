"""Who the next of a family is to the one before: what may be carried over depends on it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mobile_unit.forms.prefill import RELATIONS
from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import button, label


@dataclass(frozen=True)
class FamilyOf:
    """What the page for new applications is asked to begin with: an application, by its id."""

    application: str


def family_button() -> QPushButton:
    return button(_("Another of this family"), picture="add", shortcut="Ctrl+G")


class FamilyChooser(QWidget):
    """Signals: ``chosen`` (one of ``forms/prefill.py``'s relations)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(28, 0, 28, 20)
        inside.setSpacing(12)
        words = {
            "sibling": _("Brother or sister (the same parents)"),
            "child": _("Child"),
            "spouse": _("Husband or wife"),
            "other": _("Somebody else on the same family card"),
        }
        self.buttons: dict[str, QPushButton] = {}
        for number, relation in enumerate(RELATIONS, start=1):
            made = button(f"{number}   {words[relation]}", role="service", shortcut=str(number))
            made.setMaximumWidth(560)
            made.setProperty("relation", relation)
            made.setAccessibleName(words[relation])
            made.clicked.connect(self._clicked)
            self.buttons[relation] = made
            inside.addWidget(made)
        told = _(
            "Family card, address, village, phone and group come over; parents only where they are the same."
        )
        inside.addWidget(label(told, "muted", wrap=True))
        inside.addStretch(1)

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(self.sender().property("relation"))

    def take_focus(self) -> None:
        self.buttons[RELATIONS[0]].setFocus()
