"""Lines that help while one types: names, long numbers, phones, dates; the cursor stays at its letter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QLineEdit

from mobile_unit.domain.people import age_on, possible_births
from mobile_unit.forms import formats
from mobile_unit.i18n import _
from mobile_unit.ui.widgets.basics import label
from mobile_unit.ui.widgets.editor import TextEditor
from mobile_unit.ui.wording import day_in_words

YEARS_AHEAD = 20
"""No date of a passport lies further off."""


class NameEditor(TextEditor):
    """A person's name with single spaces; kept as it is written on the paper.

    What was typed without any capital is no paper's way of writing, but haste: it becomes capitals, as on
    the ID card.
    """

    def __init__(self) -> None:
        super().__init__()
        self.line.textEdited.connect(self._collapse)

    def value(self) -> Any:
        return formats.text(self.line.text()) or None

    @Slot(str)
    def _collapse(self, text: str) -> None:
        close = re.sub(r"\s+", " ", text).lstrip()
        if close != text:
            before = re.sub(r"\s+", " ", text[: self.line.cursorPosition()]).lstrip()
            self.line.setText(close)
            self.line.setCursorPosition(min(len(before), len(close)))

    def settle(self) -> None:
        settled = formats.name(self.line.text())
        if settled != self.line.text():
            self.line.setText(settled)
            self.edited.emit()


class CapitalsEditor(TextEditor):
    """A line whose letters are large while one types (``formats.capitals``)."""

    def __init__(self) -> None:
        super().__init__()
        self.line.setValidator(Capitals(self.line))

    def settle(self) -> None:
        settled = formats.capitals(self.line.text())
        if settled != self.line.text():
            self.line.setText(settled)
            self.edited.emit()


class Capitals(QValidator):
    """Makes letters large as they come into a line, so that what is undone is one's own typing."""

    def validate(self, text: str, place: int) -> object:
        large = text.upper()
        return QValidator.State.Acceptable, large, place + len(text[:place].upper()) - len(text[:place])


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
        self.line.setText(_in_fours("" if value is None else str(value)))
        self._tell()

    @Slot(str)
    def _group(self, text: str) -> None:
        _regroup(self.line, _in_fours(text))
        self._tell()

    def _tell(self) -> None:
        self._count.setText(f"{len(self.value() or '')}/{self._length}")


class PhoneEditor(TextEditor):
    """A phone number in groups; ``0812…``, ``62812…``, ``812…`` and ``+62 812…`` are the same one."""

    def __init__(self) -> None:
        super().__init__()
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        self.line.textEdited.connect(self._group)

    def value(self) -> Any:
        return formats.phone(self.line.text()) if self.line.text().strip() else None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else formats.phone_to_read(str(value)))

    @Slot(str)
    def _group(self, text: str) -> None:
        _regroup(self.line, formats.grouped_phone(text))

    def settle(self) -> None:
        self.line.setText(formats.phone_to_read(self.line.text()))


class DateEditor(TextEditor):
    """Day, month, year as they are said: ``15121964``, ``15-12-1964`` and ``15/12/1964`` are the same day.

    A year of two digits is written out when the cursor leaves, to be seen; where a birth date can be of two
    centuries, that is said too.
    """

    def __init__(self, today: Callable[[], date], *, with_age: bool) -> None:
        self._meaning = label("", "small", wrap=True)
        super().__init__(width=132, beside=self._meaning)
        self._today = today
        self._with_age = with_age
        self._other: date | None = None
        self.line.setPlaceholderText(_("dd-mm-yyyy"))
        self.line.textEdited.connect(self._typed)

    def value(self) -> Any:
        read = _read_date(self.line.text())
        return read.isoformat() if read is not None else self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        self._other = None
        try:
            self.line.setText(f"{date.fromisoformat(value):%d-%m-%Y}")
        except (ValueError, TypeError):
            self.line.setText("" if value is None else str(value))
        self._tell()

    def settle(self) -> None:
        read = _read_date(self.line.text())
        if read is None:
            read, self._other = self._read_short(self.line.text())
            if read is None:
                return
            self.line.setText(f"{read:%d-%m-%Y}")
            self._tell()
            self.edited.emit()
        self.line.setText(f"{read.day:02d}-{read.month:02d}-{read.year:04d}")

    def _read_short(self, text: str) -> tuple[date | None, date | None]:
        """The day that a year of two digits most likely means, and the other it may mean."""
        match = _match_date(text, r"\d{2}")
        if match is None:
            return None, None
        day, month, year = (int(part) for part in match.groups())
        if self._with_age:
            found = possible_births(year, month, day, self._today())
            return found[0] if found else None, found[1] if len(found) > 1 else None
        century = 2000 if 2000 + year <= self._today().year + YEARS_AHEAD else 1900
        return _day(century + year, month, day), None

    @Slot()
    def _typed(self) -> None:
        self._other = None
        self._tell()

    def _tell(self) -> None:
        read = _read_date(self.line.text())
        words = "" if read is None else day_in_words(read)
        if read is not None and self._with_age and read <= self._today():
            words = _("{date}, {age} years old").format(date=words, age=age_on(read, self._today()))
        if self._other is not None:
            words += ". " + _("For {year}, write the whole year.").format(year=self._other.year)
        self._meaning.setText(words)


def _in_fours(text: str) -> str:
    """``1808131512642258`` as ``1808 1315 1264 2258``; what is no digit stays, to be seen and mended."""
    close = re.sub(r"[\s.\-]+", "", text)
    return " ".join(close[at : at + 4] for at in range(0, len(close), 4))


def _regroup(line: QLineEdit, grouped: str) -> None:
    """Show the same letters in other groups, the cursor after the letter it was after."""
    if grouped == line.text():
        return
    before = len(re.sub(r"[\s.\-()]+", "", line.text()[: line.cursorPosition()]))
    line.setText(grouped)
    line.setCursorPosition(_position_after(grouped, before))


def _position_after(grouped: str, letters: int) -> int:
    seen = 0
    for position, letter in enumerate(grouped):
        if seen == letters:
            return position
        seen += letter != " "
    return len(grouped)


def _read_date(text: str) -> date | None:
    """Day, month and a year of four digits, parted somehow or not at all."""
    match = _match_date(text, r"\d{4}")
    return _day(int(match[3]), int(match[2]), int(match[1])) if match else None


def _match_date(text: str, year: str) -> re.Match[str] | None:
    return re.fullmatch(rf"\s*(\d{{1,2}})[\s./\-]+(\d{{1,2}})[\s./\-]+({year})\s*", text) or re.fullmatch(
        rf"\s*(\d{{2}})(\d{{2}})({year})\s*", text
    )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
