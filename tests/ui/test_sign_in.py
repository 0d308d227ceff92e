"""The first page: what it loads, signing in, setting up, language."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import Qt

from mobile_unit.app import Home
from mobile_unit.i18n import language
from mobile_unit.store import inbox, tries
from mobile_unit.ui.pages.lock import LockPage
from mobile_unit.ui.pages.set_up import SetUpPage
from mobile_unit.ui.pages.sign_in import SignInPage
from tests.ui.conftest import enter, type_here
from tests.units import NIP, OFFICER, PIN

NOT_YET = (
    "sqlalchemy",
    "sqlcipher3",
    "alembic",
    "reportlab",
    "requests",
    "jsonschema_rs",
    "phonenumbers",
    "PIL",
    "cryptography",
)


def test_the_first_frame_loads_nothing_of_later_pages(tmp_path):
    program = f"""
import sys
from pathlib import Path
from mobile_unit.app import Home
from mobile_unit.ui.main_window import run
(Path({str(tmp_path)!r}) / "unit").mkdir()
def ready(window):
    loaded = [name for name in {NOT_YET!r} if name in sys.modules]
    print(type(window.front).__name__, loaded)
    window.close()
sys.exit(run(Home(Path({str(tmp_path)!r})), ready=ready))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "SignInPage []", done.stderr
    assert done.returncode == 0
    assert done.stderr == ""


def test_signing_in_by_keyboard_with_the_last_digits(open_window, home, qtbot):
    window = open_window(home)
    assert isinstance(window.front, SignInPage)
    qtbot.waitUntil(window.front.who.hasFocus)
    type_here(qtbot, NIP[-4:])
    enter(qtbot)
    assert window.front.pin.hasFocus()
    type_here(qtbot, PIN)
    enter(qtbot)
    qtbot.waitUntil(lambda: window.shell is not None)
    assert window.shell.page.title.text() == "Today"
    qtbot.waitUntil(lambda: window.shell.page.taken.text == "0")


def test_a_wrong_pin_is_said_in_the_page_and_can_be_typed_again(open_window, home, qtbot):
    window = open_window(home)
    page = window.front
    page.who.setText(NIP)
    page.pin.setText("000000")
    qtbot.keyClick(page.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.message.text != "")
    assert "don't match" in page.message.text
    assert page.pin.text() == ""
    assert page.enter.isEnabled()
    page.pin.setText(PIN)
    qtbot.keyClick(page.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell is not None)


def test_signing_out_closes_the_database_and_shows_the_sign_in(window, unit, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(window.front, LockPage)
    window.front.out.click()
    assert type(window.front) is SignInPage
    assert window.shell is None


def test_the_language_changes_on_the_sign_in_page_and_is_remembered(open_window, home, qtbot):
    home.preferences.language = "id"
    window = open_window(home)
    assert language() == "id"
    window.change_language("en")
    assert window.front.enter.text() == "Sign in"
    assert Home(home.path).preferences.language == "en"


def test_a_fresh_laptop_is_set_up_first_and_pins_must_agree(open_window, tmp_path, qtbot):
    window = open_window(Home(tmp_path / "fresh"))
    page = window.front
    assert isinstance(page, SetUpPage)
    window.change_language("en")
    page = window.front
    for field, text in ((page.server, "http://127.0.0.1:9"), (page.code, "AAAA-BBBB-CCCC"), (page.nip, NIP)):
        field.setText(text)
    page.pin.setText("135790")
    page.again.setText("135791")
    qtbot.keyClick(page.again, Qt.Key.Key_Return)
    assert "not the same" in page.message.text
    page.again.setText("135790")
    qtbot.keyClick(page.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "can't be reached" in page.message.text)
    assert page.enter.isEnabled()


def test_after_too_many_wrong_pins_a_line_counts_down_also_after_a_restart(
    open_window, home, qtbot, monkeypatch
):
    machine = [1000.0]
    monkeypatch.setattr(tries, "uptime", lambda: machine[0])
    window = open_window(home)
    page = window.front
    for count in range(tries.FREE_TRIES):
        page.who.setText(NIP)
        page.pin.setText("000000")
        qtbot.keyClick(page.pin, Qt.Key.Key_Return)
        qtbot.waitUntil(page.enter.isEnabled)
        assert page.wait.isVisible() is (count == tries.FREE_TRIES - 1)
    assert "0:30" in page.wait.text()
    window.close()
    page = open_window(home).front
    qtbot.waitUntil(page.wait.isVisible)
    machine[0] += 12
    page.count_down()
    assert "0:18" in page.wait.text()
    machine[0] += 18
    page.count_down()
    assert not page.wait.isVisible()
    assert page.message.text == ""


def test_after_the_lease_the_team_leader_types_a_pin_too(open_window, home, unit, clock, qtbot):
    budi = {"nip": "198803032012121003", "name": "Budi Santoso", "role": "officer", "active": True}
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, budi])
    unit.access.give(budi["nip"], "975310")
    unit.close()
    clock.move(days=31)
    window = open_window(home)
    page = window.front
    assert not page.leader.isVisible()
    page.who.setText(budi["nip"])
    page.pin.setText("975310")
    qtbot.keyClick(page.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(page.leader.hasFocus)
    assert "team leader" in page.message.text
    type_here(qtbot, NIP[-4:])
    enter(qtbot)
    type_here(qtbot, PIN)
    enter(qtbot)
    qtbot.waitUntil(lambda: window.shell is not None)
    qtbot.waitUntil(lambda: "not heard for too long" in window.shell.page.alarm.text)
