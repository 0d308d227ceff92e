"""One editor for each kind of field a form definition knows; each speaks in the record's own values."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPlainTextEdit

from mobile_unit.i18n import _, language, say
from mobile_unit.ui.widgets.basics import dress
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.editor import Editor, TextEditor, goes_on
from mobile_unit.ui.widgets.region_edit import RegionEdit, SearchEdit
from mobile_unit.ui.widgets.typed_editors import (
    CapitalsEditor,
    DateEditor,
    DigitsEditor,
    NameEditor,
    PhoneEditor,
)

if TYPE_CHECKING:
    from mobile_unit.app import Unit
    from mobile_unit.forms.catalogue import Field

CHOICES_SIDE_BY_SIDE = 4
LETTERS_SIDE_BY_SIDE = 34
SHORTEST_CHOICE, LONG_CHOICE, ROOM_AROUND_CHOICE = 14, 28, 40


class MultilineEditor(Editor):
    """A long text, broken by itself: it is kept as one line, so Enter goes on to the next field."""

    def __init__(self, *, capitals: bool = False) -> None:
        super().__init__()
        self._capitals = capitals
        self._text = QPlainTextEdit()
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(64)
        self._hold(self._text)
        self._setting = False
        self._text.textChanged.connect(self._changed)

    @Slot()
    def _changed(self) -> None:
        if not self._setting:
            self._enlarge()
            self.edited.emit()

    def _enlarge(self) -> None:
        """Make letters large as they come, in the same step of undoing."""
        text = self._text.toPlainText()
        if not self._capitals or text == text.upper():
            return
        place = len(text[: self._text.textCursor().position()].upper())
        cursor = QTextCursor(self._text.document())
        self._setting = True
        cursor.joinPreviousEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text.upper())
        cursor.endEditBlock()
        self._setting = False
        cursor.setPosition(place)
        self._text.setTextCursor(cursor)

    def value(self) -> Any:
        text = self._text.toPlainText()
        return text if text.strip() else None

    def set_value(self, value: Any) -> None:
        self._setting = True
        text = "" if value is None else str(value)
        self._text.setPlainText(text.upper() if self._capitals else text)
        self._setting = False

    def show_fault(self, fault: str) -> None:
        dress(self._text, fault=fault)


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
        self._row.stepped_back.connect(self.stepped_back)

    def value(self) -> Any:
        return self._row.value()

    def set_value(self, value: Any) -> None:
        self._row.set_value(value)

    def forbid(self, value: Any, why: str) -> None:
        self._row.forbid(value, why)

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
        # as wide as its field, not as its longest choice: that one would push the form out of sight
        self._list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._list.setMinimumContentsLength(SHORTEST_CHOICE)
        if max((len(words) for _value, words in choices), default=0) > LONG_CHOICE:
            opened = self._list.view()
            opened.setMinimumWidth(opened.sizeHintForColumn(0) + ROOM_AROUND_CHOICE)
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

    @property
    def is_choosing(self) -> bool:
        return self._line.popup.isVisible()

    @property
    def line(self) -> SearchEdit:
        return self._line

    def show_fault(self, fault: str) -> None:
        dress(self._line, fault=fault)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and goes_on(event):
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
        return MultilineEditor(capitals=field.normalise == "capitals")
    if field.kind == "digits":
        return DigitsEditor(16)
    if field.kind == "phone":
        return PhoneEditor()
    if field.kind == "date":
        return DateEditor(lambda: unit.clock.now().date(), with_age=field.key.endswith("birth_date"))
    if field.kind == "region":
        return SearchEditor(RegionEdit(unit.regions))
    if field.kind == "country":
        return SearchEditor(_country_edit())
    if field.kind == "boolean":
        return YesEditor(name)
    if field.format == "person-name":
        return NameEditor()
    if field.normalise == "capitals":
        return CapitalsEditor()
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
