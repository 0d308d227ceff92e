"""The comparison with head office, by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt

from mobile_unit.demo import take_sample


def test_days_and_applications_by_keyboard(qtbot, window, unit, tmp_path):
    taken = take_sample(unit, 1)
    window.shell.go("sync")
    window.shell.page.compare.click()
    page = window.shell.page
    qtbot.waitUntil(lambda: page.days.rowCount() == 1 and page.followed.rowCount() == 1)
    assert "1 day" in page.verdict.text()
    assert page.followed.index(0, 0).data() == taken.number
    assert "this laptop only" in page.followed.index(0, 2).data()
    page.save_to(tmp_path / "out.xlsx")
    qtbot.waitUntil(lambda: (tmp_path / "out.xlsx").exists())
    page.take_focus()
    qtbot.keyClick(page.day_table, Qt.Key.Key_Return)
    qtbot.waitUntil(page.table.hasFocus)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell.page is not page)
    window.shell.go("comparison")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.shell.page is not page
