"""Another member of the family, from the receipt and from an application's page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import draft_from, submit
from tests.ui.test_new_application import CONTROL, box, confirm_all, resume

# what a screen of its own would do
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_after_the_receipt_a_brother_or_sister_begins_with_what_is_shared(window, unit, qtbot, adult):
    page = resume(window, qtbot, draft_from(unit, adult).id)
    confirm_all(page)
    submit(qtbot, page)
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    number = page.receipt.number.text()
    press(qtbot, Qt.Key.Key_G, CONTROL)
    assert page.family.isVisible()
    press(qtbot, Qt.Key.Key_1)
    assert page.chooser.isVisible()
    press(qtbot, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.form is not None)
    person = adult["applicant"]
    for name in ("family_card_number", "address", "region", "mother_name", "father_name"):
        assert box(page, f"applicant.{name}").value() == person[name].upper()
    assert box(page, "applicant.full_name").value() is None
    assert box(page, "applicant.full_name").editor.line.hasFocus()
    assert number in page.message.text
    assert "family card number" in page.message.text
    assert number in box(page, "applicant.address").origin
    draft = unit.intake.draft(page.form.draft_id)
    assert draft.applicant["family_card_number"] == person["family_card_number"]


def test_from_an_applications_page_a_child_has_its_parent(window, unit, qtbot, adult, taken):
    (submitted,) = taken(adult)
    window.shell.go("application", submitted.id)
    qtbot.waitUntil(lambda: window.shell.page.title.text() == submitted.number)
    qtbot.keyClick(window, Qt.Key.Key_G, CONTROL)
    page = window.shell.page
    assert page.family.isVisible()
    press(qtbot, Qt.Key.Key_2)
    press(qtbot, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.form is not None)
    person = adult["applicant"]
    parent = "father" if person["sex"] == "male" else "mother"
    assert box(page, f"applicant.{parent}_name").value() == person["full_name"]
    assert box(page, "answers.guardian.nik").value() == person["nik"]


def test_escape_goes_back_a_step_and_the_next_application_is_nobodys(window, unit, qtbot, adult, taken):
    (submitted,) = taken(adult)
    window.shell.go("application", submitted.id)
    qtbot.keyClick(window, Qt.Key.Key_G, CONTROL)
    page = window.shell.page
    press(qtbot, Qt.Key.Key_3)
    assert page.chooser.isVisible()
    press(qtbot, Qt.Key.Key_Escape)
    assert page.family.isVisible()
    press(qtbot, Qt.Key.Key_Escape)
    assert page.chooser.isVisible()
    press(qtbot, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.form is not None)
    assert page.form.is_empty
