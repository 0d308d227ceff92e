"""What lists and searches know of an application follows its newest version and its state."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select

from head_office.services.tracking import set_status
from head_office.store import schema
from head_office.store.engine import Database
from head_office.store.tables import applications, history


@pytest.fixture
def office(inside):
    return inside


def test_who_it_is_of_and_until_when_is_known_at_once(unit):
    applicant = {**unit.body(0)["applicant"], "full_name": "Nur'aini Ma'ruf"}
    row = unit.file(0, applicant=applicant)
    assert (row["full_name"], row["name_key"]) == ("Nur'aini Ma'ruf", "nurainimaruf")
    assert (row["nik"], row["birth_date"]) == (applicant["nik"], applicant["birth_date"])
    assert (row["due_on"], row["clock_from"], row["desk"]) == ("2026-11-30", None, "office")


def test_what_waits_for_scans_is_nobody_s_work_here(unit):
    entry = unit.application(0)
    unit.take(entry)
    assert unit.row(entry.body["id"])["desk"] == "elsewhere"


def test_a_correction_changes_it(unit):
    first = unit.application(0, documents=unit.body(0)["documents"])
    unit.take(first)
    before = unit.row(first.body["id"])
    body = {**first.body, "applicant": {**first.body["applicant"], "full_name": "SITI BARU"}}
    told = {"correction": 1, "corrected_at": body["submitted_at"], "reason": "Salah ketik"}
    unit.take(unit.entry("application.corrected", {**body, **told, "answers_request": None}))
    after = unit.row(first.body["id"])
    assert (after["full_name"], after["name_key"]) == ("SITI BARU", "sitibaru")
    assert after["revision"] > before["revision"]


def test_the_promise_runs_from_the_moment_it_names(office, unit, clock):
    number = unit.file(0)["number"]
    clock.move(days=2)
    set_status(office, number, "paid", None)
    assert unit.row(unit_id(office))["clock_from"] is None
    clock.move(days=1)
    set_status(office, number, "verification", None)
    row = unit.row(unit_id(office))
    assert (row["clock_from"], row["due_on"]) == ("2026-11-27", "2026-12-03")
    clock.move(days=1)
    set_status(office, number, "printing", None)
    assert unit.row(unit_id(office))["clock_from"] == "2026-11-27"
    set_status(office, number, "ready", None)
    assert unit.row(unit_id(office))["desk"] == "done"


def unit_id(office) -> str:
    with office.database.read() as connection:
        return str(connection.execute(select(applications.c.id)).scalar_one())


def test_a_database_of_before_learns_it_from_its_entries(office, unit, clock, tmp_path):
    rows = [unit.file(serial) for serial in range(3)]
    clock.move(days=1)
    set_status(office, rows[0]["number"], "verification", None)
    want = [unit.row(row["id"]) for row in rows]
    old = Database.in_folder(tmp_path / "old")
    (tmp_path / "old").mkdir()
    with old.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        _copy(office, connection)
        command.upgrade(config, "0008")
    with old.read() as connection:
        found = connection.execute(select(applications).order_by(applications.c.id)).mappings().all()
        assert connection.execute(select(history.c.by)).scalars().first() is None
    old.close()
    assert [dict(row) | {"revision": 0} for row in found] == [row | {"revision": 0} for row in want]


def _copy(office, connection) -> None:
    """What the older schema has, from the newer database."""
    for table in ("units", "devices", "journals", "entries", "applications", "history"):
        columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
        named = ", ".join(columns)
        with office.database.read() as source:
            rows = source.exec_driver_sql(f"SELECT {named} FROM {table}").all()
        marks = ", ".join("?" for _column in columns)
        for row in rows:
            connection.exec_driver_sql(f"INSERT INTO {table} ({named}) VALUES ({marks})", tuple(row))
