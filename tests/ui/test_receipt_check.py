"""Checking a receipt in the window: scanned by a wedge, from a file, and from the list's own search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import enter, press


def shown(window):
    return window.shell.page


def scan(text: str) -> None:
    """A wedge scanner types faster than a test can; its text is put where the cursor is."""
    QApplication.focusWidget().insert(text)


def test_a_scanned_code_is_judged_and_leads_to_the_application(qtbot, window, unit, taken, adult):
    (submitted,) = taken(adult)
    code = unit.authenticity.code(unit.tracking.body(submitted.id))
    window.shell.go("receipt_check")
    page = shown(window)
    assert page.code.hasFocus()
    scan(code)
    enter(qtbot)
    qtbot.waitUntil(lambda: page.words == "This receipt is genuine.")
    press(qtbot, page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown(window).shown() == submitted.id)


def test_a_forged_one_is_told(qtbot, window, unit, taken, adult):
    (submitted,) = taken(adult)
    code = unit.authenticity.code(unit.tracking.body(submitted.id))
    window.shell.go("receipt_check")
    page = shown(window)
    scan(code[:-9] + ("A" if code[-9] != "A" else "B") + code[-8:])
    enter(qtbot)
    qtbot.waitUntil(lambda: page.words == "This receipt is not genuine.")
    scan("nonsense")
    enter(qtbot)
    qtbot.waitUntil(lambda: "not the code of a receipt" in page.message.text)
    assert page.words == ""


def test_a_file_is_judged(qtbot, window, unit, taken, adult, tmp_path):
    (submitted,) = taken(adult)
    file = tmp_path / "receipt.pdf"
    file.write_bytes(unit.receipts.draw(submitted.id))
    window.shell.go("receipt_check")
    page = shown(window)
    page.check_file(file)
    qtbot.waitUntil(lambda: page.words == "This receipt is genuine.")


def test_a_code_scanned_into_the_lists_search_is_checked(qtbot, window, unit, taken, adult):
    (submitted,) = taken(adult)
    window.shell.go("applications")
    scan(unit.authenticity.code(unit.tracking.body(submitted.id)))
    enter(qtbot)
    qtbot.waitUntil(lambda: getattr(shown(window), "words", "") == "This receipt is genuine.")
    press(qtbot, shown(window), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown(window).title.text() == "Applications")
    assert shown(window).search.text() == ""
