"""Pages that are used less on an old laptop's screen at 150 %: nothing is squeezed, cut, or out of reach."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLabel

from mobile_unit.ui.widgets.basics import Scrolled, button
from mobile_unit.ui.wording import short_day_in_words
from tests.ui.test_pages import SMALL, show


@pytest.fixture(params=["id", "en"])
def small(window, request):
    window.change_language(request.param)
    window.resize(*SMALL)
    return window


def test_what_a_person_says_has_its_lines(small, qtbot):
    page = show(small, qtbot, "complaints")
    page.begin()
    qtbot.waitUntil(page.form.text.isVisible)
    assert page.form.text.height() == 104


def test_a_page_on_which_nothing_takes_the_cursor_is_scrolled_by_its_keys(small, qtbot):
    page = show(small, qtbot, "sync")
    (area,) = (each for each in page.findChildren(Scrolled) if each.isVisible())
    qtbot.waitUntil(lambda: area.can_scroll)
    page.take_focus()
    for key, end in ((Qt.Key.Key_PageDown, "maximum"), (Qt.Key.Key_PageUp, "minimum")):
        for _turn in range(5):
            qtbot.keyClick(QApplication.focusWidget(), key)
        assert area.verticalScrollBar().value() == getattr(area.verticalScrollBar(), end)()


def test_the_heading_has_the_room_beside_its_buttons(small, taken, samples, qtbot):
    submitted = taken(samples[2])[0]
    page = show(small, qtbot, "application", submitted.id)
    qtbot.waitUntil(lambda: page.title.text() == submitted.number)
    back = QApplication.focusWidget()
    qtbot.waitUntil(lambda: back.width() <= back.sizeHint().width())
    assert page.subtitle.width() > page.state.sizeHint().width()


def test_who_is_to_be_called_is_read_whole(small, qtbot):
    page = show(small, qtbot, "call_list")
    state = f"perlu dibayar, {short_day_in_words(date(2026, 11, 24))}"
    line = ("BAMBANG MAHARANI", "0812 7044 5175", "Gunung Katun, Baradatu", state)
    page.model.put([line] * 20)
    metrics = QLabel().fontMetrics()
    for column, words in enumerate(line):
        assert page.table.columnWidth(column) >= metrics.horizontalAdvance(words) + 12


def test_themes_of_outreach_are_read_whole(small, qtbot):
    for width, height in (SMALL, (1366, 768)):
        small.resize(width, height)
        page = show(small, qtbot, "outreach")
        qtbot.waitUntil(page.form.theme.isVisible)
        metrics, room = page.form.theme.fontMetrics(), page.form.theme.width() - 46
        words = [page.form.theme.itemText(row) for row in range(page.form.theme.count())]
        assert [each for each in words if metrics.horizontalAdvance(each) > room] == []


def test_a_button_that_cannot_be_pressed_shows_its_drawing(small, qtbot):
    drawn = button("Write", role="primary", picture="save").icon()
    normal, faint = (drawn.pixmap(20, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled))
    dark = [faint.pixelColor(x, y) for x in range(20) for y in range(20)]
    assert min(each.lightness() for each in dark if each.alpha() > 200) < 160
    assert normal != faint


def test_the_search_says_what_it_is_for(small, qtbot):
    search = show(small, qtbot, "services").search
    assert search.width() >= search.fontMetrics().horizontalAdvance(search.placeholderText()) + 24
