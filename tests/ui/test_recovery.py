"""From "Everyone forgot the PIN" at the sign-in to the day's page, by a request and an answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from mobile_unit.app import Home
from mobile_unit.ui.pages.recovery import RecoveryPage
from mobile_unit.ui.pages.sign_in import SignInPage
from tests.conftest import CHEAP
from tests.offices import NIP, enrolled, running_office
from tests.ui.conftest import press, type_here

NEW = "864209"


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def at_sign_in(office, tmp_path, open_window):
    enrolled(office, tmp_path / "unit").close()
    home = Home(tmp_path / "unit", cost=CHEAP)
    home.preferences.language = "en"
    return open_window(home)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """What the system's dialogs answer."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(tmp_path / "request"), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(tmp_path / "answer"), ""))


def test_by_keyboard_to_a_new_pin(office, at_sign_in, files, qtbot, tmp_path):
    window = at_sign_in
    press(
        qtbot, window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    page = window.front
    assert isinstance(page, RecoveryPage)
    qtbot.waitUntil(page.who.hasFocus)
    for field, text in ((page.who, NIP), (page.pin, NEW), (page.again, NEW)):
        assert field.hasFocus()
        type_here(qtbot, text)
        press(qtbot, field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.code.isVisible)
    assert "stick can be removed" in page.message.text
    assert page.pin.text() == page.again.text() == ""
    answered = office.run(
        "recover", str(tmp_path / "request"), "--code", page.code.text(), "--out", str(tmp_path / "answer")
    )
    assert answered.returncode == 0, answered.stderr
    qtbot.waitUntil(page.chosen.hasFocus)
    type_here(qtbot, NEW)
    press(qtbot, page.chosen, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell is not None)
    assert window.shell.place.unit.officer.nip == NIP


def test_a_request_is_still_under_way_after_a_restart_and_can_be_given_up(at_sign_in, files, qtbot, tmp_path):
    window = at_sign_in
    asked = window.home.ask_for_recovery(NIP, NEW, tmp_path / "request")
    window.front.forgot.click()
    page = window.front
    assert page.code.isVisible()
    assert page.code.text() == asked.code
    assert not page.who.isVisible()
    page.anew.click()
    assert page.who.isVisible()
    press(qtbot, page, Qt.Key.Key_Escape)
    assert type(window.front) is SignInPage


def test_what_does_not_fit_is_said_in_the_page(at_sign_in, files, qtbot, tmp_path):
    window = at_sign_in
    window.front.forgot.click()
    page = window.front
    page.who.setText(NIP)
    page.pin.setText("123456")
    page.again.setText("123457")
    page.ask.click()
    assert "not the same" in page.message.text
    page.again.setText("123456")
    page.ask.click()
    qtbot.waitUntil(lambda: "sequence" in page.message.text)
    assert page.ask.isEnabled()
    window.home.ask_for_recovery(NIP, NEW, tmp_path / "request")
    window.show_recovery()
    page = window.front
    (tmp_path / "answer").write_bytes(b"anything")
    page.chosen.setText(NEW)
    page.take.click()
    qtbot.waitUntil(lambda: "no answer from head office" in page.message.text)
    assert page.take.isEnabled()
