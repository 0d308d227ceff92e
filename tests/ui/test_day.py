"""The day by keyboard: opened, rested, closed by a team leader's PIN, opened again; its warnings."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from mobile_unit.domain.alarms import Thresholds
from mobile_unit.store import inbox, visits
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.widgets.link_line import LinkLine
from tests.ui.conftest import draft_from, enter, press, submit, type_here
from tests.units import NIP, OFFICER, PIN

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
DAY = date(2026, 11, 24)
BUDI = {"nip": "198502022010012002", "name": "Budi Santoso", "role": "officer", "active": True}
DEWI = {"nip": "198203032008031003", "name": "Dewi Lestari", "role": "supervisor", "active": True}
DEWIS_PIN = "975310"


@pytest.fixture
def team(unit):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI, DEWI])
    unit.access.give(DEWI["nip"], DEWIS_PIN)


def last_entry(unit):
    with unit.context.store.read() as connection:
        return visits.entries_of(connection, DAY)[-1]


def closing(window, qtbot):
    """The closing page, reached by its key, with the day's figures on it."""
    qtbot.waitUntil(lambda: window.shell.page.close_day.isVisible())
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.account.submitted.text != "–")
    return page


def _lines(page) -> list[QAbstractButton]:
    return [b for b in page.findChildren(QAbstractButton) if b.property("role") == "line" and b.isVisible()]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_opening_names_those_present(team, window, unit, qtbot):
    card = window.shell.page.visit
    qtbot.waitUntil(lambda: card.chooser_is_open and len(card.present) == 1)
    assert card.present == [NIP]
    assert "No printer is remembered" in card.printer
    card.edit.setFocus()
    type_here(qtbot, "baradatu")
    card.tick(BUDI["nip"]).setFocus()
    press(qtbot, card.tick(BUDI["nip"]), Qt.Key.Key_Space)
    card.edit.setFocus()
    enter(qtbot)
    qtbot.waitUntil(lambda: card.where == "Baradatu")
    assert card.since == "Open since 09.00 · Budi Santoso, Sari Wulandari"
    assert {who["nip"] for who in last_entry(unit).body["officers"]} == {NIP, BUDI["nip"]}


def test_a_pause_and_its_end_are_one_key(window, unit, clock, qtbot):
    unit.day.open_visit("18.08.04")
    window.shell.place.announce(Changes(day=True))
    card = window.shell.page.visit
    qtbot.waitUntil(lambda: card.pause.isVisible())
    clock.move(hours=3, minutes=3)
    press(qtbot, window, Qt.Key.Key_B, CONTROL)
    qtbot.waitUntil(lambda: "Resting since 12.03" in card.since)
    press(qtbot, window, Qt.Key.Key_B, CONTROL)
    qtbot.waitUntil(lambda: "Open since" in card.since)
    assert last_entry(unit).kind == "visit.resumed"


def test_an_application_can_begin_before_a_place_is_chosen(window, qtbot):
    page = window.shell.page
    qtbot.waitUntil(page.visit.edit.hasFocus)
    assert page.begin.property("role") == "primary"
    press(qtbot, page.visit.edit, Qt.Key.Key_N, CONTROL)
    assert window.shell.page is not page
    assert window.shell.page.chooser.isVisible()


def test_a_day_is_closed_by_keyboard_alone(team, open_window, home, unit, taken, samples, clock, qtbot):
    for submitted in taken(*samples[:2]):
        unit.receipts.print(submitted.id, target="printer")
    window = open_window(home, unit)
    page = closing(window, qtbot)
    assert (page.account.submitted.text, page.account.receipted.text) == ("2", "2")
    assert page.account.verdict.text() == "All three agree."
    assert page.signing.who.currentData() == DEWI["nip"], "who took all of it is not proposed"
    assert "Sari Wulandari took all of it" in page.signing.note.text()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.signing.pin)
    type_here(qtbot, "000000")
    enter(qtbot)
    qtbot.waitUntil(lambda: "1 wrong PIN" in page.message.text)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.signing.pin)
    type_here(qtbot, DEWIS_PIN)
    enter(qtbot)
    qtbot.waitUntil(lambda: page.report.pages.count == 1)
    assert unit.closing.look(DAY).signed_by == "Dewi Lestari"
    assert unit.officer.nip == NIP
    press(qtbot, page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "signed by Dewi Lestari" in window.shell.page.visit.since)
    assert "report" in window.shell.page.close_day.text()


def test_alone_one_is_proposed_and_told_so(open_window, home, unit, taken, samples, qtbot):
    taken(samples[0])
    page = closing(open_window(home, unit), qtbot)
    assert page.signing.who.currentData() == NIP
    assert "alone" in page.signing.note.text()
    page.signing.pin.setText(PIN)
    page.signing.sign.click()
    qtbot.waitUntil(lambda: page.report.isVisible())
    assert last_entry(unit).body["alone"] is True


def test_without_a_team_leader_nobody_can_sign_and_it_is_said(open_window, home, unit, qtbot):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [{**OFFICER, "role": "officer"}])
    unit.day.open_visit("18.08.04")
    page = closing(open_window(home, unit), qtbot)
    assert not page.signing.sign.isEnabled()
    assert "Ask head office" in page.signing.note.text()


def test_what_lacks_a_receipt_opens_and_old_drafts_come_first(
    open_window, home, unit, taken, samples, clock, qtbot
):
    old = draft_from(unit, samples[3])
    clock.move(days=1)
    draft_from(unit, samples[4])
    submitted = taken(samples[0])[0]
    window = open_window(home, unit)
    page = closing(window, qtbot)
    qtbot.waitUntil(lambda: len(_lines(page)) == 3)
    names = [line.accessibleName() for line in _lines(page)]
    assert names[0] == f"{submitted.number}, No receipt was handed out"
    assert names[1].startswith(samples[3]["applicant"]["full_name"])
    assert names[2].startswith(samples[4]["applicant"]["full_name"])
    assert page.account.verdict.text() == "The three do not agree."
    discard = [b for b in page.findChildren(QAbstractButton) if "Throw this" in b.accessibleName()]
    for _press in range(2):
        discard[0].click()
    qtbot.waitUntil(lambda: old.id not in [draft.id for draft in unit.intake.drafts()])
    qtbot.waitUntil(lambda: len(_lines(page)) == 2)
    _lines(page)[0].setFocus()
    enter(qtbot)
    qtbot.waitUntil(lambda: window.shell.page.title.text() == submitted.number)


def test_a_report_is_saved_and_the_day_opened_again(open_window, home, unit, taken, samples, tmp_path, qtbot):
    taken(samples[0])
    unit.closing.close(DAY, NIP, PIN)
    window = open_window(home, unit)
    qtbot.waitUntil(lambda: "Closed at" in window.shell.page.visit.since)
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.report.pages.count == 1)
    page.report.paper.save_to(tmp_path / "report.pdf")
    qtbot.waitUntil(lambda: "saved" in page.message.text)
    assert (tmp_path / "report.pdf").read_bytes() == unit.closing.report(DAY)
    page.report.paper.save_to(tmp_path / "nowhere" / "report.pdf")
    qtbot.waitUntil(lambda: "could not be written" in page.message.text)
    page.report.reason.setFocus()
    enter(qtbot)
    assert unit.day.today().state == "closed", "not without a reason"
    type_here(qtbot, "masih ada pemohon")
    enter(qtbot)
    qtbot.waitUntil(lambda: page.signing.isVisible())
    assert last_entry(unit).body["reason"] == "masih ada pemohon"


def test_an_application_after_the_closing_says_that_the_day_is_open_again(
    open_window, home, unit, taken, samples, adult, qtbot
):
    taken(samples[3])
    unit.closing.close(DAY, NIP, PIN)
    window = open_window(home, unit)
    window.shell.go("new", draft_from(unit, adult).id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None)
    submit(qtbot, page)
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    assert "opened it again" in page.message.text


def test_yesterday_left_open_is_told_and_one_key_away(open_window, home, unit, taken, samples, clock, qtbot):
    taken(samples[0])
    clock.move(days=1)
    window = open_window(home, unit)
    today = window.shell.page
    qtbot.waitUntil(lambda: "Tuesday, 24 November 2026 was not closed." in today.unclosed.text)
    press(qtbot, window, Qt.Key.Key_E, CONTROL | SHIFT)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.account.submitted.text == "1")
    assert "24 November 2026" in page.subtitle.text()
    page.signing.pin.setText(PIN)
    page.signing.sign.click()
    qtbot.waitUntil(lambda: page.report.isVisible())
    assert not page.report.reason.isVisible(), "only today can be opened again"
    press(qtbot, page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: today.unclosed.text == "")


def test_warnings_are_one_line_here_and_a_word_by_the_connection(
    open_window, home, unit, taken, samples, clock, qtbot
):
    taken(samples[0])
    unit.day.set_thresholds(Thresholds(disk=(0, 0, 0)))
    window = open_window(home, unit)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.taken.text == "1")
    assert page.alarm.text == ""
    clock.move(days=3)
    window.shell.place.announce(Changes(day=True))
    qtbot.waitUntil(lambda: "has waited 3 days" in page.alarm.text)
    foot = window.shell.findChild(LinkLine)
    qtbot.waitUntil(lambda: "Unsent for 3 days" in foot.accessibleName())
    assert page.begin.isEnabled()


def test_a_clock_set_back_is_told_and_stops_nothing(open_window, home, unit, taken, samples, clock, qtbot):
    taken(samples[0])
    clock.move(hours=-2)
    page = open_window(home, unit).shell.page
    qtbot.waitUntil(lambda: "clock went back: 2 hours" in page.clock.text)
    assert page.begin.isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_rounds_news_disturbs_nobody(team, open_window, home, unit, taken, samples, adult, qtbot):
    draft_from(unit, adult)
    taken(samples[3])
    unit.day.open_visit("18.08.04")
    window = open_window(home, unit)
    page, news = window.shell.page, Changes(applications=True, day=True, link=True)
    qtbot.waitUntil(lambda: page.visit.where == "Baradatu" and len(_lines(page)) == 1)
    press(qtbot, window, Qt.Key.Key_T, CONTROL)
    type_here(qtbot, "kas")
    window.shell.place.announce(news)
    unit.day.pause()
    window.shell.place.announce(news)
    qtbot.waitUntil(lambda: "Resting" in page.visit.since)
    assert page.visit.chooser_is_open
    assert page.visit.edit.text() == "kas"
    page = closing(window, qtbot)
    qtbot.waitUntil(lambda: len(_lines(page)) == 2)
    page.signing.who.setCurrentIndex(page.signing.who.findData(NIP))
    page.signing.pin.setText("1357")
    line = _lines(page)[0]
    line.setFocus()
    submitted = taken(samples[4])[0]
    unit.receipts.print(submitted.id)
    window.shell.place.announce(news)
    qtbot.waitUntil(lambda: page.account.submitted.text == "2")
    assert QApplication.focusWidget() is line
    assert (page.signing.who.currentData(), page.signing.pin.text()) == (NIP, "1357")


def test_a_window_left_open_over_midnight_shows_the_new_day(
    open_window, home, unit, taken, samples, clock, qtbot
):
    taken(samples[3])
    page = open_window(home, unit).shell.page
    qtbot.waitUntil(lambda: page.taken.text == "1")
    clock.move(hours=15, minutes=1)
    page.place.turn_of_day.look()
    qtbot.waitUntil(lambda: page.taken.text == "0" and "24 November" in page.unclosed.text)
    assert "25 November 2026" in page.subtitle.text()


def test_enter_many_times_signs_once(open_window, home, unit, taken, samples, qtbot):
    taken(samples[3])
    page = closing(open_window(home, unit), qtbot)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.signing.pin)
    type_here(qtbot, PIN)
    for _press in range(10):
        enter(qtbot)
    qtbot.waitUntil(lambda: page.report.pages.count == 1)
    assert unit.closing.look(DAY).closings == 1
    assert "Thank you" in page.message.text
