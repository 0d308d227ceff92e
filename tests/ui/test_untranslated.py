"""No text reaches the window without going through translation: a language of brackets shows what does."""

from __future__ import annotations

import gettext
import re

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

from mobile_unit import i18n
from mobile_unit.app import Home
from mobile_unit.domain.texts import Text
from mobile_unit.ui.shell import _PLACES
from tests.ui.conftest import draft_from

#: names, units and words that are the same in every language
SAME = {
    *("NIK", "NIP", "PIN", "PDF", "JPEG", "PNG", "QR", "SALINAN", "XLSX", "MRZ", "WIB", "https"),
    *("Ctrl", "Alt", "Shift", "Enter", "Esc", "Del", "Delete", "Return", "Space"),
    *("Bahasa", "Indonesia", "English", "Permenkumham"),
}


class Brackets(gettext.NullTranslations):
    """Every text in brackets, its placeholders kept."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return f"⟦{singular if n == 1 else plural}⟧"


@pytest.fixture
def brackets(monkeypatch):
    monkeypatch.setattr(i18n, "_catalogue", lambda _language: Brackets())
    monkeypatch.setattr(Text, "in_", lambda text, _language: f"⟦{text.id}⟧")


def bare_words(text: str) -> list[str]:
    """What of a text stands outside of all brackets and is a word."""
    depth, outside = 0, []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        outside.append(letter if depth == 0 and letter != "⟧" else " ")
    return re.findall(r"[^\W\d_]{3,}", "".join(outside))


def texts_of(root: QWidget) -> list[tuple[str, str]]:
    """(where, text) of everything that is read or spoken below ``root``."""
    found: list[tuple[str, str]] = []
    for each in [root, *root.findChildren(QWidget)]:
        where = f"{type(each).__name__} in {type(each.parentWidget()).__name__}"
        said = [each.toolTip(), each.accessibleName(), each.accessibleDescription()]
        if isinstance(each, QLabel | QAbstractButton):
            said.append(each.text())
        if isinstance(each, QLineEdit):
            said.append(each.placeholderText())
        if isinstance(each, QComboBox):
            said += [each.itemText(n) for n in range(each.count())]
        if isinstance(each, QTableView):
            columns = range(each.model().columnCount())
            said += [str(each.model().headerData(n, Qt.Orientation.Horizontal)) for n in columns]
        found += [(where, text) for text in said if text]
    return found


def known_data(unit, *records) -> set[str]:
    """Words that come from people, places and the calendar."""
    locale = QLocale(QLocale.Language.Indonesian)
    words = [unit.info.name, unit.officer.name, unit.info.code, unit.info.server]
    words += [locale.monthName(n, form) for n in range(1, 13) for form in QLocale.FormatType]
    words += [locale.dayName(n) for n in range(1, 8)]
    words += [unit.regions.name_of(record["applicant"]["region"]) for record in records]
    words += ["Baradatu Gunung Katun", *(each.name for each in unit.regions.kecamatans())]
    words += [office.name for office in unit.referrals.directory()]
    for record in records:
        words += [str(value) for part in ("applicant", "answers") for value in record[part].values()]
    return {word for text in words for word in re.findall(r"[^\W\d_]{3,}", text)} | SAME


def untranslated(root: QWidget, known: set[str]) -> list[str]:
    return sorted(
        {
            f"{where}: {text}"
            for where, text in texts_of(root)
            for word in bare_words(text)
            if word not in known and word.title() not in known and not word.isupper()
        }
    )


def settle(qtbot, window) -> None:
    """Wait until what the page asked for is shown, and what that asked for in turn."""
    for _turn in range(2):
        done: list[object] = []
        window.tasks.run(lambda _task: None, done.append)
        qtbot.waitUntil(lambda done=done: bool(done))


@pytest.mark.usefixtures("brackets")
def test_every_page_speaks_through_translation(qtbot, open_window, home: Home, unit, adult, samples) -> None:
    home.preferences.language = "id"
    child = next(record for record in samples if "guardian" in record["answers"])
    unit.day.open_visit("18.08.04.2005")
    submitted = unit.intake.submit(draft_from(unit, adult).id)
    draft = draft_from(unit, child)
    window = open_window(home, unit)
    known = known_data(unit, adult, child)
    for place in _PLACES:
        window.shell.go(place.key, {"application": submitted.id, "new": draft.id}.get(place.key))
        settle(qtbot, window)
        assert untranslated(window.shell, known) == [], place.key


@pytest.mark.usefixtures("brackets")
def test_the_front_speaks_through_translation(open_window, home: Home, tmp_path) -> None:
    home.preferences.language = "id"
    assert untranslated(open_window(home).front, SAME) == []
    empty = Home(tmp_path / "empty")
    assert untranslated(open_window(empty).front, SAME) == []


def test_the_finder_finds() -> None:
    assert bare_words("⟦Saved {count} of⟧ 3 ⟦a ⟦b⟧⟧") == []
    assert bare_words("⟦Saved⟧ twice") == ["twice"]
