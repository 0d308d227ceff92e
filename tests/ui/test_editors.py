"""Small things that are easily wrong: dates as they are said, digits in groups, the keyboard's way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from mobile_unit.i18n import set_language
from mobile_unit.ui.pictures import pdf_pages, thumbnail_of
from mobile_unit.ui.theme import DARK, LIGHT, Tokens
from mobile_unit.ui.widgets.choice_row import ChoiceRow
from mobile_unit.ui.widgets.editors import MultilineEditor
from mobile_unit.ui.widgets.typed_editors import (
    CapitalsEditor,
    DateEditor,
    DigitsEditor,
    NameEditor,
    PhoneEditor,
)
from mobile_unit.ui.wording import how_long_ago, moment_in_words
from tests.pictures import pdf, picture


@pytest.fixture
def date_editor(qtbot):
    editor = DateEditor(lambda: date(2026, 11, 24), with_age=True)
    qtbot.addWidget(editor)
    return editor


@pytest.mark.parametrize("typed", ["15121964", "15-12-1964", "15/12/1964", "15 12 1964", "15.12.1964"])
def test_a_date_is_read_however_it_is_written(date_editor, qtbot, typed):
    qtbot.keyClicks(date_editor.line, typed)
    assert date_editor.value() == "1964-12-15"


@pytest.mark.parametrize("typed", ["15-12-64", "31-02-1990", "1990-01-02", "12", "32131990"])
def test_what_is_no_date_is_kept_as_typed(date_editor, qtbot, typed):
    """The century of 64 is never guessed, and the check says what is wrong."""
    qtbot.keyClicks(date_editor.line, typed)
    assert date_editor.value() == typed


def test_a_place_is_in_large_letters_while_it_is_typed(qtbot):
    editor = CapitalsEditor()
    qtbot.addWidget(editor)
    qtbot.keyClicks(editor.line, "baru")
    editor.line.setCursorPosition(0)
    qtbot.keyClicks(editor.line, "kota ")
    assert (editor.value(), editor.line.cursorPosition()) == ("KOTA BARU", 5)
    editor.set_value("Baradatu")
    assert editor.value() == "BARADATU"


def test_an_address_is_in_large_letters_while_it_is_typed_and_can_be_undone(qtbot):
    editor = MultilineEditor(capitals=True)
    qtbot.addWidget(editor)
    told = []
    editor.edited.connect(lambda: told.append(editor.value()))
    line = editor.focusProxy()
    qtbot.keyClicks(line, "no. 9")
    line.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClicks(line, "jl. ")
    assert editor.value() == told[-1] == "JL. NO. 9"
    assert len(told) == 9
    assert line.textCursor().position() == 4
    line.undo()
    assert len(editor.value() or "") < 9


def test_a_choice_that_is_closed_can_be_opened_again(qtbot):
    row = ChoiceRow([("e", "Electronic"), ("n", "Non-electronic")], "Type")
    qtbot.addWidget(row)
    row.forbid("e", "Only the other is free.")
    assert [made.isEnabled() for made in row.buttons] == [False, True]
    assert row.focusProxy() is row.buttons[1]
    qtbot.keyClick(row.buttons[1], Qt.Key.Key_E)
    assert row.value() is None
    row.forbid(None, "")
    assert [made.isEnabled() for made in row.buttons] == [True, True]
    assert row.focusProxy() is row.buttons[0]
    qtbot.keyClick(row.buttons[0], Qt.Key.Key_E)
    assert row.value() == "e"


def leave(editor) -> None:
    """As when the cursor goes to another field."""
    editor.settle()


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        ("151264", "1964-12-15", "61 years old"),
        ("15-12-64", "1964-12-15", "61 years old"),
        ("1/3/87", "1987-03-01", "39 years old"),
        ("010319", "2019-03-01", "For 1919, write the whole year."),
        ("311226", "1926-12-31", "99 years old"),
        ("290200", "2000-02-29", "26 years old"),
    ],
)
def test_a_year_of_two_digits_is_written_out_to_be_seen(date_editor, qtbot, typed, kept, said):
    set_language("en")
    qtbot.keyClicks(date_editor.line, typed)
    with qtbot.waitSignal(date_editor.edited):
        leave(date_editor)
    assert date_editor.value() == kept
    assert said in date_editor._meaning.text()
    assert date_editor.line.text() == f"{date.fromisoformat(kept):%d-%m-%Y}"


@pytest.mark.parametrize(("typed", "kept"), [("160335", "2035-03-16"), ("170598", "1998-05-17")])
def test_other_dates_of_two_digits_are_of_our_time(qtbot, typed, kept):
    editor = DateEditor(lambda: date(2026, 11, 24), with_age=False)
    qtbot.addWidget(editor)
    qtbot.keyClicks(editor.line, typed)
    leave(editor)
    assert editor.value() == kept


@pytest.mark.parametrize(
    ("typed", "seen", "kept"),
    [
        ("081271234567", "0812 7123 4567", "+6281271234567"),
        ("6281271234567", "62 812 7123 4567", "+6281271234567"),
        ("81271234567", "812 7123 4567", "+6281271234567"),
        ("+62-812-7123-4567", "+62 812 7123 4567", "+6281271234567"),
        ("0841", "0841", "0841"),
    ],
)
def test_a_phone_is_grouped_while_typed_and_kept_whole(qtbot, typed, seen, kept):
    editor = PhoneEditor()
    qtbot.addWidget(editor)
    qtbot.keyClicks(editor.line, typed)
    assert editor.line.text() == seen
    assert editor.value() == kept
    leave(editor)
    assert editor.value() == kept
    editor.set_value("+6281271234567")
    assert editor.line.text() == "0812 7123 4567"


@given(digits=st.from_regex(r"08[0-9]{0,11}", fullmatch=True), at=st.integers(0, 13))
def test_a_phone_is_grouped_without_moving_the_cursor_off_its_digit(qapp, digits, at):
    editor = PhoneEditor()
    at = min(at, len(digits))
    line = editor.line
    line.setText(digits)
    line.setCursorPosition(at)
    line.insert("7")
    line.textEdited.emit(line.text())
    assert line.text().replace(" ", "") == f"{digits[:at]}7{digits[at:]}"
    assert line.text()[: line.cursorPosition()].replace(" ", "") == f"{digits[:at]}7"


@pytest.mark.parametrize(
    ("typed", "seen", "kept"),
    [
        ("  siti   aminah ", "siti aminah ", "SITI AMINAH"),
        ("Siti McDonald", "Siti McDonald", "Siti McDonald"),
        ("SITI  AMINAH", "SITI AMINAH", "SITI AMINAH"),
        ("ni'mah al-farisi", "ni'mah al-farisi", "NI'MAH AL-FARISI"),
    ],
)
def test_a_name_has_single_spaces_and_is_kept_as_written(qtbot, typed, seen, kept):
    editor = NameEditor()
    qtbot.addWidget(editor)
    qtbot.keyClicks(editor.line, typed)
    assert editor.line.text() == seen
    leave(editor)
    assert editor.value() == editor.line.text() == kept


def test_a_space_in_the_middle_of_a_name_leaves_the_cursor_there(qtbot):
    editor = NameEditor()
    qtbot.addWidget(editor)
    editor.set_value("SITI AMINAH")
    editor.line.setCursorPosition(5)
    qtbot.keyClicks(editor.line, " NUR ")
    assert editor.line.text() == "SITI NUR AMINAH"
    assert editor.line.cursorPosition() == 9


def test_the_same_letter_again_goes_on_to_the_next_choice(qtbot):
    row = ChoiceRow([("s", "Single"), ("d", "Divorced"), ("w", "Divorced by death")], "Status")
    qtbot.addWidget(row)
    taken = []
    for letter in "dds":
        qtbot.keyClicks(row.buttons[0], letter)
        taken.append(row.value())
    assert taken == ["d", "w", "s"]


def test_an_empty_date_is_nothing(date_editor):
    assert date_editor.value() is None


@given(days=st.integers(0, 50_000))
def test_a_date_of_a_record_comes_back_the_same(qapp, days):
    day = date(1900, 1, 1) + timedelta(days=days)
    editor = DateEditor(lambda: date(2026, 11, 24), with_age=False)
    editor.set_value(day.isoformat())
    assert editor.value() == day.isoformat()


@given(digits=st.text("0123456789", max_size=20), at=st.integers(0, 20))
def test_digits_are_grouped_without_moving_the_cursor_off_its_digit(qapp, digits, at):
    editor = DigitsEditor(16)
    at = min(at, len(digits))
    editor.set_value(digits)
    assert (editor.value() or "") == digits
    line = editor.line
    line.setText(digits)
    line.setCursorPosition(at)
    line.insert("7")
    line.textEdited.emit(line.text())
    assert editor.value() == f"{digits[:at]}7{digits[at:]}"
    assert line.text()[: line.cursorPosition()].replace(" ", "") == f"{digits[:at]}7"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_row_of_choices_is_one_stop_and_moves_by_arrows_and_letters(qtbot):
    row = ChoiceRow([("m", "Male"), ("f", "Female"), ("x", "Other")], "Sex")
    qtbot.addWidget(row)
    with qtbot.waitActive(row):
        row.show()
        row.activateWindow()
    row.setFocus()
    assert row.value() is None
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert row.value() == "f"
    qtbot.keyClicks(QApplication.focusWidget(), "o")
    assert row.value() == "x"
    with qtbot.waitSignal(row.entered):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    row.set_value("none of these")
    assert row.value() is None
    stops = [b for b in row.buttons if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_choice_that_is_not_to_be_had_says_why_and_is_passed_over(qtbot):
    row = ChoiceRow([("e", "Electronic"), ("n", "Non-electronic"), ("x", "Other")], "Type")
    qtbot.addWidget(row)
    row.forbid("n", "No longer offered.")
    assert not row.buttons[1].isEnabled()
    assert row.buttons[1].accessibleDescription() == "No longer offered."
    row.set_value("e")
    qtbot.keyClick(row.buttons[0], Qt.Key.Key_Right)
    assert row.value() == "x"
    qtbot.keyClicks(row.buttons[2], "n")
    assert row.value() == "x"


def test_pictures_of_scans_and_pdfs(qapp):
    assert thumbnail_of(picture(size=(3000, 2000)), "image/jpeg", QSize(60, 44)).size() == QSize(60, 44)
    assert thumbnail_of(pdf(2), "application/pdf", QSize(60, 44)).size() == QSize(60, 44)
    assert thumbnail_of(b"no picture", "image/jpeg", QSize(60, 44)).isNull()
    pages = pdf_pages(pdf(3), width=500)
    assert [page.width() for page in pages] == [500, 500, 500]


def test_times_are_said_as_people_say_them(clock):
    set_language("en")
    now = clock.now()
    assert how_long_ago(None, now) == "not yet"
    assert how_long_ago((now - timedelta(seconds=20)).isoformat(), now) == "just now"
    assert how_long_ago((now - timedelta(minutes=12)).isoformat(), now) == "12 minutes ago"
    assert how_long_ago((now - timedelta(hours=1)).isoformat(), now) == "1 hour ago"
    assert how_long_ago((now - timedelta(days=3)).isoformat(), now) == "21 Nov 2026, 09:00"
    assert moment_in_words("not a time") == "not a time"


PAIRS = (
    ("text", "page"), ("text", "surface"), ("muted", "page"), ("muted", "surface"), ("muted", "sunken"),
    ("on_accent", "accent"), ("accent", "surface"), ("accent", "page"), ("accent_strong", "accent_soft"),
    ("error", "surface"), ("error", "error_soft"), ("warn", "warn_soft"), ("good", "good_soft"),
    ("text", "error_soft"), ("text", "warn_soft"), ("rail_text", "rail"), ("rail_muted", "rail"),
    ("rail_text", "rail_active"),
)  # fmt: skip


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_every_text_stands_out_from_its_background(colours: Tokens, pair):
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1."""
    front, back = (_luminance(getattr(colours, name)) for name in pair)
    assert (max(front, back) + 0.05) / (min(front, back) + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
