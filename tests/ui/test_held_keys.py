"""What is typed faster than a form opens is not lost, and does nothing else."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mobile_unit.ui.pages.new_application import ANEW
from tests.ui.conftest import press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")


@pytest.fixture
def lane(window):
    """Holds whatever the database is asked for until it is set."""
    released = threading.Event()
    window.shell.go("new", ANEW)
    window.shell.place.tasks.run(lambda _task: released.wait(20))
    yield released
    released.set()


def burst(qtbot, text: str) -> None:
    for letter in text:
        qtbot.keyClicks(QApplication.focusWidget(), letter)


def test_a_name_typed_while_the_form_opens_stands_in_it(qtbot, window, lane) -> None:
    page = window.shell.page
    burst(qtbot, "1agus salim")
    assert page.form is None
    assert page.chooser.filter.text() == ""
    lane.set()
    qtbot.waitUntil(lambda: page.form is not None)
    assert page.form.form.boxes["applicant.full_name"].value().casefold() == "agus salim"


def test_keys_for_a_form_that_one_left_are_forgotten(qtbot, window, lane) -> None:
    page = window.shell.page
    burst(qtbot, "1agus")
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert window.shell.page is not page
    lane.set()
    qtbot.waitUntil(lambda: page.form is not None)
    assert page.form.is_empty


def test_what_was_searched_is_gone_when_one_comes_back(qtbot, window) -> None:
    window.shell.go("new", ANEW)
    page = window.shell.page
    burst(qtbot, "hilang")
    assert page.chooser.filter.text() == "hilang"
    window.shell.go("today")
    window.shell.go("new")
    assert page.chooser.filter.text() == ""


def test_what_an_incomplete_form_was_told_does_not_stay(qtbot, window) -> None:
    window.shell.go("new", ANEW)
    page = window.shell.page
    burst(qtbot, "1")
    qtbot.waitUntil(lambda: page.form is not None)
    page.form.submit()
    qtbot.waitUntil(lambda: page.message.text != "")
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.form is None
    assert page.message.text == ""


def test_all_drafts_begin_without_a_search(qtbot, window) -> None:
    window.shell.go("drafts")
    page = window.shell.page
    qtbot.waitUntil(lambda: not page._nothing.isHidden())
    assert "matches" not in page._nothing.text()
    burst(qtbot, "sari")
    qtbot.waitUntil(lambda: "matches" in page._nothing.text())
    window.shell.go("today")
    window.shell.go("drafts")
    assert page.search.text() == ""


def test_help_is_read_by_keyboard_and_gives_the_cursor_back(qtbot, window) -> None:
    window.shell.go("applications")
    before = window.shell.page.filters.focusProxy() or window.shell.page.table
    before.setFocus()
    for close in (Qt.Key.Key_F1, Qt.Key.Key_Escape):
        press(qtbot, QApplication.focusWidget(), Qt.Key.Key_F1)
        assert QApplication.focusWidget() is window.shell._help.text
        press(qtbot, QApplication.focusWidget(), close)
        assert QApplication.focusWidget() is before


def test_the_line_for_the_old_passport_is_seen_from_the_foot_of_the_form(qtbot, window) -> None:
    window.shell.go("new", ANEW)
    page = window.shell.page
    burst(qtbot, "1")
    qtbot.waitUntil(lambda: page.form is not None)
    bar = page.form._area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    page.form.form.last_editor.setFocus()
    bar.setValue(bar.maximum())
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    line = page.form.offers.mrz_line
    qtbot.waitUntil(lambda: line.visibleRegion().boundingRect() == line.rect())


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_enter_or_down_in_the_search_marks_the_first_row(qtbot, window, taken, samples, key) -> None:
    taken(*samples[:2])
    window.shell.go("applications")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    press(qtbot, page.search, key)
    assert [index.row() for index in page.table.selectionModel().selectedRows()] == [0]
    press(qtbot, page.table, Qt.Key.Key_Down)
    assert page.table.currentIndex().row() == 1


def test_the_place_is_asked_for_by_its_key_before_one_was_chosen(qtbot, window) -> None:
    card = window.shell.page.visit
    qtbot.waitUntil(lambda: card.chooser_is_open)
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is card.edit


@pytest.mark.parametrize("key", ["applications", "settings", "today"])
def test_an_application_is_begun_from_everywhere(qtbot, window, key) -> None:
    window.shell.go(key)
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.shell._key == "new"
