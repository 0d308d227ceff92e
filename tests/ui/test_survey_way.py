"""The survey's whole way: touched and typed in the windows of two units, handed in at their closings, merged
at head office; the figures are those that this test computes from what was touched and typed."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mobile_unit.app import Home
from mobile_unit.domain.surveys import ELEMENTS
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, enrolled, running_office
from tests.ui.conftest import enter, press, type_here

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
PRINTED = ("u1", "u2", "u3", "u4", "u5", "u6", "u7", "u9", "u8")
TOUCHED = {"SW01": ("344443213", "444444444", "233231102"), "SW02": ("111111111", "434343434", "222233334")}
TYPED = {"SW01": ("333333330", "443322114"), "SW02": ("444400001", "123412341", "333344442")}


def answered_by_touch(qtbot, window, digits: str) -> None:
    """One applicant with a new passport, who says nothing of themselves."""
    page = window.kiosk.page
    qtbot.mouseClick(page.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.buttons[0], Qt.MouseButton.LeftButton)
    for digit in digits:
        if digit == "0":
            press(qtbot, page, Qt.Key.Key_0)
        else:
            qtbot.mouseClick(page.buttons[int(digit) - 1], Qt.MouseButton.LeftButton)
    for _attribute in range(4):
        press(qtbot, page, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: page.question.text() == page.say("thanks"))
    page.restart()


def one_day(qtbot, window, touched, typed) -> None:
    """Everything in the window but the place; the day is closed and the round run by what its pages call."""
    unit = window.shell.place.unit
    window.shell.go("survey")
    page = window.shell.page
    press(qtbot, page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    for digits in touched:
        answered_by_touch(qtbot, window, digits)
    press(qtbot, window.kiosk.page, Qt.Key.Key_F12)
    type_here(qtbot, PIN)
    enter(qtbot)
    qtbot.waitUntil(page.isVisible)
    for number, digits in enumerate(typed, 1):
        page.papers.digits.setFocus()
        type_here(qtbot, digits)
        enter(qtbot)
        qtbot.waitUntil(lambda number=number: page.papers.next.text().startswith(str(number)))
    qtbot.waitUntil(lambda: page.today.text == str(len(touched) + len(typed)))
    unit.closing.close(unit.clock.now().date(), NIP, PIN)
    assert unit.sync.run().refused == 0


def hundredths(rows) -> int:
    """IKM by hand: the nine means, each by a ninth, times 25, half up."""
    index = Fraction()
    for place, _element in enumerate(PRINTED):
        given = [int(row[place]) for row in rows if row[place] != "0"]
        index += Fraction(sum(given), len(given)) / 9 * 25
    return int(index * 100 + Fraction(1, 2))


def test_what_was_touched_and_typed_is_what_head_office_tells(open_window, qtbot, tmp_path, clock) -> None:
    with running_office(tmp_path / "office") as office:
        for code, place in (("SW01", "18.08.04"), ("SW02", "18.08.05")):
            unit = enrolled(office, tmp_path / code, code, clock=clock)
            unit.day.open_visit(place)
            window = open_window(Home(tmp_path / code, clock=clock, cost=CHEAP), unit)
            one_day(qtbot, window, TOUCHED[code], TYPED[code])
            window.close()
        told = told_of(office)
        rows = {code: [*TOUCHED[code], *TYPED[code]] for code in TOUCHED}
        everything = [row for some in rows.values() for row in some]
        assert told["respondents"] == len(everything) == 11
        assert told["index"] == decimal(hundredths(everything))
        assert {line["key"]: line["index"] for line in told["units"]} == {
            code: decimal(hundredths(some)) for code, some in rows.items()
        }
        assert {line["key"]: line["respondents"] for line in told["places"]} == {"18.08.04": 5, "18.08.05": 6}
        for each in told["elements"]:
            given = [int(row[PRINTED.index(each["key"])]) for row in everything]
            assert each["sum"] == sum(given)
            assert each["count"] == sum(score > 0 for score in given)
        assert [each["key"] for each in told["elements"]] == list(ELEMENTS)
    assert QApplication.activeModalWidget() is None


def told_of(office) -> dict:
    done = office.run("skm", "--from", "2026-10", "--to", "2026-12", "--json")
    return json.loads(done.stdout)


def decimal(figure: int) -> str:
    return f"{figure // 100}.{figure % 100:02}"
