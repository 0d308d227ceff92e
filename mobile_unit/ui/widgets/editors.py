"""One editor for each kind of field a form definition knows; each speaks in the record's own values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from mobile_unit.domain.people import age_on
from mobile_unit.i18n import _, language, say
from mobile_unit.ui.widgets.basics import dress, label
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.region_edit import RegionEdit, SearchEdit
from mobile_unit.ui.wording import day_in_words

if TYPE_CHECKING:
    from mobile_unit.app import Unit
    from mobile_unit.forms.catalogue import Field

CHOICES_SIDE_BY_SIDE = 4
LETTERS_SIDE_BY_SIDE = 34
WIDE_ENOUGH = 1000


class Editor(QWidget):
    """What a field is filled in with.

    Signals: ``edited`` at every change by the officer, ``left`` when the cursor leaves, ``entered`` for
    Enter.
    """

    edited = Signal()
    left = Signal()
    entered = Signal()

    def value(self) -> Any:
        """As the record keeps it; None for nothing. What can't be read comes as it was typed."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        raise NotImplementedError

    def show_fault(self, fault: str) -> None:
        """Mark the editor: ``error``, ``warn`` or nothing."""

    def describe(self, name: str, description: str) -> None:
        """What a screen reader says."""
        target = self.focusProxy() or self
        target.setAccessibleName(name)
        target.setAccessibleDescription(description)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            if event.reason() not in (
                Qt.FocusReason.PopupFocusReason,
                Qt.FocusReason.ActiveWindowFocusReason,
            ):
                self.left.emit()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_enter(event):
            self.entered.emit()
            return True
        return False

    def _is_enter(self, event: QKeyEvent) -> bool:
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )

    def _hold(self, widget: QWidget, beside: QWidget | None = None) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(widget, 1 if widget.maximumWidth() > WIDE_ENOUGH else 0)
        if beside is not None:
            line.addWidget(beside, 0 if line.stretch(0) else 1)
        self.setFocusProxy(widget)
        widget.installEventFilter(self)


class TextEditor(Editor):
    """Names, occupations, addresses of mail: one line of text."""

    def __init__(self, *, width: int | None = None, beside: QWidget | None = None) -> None:
        super().__init__()
        self.line = QLineEdit()
        if width is not None:
            self.line.setFixedWidth(width)
        self._hold(self.line, beside)
        self.line.textEdited.connect(self.edited)

    def value(self) -> Any:
        return self.line.text() if self.line.text().strip() else None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))

    def show_fault(self, fault: str) -> None:
        dress(self.line, fault=fault)


class MultilineEditor(Editor):
    """A few lines; Enter goes on to the next field, Shift+Enter breaks the line."""

    def __init__(self) -> None:
        super().__init__()
        self._text = QPlainTextEdit()
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(64)
        self._hold(self._text)
        self._setting = False
        self._text.textChanged.connect(self._changed)

    @Slot()
    def _changed(self) -> None:
        if not self._setting:
            self.edited.emit()

    def value(self) -> Any:
        text = self._text.toPlainText()
        return text if text.strip() else None

    def set_value(self, value: Any) -> None:
        self._setting = True
        self._text.setPlainText("" if value is None else str(value))
        self._setting = False

    def show_fault(self, fault: str) -> None:
        dress(self._text, fault=fault)


class DigitsEditor(TextEditor):
    """A long number in groups of four, with a count of its digits: 16 are soon miscounted."""

    def __init__(self, length: int) -> None:
        self._count = label("", "small")
        super().__init__(beside=self._count)
        self._length = length
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.line.textEdited.connect(self._group)
        self._tell()

    def value(self) -> Any:
        return self.line.text().replace(" ", "") or None

    def set_value(self, value: Any) -> None:
        self.line.setText(_grouped("" if value is None else str(value)))
        self._tell()

    @Slot(str)
    def _group(self, text: str) -> None:
        before = len(text[: self.line.cursorPosition()].replace(" ", ""))
        grouped = _grouped(text)
        if grouped != text:
            self.line.setText(grouped)
            self.line.setCursorPosition(_position_after(grouped, before))
        self._tell()

    def _tell(self) -> None:
        self._count.setText(f"{len(self.value() or '')}/{self._length}")


class DateEditor(TextEditor):
    """Day, month, year as they are said: ``15121964``, ``15-12-1964`` and ``15/12/1964`` are the same day."""

    def __init__(self, today: Callable[[], date], *, with_age: bool) -> None:
        self._meaning = label("", "small", wrap=True)
        super().__init__(width=132, beside=self._meaning)
        self._today = today
        self._with_age = with_age
        self.line.setPlaceholderText(_("dd-mm-yyyy"))
        self.line.textEdited.connect(self._tell)
        self.left.connect(self._tidy)

    def value(self) -> Any:
        read = _read_date(self.line.text())
        return read.isoformat() if read is not None else self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        try:
            self.line.setText(f"{date.fromisoformat(value):%d-%m-%Y}")
        except (ValueError, TypeError):
            self.line.setText("" if value is None else str(value))
        self._tell()

    @Slot()
    def _tidy(self) -> None:
        read = _read_date(self.line.text())
        if read is not None:
            self.line.setText(f"{read.day:02d}-{read.month:02d}-{read.year:04d}")

    @Slot()
    def _tell(self) -> None:
        read = _read_date(self.line.text())
        words = "" if read is None else day_in_words(read)
        if read is not None and self._with_age and read <= self._today():
            words = _("{date}, {age} years old").format(date=words, age=age_on(read, self._today()))
        self._meaning.setText(words)


class ChoiceRowEditor(Editor):
    """A few short choices, all in sight."""

    def __init__(self, choices: list[tuple[Any, str]], name: str) -> None:
        super().__init__()
        self._row = ChoiceRow(choices, name)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._row)
        self.setFocusProxy(self._row)
        self._row.changed.connect(self.edited)
        self._row.entered.connect(self.entered)

    def value(self) -> Any:
        return self._row.value()

    def set_value(self, value: Any) -> None:
        self._row.set_value(value)

    def describe(self, name: str, description: str) -> None:
        self._row.setAccessibleDescription(description)


class ChoiceListEditor(Editor):
    """Many choices, or one that may be left open, in a list that opens."""

    def __init__(self, choices: list[tuple[Any, str]], nothing: str) -> None:
        super().__init__()
        self._values = [None, *(value for value, _words in choices)]
        self._list = QComboBox()
        self._list.addItem(nothing)
        self._list.addItems([words for _value, words in choices])
        self._list.setMaxVisibleItems(14)
        self._hold(self._list)
        self._list.activated.connect(self.edited)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()  # scrolling the form must not change what was chosen
            return True
        return super().eventFilter(watched, event)

    def value(self) -> Any:
        return self._values[self._list.currentIndex()]

    def set_value(self, value: Any) -> None:
        self._list.setCurrentIndex(self._values.index(value) if value in self._values else 0)

    def show_fault(self, fault: str) -> None:
        dress(self._list, fault=fault)


class SearchEditor(Editor):
    """A village or country, found by typing; kept by its code, or as typed while none is chosen."""

    def __init__(self, line: SearchEdit) -> None:
        super().__init__()
        self._line = line
        self._hold(line)
        line.chosen.connect(self.edited)
        line.returnPressed.connect(
            self.entered
        )  # what the open list passes on does not pass the event filter

    def value(self) -> Any:
        return self._line.code() or self._line.text().strip() or None

    def set_value(self, value: Any) -> None:
        self._line.set_code(None if value is None else str(value))

    def show_fault(self, fault: str) -> None:
        dress(self._line, fault=fault)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_enter(event):
            self._line.take_best()
        return super().eventFilter(watched, event)


class YesEditor(Editor):
    """A tick: yes, or nothing said."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._box = QCheckBox(words)
        self._hold(self._box)
        self._box.toggled.connect(self._toggled)
        self._setting = False

    def value(self) -> Any:
        return True if self._box.isChecked() else None

    def set_value(self, value: Any) -> None:
        self._setting = True
        self._box.setChecked(value is True)
        self._setting = False

    @Slot()
    def _toggled(self) -> None:
        if not self._setting:
            self.edited.emit()


def editor_for(field: Field, unit: Unit) -> Editor:
    """The editor that a field's kind asks for; a kind of a newer catalogue is typed as text."""
    name = say(field.label)
    choices = [(choice.value, say(choice.label)) for choice in field.choices]
    if field.kind == "choice":
        letters = sum(len(words) + 4 for _value, words in choices)
        if field.required and len(choices) <= CHOICES_SIDE_BY_SIDE and letters <= LETTERS_SIDE_BY_SIDE:
            return ChoiceRowEditor(choices, name)
        return ChoiceListEditor(choices, _("Choose …") if field.required else _("None"))
    if field.kind == "multiline":
        return MultilineEditor()
    if field.kind == "digits":
        return DigitsEditor(16)
    if field.kind == "date":
        return DateEditor(lambda: unit.clock.now().date(), with_age=field.key.endswith("birth_date"))
    if field.kind == "region":
        return SearchEditor(RegionEdit(unit.regions))
    if field.kind == "country":
        return SearchEditor(_country_edit())
    if field.kind == "boolean":
        return YesEditor(name)
    return TextEditor()


def _country_edit() -> SearchEdit:
    from mobile_unit.forms.countries import countries

    names = {code: text.in_(language()) for code, text in countries().items()}
    words = {code: _plain(f"{text.id} {text.en} {code}") for code, text in countries().items()}

    def find(text: str) -> list[tuple[str, str]]:
        wanted = _plain(text)
        found = [code for code in names if wanted in words[code]]
        found.sort(key=lambda code: (not _plain(names[code]).startswith(wanted), names[code]))
        return [(code, names[code]) for code in found[:12]]

    return SearchEdit(find, names.get)


def _plain(text: str) -> str:
    """Without accents and case, so that what is easily typed is found."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _grouped(text: str) -> str:
    """``1808131512642258`` as ``1808 1315 1264 2258``; what is no digit stays, to be seen and mended."""
    close = re.sub(r"[\s.\-]+", "", text)
    return " ".join(close[at : at + 4] for at in range(0, len(close), 4))


def _position_after(grouped: str, letters: int) -> int:
    seen = 0
    for position, letter in enumerate(grouped):
        if seen == letters:
            return position
        seen += letter != " "
    return len(grouped)


def _read_date(text: str) -> date | None:
    """Day, month and a year of four digits, parted somehow or not at all; the century is never guessed."""
    match = re.fullmatch(r"\s*(\d{1,2})[\s./\-]+(\d{1,2})[\s./\-]+(\d{4})\s*", text) or re.fullmatch(
        r"\s*(\d{2})(\d{2})(\d{4})\s*", text
    )
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
