"""More services: the tiles of the modules, found by digit and by arrows, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mobile_unit.ui.modules import modules
from mobile_unit.ui.pages.more import MorePage
from mobile_unit.ui.shell import _PLACES, _UNDER
from tests.ui.conftest import press


def test_every_tile_opens_a_page_by_a_digit_of_its_own(window, qtbot) -> None:
    digits = [each.digit for each in modules()]
    assert len(set(digits)) == len(digits)
    assert {each.key for each in modules()} <= {place.key for place in _PLACES}
    for each in modules():
        window.shell.go("more")
        press(qtbot, QApplication.focusWidget(), getattr(Qt.Key, f"Key_{each.digit}"))
        assert window.shell._key == each.key
        press(qtbot, window.shell, Qt.Key.Key_Escape)
        assert window.shell._key == _UNDER[each.key]


def test_the_arrows_move_and_enter_opens(window, qtbot) -> None:
    window.shell.go("more")
    page = window.shell.page
    assert page.tiles[0].hasFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        press(qtbot, QApplication.focusWidget(), key)
        assert page.tiles[0].hasFocus()
    for tile in page.tiles[1:]:
        press(qtbot, QApplication.focusWidget(), Qt.Key.Key_Right)
        assert tile.hasFocus()
    last = QApplication.focusWidget()
    press(qtbot, last, Qt.Key.Key_Right)
    assert last.hasFocus()
    press(qtbot, last, Qt.Key.Key_Return)
    assert window.shell._key == page.tiles[-1].module.key


def test_the_tile_that_was_opened_has_the_cursor_afterwards(window, qtbot) -> None:
    window.shell.go("more")
    page = window.shell.page
    page.tiles[-1].click()
    window.shell.go("more")
    assert page.tiles[-1].hasFocus()


def test_a_narrow_window_has_fewer_tiles_beside_each_other(open_window, home, unit) -> None:
    window = open_window(home, unit, size=(1000, 700))
    window.shell.go("more")
    page = window.shell.page
    assert isinstance(page, MorePage)
    narrow = page._columns
    window.resize(1366, 768)
    assert page._columns > narrow
