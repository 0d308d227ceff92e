"""One calm line under a field: what it could be filled with, and the key that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import label

KEYS = ("Alt+Return", "Alt+Shift+Return")
"""For the first choice, and for the second."""


@dataclass(frozen=True)
class Offer:
    """``choices`` are at most two: what the button says, and the values by field key that it gives.

    ``over`` is for what may stand in place of something typed; else only empty fields are filled.
    """

    words: str
    choices: tuple[tuple[str, Mapping[str, Any]], ...]
    origin: str
    over: bool = False
    near: str = ""


class OfferLine(QFrame):
    """Signals: ``chosen`` (Offer, number of the choice)."""

    chosen = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "offer")
        self.offer: Offer | None = None
        self._words = label("", "origin", wrap=True)
        inside = QVBoxLayout(self)  # below each other: a long name must not widen the form
        inside.setContentsMargins(9, 4, 9, 3)
        inside.setSpacing(0)
        inside.addWidget(self._words)
        self.buttons: list[QPushButton] = []
        for number, keys in enumerate((_("Alt+Enter"), _("Alt+Shift+Enter"))):
            made = QPushButton()
            made.setProperty("role", "offered")
            made.setProperty("choice", number)
            made.setProperty("keys", keys)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its key works from anywhere in the form
            made.clicked.connect(self._clicked)
            inside.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
            self.buttons.append(made)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text() if self.offer is not None else ""

    def show_offer(self, offer: Offer | None) -> None:
        if offer == self.offer:
            return
        self.offer = offer
        if offer is not None:
            self._words.setText(offer.words)
            for number, made in enumerate(self.buttons):
                made.setVisible(number < len(offer.choices))
                if number < len(offer.choices):
                    made.setText(f"{offer.choices[number][0]}  ({made.property('keys')})")
            self.setAccessibleName(offer.words)
        self.setVisible(offer is not None)

    @Slot()
    def _clicked(self) -> None:
        self.choose(self.sender().property("choice"))

    def choose(self, number: int) -> None:
        if self.offer is not None and number < len(self.offer.choices):
            self.chosen.emit(self.offer, number)
