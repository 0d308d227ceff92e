"""Keeping in step with a real head office: rounds start by themselves and can be stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from mobile_unit.app import Home
from mobile_unit.domain.complaints import OPEN, Person, Said
from mobile_unit.sync.schedule import Schedule
from mobile_unit.ui.link import Link
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, Office, enrolled, running_office
from tests.ui.conftest import draft_from, submit


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("head-office")) as running:
        yield running


@pytest.fixture
def enrolled_home(office: Office, tmp_path) -> Home:
    if office.process is None:
        office.start()
    enrolled(office, tmp_path / "unit").close()
    home = Home(tmp_path / "unit", cost=CHEAP)
    home.preferences.language = "en"
    return home


@pytest.fixture(autouse=True)
def _look_often(monkeypatch):
    monkeypatch.setattr("mobile_unit.ui.link.LOOK_EVERY_SECONDS", 0.2)


@pytest.fixture
def nothing_begins_by_itself(monkeypatch):
    """However long the window takes to open."""
    monkeypatch.setattr("mobile_unit.ui.link.SOON_MS", 3_600_000)


def test_opened_offline_it_sends_when_head_office_is_back(office, enrolled_home, open_window, qtbot, adult):
    unit = enrolled_home.sign_in(NIP, PIN)
    office.stop()
    window = open_window(enrolled_home, unit)
    window.shell.go("sync")
    page = window.shell.page
    link: Link = window.shell.place.link
    qtbot.waitUntil(lambda: link.online is False)
    assert page.state == "No connection to head office"
    unit.intake.submit(draft_from(unit, adult).id)
    office.start()
    with qtbot.waitSignal(link.ended):
        pass
    qtbot.waitUntil(lambda: unit.sync.status().blobs_waiting == 0)
    qtbot.waitUntil(lambda: page.figure("received") == "1")
    assert page.figure("waiting") == "0"
    assert link.online is True
    assert [row["number"] for row in office.lines("list")] != []


@pytest.mark.usefixtures("nothing_begins_by_itself")
def test_a_round_is_started_by_hand_and_its_end_is_told(enrolled_home, open_window, qtbot):
    unit = enrolled_home.sign_in(NIP, PIN)
    window = open_window(enrolled_home, unit)
    window.shell.go("sync")
    page = window.shell.page
    with qtbot.waitSignal(window.shell.place.link.ended):
        qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert page.message.text != ""
    assert unit.sync.status().last_success is not None


def test_submitting_starts_a_round_soon(enrolled_home, open_window, qtbot, adult):
    unit = enrolled_home.sign_in(NIP, PIN)
    window = open_window(enrolled_home, unit)
    link = window.shell.place.link
    qtbot.waitUntil(lambda: unit.sync.status().last_success is not None and not link.running)
    draft = draft_from(unit, adult)
    window.shell.go("new", draft.id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None)
    for box in page.form.form.boxes.values():
        for warning in box.warnings:
            warning.confirm()
    submit(qtbot, page)
    qtbot.waitUntil(lambda: page.receipt.isVisible())
    number = page.receipt.number.text()
    qtbot.waitUntil(lambda: unit.tracking.application(number).summary.state == "received")


def by_day(unit) -> Schedule:
    """A schedule with the next night an hour away, over a link that costs by the byte."""
    now = unit.clock.now()
    begins, ends = (
        (now + timedelta(hours=hours)).time().replace(second=0, microsecond=0) for hours in (1, 2)
    )
    return Schedule(begins, ends, "metered")


def test_scans_wait_for_the_night_or_a_key_where_the_link_costs(enrolled_home, open_window, qtbot, adult):
    unit = enrolled_home.sign_in(NIP, PIN)
    unit.sync.set_schedule(by_day(unit))
    unit.sync.run()
    window = open_window(enrolled_home, unit)
    window.shell.go("sync")
    page = window.shell.page
    link = window.shell.place.link
    unit.intake.submit(draft_from(unit, adult).id)
    link.something_waits()
    qtbot.waitUntil(lambda: unit.sync.status().waiting == 0)
    qtbot.waitUntil(lambda: link.scans_wait and not link.running)
    assert unit.sync.status().blobs_waiting > 0
    assert "scans wait for the night" in page.told
    with qtbot.waitSignal(link.ended):
        qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert unit.sync.status().blobs_waiting == 0


@pytest.mark.usefixtures("nothing_begins_by_itself")
def test_a_round_is_stopped_between_steps_and_the_next_goes_on(enrolled_home, open_window, qtbot, samples):
    unit = enrolled_home.sign_in(NIP, PIN)
    for record in samples[:4]:
        unit.intake.submit(draft_from(unit, record).id)
    window = open_window(enrolled_home, unit)
    link = window.shell.place.link
    with qtbot.waitSignal(link.ended) as ended:
        link.sync_now()
        link.cancel()
    assert ended.args == [None]
    assert unit.sync.status().blobs_waiting > 0  # the first step may have begun before it was stopped
    with qtbot.waitSignal(link.ended):
        link.sync_now()
    assert unit.sync.status().waiting == 0


def test_locking_in_the_middle_of_a_round_ends_it_cleanly(enrolled_home, open_window, qtbot, samples):
    unit = enrolled_home.sign_in(NIP, PIN)
    for record in samples[:3]:
        unit.intake.submit(draft_from(unit, record).id)
    window = open_window(enrolled_home, unit)
    window.shell.place.link.sync_now()
    window.sign_out()
    assert window.shell is None
    page = window.front
    page.who.setText(NIP)
    page.pin.setText(PIN)
    page.sign_in()
    qtbot.waitUntil(lambda: window.shell is not None)
    again = window.shell.place.unit
    qtbot.waitUntil(lambda: again.sync.status().waiting == 0)
    assert next(again.broken_things(), None) is None


def test_a_complaint_goes_by_itself(office, enrolled_home, open_window, qtbot):
    unit = enrolled_home.sign_in(NIP, PIN)
    window = open_window(enrolled_home, unit)
    link: Link = window.shell.place.link
    qtbot.waitUntil(lambda: unit.sync.status().last_success is not None)
    unit.complaints.take(Said("information", OPEN, "phone", "Kapan loket ke Pakuan Ratu?", Person("BUDI")))
    with qtbot.waitSignal(link.ended):
        pass
    qtbot.waitUntil(lambda: unit.sync.status().others_waiting == 0)
