"""Between form and number: duplicates, the preview, the notice, and Enter pressed far too often."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

from mobile_unit.services.printers import Printer
from mobile_unit.ui.widgets import burst_guard
from mobile_unit.ui.widgets.burst_guard import QUIET_MS
from tests.ui.conftest import draft_from, enter, press, submit, type_here

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def complete(window, unit, qtbot, adult):
    """The page with a form in which nothing is open."""
    window.shell.go("new", draft_from(unit, adult).id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None)
    confirm_all(page)
    return page


def confirm_all(page) -> None:
    for box in page.form.form.boxes.values():
        for warning in box.warnings:
            warning.confirm()


def preview(page):
    return page.form.submission.preview


def opened_preview(page, qtbot):
    press(qtbot, page.form, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.form.submission.shows_preview)
    return preview(page)


def hold_enter(times: int) -> None:
    """What a held key sends."""
    for _n in range(times):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
            QApplication.sendEvent(QApplication.focusWidget(), key)


def taken(unit) -> int:
    return unit.tracking.search("").total


def test_the_applicant_reads_everything_before_it_is_submitted(complete, unit, qtbot, adult):
    seen = opened_preview(complete, qtbot)
    person = adult["applicant"]
    for words in (person["full_name"], person["mother_name"], "E-ID card (KTP)", "Rp950.000"):
        assert words in seen.text
    nik = person["nik"]
    assert f"{nik[:4]} {nik[4:8]} {nik[8:12]} {nik[12:]}" in seen.text
    assert seen.submit_button.hasFocus()
    assert taken(unit) == 0


def test_a_referral_is_recorded_not_submitted_and_says_so_before_and_after(window, unit, qtbot, adult):
    lost = {**adult, "service": "passport.replacement", "documents": ()}
    lost["answers"] = {**adult["answers"], "reason": "lost", "old_passport_number": "A1234567"}
    window.shell.go("new", draft_from(unit, lost).id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None)
    confirm_all(page)
    seen = opened_preview(page, qtbot)
    assert seen.submit_button.text().strip() == "Record and refer (Enter)"
    assert seen.submit_button.accessibleName() == "Record and refer"
    assert "recorded and referred" in seen.text
    assert "submit" not in seen.text.casefold()
    seen.submit_button.click()
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    assert page.title.text() == "Referral"
    assert page.receipt.paper.print_button.text().strip() == "Print the referral"
    (row,) = unit.tracking.search("").rows
    window.shell.go("application", row.id)
    shown = window.shell.page
    qtbot.waitUntil(lambda: shown.receipt.print_button.text().strip() == "Print the referral")

    def words() -> list[str]:
        return [each.text() for each in shown.findChildren(QLabel) if each.isVisible()]

    qtbot.waitUntil(lambda: "Recorded at the counter and referred to the office" in words())
    assert not [each for each in words() if "submitted" in each]


def test_enter_after_a_look_submits(complete, unit, qtbot):
    opened_preview(complete, qtbot)
    qtbot.wait(QUIET_MS + 50)
    enter(qtbot)
    qtbot.waitUntil(lambda: complete.receipt.isVisible())
    assert taken(unit) == 1


def test_escape_goes_back_to_the_field_one_came_from(complete, qtbot):
    nik = complete.form.form.boxes["applicant.nik"].editor
    nik.setFocus()
    opened_preview(complete, qtbot)
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not complete.form.submission.shows_preview
    assert nik.isAncestorOf(QApplication.focusWidget())
    assert complete.form.isVisible()


@pytest.fixture
def no_pause_is_long_enough(monkeypatch):
    """From when it is called: however slow the machine, keys come too early."""
    return lambda: monkeypatch.setattr(burst_guard, "QUIET_MS", 3_600_000)


def test_a_held_key_and_a_hammered_one_do_not_jump_through_the_preview(
    complete, unit, qtbot, no_pause_is_long_enough
):
    opened_preview(complete, qtbot)
    hold_enter(20)
    qtbot.wait(QUIET_MS + 50)
    hold_enter(20)
    no_pause_is_long_enough()
    for _n in range(10):
        enter(qtbot)
        qtbot.wait(20)
    assert complete.form.submission.shows_preview
    assert taken(unit) == 0


def test_ten_times_enter_submit_once_and_print_nothing(complete, unit, qtbot, no_pause_is_long_enough):
    asked = []
    complete.receipt.paper.print_button.clicked.connect(lambda: asked.append(1))
    opened_preview(complete, qtbot)
    qtbot.wait(QUIET_MS + 50)
    enter(qtbot)
    no_pause_is_long_enough()
    for _n in range(9):
        enter(qtbot)
    qtbot.waitUntil(lambda: complete.receipt.isVisible())
    for _n in range(10):
        enter(qtbot)
    assert taken(unit) == 1
    assert asked == []


def test_ten_times_enter_anywhere_in_an_open_form_submit_nothing(window, unit, qtbot):
    press(qtbot, window, Qt.Key.Key_N, CONTROL)
    page = window.shell.page
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.form is not None)
    first = QApplication.focusWidget()
    hold_enter(30)
    assert QApplication.focusWidget() is first
    for _n in range(10):
        enter(qtbot)
    press(qtbot, page.form, Qt.Key.Key_Return, CONTROL)
    assert not page.form.submission.shows_preview
    assert taken(unit) == 0


def test_submitting_twice_at_once_is_once(complete, unit, qtbot):
    seen = opened_preview(complete, qtbot)
    seen.agreed.emit()
    seen.agreed.emit()
    complete.form.submission.begin()
    qtbot.waitUntil(lambda: complete.receipt.isVisible())
    assert taken(unit) == 1


def test_the_notice_is_shown_by_a_key_in_both_languages_and_is_on_record(complete, unit, qtbot):
    seen = opened_preview(complete, qtbot)
    press(qtbot, seen, Qt.Key.Key_I, CONTROL)
    assert "Law 27/2022" in seen.text
    press(qtbot, seen, Qt.Key.Key_I, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert "UU 27/2022" in seen.text
    assert not seen.submit_button.isVisible()
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert complete.form.submission.shows_preview
    assert seen.submit_button.hasFocus()
    seen.submit_button.click()
    qtbot.waitUntil(lambda: complete.receipt.isVisible())
    (row,) = unit.tracking.search("").rows
    assert unit.tracking.body(row.id)["notice"] == {"version": "2026-1", "how": "shown"}


def test_what_is_seen_is_printed(complete, unit, qtbot, monkeypatch):
    pages = []
    monkeypatch.setattr("mobile_unit.ui.printing.hand_over", lambda *job: pages.append(job))
    unit.printers.remember(Printer("system", "kantor", "", "a4"))
    seen = opened_preview(complete, qtbot)
    press(qtbot, seen, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: len(pages) == 1)
    press(qtbot, seen, Qt.Key.Key_I, CONTROL)
    press(qtbot, seen, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: len(pages) == 2)
    assert [len(sheets.images) for _printer, sheets, _title in pages] == [1, 1]
    qtbot.waitUntil(lambda: complete.form.keeper.stopped.notice == "printed")


def test_a_page_asked_for_while_another_prints_waits_and_a_held_key_prints_once(
    complete, unit, qtbot, monkeypatch
):
    titles, printer_is_slow = [], Event()

    def slowly(_printer, _sheets, title):
        titles.append(title)
        printer_is_slow.wait(30)

    monkeypatch.setattr("mobile_unit.ui.printing.hand_over", slowly)
    unit.printers.remember(Printer("system", "kantor", "", "a4"))
    seen = opened_preview(complete, qtbot)
    press(qtbot, seen, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: len(titles) == 1)
    for key in (Qt.Key.Key_P, Qt.Key.Key_P, Qt.Key.Key_I, Qt.Key.Key_P, Qt.Key.Key_P):
        press(qtbot, seen, key, CONTROL)
    assert complete.form.keeper.stopped.notice == "shown"
    printer_is_slow.set()
    qtbot.waitUntil(lambda: complete.form.keeper.stopped.notice == "printed")
    assert titles == ["Summary of the application", "Notice about personal data"]


def test_the_banner_goes_once_everything_is_corrected(complete, qtbot, adult):
    nik = complete.form.form.boxes["applicant.nik"]
    nik.set_value("18")
    complete.form.submit()
    assert "not complete" in complete.message.text
    nik.set_value(adult["applicant"]["nik"])
    complete.form.check()
    assert complete.message.text == ""


def test_nothing_is_wrong_with_a_village_while_the_list_is_open(complete, qtbot):
    region = complete.form.form.boxes["applicant.region"]
    region.editor.setFocus()
    region.editor.line.selectAll()
    type_here(qtbot, "tiuh")
    qtbot.waitUntil(lambda: region.editor.is_choosing)
    complete.form.check()
    assert complete.form.outcome.errors
    assert region.error_text == ""
    region.editor.line.popup.hide()
    complete.form.submit()
    assert region.error_text != ""


def test_a_duplicate_is_told_while_typing_and_asks_for_a_reason(window, unit, qtbot, adult):
    first = unit.intake.submit(draft_from(unit, adult).id)
    window.shell.go("new", draft_from(unit, adult).id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None and first.number in page.form.duplicates.text)
    assert "Same NIK" in page.form.duplicates.text
    confirm_all(page)
    press(qtbot, page.form, Qt.Key.Key_Return, CONTROL)
    assert not page.form.submission.shows_preview
    assert page.form.duplicates.reason.hasFocus()
    type_here(qtbot, "The first passport was lost")
    draft_id = page.form.draft_id
    qtbot.waitUntil(
        lambda: unit.intake.draft(draft_id).confirmed.get("duplicate.nik") == "The first passport was lost",
    )
    enter(qtbot)
    qtbot.waitUntil(lambda: page.form.submission.shows_preview)
    assert "The first passport was lost" in preview(page).text
    preview(page).submit_button.click()
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    body = unit.tracking.body(draft_id)
    assert {
        "field": "applicant.nik",
        "code": "duplicate.nik",
        "reason": "The first passport was lost",
    } in body["warnings"]


def test_a_nik_typed_a_moment_ago_is_looked_for_before_the_preview(complete, unit, qtbot, adult):
    unit.intake.submit(draft_from(unit, adult).id)
    complete.form.duplicates._known = {}  # as if the last digit had just been typed
    complete.form.submission.begin()
    qtbot.waitUntil(lambda: complete.form.duplicates.reason.hasFocus())
    assert not complete.form.submission.shows_preview


def test_the_other_draft_of_the_same_person_is_one_key_away(window, unit, qtbot, adult):
    other = draft_from(unit, adult)
    window.shell.go("new", draft_from(unit, adult).id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None and "a draft of" in page.form.duplicates.text)
    press(qtbot, page.form, Qt.Key.Key_1, CONTROL)
    qtbot.waitUntil(lambda: page.form is not None and page.form.draft_id == other.id)
    assert len(unit.intake.drafts()) == 2


@pytest.fixture
def seven(unit, adult):
    """Applications of one person, oldest first."""
    reasons = {"duplicate.nik": "Lost"}
    return [unit.intake.submit(draft_from(unit, adult).id, reasons) for _n in range(7)]


@pytest.fixture
def eighth(window, unit, qtbot, adult, seven):
    window.shell.go("new", draft_from(unit, adult).id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None and bool(page.form.duplicates.text))
    return page


def test_all_of_the_same_person_are_listed_by_a_key_and_opened_by_enter(window, eighth, seven, qtbot):
    panel = eighth.form.duplicates
    assert f"Same NIK: {seven[-1].number} and 6 more" in panel.heading.text()
    came_from = QApplication.focusWidget()
    press(qtbot, came_from, Qt.Key.Key_O, ALT)
    newest = [each.number for each in reversed(seven)][:5]
    assert [number in line.text() for number, line in zip(newest, panel.lines, strict=True)] == [True] * 5
    assert all("24 Nov 2026, Waiting to be sent" in line.text() for line in panel.lines)
    assert "and 2 more" in panel.text
    assert panel.lines[0].hasFocus()
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not panel.lines[0].isVisible()
    assert QApplication.focusWidget() is came_from
    press(qtbot, came_from, Qt.Key.Key_O, ALT)
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_Tab)
    enter(qtbot)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.title.text() == newest[1])


@pytest.mark.parametrize("number", [1, 5])
def test_each_of_them_has_its_own_key_while_the_list_is_shut(window, eighth, seven, qtbot, number):
    press(qtbot, eighth.form, Qt.Key.Key_0 + number, CONTROL)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.title.text() == seven[-number].number)


@pytest.mark.parametrize(("size", "most"), [((1366, 768), 110), ((820, 480), 130)], ids=str)
def test_two_banners_leave_the_form_its_room(window, eighth, qtbot, size, most):
    window.resize(*size)
    qtbot.waitUntil(lambda: window.width() == size[0])
    eighth.form.form.boxes["applicant.full_name"].set_value("")
    eighth.form.submission.begin()
    assert "not complete" in eighth.message.text
    panel = eighth.form.duplicates
    qtbot.waitUntil(lambda: 0 < panel.height() + eighth.message.height() <= most)
    press(qtbot, eighth.form, Qt.Key.Key_O, ALT)
    qtbot.waitUntil(panel.lines[0].isVisible)
    assert window.width() == size[0]
    assert all(each.width() >= each.minimumSizeHint().width() for each in panel.lines)


def test_one_that_came_to_nothing_asks_for_nothing(window, unit, qtbot, adult):
    from mobile_unit.store import applications

    first = unit.intake.submit(draft_from(unit, adult).id)
    with unit.context.store.write() as connection:
        applications.set_status(connection, first.id, "rejected")
    window.shell.go("new", draft_from(unit, adult).id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None and first.number in page.form.duplicates.text)
    confirm_all(page)
    submit(qtbot, page)
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    assert taken(unit) == 2
