"""The page of outreach: an event planned with keys, held with photos, called off, and its papers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import Qt

from mobile_unit.domain.outreach import CANCELLED, HELD, PLANNED, Outcome
from tests.services.test_outreach import PLAN, VILLAGE
from tests.ui.conftest import press

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(window, qtbot):
    window.shell.go("outreach")
    shown = window.shell.page
    qtbot.waitUntil(lambda: "events held" in shown.subtitle.text())
    return shown


def fill(page, day: str = "28-11-2026") -> None:
    page.form.theme.setCurrentIndex(page.form.theme.findData("touts"))
    page.form.day.line.setText(day)
    page.form.place.set_code(VILLAGE)
    page.form.venue.setText("Balai kampung")
    page.form.speakers.setText("Sari; Budi ;")


def test_an_event_is_planned_and_stands_in_the_list(page, unit, qtbot) -> None:
    assert not page.papers.isVisible()
    fill(page)
    press(qtbot, page.form.venue, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.list.count() == 1)
    (line,) = unit.outreach.listed()
    assert (line.state, line.day) == (PLANNED, "2026-11-28")
    assert unit.outreach.event(line.id).body["speakers"] == ["Sari", "Budi"]
    assert "touts" in page.list.item(0).text()
    assert page.papers.isVisible()
    assert not page.report.isVisible()


def test_what_is_missing_is_told_and_nothing_is_lost(page, unit, qtbot) -> None:
    page.form.venue.setText("Balai kampung")
    press(qtbot, page.form.venue, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "day is missing, or is not in the calendar" in page.message.text)
    assert page.form.venue.text() == "Balai kampung"
    assert unit.outreach.listed() == []


def test_what_came_of_it_is_kept_with_photos_and_reported(page, unit, qtbot, tmp_path) -> None:
    fill(page, "24-11-2026")
    page.form.men.setText("7")
    page.form.women.setText("9")
    page.form.questions.setPlainText("Berapa biayanya?\n\nBerapa lama?")
    Image.new("RGB", (300, 200), "green").save(tmp_path / "satu.png")
    page.form.add_photos([tmp_path / "satu.png"])
    press(qtbot, page.form.venue, Qt.Key.Key_Return, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: page.list.count() == 1)
    (line,) = unit.outreach.listed()
    body = unit.outreach.event(line.id).body
    assert (line.state, body["men"], body["women"], len(body["photos"])) == (HELD, 7, 9, 1)
    assert body["questions"] == ["Berapa biayanya?", "Berapa lama?"]
    assert not page.keep.isVisible()
    qtbot.waitUntil(lambda: "16 people" in page.subtitle.text())
    page.report.save_to(tmp_path / "laporan.pdf")
    qtbot.waitUntil((tmp_path / "laporan.pdf").exists)
    qtbot.waitUntil(lambda: "saved" in page.message.text)
    assert len(PdfReader(tmp_path / "laporan.pdf").pages) == 2


def test_a_picture_that_is_none_is_told_and_all_stays(page, unit, qtbot, tmp_path) -> None:
    fill(page, "24-11-2026")
    (tmp_path / "bukan.jpg").write_bytes(b"bukan gambar")
    page.form.add_photos([tmp_path / "bukan.jpg"])
    page.hold.click()
    qtbot.waitUntil(lambda: page.message.text != "")
    assert page.hold.isEnabled()
    assert unit.outreach.listed() == []
    assert page.form.venue.text() == "Balai kampung"


def test_an_event_is_called_off_with_its_reason(page, unit, qtbot) -> None:
    event = unit.outreach.plan(PLAN)
    page.open(event)
    qtbot.waitUntil(page.cancel.isVisible)
    page.reason.setText("Hujan")
    page.cancel.click()
    qtbot.waitUntil(lambda: unit.outreach.event(event).state == CANCELLED)
    qtbot.waitUntil(lambda: "Hujan" in page.called_off.text)


def test_another_event_begins_empty(page, unit, qtbot) -> None:
    event = unit.outreach.hold(replace(PLAN, day="2026-11-20"), Outcome(3, 4))
    page.open(event)
    qtbot.waitUntil(lambda: page.form.men.text() == "3")
    press(qtbot, page, Qt.Key.Key_N, CONTROL | SHIFT)
    assert (page.form.men.text(), page.form.venue.text()) == ("", "")
    assert page.keep.isVisible()


def test_on_a_magnified_screen_nothing_is_cut(open_window, home, unit, qtbot) -> None:
    unit.outreach.plan(PLAN)
    window = open_window(home, unit, size=(910, 480))
    window.shell.go("outreach")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.list.count() == 1)
    assert window.width() == 910
    assert page.minimumSizeHint().width() <= page.width()
