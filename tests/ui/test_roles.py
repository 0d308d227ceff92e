"""The window of somebody who maintains the laptop: no page that shows an application."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from mobile_unit.store import inbox
from mobile_unit.ui.announcements import Changes
from tests.ui.conftest import press
from tests.units import NIP, OFFICER, PIN


@pytest.fixture
def maintenance(home, unit):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [{**OFFICER, "role": "maintenance"}])
    unit.close()
    return home.sign_in(NIP, PIN)


def test_it_begins_with_what_it_may_do_and_nothing_leads_elsewhere(open_window, home, maintenance, qtbot):
    window = open_window(home, maintenance)
    shell = window.shell
    assert set(shell._buttons) == {"sync", "settings"}
    first = shell.page
    press(qtbot, shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    for key in (
        "today",
        "new",
        "applications",
        "application",
        "drafts",
        "closing",
        "receipt_check",
        "services",
    ):
        shell.go(key)
        assert shell.page is first
    shell.go("settings")
    assert shell.page.access is None
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert shell.page is first
    qtbot.waitUntil(lambda: shell.page.figure("received") == "0")
    assert shell.page.message.text == ""
    window.change_language("id")
    assert set(window.shell._buttons) == {"sync", "settings"}


def test_who_left_the_list_is_signed_out_when_head_office_was_heard(window, unit, qtbot):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [])
    window.shell.place.announce(Changes(link=True))
    qtbot.waitUntil(lambda: window.front is not None)
    assert window.shell is None
    assert "signed out" in window.front.message.text
