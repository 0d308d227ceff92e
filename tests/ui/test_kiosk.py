"""The survey's full screen: through the real window, and no way out of it but a PIN."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from mobile_unit.app import Home
from mobile_unit.domain.surveys import ELEMENTS
from mobile_unit.preferences import Preferences
from mobile_unit.store import inbox, surveys
from mobile_unit.ui.pages.leave_kiosk import InterruptedPage, LeaveKioskPage
from mobile_unit.ui.pages.lock import LockPage
from mobile_unit.ui.pages.questionnaire import QuestionnairePage
from tests.conftest import CHEAP
from tests.ui.conftest import enter, press, type_here
from tests.units import NIP, OFFICER, PIN

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
BUDI = {"nip": "198803032012121003", "name": "Budi Santoso", "role": "officer", "active": True}
BUDIS_PIN = "975310"


@pytest.fixture
def kiosk(window, qtbot):
    """The questionnaire on the screen; whatever is left of it at the end lets the window close."""
    window.shell.go("survey")
    press(qtbot, window.shell.page, Qt.Key.Key_K, CONTROL)
    assert isinstance(window.kiosk.page, QuestionnairePage)
    yield window.kiosk.page
    window.kiosk.open_door()


def answered(unit) -> list:
    with unit.context.store.read() as connection:
        return surveys.waiting(connection)


def fill_in(qtbot, page, digits: str = "1344444321", traits: str = "2340") -> None:
    """Begin in Indonesian, say the service and every score, and so much of oneself."""
    for digit in f"1{digits}{traits}":
        press(qtbot, page, getattr(Qt.Key, f"Key_{digit}"))


def test_an_applicant_answers_with_digits_alone(kiosk, unit, qtbot) -> None:
    fill_in(qtbot, kiosk)
    qtbot.waitUntil(lambda: kiosk.question.text() == "Terima kasih")
    (found,) = answered(unit)
    # on the screen, as on paper, facilities are asked before complaints
    assert [found.scores[key] for key in ELEMENTS] == [3, 4, 4, 4, 4, 4, 3, 1, 2]
    assert (found.family, found.place, found.month) == ("passport_new", "18.08.04", "2026-11")
    with unit.context.store.read() as connection:
        said = {(each.attribute, each.value) for each in surveys.waiting_traits(connection)}
    assert said == {("sex", "p"), ("age", "40"), ("education", "s1")}


def test_it_is_full_screen_and_its_buttons_are_large(kiosk, window, qtbot) -> None:
    assert window.isFullScreen()
    press(qtbot, kiosk, Qt.Key.Key_1)
    press(qtbot, kiosk, Qt.Key.Key_1)
    assert len(kiosk.buttons) == 4
    qtbot.waitUntil(lambda: all(each.height() >= 60 for each in kiosk.buttons))
    assert all(each.accessibleName() for each in kiosk.buttons)


def test_it_is_answered_by_touch_in_english(kiosk, qtbot) -> None:
    qtbot.mouseClick(kiosk.buttons[1], Qt.MouseButton.LeftButton)
    assert kiosk.question.text() == "Which service did you come for?"
    qtbot.mouseClick(kiosk.buttons[0], Qt.MouseButton.LeftButton)
    assert kiosk.buttons[3].text().endswith("Fits very well")


def test_one_may_go_back_skip_and_change_the_language(kiosk, unit, qtbot) -> None:
    for digit in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_4):
        press(qtbot, kiosk, digit)
    press(qtbot, kiosk, Qt.Key.Key_Backspace)
    chosen = [each.text()[0] for each in kiosk.buttons if each.property("chosen") == "yes"]
    assert chosen == ["4"]
    press(qtbot, kiosk, Qt.Key.Key_0)
    kiosk._speak("en")
    assert kiosk.sitting.at == 2
    assert kiosk.question.text().startswith("How easy")
    for _each in range(12):
        press(qtbot, kiosk, Qt.Key.Key_3 if kiosk.sitting.at < 10 else Qt.Key.Key_0)
    qtbot.waitUntil(lambda: kiosk.question.text() == "Thank you")
    (found,) = answered(unit)
    assert found.scores["u1"] is None
    assert found.family == "passport_replacement"


def test_who_answers_nothing_leaves_nothing(kiosk, unit, qtbot) -> None:
    press(qtbot, kiosk, Qt.Key.Key_1)
    press(qtbot, kiosk, Qt.Key.Key_1)
    for _each in range(13):
        press(qtbot, kiosk, Qt.Key.Key_0)
    assert kiosk.sitting is None
    assert kiosk.question.text() == "Bagaimana layanan kami?"
    assert answered(unit) == []


def test_left_alone_it_asks_and_then_forgets(kiosk, unit, qtbot) -> None:
    for digit in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_4):
        press(qtbot, kiosk, digit)
    kiosk.patience.timeout.emit()
    assert "15 seconds" in kiosk.warning.text()
    press(qtbot, kiosk, Qt.Key.Key_Shift)
    assert kiosk.warning.text().strip() == ""
    kiosk.patience.timeout.emit()
    for _second in range(15):
        kiosk.second.timeout.emit()
    assert kiosk.sitting is None
    assert kiosk.language == "id"
    assert answered(unit) == []


def test_no_key_leads_out_of_it(kiosk, window, unit, qtbot) -> None:
    """Every shortcut of the whole window, and the keys that close, leave or lock elsewhere."""
    shell, page = window.shell, window.shell.page
    keys = {shortcut.key() for shortcut in window.findChildren(QShortcut)}
    keys |= {
        QKeySequence(each) for each in ("Alt+F4", "Ctrl+W", "Ctrl+Q", "Esc", "F1", "F11", "Tab", "Ctrl+L")
    }
    assert len(keys) > 20
    for sequence in keys:
        combination = sequence[0]
        qtbot.keyClick(kiosk, combination.key(), combination.keyboardModifiers())
        assert window.kiosk.page is kiosk
        assert kiosk.isVisible()
        assert not shell.isVisible()
    assert shell.page is page
    assert window.front is None


def test_the_window_is_neither_closed_nor_made_small(kiosk, window, qtbot) -> None:
    assert not window.close()
    assert window.isVisible()
    window.setWindowState(Qt.WindowState.WindowMinimized)
    qtbot.waitUntil(lambda: not window.isMinimized())
    assert kiosk.isVisible()


def test_a_key_of_the_system_that_ends_full_screen_is_undone(kiosk, window, qtbot) -> None:
    window.setWindowState(Qt.WindowState.WindowMaximized)
    qtbot.waitUntil(window.isFullScreen)


def test_it_comes_forward_when_another_window_does(kiosk, window, qtbot, monkeypatch) -> None:
    came = []
    monkeypatch.setattr(window, "raise_", lambda: came.append(True))
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowDeactivate))
    qtbot.waitUntil(lambda: came == [True])


def test_neither_lock_nor_idleness_takes_it_away(kiosk, window) -> None:
    window.lock()
    assert window.kiosk.page is kiosk
    assert not isinstance(window.front, LockPage)
    window._idle.look()
    assert kiosk.isVisible()


def let_officer_in(window, qtbot) -> LeaveKioskPage:
    press(qtbot, window.kiosk.page, Qt.Key.Key_F12)
    page = window.kiosk.page
    assert isinstance(page, LeaveKioskPage)
    return page


def test_the_officers_pin_leads_back_to_where_they_were(kiosk, window, unit, qtbot) -> None:
    fill_in(qtbot, kiosk)
    qtbot.waitUntil(lambda: len(answered(unit)) == 1)
    shell = window.shell
    let_officer_in(window, qtbot)
    type_here(qtbot, PIN)
    enter(qtbot)
    qtbot.waitUntil(shell.isVisible)
    assert window.shell is shell
    assert not window.isFullScreen()
    assert not window.kiosk.is_on
    qtbot.waitUntil(lambda: shell.page.today.text == "1")


def test_a_wrong_pin_stays_outside_and_many_make_the_next_wait(kiosk, window, home, qtbot) -> None:
    page = let_officer_in(window, qtbot)
    for _each in range(5):
        type_here(qtbot, "000000")
        enter(qtbot)
        qtbot.waitUntil(page.enter.isEnabled)
    assert home.waiting() > 0
    assert page.wait.isVisible()
    type_here(qtbot, PIN)
    enter(qtbot)
    qtbot.waitUntil(page.enter.isEnabled)
    assert window.kiosk.page is page
    assert not window.shell.isVisible()


def test_an_empty_pin_is_no_pin(kiosk, window, qtbot) -> None:
    page = let_officer_in(window, qtbot)
    page.enter.click()
    qtbot.waitUntil(lambda: page.message.text != "" and page.enter.isEnabled())
    assert window.kiosk.page is page


def test_the_door_closes_again_by_itself_and_by_escape(kiosk, window, qtbot) -> None:
    page = let_officer_in(window, qtbot)
    press(qtbot, page, Qt.Key.Key_Escape)
    assert window.kiosk.page is kiosk
    page = let_officer_in(window, qtbot)
    page.unused.timeout.emit()
    assert window.kiosk.page is kiosk
    assert kiosk.isVisible()


def test_the_door_speaks_the_officers_language(kiosk, window, qtbot) -> None:
    page = let_officer_in(window, qtbot)
    page._change_language("id")
    assert isinstance(window.kiosk.page, LeaveKioskPage)
    assert window.kiosk.page.enter.text() == "Tinggalkan survei"
    assert window.kiosk.page.isVisible()
    assert not window.close()


def test_another_officer_comes_in_by_their_own_pin(kiosk, window, unit, qtbot) -> None:
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI])
    unit.access.give(BUDI["nip"], BUDIS_PIN)
    page = let_officer_in(window, qtbot)
    page.who.setText(BUDI["nip"][-4:])
    type_here(qtbot, BUDIS_PIN)
    enter(qtbot)
    qtbot.waitUntil(lambda: not window.kiosk.is_on)
    assert window.shell.place.unit.officer.nip == BUDI["nip"]
    assert window.shell.isVisible()


def test_after_a_crash_it_begins_behind_the_door(kiosk, window, unit, home, open_window, qtbot) -> None:
    """The program was killed: nothing was said to the preferences, what was finished is in the database."""
    fill_in(qtbot, kiosk)
    qtbot.waitUntil(lambda: len(answered(unit)) == 1)
    press(qtbot, kiosk, Qt.Key.Key_Home)
    press(qtbot, kiosk, Qt.Key.Key_1)
    window.kiosk.open_door()
    window.close()
    again = Home(home.path, clock=unit.clock, cost=CHEAP)
    assert again.preferences.kiosk
    other = open_window(again)
    assert isinstance(other.front, InterruptedPage)
    assert not other.front.forgot.isVisible()
    assert not other.close()
    other.front.who.setText(NIP[-4:])
    other.front.pin.setText(PIN)
    other.front.sign_in()
    qtbot.waitUntil(lambda: other.shell is not None and other.shell.isVisible())
    assert not other.kiosk.is_on
    assert not Preferences.load(home.path / "preferences.json").kiosk
    assert len(answered(other.shell.place.unit)) == 1
    assert other.close()


def test_an_answer_that_cannot_be_kept_is_not_lost(kiosk, window, unit, qtbot) -> None:
    """The database takes nothing at the last question: the answer waits on the screen until it was kept."""
    with unit.context.store.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON survey_traits BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    fill_in(qtbot, kiosk)
    qtbot.waitUntil(lambda: "panggil petugas" in kiosk.question.text())
    assert answered(unit) == []
    with unit.context.store.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    press(qtbot, kiosk, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: kiosk.question.text() == "Terima kasih")
    assert len(answered(unit)) == 1


def test_head_office_signs_the_officer_out_and_applicants_get_no_further(kiosk, window, qtbot) -> None:
    window.sign_out()
    assert isinstance(window.front, InterruptedPage)
    assert window.kiosk.is_on
    assert not window.close()
