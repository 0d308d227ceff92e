"""The page of the queue, the hall's window, and how an application ends a ticket's service."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.planned import Booking
from mobile_unit.services.printers import SYSTEM, Printer
from mobile_unit.services.queue_views import Choices
from mobile_unit.store import planned_visits
from mobile_unit.ui import hall_voice
from mobile_unit.ui.hall_voice import HallVoice
from tests.services.test_planned_visits import NIK, plan_of
from tests.ui.conftest import draft_from, press, submit
from tests.units import PIN

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
DAY = "2026-11-24"


class Heard(HallVoice):
    """Keeps what would be heard."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def call(self, words: str) -> None:
        if not self.muted:
            self.said.append(words)


@pytest.fixture
def page(window, unit, qtbot):
    unit.day.open_visit("18.08.04")
    unit.queue.choose(Choices("Loket 1", prints=False))
    window.shell.place.hall.voice = Heard()
    press(qtbot, window.shell, Qt.Key.Key_Q, CONTROL | SHIFT)
    shown = window.shell.page
    qtbot.waitUntil(lambda: len(shown.take.buttons) == 3)
    return shown


def heard(page) -> list[str]:
    return page.place.hall.voice.said


def numbers(page) -> list[str]:
    """Those who wait, and below them who was not there."""
    return [page.call.list.item(n).text().split(" · ")[0] for n in range(page.call.list.count())]


def first_line(page) -> str:
    return page.call.list.item(0).text() if page.call.list.count() else ""


def give(page, qtbot, key, count: int) -> None:
    press(qtbot, page, key)
    qtbot.waitUntil(lambda: page.call.list.count() == count)


def test_what_is_typed_on_arriving_renames_no_counter(page, qtbot) -> None:
    qtbot.waitUntil(lambda: page.take.buttons[0].hasFocus())
    assert not page.counter.hasFocus()


def test_one_key_gives_a_number_and_one_calls_the_next(page, qtbot) -> None:
    give(page, qtbot, Qt.Key.Key_F2, 1)
    assert (page.take.number.text(), page.take.number.isVisible()) == ("A-001", True)
    press(qtbot, page, Qt.Key.Key_2, CONTROL)
    assert page.take.value() == "elderly"
    give(page, qtbot, Qt.Key.Key_F2, 2)
    assert page.take.value() is None
    give(page, qtbot, Qt.Key.Key_F4, 3)
    assert numbers(page) == ["A-002", "A-001", "C-001"]
    assert "Elderly" in page.call.list.item(0).text()
    press(qtbot, page, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: page.call.number.text() == "A-002")
    press(qtbot, page, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: len(heard(page)) == 2)
    assert set(heard(page)) == {"Nomor antrean A, nol nol dua. Silakan ke Loket 1."}
    press(qtbot, page, Qt.Key.Key_M, CONTROL)
    qtbot.waitUntil(lambda: "Sound on" in page.mute.text())
    press(qtbot, page, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: page.call.number.text() == "A-001")
    assert len(heard(page)) == 2


def test_who_is_not_there_comes_back_and_who_needs_more_waits_again(page, unit, qtbot) -> None:
    give(page, qtbot, Qt.Key.Key_F2, 1)
    press(qtbot, page, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: page.call.number.text() == "A-001")
    press(qtbot, page, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: "was not there" in first_line(page))
    press(qtbot, page, Qt.Key.Key_F, CONTROL | SHIFT)
    page.call.list.setCurrentRow(0)
    press(qtbot, page.call.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "waits" in first_line(page))
    press(qtbot, page.call.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.call.number.text() == "A-001")
    press(qtbot, page, Qt.Key.Key_B, CONTROL)
    qtbot.waitUntil(lambda: not page.call.miss.isEnabled())
    press(qtbot, page, Qt.Key.Key_3, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: page.call.list.count() == 1)
    assert unit.queue.look().waiting[0].kind == "other"
    press(qtbot, page, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: page.call.number.text() == "A-001")
    press(qtbot, page, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: page.call.number.text() == "–")
    assert unit.queue.look().summary.served == 1


def test_who_is_booked_gets_a_number_by_name_once(page, unit, qtbot) -> None:
    booked = (Booking(uuid7(), "ZUBAIDAH", NIK, "passport.new", "09:30"), Booking(uuid7(), "MADE", ""))
    with unit.context.store.write() as connection:
        planned_visits.put(connection, plan_of(DAY, bookings=booked))
    page.reload()
    qtbot.waitUntil(lambda: page.take.list.count() == 2)
    press(qtbot, page, Qt.Key.Key_F, CONTROL)
    page.take.list.setCurrentRow(0)
    press(qtbot, page.take.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "A-001" in page.take.list.item(1).text())
    assert "1 of 2" in page.take.list_title.text()
    assert not page.take.list.item(1).flags() & Qt.ItemFlag.ItemIsEnabled
    assert [each.number for each in unit.queue.look().waiting] == ["A-001"]


def test_an_application_begun_from_a_ticket_ends_it(page, window, unit, qtbot, adult) -> None:
    give(page, qtbot, Qt.Key.Key_F2, 1)
    press(qtbot, page, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: page.call.number.text() == "A-001")
    press(qtbot, page, Qt.Key.Key_Return, CONTROL)
    new = window.shell.page
    assert new is not page
    assert QApplication.focusWidget().property("service").startswith("passport.")
    new.chooser.chosen.emit("passport.new")
    qtbot.waitUntil(lambda: new.form is not None)
    draft = new.form.draft_id
    qtbot.waitUntil(lambda: unit.queue.look().current.application == draft)
    made = draft_from(unit, adult)
    unit.queue.link(unit.queue.look().current.id, made.id)
    new.open(made.id)
    qtbot.waitUntil(lambda: new.form is not None and new.form.draft_id == made.id)
    submit(qtbot, new)
    qtbot.waitUntil(lambda: new.receipt.isVisible())
    assert unit.queue.look().current is None
    press(qtbot, window.shell, Qt.Key.Key_Q, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: page.call.number.text() == "–")


def test_a_new_application_without_a_ticket_leaves_the_queue_alone(page, window, unit, qtbot) -> None:
    give(page, qtbot, Qt.Key.Key_F2, 1)
    press(qtbot, page, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: page.call.number.text() == "A-001")
    press(qtbot, page, Qt.Key.Key_Return, CONTROL)
    press(qtbot, window.shell, Qt.Key.Key_N, CONTROL)
    window.shell.page.chooser.chosen.emit("passport.new")
    qtbot.waitUntil(lambda: window.shell.page.form is not None)
    assert unit.queue.look().current.application is None


def test_the_hall_sees_numbers_also_behind_the_lock(page, window, unit, qtbot) -> None:
    hall = window.shell.place.hall
    press(qtbot, page, Qt.Key.Key_H, CONTROL)
    display = hall.display
    qtbot.waitUntil(lambda: "Unit Keliling 1 · Baradatu" in display.words)
    assert "Please take a number" in display.words
    for count in range(1, 6):
        give(page, qtbot, Qt.Key.Key_F2, count)
    for number in ("A-001", "A-002", "A-003", "A-004"):
        press(qtbot, page, Qt.Key.Key_F6)
        qtbot.waitUntil(lambda number=number: page.call.number.text() == number)
    qtbot.waitUntil(lambda: "A-004" in display.words)
    assert display.words[2:9] == [
        "Now called", "A-004", "Loket 1", "Passport", "A-003 Loket 1", "A-002 Loket 1", "A-001 Loket 1"
    ]  # fmt: skip
    assert display.words[9].startswith("1 waiting")
    assert display.is_fresh
    assert not display.grab().isNull()
    assert window.isActiveWindow()
    display.screen = lambda: None  # one of its own
    window.lock()
    assert display.isVisible()
    window.front.pin.setText(PIN)
    press(qtbot, window.front.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.front is None)
    window.change_language("id")
    assert "Sekarang dipanggil" in display.words
    window.sign_out()
    assert hall.display is None


def test_the_halls_window_is_closed_by_its_own_button_too(page, window, qtbot) -> None:
    page.hall.click()
    assert "Close" in page.hall.text()
    window.shell.place.hall.display.close()
    qtbot.waitUntil(lambda: "Close" not in page.hall.text())
    page.hall.click()
    assert window.shell.place.hall.is_open
    window.close()
    assert not window.shell.place.hall.is_open


def test_on_the_only_screen_the_lock_covers_it_and_brings_it_back(page, window, qtbot) -> None:
    page.hall.click()
    display = window.shell.place.hall.display
    window.lock()
    assert not display.isVisible()
    window.front.pin.setText(PIN)
    press(qtbot, window.front.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.front is None)
    assert display.isVisible()


def test_without_a_sound_device_the_system_beeps(qapp, monkeypatch) -> None:
    beeps = []
    monkeypatch.setattr(hall_voice, "find_spec", lambda _name: None)
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(1))
    voice = HallVoice()
    voice.muted = True
    voice.call("A")
    assert beeps == []
    voice.muted = False
    voice.call("A")
    assert beeps == [1]


def test_a_slip_is_printed_and_once_more(page, unit, qtbot, monkeypatch) -> None:
    from mobile_unit.ui import printing

    printed = []
    monkeypatch.setattr(printing, "hand_over", lambda printer, sheets, title: printed.append(title))
    unit.printers.remember(Printer(SYSTEM, "Loket", "", "80mm"))
    unit.queue.choose(Choices("Loket 1", prints=True))
    page.reload()
    qtbot.waitUntil(page.take.prints.isChecked)
    give(page, qtbot, Qt.Key.Key_F3, 1)
    give(page, qtbot, Qt.Key.Key_F3, 2)  # while the first one may still be under way
    qtbot.waitUntil(lambda: printed == ["B-001", "B-002"])
    qtbot.waitUntil(lambda: "handed" in page.message.text and page.printer._under_way is None)
    press(qtbot, page, Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(lambda: unit.queue.look().choices.english)
    press(qtbot, page, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: printed == ["B-001", "B-002", "B-002"])


def test_the_day_says_how_many_wait_and_so_does_its_closing(page, window, qtbot) -> None:
    give(page, qtbot, Qt.Key.Key_F2, 1)
    window.shell.go("today")
    today = window.shell.page
    qtbot.waitUntil(lambda: "1 waits in the queue" in today.queue.text)
    window.shell.go("closing", DAY)
    qtbot.waitUntil(lambda: "1 still waits in the queue" in window.shell.page.account.facts.text())
    window.shell.go("today")
    today.queue.action.click()
    assert window.shell.page is page
