"""What is to be paid, line by line, as soon as the choices say it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from mobile_unit.domain.money import FeeLine, price, total
from mobile_unit.domain.texts import Text
from mobile_unit.i18n import _, say
from mobile_unit.ui.widgets.basics import empty, label, rule


class FeeCard(QFrame):
    """``labels`` name the tariffs by their code; ``nothing`` is said where there are no lines."""

    def __init__(self, labels: Mapping[str, Text], nothing: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._labels = labels
        self._nothing = nothing or _("Shown once it is chosen what is asked for.")
        self._lines: tuple[FeeLine, ...] | None = None
        self._unset: tuple[str, ...] = ()
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(8)
        inside.addWidget(label(_("Fees"), "heading"))
        inside.addLayout(self._grid)
        self.show_lines(())

    @property
    def text(self) -> str:
        """The total as it is shown; empty while nothing is determined."""
        return say(price(total(self._lines))) if self._lines else ""

    def show_lines(self, lines: tuple[FeeLine, ...], unset: tuple[str, ...] = ()) -> None:
        """``unset`` are fees without a sure amount: the office sets them."""
        if (lines, unset) == (self._lines, self._unset):
            return
        self._lines, self._unset = lines, unset
        empty(self._grid)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        for number, line in enumerate(lines):
            name = say(self._labels[line.code]) if line.code in self._labels else line.code
            self._grid.addWidget(label(name, wrap=True), number, 0)
            self._grid.addWidget(label(say(price(line.amount))), number, 1, right)
        if lines:
            below = len(lines)
            self._grid.addWidget(rule(), below, 0, 1, 2)
            self._grid.addWidget(label(_("Total"), "label"), below + 1, 0)
            self._grid.addWidget(label(say(price(total(lines))), "total"), below + 1, 1, right)
        for number, code in enumerate(unset):
            name = say(self._labels[code]) if code in self._labels else code
            words = _("{fee}: set by the immigration office").format(fee=name)
            self._grid.addWidget(label(words, wrap=True), number, 0, 1, 2)
        if not lines and not unset:
            self._grid.addWidget(label(self._nothing, "muted", wrap=True), 0, 0, 1, 2)
        self.setAccessibleName(_("Fees, total {total}").format(total=self.text or "–"))
