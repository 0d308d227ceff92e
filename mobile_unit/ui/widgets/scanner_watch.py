"""Knows a passport's two lines among what is typed or pasted, whichever field has the cursor.

A scanner that is a keyboard types them in a burst, with Enter after each or at the end. No field ever needs
the filler ``<``, so from the first one on what comes is held back: it never reaches the field, and its Enter
goes nowhere. Where it turns out to be something else it is put into the field after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from mobile_unit.forms import mrz
from mobile_unit.ui.widgets.editor import Editor, goes_on

PAUSE_MS = 400
"""No scanner rests that long between two characters."""


@dataclass(frozen=True)
class _Field:
    value: Callable[[], Any]
    put: Callable[[Any], None]


class ScannerWatch(QObject):
    """Signals: ``scanned`` with all that came, be it right or wrong."""

    scanned = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._fields: dict[QObject, _Field] = {}
        self._typed = ""
        self._field: _Field | None = None
        self._starts: list[tuple[int, Any]] = []
        self._before: Any = None
        self._holding = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._rest)

    def watch(self, editor: Editor, *more: QWidget) -> None:
        """Look at the keys of an editor, and of what belongs to it though it is no part of it."""

        def put(value: Any) -> None:
            if value != editor.value():
                editor.set_value(value)
                editor.edited.emit()

        # not what holds them: a key that a button does not use goes on to its parents
        typed_in = [
            each for each in editor.findChildren(QWidget) if each.focusPolicy() != Qt.FocusPolicy.NoFocus
        ]
        self._look_at((*typed_in, *more), _Field(editor.value, put))

    def watch_line(self, line: QLineEdit) -> None:
        """Look at the keys of a line that is no field."""
        self._look_at((line,), _Field(line.text, line.setText))

    def _look_at(self, widgets: Iterable[QWidget], field: _Field) -> None:
        for each in widgets:
            self._fields[each] = field
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if self._holding:
            return self._hold(event)
        if event.matches(QKeySequence.StandardKey.Paste):
            return self._pasted()
        field = self._fields[watched]
        letter = event.text()
        if not letter.isprintable() or not letter:
            self._typed = "" if event.text() else self._typed  # Shift alone has no text
            return False
        if field is not self._field or not self._typed:
            self._field, self._typed, self._starts = field, "", []
        if letter in "Pp":
            self._starts.append((len(self._typed), field.value()))
        self._typed += letter
        self._pause.start()
        return letter == "<" and self._has_begun()

    def _has_begun(self) -> bool:
        """Whether the lines begin somewhere in what was typed; the field then gets back what it held."""
        for at, before in self._starts:
            if " " not in self._typed[at:] and mrz.looks_begun(self._typed[at:]):
                self._typed, self._before, self._holding = self._typed[at:], before, True
                if self._field is not None:
                    self._field.put(before)
                return True
        return False

    def _pasted(self) -> bool:
        text = QGuiApplication.clipboard().text()
        if mrz.cut_out(text) is None:
            return False
        self.scanned.emit(text)
        return True

    def _hold(self, event: QKeyEvent) -> bool:
        letter = event.text()
        if goes_on(event):
            if mrz.is_whole(self._typed):
                self._finish()
            elif len(self._typed) != mrz.LINE:  # after the first line the second follows
                self._give_back()
                return False
            return True
        if letter and not letter.isprintable():
            self._give_back()
            return False
        self._typed += letter
        self._pause.start()
        return True

    @Slot()
    def _rest(self) -> None:
        if self._holding and mrz.is_whole(self._typed):
            self._finish()
        elif self._holding:
            self._give_back()
        else:
            self._typed = ""

    def _finish(self) -> None:
        text = self._stop()
        self.scanned.emit(text)

    def _give_back(self) -> None:
        field, before = self._field, self._before
        text = self._stop()
        if field is not None and (before is None or isinstance(before, str)):
            field.put(f"{before or ''}{text}")

    def _stop(self) -> str:
        self._pause.stop()
        text, self._typed, self._holding = self._typed, "", False
        return text
