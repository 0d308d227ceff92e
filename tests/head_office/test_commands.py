"""The administrator's commands: exact output, exit codes, never a traceback."""

from __future__ import annotations

import json

import pytest
import requests

from head_office.store import schema
from head_office.store.engine import Database
from head_office.store.tables import metadata


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("frobnicate",), 2),
        (("serve", "--host", "0.0.0.0", "--port", "0"), 2),
        (("enrol-code", "bad code", "--name", "X"), 2),
        (("enrol-code", "WK09", "--name", "X", "--kecamatan", "99.99.99"), 2),
        (("officer", "add", "x y", "--name", "X", "--role", "officer", "--unit", "WK09"), 2),
        (("officer", "add", "1990", "--name", "X", "--role", "king", "--unit", "WK09"), 2),
        (("show", "WK01A-261124-0001-0"), 1),
        (("status", "WK01A-261124-0001-0", "ready"), 1),
        (("status", "WK01A-261124-0001-0", "flying"), 2),
        (("revoke", "NOPE1"), 1),
        (("--database", "nonsense://x", "list"), 1),
        (("--blobs", "ftp://bucket", "list"), 2),
        (("--blobs", "s3://", "list"), 1),
    ],
)
def test_exit_codes(office, arguments, status):
    done = office.run(*arguments)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_officers_may_come_before_the_unit(office):
    assert (
        office.run("officer", "add", "1990", "--name", "A", "--role", "officer", "--unit", "EARLY").returncode
        == 0
    )
    assert len(office.lines("enrol-code", "EARLY", "--name", "Early unit")[0]["code"]) == 14


def test_an_application_is_shown_and_decided(office, guest):
    entry = guest.application(0)
    guest.send(entry)
    number = entry.body["number"]
    assert (
        office.run("status", number.lower().replace("-", " "), "SIAP_DIAMBIL", "--note", "Loket 2").returncode
        == 0
    )
    shown = office.lines("show", number)[0]
    assert shown["state"] == "ready"
    assert shown["applicant"]["full_name"] == entry.body["applicant"]["full_name"]
    assert shown["history"][-1]["note"] == "Loket 2"
    plain = office.run("list").stdout
    assert number in plain
    assert entry.body["applicant"]["full_name"] not in plain


def test_the_documentation_needs_no_internet(office):
    page = requests.get(f"{office.url}/docs", timeout=60).text
    assert "https://" not in page
    assert requests.get(f"{office.url}/docs/assets/swagger-ui-bundle.js", timeout=60).ok
    paths = requests.get(f"{office.url}/openapi.json", timeout=60).json()["paths"]
    assert "/v1/journals/{journal}/entries" in paths


def test_unknown_addresses_are_problems(office):
    answer = requests.get(f"{office.url}/v1/nothing", timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (404, "http.404")


def test_verify_names_a_cut_chain(office, guest):
    entry = guest.application(0)
    guest.send(entry, guest.application(1))
    whole = json.loads(office.run("verify", "--json").stdout)
    assert whole["ok"]
    database = office.database()
    with database.write() as connection:
        # a journal's name has no quote in it, and the two databases don't write parameters alike
        mine = f"FROM entries WHERE journal = '{guest.journal}'"
        connection.exec_driver_sql(f"CREATE TABLE saved AS SELECT * {mine}")
        connection.exec_driver_sql(f"DELETE {mine} AND seq = 1")
    broken = office.run("verify", "--json")
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO entries SELECT * FROM saved WHERE seq = 1")
        connection.exec_driver_sql("DROP TABLE saved")
    database.close()
    assert broken.returncode == 1
    assert "entry 1: missing" in json.loads(broken.stdout)["broken"]
    assert office.run("verify").returncode == 0


def test_models_and_migrations_agree(tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    database = Database.in_folder(tmp_path)
    schema.bring_up_to_date(database, tmp_path / "backups")
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_current_head() == schema.SCHEMA
