"""Complaints, events and referrals half written: nothing typed is lost, whatever way one leaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mobile_unit.domain.complaints import ANONYMOUS, OPEN, Person, Said
from mobile_unit.resources import resource
from mobile_unit.services.complaints import FORM_ADDED
from mobile_unit.services.form_drafts import COMPLAINT as FORM
from mobile_unit.services.form_drafts import REFERRAL
from mobile_unit.services.outreach import form_of
from tests.ui.conftest import press, type_here
from tests.ui.test_untranslated import settle
from tests.units import NIP, PIN

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
WORDS = "Antrean tidak teratur sejak pagi"
WAYS = ("escape", "lock", "sign out", "language")


def page_of(qtbot, window, key):
    window.shell.go(key)
    settle(qtbot, window)
    return window.shell.page


@pytest.fixture
def complaint(qtbot, window):
    page = page_of(qtbot, window, "complaints")
    page.begin()
    page.form.text.setFocus()
    return page


def kept(unit, form):
    draft = unit.form_drafts.kept(form)
    return None if draft is None else draft.content


@pytest.mark.parametrize("way", WAYS)
def test_whatever_way_one_leaves_nothing_is_asked_and_nothing_lost(way, complaint, window, home, unit, qtbot):
    type_here(qtbot, WORDS)
    leave = {
        "escape": lambda: press(qtbot, window, Qt.Key.Key_Escape),
        "lock": lambda: press(qtbot, window, Qt.Key.Key_L, CONTROL),
        "sign out": window.sign_out,
        "language": lambda: window.change_language("id"),
    }
    leave[way]()
    assert QApplication.activeModalWidget() is None
    if way == "sign out":
        window.tasks.close()
        again = home.sign_in(NIP, PIN)
        assert kept(again, FORM)["text"] == WORDS
        again.close()
    else:
        qtbot.waitUntil(lambda: (kept(unit, FORM) or {}).get("text") == WORDS)


def test_who_comes_back_goes_on_where_they_were(complaint, window, home, open_window, qtbot):
    type_here(qtbot, WORDS)
    complaint.form.mode.set_value("confidential")
    complaint.form.name.setText("BUDI")
    complaint.form.files.add([next(resource("samples").rglob("*.jpg"))])
    window.close()
    window.tasks.close()
    again = open_window(home, home.sign_in(NIP, PIN))
    qtbot.waitUntil(lambda: "a complaint or question" in again.shell.page.half_written.text)
    press(qtbot, again.shell.page, Qt.Key.Key_G, CONTROL | SHIFT)
    page = again.shell.page
    qtbot.waitUntil(lambda: page.form.text.hasFocus() or page.form.kind.focusProxy().hasFocus())
    qtbot.waitUntil(lambda: not page.form.is_empty)
    assert page.form.text.toPlainText() == WORDS
    assert page.form.mode.value() == "confidential"
    assert len(page.form.files.paths) == 1
    assert "Here is what was being typed" in page.message.text
    for _press in range(2):
        assert not page.form.is_empty
        press(qtbot, page.form.text, Qt.Key.Key_Delete, CONTROL | SHIFT)
    assert page.form.is_empty
    assert page.stack.currentWidget() is page.front
    qtbot.waitUntil(lambda: kept(page.place.unit, FORM) is None)
    again.shell.go("today")
    qtbot.waitUntil(lambda: again.shell.page.half_written.text == "")


def test_somebody_anonymous_is_not_named_in_the_draft(complaint, unit, qtbot):
    complaint.form.name.setText("BUDI SANTOSO")
    complaint.form.phone.setText("0812")
    type_here(qtbot, WORDS)
    qtbot.waitUntil(lambda: (kept(unit, FORM) or {}).get("name") == "BUDI SANTOSO")
    complaint.form.mode.set_value(ANONYMOUS)
    complaint.form.mode.changed.emit()
    qtbot.waitUntil(lambda: kept(unit, FORM)["mode"] == ANONYMOUS)
    assert (kept(unit, FORM)["name"], kept(unit, FORM)["phone"]) == ("", "")


def test_what_is_about_who_types_it_is_not_written_down(complaint, unit, qtbot):
    type_here(qtbot, WORDS)
    qtbot.waitUntil(lambda: kept(unit, FORM) is not None)
    complaint.form.about.set_value(True)
    complaint.form.about.changed.emit()
    complaint.form.officers[NIP].setChecked(True)
    qtbot.waitUntil(lambda: kept(unit, FORM) is None)
    assert complaint.form.text.toPlainText() == WORDS


def test_a_file_that_is_gone_since_is_named(complaint, window, tmp_path, qtbot):
    picture = tmp_path / "bukti.jpg"
    picture.write_bytes(next(resource("samples").rglob("*.jpg")).read_bytes())
    type_here(qtbot, WORDS)
    complaint.form.files.add([picture])
    complaint.leave()
    picture.unlink()
    window.change_language("id")
    window.change_language("en")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form.text.toPlainText() == WORDS)
    assert page.form.files.paths == []
    gone = page.form.files.findChildren(type(page.title))
    assert any("bukti.jpg is not there any more" in each.text() for each in gone)


def test_what_is_added_to_a_complaint_is_kept_and_goes_with_its_evidence(qtbot, window, unit):
    taken = unit.complaints.take(Said("complaint", OPEN, "box", WORDS, Person("BUDI")))
    page = page_of(qtbot, window, "complaints")
    page.open_one(taken.id)
    qtbot.waitUntil(lambda: page.view.more.hasFocus())
    type_here(qtbot, "Ada fotonya")
    page.view.files.add([next(resource("samples").rglob("*.jpg"))])
    qtbot.waitUntil(lambda: len((kept(unit, FORM_ADDED.format(id=taken.id)) or {}).get("files", ())) == 1)
    press(qtbot, page, Qt.Key.Key_Escape)
    page.open_one(taken.id)
    qtbot.waitUntil(lambda: "Here is what was being typed" in page.message.text)
    assert page.view.more.toPlainText() == "Ada fotonya"
    press(qtbot, page.view.more, Qt.Key.Key_J, CONTROL)
    qtbot.waitUntil(lambda: len(unit.complaints.detail(taken.id).files) == 1)
    qtbot.waitUntil(lambda: page.view.more.toPlainText() == "")
    assert page.view.files.paths == []
    assert kept(unit, FORM_ADDED.format(id=taken.id)) is None
    qtbot.waitUntil(lambda: page.view.handed_in.count() == 1)


def test_an_event_half_written_waits_while_another_is_looked_at(qtbot, window, unit):
    from mobile_unit.domain.outreach import Plan

    event = unit.outreach.plan(Plan("2026-11-28", "18.08.04.2005", "tppo"))
    page = page_of(qtbot, window, "outreach")
    page.form.venue.setFocus()
    type_here(qtbot, "Balai kampung")
    page.form.questions.setPlainText("Berapa biayanya?")
    page.open(event)
    qtbot.waitUntil(lambda: page.shown() == event)
    assert page.form.venue.text() == ""
    assert kept(unit, form_of(event)) is None
    press(qtbot, page, Qt.Key.Key_N, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: page.form.venue.text() == "Balai kampung")
    assert page.form.questions.toPlainText() == "Berapa biayanya?"
    assert "not written down yet" in page.message.text
    for _press in range(2):
        press(qtbot, page.form.venue, Qt.Key.Key_Delete, CONTROL | SHIFT)
    assert page.form.venue.text() == ""
    qtbot.waitUntil(lambda: kept(unit, form_of(None)) is None)


def test_of_a_referral_nothing_is_written_down_before_it_is_signed(qtbot, window, unit):
    page = page_of(qtbot, window, "referrals")
    page.form.name.setFocus()
    type_here(qtbot, "Siti Aminah")
    page.leave()
    settle(qtbot, window)
    assert kept(unit, REFERRAL) is None
    window.change_language("id")
    window.change_language("en")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form.name.text() == "Siti Aminah")
    page.form.signed.setChecked(True)
    qtbot.waitUntil(lambda: (kept(unit, REFERRAL) or {}).get("name") == "Siti Aminah")
    page.form.signed.setChecked(False)
    qtbot.waitUntil(lambda: kept(unit, REFERRAL) is None)
    assert page.form.name.text() == "Siti Aminah"
