"""Nobody there, or Ctrl+L: everything is covered, and comes back as it was for the same officer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget

from mobile_unit.store import inbox
from mobile_unit.ui.idle import IdleWatch
from mobile_unit.ui.pages.lock import LockPage
from tests.ui.conftest import enter, press, type_here
from tests.units import NIP, OFFICER, PIN

BUDI = {"nip": "198803032012121003", "name": "Budi Santoso", "role": "officer", "active": True}
BUDIS_PIN = "975310"


@pytest.fixture
def form(window, unit, qtbot):
    """A begun application with the cursor in a field."""
    draft = unit.intake.new_draft("passport.new")
    window.shell.go("new", draft.id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None)
    editor = page.form.form.boxes["applicant.mother_name"].editor
    editor.setFocus()
    type_here(qtbot, "SITI AMINAH")
    return editor


def lock(window, qtbot):
    press(qtbot, window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(window.front, LockPage)


def test_the_same_pin_alone_comes_back_to_the_same_field(form, window, qtbot):
    shell, page = window.shell, window.shell.page
    lock(window, qtbot)
    assert not shell.isVisible()
    assert window.front.pin.hasFocus()
    type_here(qtbot, PIN)
    enter(qtbot)
    qtbot.waitUntil(shell.isVisible)
    assert window.shell is shell
    assert shell.page is page
    assert form.line.text() == "SITI AMINAH"
    assert QApplication.focusWidget() in (form, form.line)


def test_a_wrong_pin_stays_outside(form, window, qtbot):
    lock(window, qtbot)
    type_here(qtbot, "000000")
    enter(qtbot)
    qtbot.waitUntil(lambda: window.front.message.text != "")
    assert not window.shell.isVisible()


def test_another_officer_begins_anew_and_what_was_typed_is_a_draft(form, window, unit, home, qtbot):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI])
    unit.access.give(BUDI["nip"], BUDIS_PIN)
    lock(window, qtbot)
    window.front.who.setText(BUDI["nip"][-4:])
    type_here(qtbot, BUDIS_PIN)
    enter(qtbot)
    qtbot.waitUntil(lambda: window.front is None)
    other = window.shell.place.unit
    assert (other.officer.nip, window.shell.page.title.text()) == (BUDI["nip"], "Today")

    def kept() -> bool:
        return any(
            other.intake.draft(each.id).applicant.get("mother_name") == "SITI AMINAH"
            for each in other.intake.drafts()
        )

    qtbot.waitUntil(kept)


def test_an_officer_who_was_taken_off_the_list_does_not_come_back(window, unit, qtbot):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [BUDI])
    lock(window, qtbot)
    type_here(qtbot, PIN)
    enter(qtbot)
    qtbot.waitUntil(lambda: "no longer" in window.front.message.text)
    assert not window.shell.isVisible()


def test_dialogs_and_what_was_copied_are_gone_meanwhile(window, qtbot):
    dialog = QDialog(window)
    dialog.open()
    QGuiApplication.clipboard().setText("1808010101010001")
    window.lock()
    assert not dialog.isVisible()
    assert QGuiApplication.clipboard().text() == ""
    assert "1808" not in window.windowTitle()
    window.front.pin.setText(PIN)
    window.front.sign_in()
    qtbot.waitUntil(lambda: window.front is None)
    assert dialog.isVisible()
    dialog.close()


def test_nobody_is_named_on_the_lock(window, qtbot):
    lock(window, qtbot)
    shown = [each.text() for kind in (QLabel, QLineEdit) for each in window.front.findChildren(kind)]
    shown += [each.accessibleName() for each in window.front.findChildren(QWidget)]
    assert not any(OFFICER["name"] in each or NIP in each for each in shown)


def test_locked_for_long_it_is_signed_out(form, window, qtbot):
    lock(window, qtbot)
    window._locked_long.timeout.emit()
    assert window.shell is None
    assert not isinstance(window.front, LockPage)


def test_another_language_while_locked_stays_locked(window, qtbot):
    lock(window, qtbot)
    window.change_language("id")
    assert isinstance(window.front, LockPage)
    assert not window.shell.isVisible()


@pytest.fixture
def watch(qtbot, window):
    up = [100.0]
    made = IdleWatch(window, lambda: 300, lambda: up[0])
    made.up = up
    made.start()
    yield made
    made.stop()


def touched(watch, kind=QEvent.Type.KeyPress):
    return watch.eventFilter(watch, QEvent(kind))


def test_any_touch_begins_the_time_anew(watch, qtbot):
    for kind in (QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.Wheel):
        watch.up[0] += 299
        assert not touched(watch, kind)
    touched(watch, QEvent.Type.Paint)
    watch.up[0] += 299
    assert not watch.look()
    with qtbot.waitSignal(watch.reached):
        watch.up[0] += 1
        assert watch.look()


def test_the_first_touch_after_the_laptop_slept_does_nothing_but_lock(watch, qtbot):
    watch.up[0] += 3600
    with qtbot.waitSignal(watch.reached):
        assert touched(watch)


def test_the_window_locks_by_itself(window, home, qtbot):
    window._idle._since -= home.preferences.lock_after * 60
    window._idle.look()
    assert isinstance(window.front, LockPage)
    assert not window._idle.look()
