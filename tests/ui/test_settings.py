"""Settings explain themselves, are kept as they are typed, and refuse what makes no sense."""

from __future__ import annotations

from datetime import time

from PySide6.QtWidgets import QLabel

from mobile_unit.domain.alarms import MB
from mobile_unit.sync.schedule import Schedule
from tests.ui.conftest import type_here


def settings(qtbot, window):
    window.shell.go("settings")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.alarms.steps["disk"][2].text() != "")
    return page


def retype(qtbot, field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    type_here(qtbot, text)
    field.clearFocus()


def test_warnings_begin_where_the_office_wants_them(qtbot, window, unit) -> None:
    page = settings(qtbot, window)
    assert [field.text() for field in page.alarms.steps["unsent"]] == ["24", "72", "168"]
    retype(qtbot, page.alarms.steps["unsent"][0], "12")
    qtbot.waitUntil(lambda: unit.day.thresholds().unsent == (12, 72, 168))
    retype(qtbot, page.alarms.steps["disk"][0], "4096")
    qtbot.waitUntil(lambda: unit.day.thresholds().disk[0] == 4096 * MB)


def test_numbers_that_make_no_sense_are_told_and_not_kept(qtbot, window, unit) -> None:
    page = settings(qtbot, window)
    for text in ("500", "x", ""):
        retype(qtbot, page.alarms.steps["unsent"][0], text)
        if text == "":
            page.alarms.steps["unsent"][0].clear()
            page.alarms.steps["unsent"][0].editingFinished.emit()
        assert "Whole numbers are needed" in page.alarms.told
    retype(qtbot, page.alarms.steps["unsent"][0], "48")
    qtbot.waitUntil(lambda: unit.day.thresholds().unsent == (48, 72, 168))
    assert page.alarms.told == ""


def test_every_setting_has_its_sentence(qtbot, window) -> None:
    page = settings(qtbot, window)
    headings = [each for each in page.findChildren(QLabel) if each.property("role") == "heading"]
    sentences = [each for each in page.findChildren(QLabel) if each.property("role") == "muted"]
    assert len([each for each in sentences if each.text().endswith(".")]) >= len(headings)


def test_the_night_and_the_cost_of_the_link_are_chosen(qtbot, window, unit) -> None:
    page = settings(qtbot, window).schedule
    retype(qtbot, page.begins, "20.30")
    qtbot.waitUntil(lambda: unit.sync.schedule().begins == time(20, 30))
    page.link.set_value("metered")
    page.link.changed.emit()
    qtbot.waitUntil(lambda: unit.sync.schedule() == Schedule(time(20, 30), time(5), "metered"))
    assert page.told.isHidden()


def test_a_time_that_is_none_is_told_and_not_kept(qtbot, window, unit) -> None:
    page = settings(qtbot, window).schedule
    retype(qtbot, page.ends, "26:00")
    assert page.told.isVisible()
    retype(qtbot, page.ends, "06:15")
    qtbot.waitUntil(lambda: unit.sync.schedule().ends == time(6, 15))
    assert page.told.isHidden()
