"""The window of a laptop that head office does not know any more: it says so, and has a way out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mobile_unit.app import Home
from mobile_unit.ui.widgets.link_line import LinkLine
from tests.conftest import CHEAP
from tests.faults.test_office_restored import restored_office
from tests.offices import NIP, PIN, Office, enrolled
from tests.ui.conftest import draft_from, press


@pytest.fixture
def office(tmp_path):
    running = Office(tmp_path / "office")
    running.start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def _look_often(monkeypatch):
    monkeypatch.setattr("mobile_unit.ui.link.LOOK_EVERY_SECONDS", 0.2)


def test_a_code_and_a_pin_and_head_office_knows_it_again(office, tmp_path, open_window, qtbot, adult):
    assert office.run("backup", "--plain", str(tmp_path / "empty.backup")).returncode == 0
    enrolled(office, tmp_path / "unit").close()
    restored_office(office, tmp_path / "empty.backup")
    home = Home(tmp_path / "unit", cost=CHEAP)
    home.preferences.language = "en"
    unit = home.sign_in(NIP, PIN)
    number = unit.intake.submit(draft_from(unit, adult).id).number
    window = open_window(home, unit)
    window.shell.go("sync")
    page = window.shell.page
    again, link, line = page.again, window.shell.place.link, window.shell.findChild(LinkLine)
    qtbot.waitUntil(again.isVisible)
    qtbot.waitUntil(lambda: "does not know this laptop any more" in page.message.text)
    qtbot.waitUntil(lambda: "Laptop not known" in line.toolTip())
    qtbot.waitUntil(again.code.hasFocus)
    QTest.keyClicks(again.code, office.code())
    press(qtbot, again.code, Qt.Key.Key_Return)
    qtbot.waitUntil(again.pin.hasFocus)
    QTest.keyClicks(again.pin, "000000")
    press(qtbot, again.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: again.enter.isEnabled() and again.pin.text() == "")
    assert page.message.text != ""
    assert again.isVisible()
    QTest.keyClicks(again.pin, PIN)
    press(qtbot, page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: not again.isVisible())
    qtbot.waitUntil(lambda: unit.sync.status().waiting == 0 and not link.running)
    assert unit.tracking.application(number).summary.state == "received"
    qtbot.waitUntil(lambda: not unit.sync.status().unknown)
    assert [row["number"] for row in office.lines("list")] == [number]


def test_where_head_office_knows_the_laptop_nothing_of_it_is_shown(window, qtbot):
    window.shell.go("sync")
    assert not window.shell.page.again.isVisible()
    press(
        qtbot,
        window.shell.page,
        Qt.Key.Key_D,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert not window.shell.page.again.isVisible()
