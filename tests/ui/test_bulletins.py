"""The page of announcements: found from the day's page, read with the keyboard, new ones first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mobile_unit.ui.announcements import Changes
from tests.catalogues import document
from tests.published import hear_bulletin, hear_catalogue
from tests.ui.conftest import press


@pytest.fixture
def told(unit, window):
    """A window that has heard of two bulletins."""
    hear_bulletin(unit, "1/2026", text={"id": "Satu.", "en": "The **first** <b>text</b> ![x](/etc/hosts)"})
    hear_bulletin(unit, "2/2026", valid_from="2026-12-01")
    window.shell.place.announce(Changes(news=True))
    return window


def opened(qtbot, window):
    window.shell.go("bulletins")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.list.count() > 0 and page.text.toPlainText() != "")
    return page


def test_the_day_says_that_there_is_something_to_read(told, qtbot):
    today = told.shell.page
    qtbot.waitUntil(lambda: "2 announcements" in today.news.text)
    press(qtbot, told, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert told.shell._key == "bulletins"


def test_it_is_read_by_keyboard_and_the_line_goes(told, unit, qtbot):
    page = opened(qtbot, told)
    for left in (1, 0):
        press(qtbot, QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda left=left: sum(each.is_news for each in page._listed.values()) == left)
        assert unit.bulletins.unread() == left
        page.list.setCurrentRow(0)
        assert page.current.is_news == bool(left)
    told.shell.go("today")
    qtbot.waitUntil(lambda: told.shell.page.news.text == "")


def test_text_is_only_text(told, qtbot):
    page = opened(qtbot, told)
    qtbot.waitUntil(lambda: "first" in page.text.toPlainText())
    assert "<b>text</b>" in page.text.toPlainText()
    assert page.text.loadResource(2, "/etc/hosts") is None


def test_one_that_does_not_hold_is_not_printed(told, unit, qtbot):
    hear_bulletin(unit, "3/2026", supersedes=["1/2026"])
    page = opened(qtbot, told)
    qtbot.waitUntil(lambda: page.list.count() == 3)
    old = next(number for number, each in enumerate(page._listed.values()) if each.number == "1/2026")
    page.list.setCurrentRow(old)
    assert page.standing.text() == "Superseded"
    assert not page.print.isEnabled()
    assert not page.save.isEnabled()


def test_what_is_over_at_midnight_is_off_without_anything_heard(told, unit, clock, qtbot):
    hear_bulletin(unit, "3/2026", valid_until="2026-11-24")
    told.shell.place.announce(Changes(news=True))
    page = opened(qtbot, told)
    qtbot.waitUntil(lambda: page.list.count() == 3)
    (number,) = (n for n in range(3) if "3/2026" in page.list.item(n).text())
    page.list.setCurrentRow(number)
    assert page.standing.text() == "In force"
    clock.move(days=1)
    told.shell.place.turn_of_day.look()
    qtbot.waitUntil(lambda: page.standing.text() == "Expired")
    assert not page.print.isEnabled()


def test_it_is_saved_as_a_paper(told, qtbot, tmp_path):
    page = opened(qtbot, told)
    page.save_to(tmp_path / "paper.pdf")
    qtbot.waitUntil(lambda: "saved" in page.message.text)
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")


def test_nothing_published_is_said(window, qtbot):
    window.shell.go("bulletins")
    qtbot.waitUntil(lambda: window.shell.page.empty.isVisible())


def test_a_new_list_of_services_is_at_the_counter_at_once(window, unit, qtbot):
    """Pages that were open before show what holds now."""
    window.shell.go("services")
    services = window.shell.page
    qtbot.waitUntil(lambda: services.view.isVisible())
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert len(window.shell.page.chooser.buttons) == 11

    def drop(made):
        made["catalogue"]["standards"].remove("affidavit")
        del made["standards"]["affidavit"]

    hear_catalogue(unit, document("2026.4", "2026-11-24", {"PB-E-10": 1_000_000}, drop))
    window.shell.place.announce(Changes(news=True))
    qtbot.waitUntil(lambda: len(window.shell.page.chooser.buttons) == 10)
    window.shell.go("services")
    qtbot.waitUntil(lambda: services.list.count() == 10)
    qtbot.waitUntil(lambda: any("1.000.000" in text for text in texts_of(services.view)))


def texts_of(widget) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [each.text() for each in widget.findChildren(QLabel)]
