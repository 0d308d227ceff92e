"""Where is my application, and whom to call: by keyboard, in the real window."""

from __future__ import annotations

import re
from itertools import count

import pytest
from PySide6.QtCore import Qt

from mobile_unit.app import Home
from mobile_unit.demo import take_sample
from mobile_unit.ui.main_window import MainWindow
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, enrolled, running_office

_turns = count()
"""A unit and a line of the samples for each test: ids are the samples' own."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("office")) as running:
        yield running


@pytest.fixture
def counter(office, tmp_path, open_window) -> tuple[MainWindow, str, str]:
    """A window on a unit with one application that is ready; (window, id, number)."""
    turn = next(_turns)
    unit = enrolled(office, tmp_path / "unit", f"W{turn}X")
    taken = take_sample(unit, turn)
    unit.sync.run()
    office.run("status", taken.number, "ready")
    unit.sync.run()
    unit.close()
    home = Home(tmp_path / "unit", cost=CHEAP)
    home.preferences.language = "en"
    return open_window(home, home.sign_in(NIP, PIN)), taken.id, taken.number


def test_answered_in_one_line_and_opened(qtbot, counter):
    window, application, number = counter
    window.shell.go("more")
    qtbot.keyClick(window, Qt.Key.Key_2)
    page = window.shell.page
    qtbot.keyClicks(page.said, number.lower().replace("-", " "))
    qtbot.keyClick(page.said, Qt.Key.Key_Return)
    qtbot.waitUntil(page.told.isVisible)
    assert page.stage.text() == "Ready for pick-up"
    assert any("power of attorney" in line.lower() for line in page.lines)
    assert "Ready for pick-up" in page.told.accessibleName()
    page.show_application.click()
    qtbot.waitUntil(lambda: window.shell.page is not page)
    assert window.shell.page.shown() == application
    assert page.said.text() == ""  # nothing of the one before is left for the next one to see
    assert not page.told.isVisibleTo(page)


def test_what_is_not_here_is_asked_of_head_office(qtbot, counter, office, tmp_path):
    window, _application, _number = counter
    turn = next(_turns)
    other = enrolled(office, tmp_path / "other", f"W{turn}Y")
    theirs = take_sample(other, turn)
    applicant = other.tracking.application(theirs.id).applicant
    other.sync.run()
    other.close()
    window.shell.go("whereabouts", theirs.number)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.born.line.hasFocus() and bool(page.message.text))
    year, month, day = applicant["birth_date"].split("-")
    qtbot.keyClicks(page.born.line, f"{day}{month}{year}")
    qtbot.keyClick(page.born.line, Qt.Key.Key_Return)
    qtbot.waitUntil(page.told.isVisible)
    assert page.stage.text() == "Documents submitted"
    assert not page.show_application.isVisible()


def test_without_a_birth_date_nobody_is_asked(qtbot, counter):
    window, _application, number = counter
    window.shell.go("whereabouts", number)
    page = window.shell.page
    qtbot.waitUntil(page.told.isVisible)
    page.ask.click()
    assert page.born.line.hasFocus()
    assert "birth date first" in page.message.text


def test_whom_to_call_in_the_village(qtbot, counter):
    window, application, _number = counter
    unit = window.shell.place.unit
    applicant = unit.tracking.application(application).applicant
    window.shell.go("call_list")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.place_line.code() == "18.08.04")  # the unit's own, before a day is opened
    window.shell.go("call_list", applicant["region"])
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.model.index(0, 0).data() == applicant["full_name"]
    assert re.fullmatch(r"to be collected, \d+ \w{3} \d{4}", page.model.index(0, 3).data())
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell.page is not page)
    assert window.shell.page.shown() == application
