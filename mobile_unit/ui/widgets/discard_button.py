"""Throwing away what was typed: the first press asks, the second does it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import beside_picture, button


class DiscardButton(QWidget):
    """``nothing_typed`` answers whether there is nothing to ask about. Signals: ``discarded``."""

    discarded = Signal()

    def __init__(self, nothing_typed: Callable[[], bool]) -> None:
        super().__init__()
        self._nothing_typed = nothing_typed
        self._asked = False
        self.button = button(_("Throw away"), role="quiet", picture="remove", shortcut="Ctrl+Shift+Delete")
        self.button.clicked.connect(self._press)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.button)

    def calm(self) -> None:
        """Ask anew at the next press."""
        self._ask(False)

    @Slot()
    def _press(self) -> None:
        if self._asked or self._nothing_typed():
            self._ask(False)
            self.discarded.emit()
        else:
            self._ask(True)

    def _ask(self, asked: bool) -> None:
        self._asked = asked
        self.button.setText(beside_picture(_("Really throw away?") if asked else _("Throw away")))
