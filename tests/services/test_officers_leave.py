"""Who leaves head office's list loses the way into the laptop with the next round or reply."""

from __future__ import annotations

import json

import pytest

from mobile_unit.app import Home
from mobile_unit.errors import NotAllowed
from mobile_unit.services.enrolment import KEYS
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, enrolled, running_office

BUDI, BUDIS_PIN = "198803032012121003", "975310"
ADDING = ("officer", "add", BUDI, "--name", "Budi Santoso", "--unit", "WK01", "--role")


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        running.run(*ADDING, "officer")
        yield running


@pytest.fixture
def leader(office, tmp_path):
    unit = enrolled(office, tmp_path / "unit")
    unit.access.give(BUDI, BUDIS_PIN)
    yield unit
    unit.close()


@pytest.fixture
def home(leader, tmp_path) -> Home:
    return Home(tmp_path / "unit", cost=CHEAP)


def slots(home: Home) -> int:
    return len(json.loads((home.unit_folder / KEYS).read_text())["slots"])


def test_the_slot_goes_with_the_round_and_the_session_is_no_longer_theirs(office, leader, home):
    budi = home.sign_in(BUDI, BUDIS_PIN)
    assert budi.is_still_mine()
    office.run("officer", "remove", BUDI, "--unit", "WK01")
    leader.sync.run()
    assert slots(home) == 1
    assert not budi.is_still_mine()
    assert leader.is_still_mine()
    budi.close()
    with pytest.raises(NotAllowed):
        home.sign_in(BUDI, BUDIS_PIN)


def test_by_their_own_round_too_and_never_the_last_slot(office, leader, home):
    leader.access.take(BUDI)
    office.run("officer", "remove", NIP, "--unit", "WK01")
    leader.sync.run()
    assert slots(home) == 1
    assert not leader.is_still_mine()
    with pytest.raises(NotAllowed):
        home.sign_in(NIP, PIN)


def test_by_a_reply_on_a_stick(office, leader, home, tmp_path):
    (written,) = leader.stick.export(tmp_path)
    office.run("import", str(written.path))
    office.run("officer", "remove", BUDI, "--unit", "WK01")
    assert office.run("reply", "WK01", "--out", str(tmp_path / "a.reply")).returncode == 0
    leader.stick.take_reply(tmp_path / "a.reply")
    assert slots(home) == 1


def test_another_role_is_another_session(office, leader, home):
    budi = home.sign_in(BUDI, BUDIS_PIN)
    office.run(*ADDING, "maintenance")
    leader.sync.run()
    assert not budi.is_still_mine()
    budi.close()
    assert home.sign_in(BUDI, BUDIS_PIN).officer.role == "maintenance"
