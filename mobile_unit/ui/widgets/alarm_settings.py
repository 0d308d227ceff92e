"""From when on the day's page warns: how old the unsent is, how many wait, how little disk is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from mobile_unit.domain.alarms import MB, Thresholds
from mobile_unit.i18n import _
from mobile_unit.ui.tasks import Task
from mobile_unit.ui.widgets.basics import card, dress, label
from mobile_unit.ui.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable

_UNITS = {"unsent": 1, "waiting": 1, "disk": MB}
_LARGEST = 999_999


class AlarmSettings(QWidget):
    """Three numbers for each kind; kept as soon as they make sense, told beside them while they don't."""

    def __init__(self, place: Workplace, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._place = place
        self._failed = failed
        self._told = label("", "error", wrap=True)
        self._told.hide()
        self.steps: dict[str, list[QLineEdit]] = {}
        frame, inside = card()
        inside.addWidget(label(_("Warnings"), "heading"))
        words = _(
            "The day's page and the line below the menu warn from these numbers on; nothing is stopped."
        )
        inside.addWidget(label(words, "muted", wrap=True))
        inside.addLayout(self._make_grid())
        inside.addWidget(self._told)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        place.tasks.run(self._load, self._show, failed)

    def _make_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        levels = (_("Notice"), _("Warning"), _("Urgent"))
        for column, level in enumerate(levels, start=1):
            grid.addWidget(label(level, "label"), 0, column)
        kinds = {
            "unsent": _("Hours since the oldest application that head office does not have"),
            "waiting": _("Applications that wait to be sent"),
            "disk": _("Free disk space in MB, at or below"),
        }
        for line, (kind, words) in enumerate(kinds.items(), start=1):
            grid.addWidget(label(words, wrap=True), line, 0)
            self.steps[kind] = []
            for column, level in enumerate(levels, start=1):
                field = QLineEdit()
                field.setMaxLength(len(str(_LARGEST)))
                field.setFixedWidth(110)
                field.setAccessibleName(f"{words}: {level}")
                field.editingFinished.connect(self._typed)
                field.returnPressed.connect(self.focusNextChild)
                self.steps[kind].append(field)
                grid.addWidget(field, line, column)
        grid.setColumnStretch(0, 1)
        return grid

    @property
    def told(self) -> str:
        """What is wrong with the numbers; "" while they can be kept."""
        return "" if self._told.isHidden() else self._told.text()

    def _load(self, _task: Task[Thresholds]) -> Thresholds:
        return self._place.unit.day.thresholds()

    def _show(self, known: Thresholds) -> None:
        for kind, fields in self.steps.items():
            for field, step in zip(fields, getattr(known, kind), strict=True):
                with QSignalBlocker(field):
                    field.setText(str(step // _UNITS[kind]))

    @Slot()
    def _typed(self) -> None:
        typed = {kind: self._numbers(kind) for kind in self.steps}
        sound = Thresholds.of({kind: steps for kind, steps in typed.items() if steps is not None})
        wrong = [kind for kind, steps in typed.items() if steps is None or getattr(sound, kind) != steps]
        for kind, fields in self.steps.items():
            for field in fields:
                dress(field, fault="error" if kind in wrong else "")
        self._told.setText(_("Whole numbers are needed, rising from left to right; for the disk, falling."))
        self._told.setVisible(bool(wrong))
        if wrong:
            return

        def keep(_task: Task[None]) -> None:
            self._place.unit.day.set_thresholds(sound)

        self._place.tasks.run(keep, None, self._failed)

    def _numbers(self, kind: str) -> tuple[int, ...] | None:
        texts = [field.text().strip() for field in self.steps[kind]]
        if not all(text.isascii() and text.isdigit() for text in texts):
            return None
        return tuple(int(text) * _UNITS[kind] for text in texts)
