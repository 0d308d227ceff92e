"""Signing in where head office was not heard for too long: together with the team leader, never nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from mobile_unit.app import Home
from mobile_unit.clock import SystemClock, timestamp
from mobile_unit.errors import NotAllowed
from mobile_unit.services.lease import NeedsLeader, days_left
from mobile_unit.store import inbox, journal, settings
from tests.conftest import CHEAP
from tests.offices import enrolled, running_office
from tests.units import NIP, OFFICER, PIN, unit_without_office

BUDI = {"nip": "198803032012121003", "name": "Budi Santoso", "role": "officer", "active": True}
BUDIS_PIN = "975310"


@pytest.fixture
def home(tmp_path, clock) -> Home:
    """A unit with a team leader and an officer, out of everybody's sight."""
    unit = unit_without_office(tmp_path, clock=clock)
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI])
    unit.access.give(BUDI["nip"], BUDIS_PIN)
    unit.close()
    return Home(tmp_path, cost=CHEAP, clock=clock)


def budi(home: Home, leader=None):
    return home.sign_in(BUDI["nip"], BUDIS_PIN, leader=leader)


def vouched(unit) -> list[dict]:
    with unit.context.store.read() as connection:
        head = journal.current_head(connection)
        entries = [journal.find_entry(connection, head.journal, n) for n in range(1, head.seq + 1)]
    unit.close()
    return [dict(entry.body) for entry in entries if entry.kind == "officer.vouched"]


def test_within_it_nobody_is_asked(home, clock):
    clock.move(days=29, hours=23)
    assert vouched(budi(home)) == []


def test_after_it_an_officer_needs_the_team_leader_and_that_is_on_record(home, clock):
    clock.move(days=30)
    with pytest.raises(NeedsLeader):
        budi(home)
    with pytest.raises(NotAllowed):
        budi(home, (NIP, "000000"))
    with pytest.raises(NotAllowed) as refused:
        budi(home, (BUDI["nip"], BUDIS_PIN))
    assert "ketua tim" in str(refused.value)
    assert vouched(budi(home, (NIP[-4:], PIN))) == [{"officer": BUDI["nip"], "leader": NIP}]


def test_a_team_leader_gets_in_alone_and_is_told(home, clock):
    clock.move(days=40)
    unit = home.sign_in(NIP, PIN)
    assert unit.day.today().alarms[0].kind == "lease"
    assert vouched(unit) == [{"officer": NIP, "leader": NIP}]


def test_it_is_told_some_days_before(home, clock):
    clock.move(days=22)
    unit = budi(home)
    assert unit.day.alarms() == ()
    clock.move(days=1)
    assert [(alarm.kind, alarm.value) for alarm in unit.day.alarms()] == [("lease", 7)]
    unit.close()


def test_where_no_team_leader_has_a_pin_the_work_goes_on_and_says_so(home, clock):
    unit = budi(home)
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [BUDI])
    unit.close()
    clock.move(days=31)
    assert vouched(budi(home)) == [{"officer": BUDI["nip"], "leader": None}]


def test_a_clock_set_back_gains_nothing(home, clock):
    clock.move(days=31)
    with pytest.raises(NeedsLeader):
        budi(home)
    clock.move(days=-31)
    with pytest.raises(NeedsLeader):
        budi(home)


def test_a_former_leader_does_not_vouch(home, clock):
    unit = home.sign_in(NIP, PIN)
    other = {**OFFICER, "nip": "198203032008031003", "name": "Dewi Lestari"}
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI, other])
    unit.access.give(other["nip"], "246913")
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [{**OFFICER, "role": "officer"}, BUDI, other])
    unit.close()
    clock.move(days=31)
    with pytest.raises(NotAllowed):
        budi(home, (NIP, PIN))
    budi(home, (other["nip"], "246913")).close()


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def known(office, tmp_path, clock) -> Home:
    """The same, enrolled with a head office."""
    office.run("officer", "add", BUDI["nip"], "--name", BUDI["name"], "--role", "officer", "--unit", "WK01")
    unit = enrolled(office, tmp_path / "unit", clock=clock)
    unit.access.give(BUDI["nip"], BUDIS_PIN)
    unit.close()
    return Home(tmp_path / "unit", cost=CHEAP, clock=clock)


def test_with_a_network_it_is_renewed_by_itself(known, clock):
    clock.move(days=31)
    unit = budi(known)
    assert days_left(unit.context) == 30
    assert vouched(unit) == []


def test_a_lease_begun_while_the_clock_was_years_ahead_is_renewed_all_the_same(office, tmp_path, clock):
    clock.move(days=4000)
    unit = enrolled(office, tmp_path / "unit", clock=clock)
    clock.move(days=-4000)
    assert days_left(unit.context) > 30 - 1
    clock.move(days=4031)
    assert days_left(unit.context) < 0
    unit.sync.run()
    assert days_left(unit.context) == 30
    unit.close()


def test_who_was_removed_meanwhile_stays_out(office, known, clock):
    office.run("officer", "remove", BUDI["nip"], "--unit", "WK01")
    clock.move(days=31)
    with pytest.raises(NotAllowed):
        budi(known)


def test_head_office_says_how_long_and_takes_what_came_of_it(office, known, clock):
    assert office.lines("lease", "WK01", "--days", "7") == [{"unit": "WK01", "days": 7}]
    assert office.run("lease", "WK01", "--days", "6").returncode == 2
    unit = known.sign_in(NIP, PIN)
    unit.sync.run()
    assert days_left(unit.context) == 7
    unit.close()
    office.stop()
    clock.move(days=7)
    with pytest.raises(NeedsLeader):
        budi(known)
    unit = budi(known, (NIP, PIN))
    office.start()
    with unit.context.store.write() as connection:
        settings.put(connection, settings.SERVER, office.url)
    result = unit.sync.run()
    assert (result.refused, result.entries_waiting) == (0, 0)
    unit.close()


@pytest.fixture
def lapsed(tmp_path):
    """A laptop by today's clock that heard head office two months ago; answers how to list as Budi there."""
    unit = unit_without_office(tmp_path)
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI])
        long_ago = timestamp(SystemClock().now() - timedelta(days=60))
        settings.put(connection, settings.LEASE, dict.fromkeys(("heard", "since", "seen"), long_ago))
    unit.access.give(BUDI["nip"], BUDIS_PIN)
    unit.close()

    def list_(*more: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "MOBILE_UNIT_PIN": BUDIS_PIN, **variables}
        command = [sys.executable, "-m", "mobile_unit", "--home", str(tmp_path), "list", *more]
        return subprocess.run(
            [*command, "--officer", BUDI["nip"]],
            env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip

    return list_


def test_on_the_command_line_the_team_leader_s_pin_comes_as_the_officer_s_does(lapsed, tmp_path):
    alone = lapsed()
    assert alone.returncode == 3
    assert "--leader-pin-file" in alone.stderr
    assert lapsed(MOBILE_UNIT_LEADER_PIN="000000").returncode == 3
    assert lapsed("--leader", BUDI["nip"], MOBILE_UNIT_LEADER_PIN=BUDIS_PIN).returncode == 3
    assert lapsed(MOBILE_UNIT_LEADER_PIN=PIN).returncode == 0
    file = tmp_path / "leader.pin"
    file.write_text(f"{PIN}\n")
    done = lapsed("--leader", NIP[-4:], "--leader-pin-file", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    unit = Home(tmp_path, cost=CHEAP).sign_in(NIP, PIN)
    assert vouched(unit).count({"officer": BUDI["nip"], "leader": NIP}) == 2
