"""What is done one after the other, and how far it is: a number, a sentence, and a word on each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import dress, label, pill


class StepList(QWidget):
    """``at`` says which step is under way, ``note`` what there is to say of one."""

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__()
        self._steps = tuple(steps)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        self._marks = [pill(str(number), "plain") for number in range(1, len(steps) + 1)]
        self._words = [label(words) for words in steps]
        self._notes = [label("", "muted", wrap=True) for _words in steps]
        for line, parts in enumerate(zip(self._marks, self._words, self._notes, strict=True)):
            for place, part in enumerate(parts):
                grid.addWidget(part, line, place)

    def at(self, step: int, *, failed: bool = False) -> None:
        """The steps before ``step`` (0 …) are done; past the last one, all are."""
        for number, mark in enumerate(self._marks):
            tone = "good" if number < step else "plain" if number > step else "error" if failed else "calm"
            dress(mark, tone=tone)
            mark.setText("✓" if number < step else str(number + 1))
            told = {"good": _("done"), "calm": _("now"), "error": _("not done"), "plain": _("still to come")}
            mark.setAccessibleName(f"{self._steps[number]}: {told[tone]}")

    def note(self, step: int, words: str) -> None:
        self._notes[step].setText(words)

    def noted(self, step: int) -> str:
        """What is said of a step."""
        return self._notes[step].text()
