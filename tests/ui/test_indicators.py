"""The page of indicators: choose, read, drill down, take out; all of it by keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from mobile_unit.domain.entries import FEED_APPLICATION_STATUS
from mobile_unit.domain.moments import ClockSetting
from mobile_unit.domain.periods import Period
from mobile_unit.ui.theme import tokens
from mobile_unit.ui.widgets.basics import Scrolled
from mobile_unit.ui.widgets.months_chart import Month, MonthsChart
from tests.published import hear_entry
from tests.ui.conftest import press

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def worked(unit, samples, taken, clock):
    """Six passports that were ready after three days each, two of them asked to be completed."""
    records = [each for each in samples if each["service"] == "passport.new"][:6]
    for number, submitted in enumerate(taken(*records)):
        for days, state in ((1, "incomplete"), (2, "paid"), (3, "verification"), (6, "ready")):
            if state != "incomplete" or number < 2:
                at = (clock.now() + timedelta(days=days)).isoformat(timespec="seconds")
                body = {
                    "id": submitted.id,
                    "number": submitted.number,
                    "status": state,
                    "note": None,
                    "at": at,
                }
                hear_entry(unit, FEED_APPLICATION_STATUS, body, at)
    clock.move(days=7)
    return records


@pytest.fixture
def page(worked, window, qtbot):
    window.shell.go("indicators")
    shown = window.shell.page
    qtbot.waitUntil(lambda: shown.seen is not None)
    return shown


def lines(page) -> dict[str, list[str]]:
    model = page.model
    rows = [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]
    return {row[0]: row[1:] for row in rows}


def chosen(page, name: str) -> None:
    page.table.selectRow(list(lines(page)).index(name))


def test_the_figures_and_what_each_means(page, qtbot) -> None:
    found = lines(page)
    assert found["Applications taken"] == ["6", "6", "0"]
    assert found["Time to completion, average"] == ["1.0 working days", "6", "–"]
    assert found["Completed within the standard"] == ["100.0%", "6", "–"]
    assert found["Returned for correction"] == ["33.3%", "6", "–"]
    assert found["Complaints per 1,000 applications"] == ["0.0", "0", "–"]
    chosen(page, "Time to completion, average")
    assert "Saturdays" in page.card.definition.text()
    assert "Permenkumham 18/2022" in page.card.basis.text()
    assert page.card.chart.line == (4.0, "standard: 4")
    assert "Standard: 4 working days." in page.card.accessibleName()
    press(qtbot, page.table, Qt.Key.Key_D, CONTROL)
    assert page.card.hasFocus()
    press(qtbot, page.card, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.table.hasFocus)


def test_enter_shows_the_list_behind_a_figure_and_opens_what_it_names(page, window, qtbot) -> None:
    chosen(page, "Returned for correction")
    press(qtbot, page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(page.list.isVisible)
    model = page.list.table.model()
    assert model.rowCount() == 2
    press(qtbot, page.list.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.table.isVisible)
    chosen(page, "Time to completion, median")
    press(qtbot, page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(page.list.isVisible)
    assert "1" in [page.list.table.model().index(0, column).data() for column in range(6)]
    number = page.list.table.model().index(0, 0).data()
    press(qtbot, page.list.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: type(window.shell.page).__name__ == "ApplicationPage")
    qtbot.waitUntil(lambda: number in window.shell.page.title.text() + window.shell.page.subtitle.text())


def test_the_list_behind_satisfaction_is_the_survey_s_page(page, window, qtbot) -> None:
    chosen(page, "Satisfaction index (IKM)")
    press(qtbot, page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: type(window.shell.page).__name__ == "SurveyPage")


def test_another_period_service_and_clock(page, qtbot) -> None:
    seen = page.seen
    page.bar.service.setCurrentIndex(1)
    qtbot.waitUntil(lambda: page.seen is not seen)
    assert lines(page)["Complaints per 1,000 applications"] == ["–", "–", "–"]
    chosen(page, "Complaints per 1,000 applications")
    assert "Not known by service." in page.card.words.text()
    seen = page.seen
    page.bar.start.setCurrentIndex(page.bar.start.findData("submitted"))
    qtbot.waitUntil(lambda: page.seen is not seen)
    assert page.seen.setting == ClockSetting("submitted", "ready")
    assert lines(page)["Time to completion, average"][0] == "4.0 working days"
    seen = page.seen
    page.bar.period.setCurrentIndex(page.bar.period.count() - 1)
    qtbot.waitUntil(lambda: page.seen is not seen)
    assert page.bar.since.isVisible()
    assert page.seen.period == Period("2026-11", "2026-12")
    assert page.bar.wanted == page.seen.period


def test_the_sheet_and_the_report_are_saved(page, qtbot, tmp_path) -> None:
    page.save_to(tmp_path / "indikator.xlsx")
    qtbot.waitUntil(lambda: "saved" in page.message.text)
    assert load_workbook(tmp_path / "indikator.xlsx")["Indikator"]["B8"].value == 6
    page.papers.save_to(tmp_path / "indikator.pdf")
    qtbot.waitUntil((tmp_path / "indikator.pdf").exists)


def test_on_an_old_laptop_nothing_has_to_be_scrolled(page, qtbot) -> None:
    assert page.papers.isVisible()
    qtbot.waitUntil(lambda: page.findChild(Scrolled).verticalScrollBar().maximum() == 0)


def test_on_a_magnified_screen_nothing_is_cut(open_window, home, unit, worked, qtbot) -> None:
    window = open_window(home, unit, size=(910, 480))
    window.shell.go("indicators")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.seen is not None)
    page.bar.period.setCurrentIndex(page.bar.period.count() - 1)
    qtbot.waitUntil(page.bar.since.isVisible)
    assert page.minimumSizeHint().width() <= page.width()


def test_the_chart_draws_bars_a_line_and_what_is_hidden(qtbot, home) -> None:
    chart = MonthsChart()
    qtbot.addWidget(chart)
    chart.resize(300, chart.sizeHint().height())
    months = [Month("Jan", 2.0), Month("Feb", None, hidden=True), Month("Mar", 4.0)]
    chart.show_months(months, "4", (3.0, "standard: 3"), "Highest: March")
    picture = chart.grab().toImage()
    accent, warn = QColor(tokens().accent), QColor(tokens().warn)
    ratio = picture.width() / 300

    def column(x: int) -> list[QColor]:
        return [picture.pixelColor(int(x * ratio), y) for y in range(picture.height())]

    tall = [column(x).count(accent) for x in (50, 150, 250)]
    assert tall[1] == 0
    assert 1.8 < tall[2] / tall[0] < 2.2
    assert any(warn in column(x) for x in range(90, 110))
    assert chart.accessibleName() == "Highest: March"
