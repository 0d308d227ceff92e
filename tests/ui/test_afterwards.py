"""Correcting, withdrawing and handing over by keyboard; what head office asks for leads to its field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from mobile_unit.domain.corrections import Asked
from mobile_unit.store import applications, requests
from mobile_unit.ui.announcements import Changes
from tests.ui.conftest import draft_from, enter, press, type_here

CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier
WARNED = "The birth place differs from the birth certificate."
FIELD = "applicant.birth_place"


@pytest.fixture
def sealed(taken, adult):
    return taken(adult)[0]


@pytest.fixture
def asked(unit, sealed):
    """What the feed leaves behind when head office asks."""

    def ask(*fields: str):
        with unit.context.store.write() as connection:
            applications.set_status(connection, sealed.id, "incomplete")
            requests.put(
                connection,
                "r1",
                sealed.id,
                "2026-11-24T10:00:00+07:00",
                [Asked(each, WARNED) for each in fields or (FIELD,)],
            )
        return sealed

    return ask


def shown(window, qtbot, application):
    window.shell.go("application", application.id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.title.text() == application.number)
    return page


def words(page) -> str:
    return " ".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def form_of(window, qtbot):
    qtbot.waitUntil(lambda: getattr(window.shell.page, "form", None) is not None)
    return window.shell.page.form


def state(unit, application) -> str:
    return unit.tracking.application(application.id).summary.state


def test_corrected_by_keyboard_and_the_page_says_what_changed(window, unit, sealed, adult, qtbot):
    page = shown(window, qtbot, sealed)
    press(qtbot, page, Qt.Key.Key_K, CONTROL)
    form = form_of(window, qtbot)
    assert sealed.number in window.shell.page.title.text()
    assert "Record the correction" in form.submit_button.text()
    box = form.form.boxes[FIELD]
    box.editor.setFocus()
    QApplication.focusWidget().selectAll()
    type_here(qtbot, "Kasui")
    press(qtbot, form, Qt.Key.Key_Return, CONTROL)
    assert form.correction.reason.hasFocus()
    type_here(qtbot, "Typing error")
    press(qtbot, form, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: window.shell.page is page)
    qtbot.waitUntil(lambda: "Corrected: Place of birth" in words(page))
    assert f"{adult['applicant']['birth_place']} → KASUI" in words(page)
    assert "Typing error" in words(page)
    assert unit.tracking.application(sealed.id).applicant["birth_place"] == "KASUI"
    assert unit.intake.drafts() == ()


def test_what_head_office_asks_stands_on_top_and_goes_back_with_one_key(
    open_window, home, unit, asked, qtbot
):
    application = asked()
    window = open_window(home, unit)
    today = window.shell.page
    qtbot.waitUntil(today.corrections.isVisible)
    assert WARNED in words(today.corrections)
    assert today.visit.edit.hasFocus()  # in a line of text, the key is the page's all the same
    press(qtbot, today.visit.edit, Qt.Key.Key_K, CONTROL)
    form = form_of(window, qtbot)
    box = form.form.boxes[FIELD]
    qtbot.waitUntil(lambda: box.isAncestorOf(QApplication.focusWidget()))
    assert box.asked == WARNED
    QApplication.focusWidget().selectAll()
    type_here(qtbot, "Kasui")
    press(qtbot, form, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: state(unit, application) == "corrected")
    assert unit.corrections.tasks() == ()
    assert unit.tracking.body(application.id)["answers_request"] == "r1"
    window.shell.go("today")
    qtbot.waitUntil(lambda: not today.corrections.isVisible())


def test_a_document_that_is_asked_for_has_the_cursor(window, asked, qtbot):
    page = shown(window, qtbot, asked("documents.ktp"))
    press(qtbot, page, Qt.Key.Key_K, CONTROL)
    form = form_of(window, qtbot)
    qtbot.waitUntil(lambda: form.documents.rows["ktp"].hasFocus())
    assert WARNED in words(form)
    assert form.documents.rows["ktp"].asked == WARNED


def test_half_an_answer_is_pointed_out_and_goes_back_when_recorded_once_more(window, unit, asked, qtbot):
    application = asked(FIELD, "documents.ktp")
    page = shown(window, qtbot, application)
    press(qtbot, page, Qt.Key.Key_K, CONTROL)
    form = form_of(window, qtbot)
    qtbot.waitUntil(lambda: form.form.boxes[FIELD].isAncestorOf(QApplication.focusWidget()))
    QApplication.focusWidget().selectAll()
    type_here(qtbot, "Kasui")
    press(qtbot, form, Qt.Key.Key_Return, CONTROL)
    correcting = window.shell.page
    qtbot.waitUntil(lambda: "it is unchanged: " in words(correcting))
    assert state(unit, application) == "incomplete"
    assert form.documents.rows["ktp"].hasFocus()
    press(qtbot, form, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: state(unit, application) == "corrected")


def test_a_correction_is_kept_while_typing_and_goes_on_where_it_stopped(window, unit, sealed, qtbot):
    page = shown(window, qtbot, sealed)
    press(qtbot, page, Qt.Key.Key_K, CONTROL)
    form = form_of(window, qtbot)
    form.correction.reason.setFocus()
    type_here(qtbot, "Typing error")
    qtbot.waitUntil(lambda: any(unit.intake.draft(d.id).corrects.reason for d in unit.intake.drafts()))
    press(qtbot, window.shell.page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.shell.page is page)
    window.shell.go("today")
    today = window.shell.page

    def line():
        lines = today.findChildren(QAbstractButton)
        return next((b for b in lines if f"Correction of {sealed.number}" in b.accessibleName()), None)

    qtbot.waitUntil(lambda: line() is not None)
    line().click()
    assert form_of(window, qtbot).correction.text == "Typing error"


def test_a_correction_that_changes_nothing_leaves_no_draft(window, unit, sealed, qtbot):
    page = shown(window, qtbot, sealed)
    press(qtbot, page, Qt.Key.Key_K, CONTROL)
    form_of(window, qtbot)
    press(qtbot, window.shell.page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.shell.page is page)
    qtbot.waitUntil(lambda: unit.intake.drafts() == ())


def test_confirmed_warnings_need_no_second_tick(window, unit, samples, qtbot):
    one_word = next(r for r in samples if " " not in r["applicant"]["full_name"])
    sealed = unit.intake.submit(draft_from(unit, one_word).id, {"name.one_word": "As on the card"})
    page = shown(window, qtbot, sealed)
    press(qtbot, page, Qt.Key.Key_K, CONTROL)
    form = form_of(window, qtbot)
    assert form.form.boxes["applicant.full_name"].warnings
    assert form.form.unconfirmed() == 0


def test_a_receipt_that_was_saved_is_not_said_to_be_printed(window, unit, sealed, qtbot):
    unit.receipts.print(sealed.id, target="file")
    unit.receipts.print(sealed.id, target="printer")
    page = shown(window, qtbot, sealed)
    qtbot.waitUntil(lambda: "Receipt saved as a file" in words(page))
    assert "Receipt printed again, copy 1" in words(page)


def test_withdrawn_at_the_second_press(window, unit, sealed, qtbot):
    page = shown(window, qtbot, sealed)
    press(qtbot, page, Qt.Key.Key_K, CONTROL_SHIFT)
    panel = page.afterwards.withdraw_panel
    qtbot.waitUntil(lambda: panel.reason.hasFocus())
    enter(qtbot)
    type_here(qtbot, "Batal berangkat")
    enter(qtbot)
    assert panel.confirm.hasFocus()
    enter(qtbot)
    assert panel.asked
    assert state(unit, sealed) == "waiting"
    enter(qtbot)
    qtbot.waitUntil(lambda: state(unit, sealed) == "withdrawn")
    qtbot.waitUntil(lambda: "Batal berangkat" in words(page))
    assert not page.afterwards.correct.isVisible()


def test_escape_puts_the_panel_away_first(window, unit, sealed, qtbot):
    page = shown(window, qtbot, sealed)
    press(qtbot, page, Qt.Key.Key_K, CONTROL_SHIFT)
    press(qtbot, page, Qt.Key.Key_Escape)
    assert not page.afterwards.withdraw_panel.isVisible()
    assert window.shell.page is page
    assert state(unit, sealed) == "waiting"


def test_handed_over_by_keyboard_with_its_note(window, unit, sealed, qtbot, tmp_path):
    page = shown(window, qtbot, sealed)
    assert not page.afterwards.hand_over.isVisible()
    with unit.context.store.write() as connection:
        applications.set_status(connection, sealed.id, "ready")
    window.shell.place.announce(Changes(applications=True))
    qtbot.waitUntil(page.afterwards.hand_over.isVisible)
    assert not page.afterwards.correct.isVisible()
    assert not page.afterwards.withdraw.isVisible()
    press(qtbot, page, Qt.Key.Key_H, CONTROL)
    panel = page.afterwards.handover_panel
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_Right)
    enter(qtbot)
    type_here(qtbot, "Budi Santoso")
    press(qtbot, panel, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "paper is missing" in page.message.text)
    assert state(unit, sealed) == "ready"
    for box in panel.papers.values():
        press(qtbot, box, Qt.Key.Key_Space)
    press(qtbot, panel, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: state(unit, sealed) == "handed_over")
    qtbot.waitUntil(page.afterwards.save_note.isVisible)
    qtbot.waitUntil(lambda: "Collected by: Family, BUDI SANTOSO" in words(page))
    assert "Papers shown: Proof of payment, " in words(page)
    page.afterwards.save_note_to(tmp_path / "note.pdf")
    qtbot.waitUntil(lambda: "saved" in page.message.text)
    assert (tmp_path / "note.pdf").read_bytes().startswith(b"%PDF")
    page.afterwards.save_note_to(tmp_path / "no folder" / "note.pdf")
    qtbot.waitUntil(lambda: "could not be written" in page.message.text)
