"""The team's page of the survey: figures, papers typed in, the notice with what will be done."""

from __future__ import annotations

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from mobile_unit.domain.surveys import ELEMENTS
from mobile_unit.store import surveys
from tests.ui.conftest import enter, press, type_here
from tests.units import NIP, PIN

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window, qtbot):
    window.shell.go("survey")
    shown = window.shell.page
    qtbot.waitUntil(lambda: len(shown.elements.shown) == 9)
    return shown


def waiting(unit) -> list:
    with unit.context.store.read() as connection:
        return surveys.waiting(connection)


def type_paper(qtbot, page, digits: str) -> None:
    press(qtbot, page, Qt.Key.Key_D, CONTROL)
    type_here(qtbot, digits)
    enter(qtbot)


def close_day(unit, clock) -> None:
    unit.closing.close(clock.now().date(), NIP, PIN)


def test_without_an_answer_there_is_a_dash_and_nothing_to_publish(page) -> None:
    assert page.index.text == "–"
    assert [bar.figure for bar in page.elements.shown] == ["–"] * 9
    assert page.publishing.none.isVisible()
    assert not any(each.isEnabled() for each in page.publishing._of_notice)


def test_papers_are_typed_in_with_nine_digits_and_enter(page, unit, qtbot) -> None:
    for digits in ("343434434", "333433433 2340", "000000001"):
        type_paper(qtbot, page, digits)
    qtbot.waitUntil(lambda: "3 papers kept" in page.papers.next.text())
    found = waiting(unit)
    assert {each.place for each in found} == {"18.08.04"}
    assert sorted(each.scores["u8"] or 0 for each in found) == [1, 3, 4]
    assert page.papers.digits.text() == ""
    qtbot.waitUntil(lambda: page.today.text == "3")


@pytest.mark.parametrize("digits", ["12345", "111111115", "11111111a", "1111111119"])
def test_other_digits_are_told_and_stay(page, unit, qtbot, digits) -> None:
    type_paper(qtbot, page, digits)
    assert "nine digits" in page.papers.fault.text()
    assert page.papers.digits.text() == digits
    assert waiting(unit) == []


def test_the_line_says_which_question_the_next_digit_is(page, qtbot) -> None:
    press(qtbot, page, Qt.Key.Key_D, CONTROL)
    type_here(qtbot, "3333333")
    assert "Facilities" in page.papers.next.text()
    type_here(qtbot, "33")
    assert "1 Male, 2 Female" in page.papers.next.text()


def test_figures_come_at_the_closing_and_never_of_one_answer(page, unit, clock, qtbot) -> None:
    unit.day.open_visit("18.08.04")
    for number in range(4):
        unit.surveys.keep(dict.fromkeys(ELEMENTS, 4), "passport_new")
        close_day(unit, clock)
        page.reload()
        qtbot.waitUntil(lambda number=number: page.today.text == str(number + 1))
        assert page.index.text == "–"
        unit.closing.reopen(clock.now().date(), "lagi")
    unit.surveys.keep({**dict.fromkeys(ELEMENTS, 4), "u3": 1}, "passport_new", {"sex": "p"})
    close_day(unit, clock)
    page.reload()
    qtbot.waitUntil(lambda: page.index.text == "98.33")
    assert page.respondents.text == "5"
    assert [bar.tone for bar in page.elements.shown].index("warn") == 0  # ties go by the regulation's order
    assert page.elements.shown[2].figure == "85.00  B"
    assert [bar.name for bar in page.groups.shown] == ["Baradatu"]
    page.by.set_value("families")
    page.by.changed.emit()
    assert [bar.name for bar in page.groups.shown] == ["New passport"]


def test_the_notice_says_what_will_be_done(page, unit, clock, qtbot, tmp_path) -> None:
    unit.day.open_visit("18.08.04")
    for _each in range(5):
        unit.surveys.keep({**dict.fromkeys(ELEMENTS, 4), "u3": 2}, "passport_new")
    close_day(unit, clock)
    page.reload()
    qtbot.waitUntil(lambda: len(page.publishing.follow_up) == 3)
    page.publishing.follow_up["u3"].setText("Loket kedua dibuka.")
    target = tmp_path / "notice.pdf"
    page.publishing.save_to("notice", target)
    qtbot.waitUntil(lambda: page.message.text != "")
    text = PdfReader(target).pages[0].extract_text()
    assert "Loket kedua dibuka." in text
    assert "Triwulan IV 2026" in text
    page.publishing.save_to("paper", tmp_path / "paper.pdf")
    qtbot.waitUntil((tmp_path / "paper.pdf").exists)


def test_another_period_has_its_own_figures(page, unit, clock, qtbot) -> None:
    unit.day.open_visit("18.08.04")
    for _each in range(5):
        unit.surveys.keep(dict.fromkeys(ELEMENTS, 3), "passport_new")
    close_day(unit, clock)
    page.reload()
    qtbot.waitUntil(lambda: page.index.text == "75.00")
    page.period.setCurrentIndex(1)
    qtbot.waitUntil(lambda: page.index.text == "–")
    page.period.setCurrentIndex(0)
    qtbot.waitUntil(lambda: page.index.text == "75.00")


def test_on_a_magnified_screen_nothing_is_cut(open_window, home, unit, qtbot) -> None:
    window = open_window(home, unit, size=(910, 480))
    window.shell.go("survey")
    page = window.shell.page
    qtbot.waitUntil(lambda: len(page.elements.shown) == 9)
    assert window.width() == 910
    assert page.minimumSizeHint().width() <= page.width()
