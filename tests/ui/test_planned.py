"""Today's page shows what is planned, and offers today's planned place first."""

from __future__ import annotations

import pytest

from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.planned import Booking, Plan
from mobile_unit.domain.visits import Person
from mobile_unit.store import inbox, planned_visits
from mobile_unit.ui.announcements import Changes
from tests.ui.conftest import enter
from tests.ui.test_day import BUDI
from tests.units import NIP, OFFICER

TODAY, LATER = "2026-11-24", "2026-12-03"


def plan(day: str, place: str = "18.08.04", name: str = "Baradatu", **said) -> Plan:
    booked = tuple(Booking(uuid7(), f"ORANG {n}", "") for n in range(3))
    return Plan(uuid7(), 1, day, place, name, bookings=booked, **said)


@pytest.fixture
def planned(unit):
    officers = (Person(BUDI["nip"], BUDI["name"]),)
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI])
        planned_visits.put(connection, plan(TODAY, quota=30, group="SMA Negeri 1", officers=officers))
        planned_visits.put(connection, plan(LATER, "18.08.01", "Blambangan Umpu", note="Bawa genset"))


def test_what_is_planned_stands_on_the_page_and_names_nobody(planned, window, qtbot):
    page = window.shell.page
    qtbot.waitUntil(page.planned.isVisible)
    first, second = page.planned.lines
    assert first.startswith("Tuesday, 24 November 2026 · Baradatu")
    for words in ("SMA Negeri 1", "Quota 30", "3 booked", "Budi Santoso"):
        assert words in first
    assert "Blambangan Umpu" in second
    assert "ORANG" not in first + second


def test_the_planned_place_is_offered_and_enter_opens_the_day_there(planned, window, unit, qtbot):
    card = window.shell.page.visit
    qtbot.waitUntil(lambda: card.edit.text() == "Baradatu")
    assert card.present == [BUDI["nip"]]
    card.edit.setFocus()
    enter(qtbot)
    qtbot.waitUntil(lambda: card.where == "Baradatu")
    assert unit.day.today().present[0].nip == BUDI["nip"]


def test_what_was_typed_or_chosen_stays(planned, window, unit, qtbot):
    card = window.shell.page.visit
    qtbot.waitUntil(lambda: card.edit.text() == "Baradatu")
    card.edit.setText("Kasui")
    with unit.context.store.write() as connection:
        planned_visits.put(connection, plan(TODAY, "18.08.02", "Kasui"))
    window.shell.place.announce(Changes(day=True))
    qtbot.waitUntil(lambda: len(window.shell.page.planned.lines) == 3)
    assert card.edit.text() == "Kasui"
    assert NIP not in card.present


def test_without_a_plan_nothing_is_shown(window, qtbot):
    page = window.shell.page
    qtbot.waitUntil(lambda: page.visit.chooser_is_open)
    assert not page.planned.isVisible()
    assert page.visit.edit.text() == ""
