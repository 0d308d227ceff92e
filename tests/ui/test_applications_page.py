"""The list by keyboard: narrowed by state, days and service, renewed in place, saved as a sheet."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from mobile_unit.clock import today
from mobile_unit.domain.applications import Filter
from mobile_unit.store import applications
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.models.applications_model import Column
from tests.store.test_search import take

CONTROL = Qt.KeyboardModifier.ControlModifier
NAMES = ("SITI AMINAH", "BUDI SANTOSO", "SRI WAHYUNI", "NYOMAN WIRAWAN")


@pytest.fixture
def page(window, unit, qtbot):
    """The list with four people, the first taken longest ago; one is rejected."""
    now = today(unit.clock)
    with unit.context.store.write() as connection:
        for ago, name in zip((40, 3, 3, 0), NAMES, strict=True):
            service = "passport.replacement" if name.startswith("SRI") else "passport.new"
            made = take(connection, name, day=now - timedelta(days=ago), service=service)
            if name.startswith("BUDI"):
                applications.set_status(connection, made, "rejected")
    window.shell.go("applications")
    found = window.shell.page
    qtbot.waitUntil(lambda: names(found) == [*reversed(NAMES)])
    return found


def names(page) -> list[str]:
    return [page.model.index(row, Column.NAME).data() for row in range(page.model.rowCount())]


def choose(qtbot, page, key: Qt.Key, times: int) -> None:
    qtbot.keyClick(page, key, CONTROL)
    for _ in range(times):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)


def test_each_filter_is_a_key_away(page, qtbot):
    choose(qtbot, page, Qt.Key.Key_2, 1)
    qtbot.waitUntil(lambda: names(page) == ["NYOMAN WIRAWAN"])
    choose(qtbot, page, Qt.Key.Key_2, 1)
    qtbot.waitUntil(lambda: names(page) == ["NYOMAN WIRAWAN", "SRI WAHYUNI", "BUDI SANTOSO"])
    choose(qtbot, page, Qt.Key.Key_3, page.filters.service.findData("passport.replacement"))
    qtbot.waitUntil(lambda: names(page) == ["SRI WAHYUNI"])
    qtbot.keyClick(page, Qt.Key.Key_0, CONTROL)
    qtbot.waitUntil(lambda: len(names(page)) == 4)
    choose(qtbot, page, Qt.Key.Key_1, page.filters.state.findData("rejected"))
    qtbot.waitUntil(lambda: names(page) == ["BUDI SANTOSO"])
    assert page.subtitle.text() == "1 application"
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(names(page)) == 4)


def test_from_and_to_are_typed_and_nonsense_is_marked(page, unit, qtbot):
    choose(qtbot, page, Qt.Key.Key_2, 4)
    assert page.filters.since.line.hasFocus()
    first = today(unit.clock) - timedelta(days=45)
    qtbot.keyClicks(page.filters.since.line, f"{first:%d%m%Y}")
    qtbot.keyClick(page.filters.since.line, Qt.Key.Key_Return)
    assert page.filters.until.line.hasFocus()
    qtbot.keyClicks(page.filters.until.line, f"{today(unit.clock) - timedelta(days=1):%d-%m-%Y}")
    qtbot.waitUntil(lambda: names(page) == ["SRI WAHYUNI", "BUDI SANTOSO", "SITI AMINAH"])
    page.filters.until.line.clear()
    qtbot.keyClicks(page.filters.until.line, "99")
    assert page.filters.until.line.property("fault") == "warn"


def test_what_changes_is_renewed_in_place_and_the_selection_stays(page, unit, window, qtbot):
    page.table.selectRow(2)
    chosen = page.model.id_at(page.table.currentIndex())
    resets = []
    page.model.modelReset.connect(lambda: resets.append(1))
    with unit.context.store.write() as connection:
        applications.set_status(connection, chosen, "ready")
        take(connection, "WAYAN", day=today(unit.clock))
    window.shell.place.announce(Changes(applications=True))
    qtbot.waitUntil(lambda: names(page)[:1] == ["WAYAN"])
    assert page.table.currentIndex().row() == 3
    assert page.model.id_at(page.table.currentIndex()) == chosen
    assert page.model.index(3, Column.STATE).data() == "Ready for pick-up"
    assert resets == []


def test_a_row_that_no_longer_matches_leaves_and_the_others_stay(page, unit, window, qtbot):
    choose(qtbot, page, Qt.Key.Key_1, page.filters.state.findData("waiting"))
    qtbot.waitUntil(lambda: names(page) == ["NYOMAN WIRAWAN", "SRI WAHYUNI", "SITI AMINAH"])
    page.table.selectRow(2)
    with unit.context.store.write() as connection:
        applications.set_status(connection, page.model.id_at(page.model.index(1, 0)), "ready")
    window.shell.place.announce(Changes(applications=True))
    qtbot.waitUntil(lambda: names(page) == ["NYOMAN WIRAWAN", "SITI AMINAH"])
    assert page.table.currentIndex().row() == 1


def test_the_list_is_saved_with_a_key(page, qtbot, tmp_path, monkeypatch):
    proposed = []

    def save(_parent, _title, name, _kinds):
        proposed.append(name)
        return str(tmp_path / "list"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    page.search.setText("sri")
    qtbot.waitUntil(lambda: names(page) == ["SRI WAHYUNI"])
    qtbot.keyClick(page, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: "was saved" in page.message.text)
    assert "SRI" not in proposed[0].upper()
    sheet = load_workbook(tmp_path / "list.xlsx").active
    assert [row[2].value for row in sheet.iter_rows(min_row=6)] == ["SRI WAHYUNI"]
    assert page.export.button.text().strip() == "Save list"


def test_an_officer_is_told_who_saves_lists(page, unit, window, qtbot, monkeypatch):
    officer = dataclasses.replace(unit.context.officer, nip="2", role="officer")
    monkeypatch.setattr(unit.exports, "_context", dataclasses.replace(unit.context, officer=officer))
    qtbot.keyClick(page, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: "team leader" in page.message.text)
    assert "Sari Wulandari" in page.message.text


def test_a_long_list_is_stopped_by_the_same_key(page, unit, qtbot, tmp_path, monkeypatch):
    def slow(_filter: Filter, _path, tell, checkpoint) -> int:
        tell(3, 9)
        while True:
            checkpoint()

    monkeypatch.setattr(unit.exports, "write", slow)
    page.export.save_to(tmp_path / "a.xlsx")
    qtbot.waitUntil(lambda: "3 of 9" in page.message.text)
    assert page.export.button.text().strip() == "Stop"
    page.export.button.click()
    qtbot.waitUntil(lambda: "No list" in page.message.text)
    assert page.export.button.text().strip() == "Save list"


def test_everybody_whose_data_is_here_by_keyboard_with_a_reason(page, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "people"), ""))
    qtbot.keyClick(page, Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(page.people.reason.hasFocus)
    qtbot.keyClick(page.people.reason, Qt.Key.Key_Return)
    assert not page.people.save.isEnabled(), "no reason, no list"
    qtbot.keyClicks(page.people.reason, "Stik USB hilang")
    qtbot.keyClick(page.people.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.people.isVisible())
    assert (tmp_path / "people.xlsx").exists()
    assert "4 people" in page.message.text
    qtbot.keyClick(page, Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(page.people.reason.hasFocus)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.people.isVisible()
