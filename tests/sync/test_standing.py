"""What a laptop says in a round arrives, whatever way the round takes; its name comes by the feed."""

from __future__ import annotations

import pytest

from head_office.office import open_head_office
from head_office.services.enrolment import rename
from mobile_unit import __version__
from mobile_unit.app import Home
from mobile_unit.store import settings
from mobile_unit.sync import client
from mobile_unit.sync.packing import Unpackable
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, Office, enrolled
from tests.sync.test_rounds import take

_units = iter(f"S{n:03d}" for n in range(1000))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    office = Office(tmp_path_factory.mktemp("head-office"))
    office.start()
    yield office
    office.stop()


@pytest.fixture
def unit(shared, tmp_path):
    opened = enrolled(shared, tmp_path / "unit", next(_units))
    yield opened
    opened.close()


def said(office, unit) -> dict:
    database = office.database()
    with database.read() as connection:
        statement = "SELECT * FROM devices WHERE unit = ?"
        row = connection.exec_driver_sql(statement, (unit.info.code,)).mappings().one()
    database.close()
    return dict(row)


def test_a_round_says_what_then_waits(shared, unit):
    take(unit, 2)
    unit.sync.run(scans=False)
    unit.sync.run(scans=False)
    waits = said(shared, unit)
    assert (waits["program"], waits["entries_waiting"]) == (__version__, 0)
    assert waits["scans_waiting"] == unit.sync.status().blobs_waiting > 0
    unit.sync.run()
    done = said(shared, unit)
    assert (done["entries_waiting"], done["scans_waiting"]) == (0, 0)
    assert abs(done["clock_offset"]) < 60
    assert done["heard_cursor"] > 0


def test_the_longer_way_says_it_too(shared, unit, monkeypatch):
    def unable(*_arguments, **_more):
        raise Unpackable("old")

    monkeypatch.setattr(client.HeadOffice, "exchange", unable)
    take(unit, 1)
    unit.sync.run()
    assert said(shared, unit)["scans_waiting"] == 0


def test_an_older_program_says_nothing_and_was_heard_all_the_same(shared, unit, monkeypatch):
    monkeypatch.setattr(client.HeadOffice, "_said", lambda _self: {})
    unit.sync.run()
    row = said(shared, unit)
    assert row["heard_at"] is not None
    assert (row["said_at"], row["entries_waiting"]) == (None, None)


def test_a_new_name_is_there_from_the_next_start(shared, unit):
    opened = open_head_office(shared.home)
    rename(opened, unit.info.code, "Unit Baradatu", "18.08.04")
    opened.close()
    unit.sync.run()
    with unit.context.store.read() as connection:
        assert settings.get(connection, settings.UNIT)["name"] == "Unit Baradatu"
    unit.close()
    again = Home(unit.context.store.path.parent.parent, cost=CHEAP).sign_in(NIP, PIN)
    assert (again.info.name, again.info.code) == ("Unit Baradatu", unit.info.code)
    again.close()
