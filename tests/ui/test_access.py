"""The team leader gives an officer a PIN in the settings; nobody else is offered it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from mobile_unit.errors import NotAllowed
from mobile_unit.store import inbox
from mobile_unit.store.tables import officers
from tests.units import NIP, OFFICER, PIN

BUDI = {"nip": "198803032012121003", "name": "Budi Santoso", "role": "officer", "active": True}
BUDIS_PIN = "975310"


@pytest.fixture
def team(unit):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI])


@pytest.fixture
def card(team, window, qtbot):
    window.shell.go("settings")
    made = window.shell.page.access
    qtbot.waitUntil(lambda: made.who.count() == 2)
    made.who.setCurrentIndex(made.who.findData(BUDI["nip"]))
    return made


def test_a_pin_is_given_and_taken(card, window, home, qtbot):
    assert "no PIN yet" in card.who.currentText()
    assert not card.take.isEnabled()
    card.pin.setText(BUDIS_PIN)
    card.again.setText(BUDIS_PIN)
    card.give.click()
    qtbot.waitUntil(lambda: "has a PIN" in card.who.currentText())
    assert card.pin.text() == card.again.text() == ""
    assert home.sign_in(BUDI["nip"], BUDIS_PIN, record=False).officer.name == BUDI["name"]
    card.take.click()
    qtbot.waitUntil(lambda: "no PIN yet" in card.who.currentText())
    with pytest.raises(NotAllowed):
        home.sign_in(BUDI["nip"], BUDIS_PIN)


def test_ones_own_is_not_taken(card, unit):
    card.who.setCurrentIndex(card.who.findData(NIP))
    assert not card.take.isEnabled()
    with pytest.raises(NotAllowed):
        unit.access.take(NIP)


def test_a_weak_or_different_pin_is_told(card, window, qtbot):
    card.pin.setText("123456")
    card.again.setText("123457")
    card.give.click()
    assert "not the same" in window.shell.page.message.text
    card.again.setText("123456")
    card.give.click()
    qtbot.waitUntil(lambda: "sequence" in window.shell.page.message.text)


def test_an_officer_is_not_offered_it_and_refused(home, team, unit, open_window):
    with unit.context.store.write() as connection:
        connection.execute(update(officers).where(officers.c.nip == NIP).values(role="officer"))
    unit.close()
    mine = home.sign_in(NIP, PIN)
    with pytest.raises(NotAllowed):
        mine.access.give(BUDI["nip"], BUDIS_PIN)
    window = open_window(home, mine)
    window.shell.go("settings")
    assert window.shell.page.access is None
