"""A database that PostgreSQL's own tools took back to an earlier state begins anew by itself, whichever tool
it was; what no server can see is said by a command."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import make_url

from head_office.office import open_head_office
from head_office.store import devices, lives, servers, units, values
from head_office.store.restoring import LETTERS_WAIT
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import new_mark
from tests import postgresql as postgresql_
from tests.head_office.conftest import Guest, make_database
from tests.offices import NIP, Office, running_office

_RELOAD = "SELECT pg_reload_conf()"


@pytest.fixture
def database(_pattern):
    return make_database(_pattern, f"own_{secrets.token_hex(4)}", "TEMPLATE pattern")


@pytest.fixture
def opened(tmp_path, clock):
    """Opens an office's database, from a home of its own."""
    offices = []

    def open_(database, home="home", **options):
        office = open_head_office(tmp_path / home, database=database, clock=clock, **options)
        offices.append(office)
        return office

    yield open_
    for office in offices:
        office.close()


def tool(name: str, url: str, *words: str, **options) -> bytes:
    """One of PostgreSQL's programs, at a database."""
    at = make_url(url)
    reach = ["-h", at.host, "-p", str(at.port), "-U", at.username, "-d", at.database]
    command = [postgresql_.program(name), *reach, *words]
    return subprocess.run(command, check=True, capture_output=True, **options).stdout


def restore_over(database: str, dump: bytes) -> None:
    tool("psql", database, "-c", "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    tool("pg_restore", database, input=dump)


def begin_life(office, after: timedelta = timedelta(0)) -> str | None:
    """The letter of the next life of a laptop of WK01 so long from now."""
    with office.database.write() as connection:
        units.ensure(connection, "WK01")
        device = devices.Device(uuid7(), "WK01", os.urandom(32), None)
        devices.add(connection, device, officer=NIP, program="test", at=office.now())
        said = {"unit": "WK01", "device": device.id, "previous": uuid7(), "mark": new_mark()}
        return lives.open_life(connection, journal=uuid7(), now=office.clock.now() + after, **said)


def require_begun_anew(before, office) -> None:
    """Another life of the database, in which no letter of the one that was lost is given again."""
    assert office.generation != before.generation
    assert office.key.private_bytes_raw() == before.key.private_bytes_raw()
    assert begin_life(office) is None
    assert begin_life(office, 2 * LETTERS_WAIT) == "G"


def test_a_server_that_only_was_started_again_goes_on(database, opened):
    first = opened(database)
    assert begin_life(first) == "A"
    again = opened(database)
    assert again.generation == first.generation
    assert begin_life(again) == "B"


def test_a_dump_that_is_restored_into_another_database_is_noticed(database, opened):
    before = opened(database)
    assert begin_life(before) == "A"
    dump = tool("pg_dump", database, "-Fc")
    assert begin_life(before) == "B"
    new = make_database(database.rpartition("/")[0] + "/postgres", f"own_{secrets.token_hex(4)}")
    tool("pg_restore", new, input=dump)
    require_begun_anew(before, opened(new, "other home"))
    assert opened(new).generation == opened(new).generation, "it is noticed once"


def test_a_dump_that_is_restored_over_the_same_database_is_noticed(database, opened):
    before = opened(database)
    assert begin_life(before) == "A"
    dump = tool("pg_dump", database, "-Fc")
    restore_over(database, dump)
    require_begun_anew(before, opened(database))


def test_a_server_that_was_recovered_from_a_base_backup_is_noticed(database, opened):
    before = opened(database)
    assert begin_life(before) == "A"
    with postgresql_.recovered_postgresql(database) as recovered:
        assert recovered != database
        require_begun_anew(before, opened(recovered))


def test_a_command_leaves_it_to_the_servers_next_start(database, opened, tmp_path):
    """What runs would go on as the life that it began with."""
    before = opened(database)
    restore_over(database, tool("pg_dump", database, "-Fc"))
    office = Office(tmp_path / "home", environment={**os.environ, "HEAD_OFFICE_DATABASE": database})
    assert office.run("list").returncode == 0
    assert opened(database, serves=False).generation == before.generation
    assert opened(database).generation != before.generation


def test_where_nothing_is_committed_without_a_standby_its_promotion_is_no_restore(database, opened):
    before = opened(database)
    with before.database.write() as connection:
        known = json.loads(values.get(connection, "server"))
        values.put(connection, "server", json.dumps({**known, "timeline": "0"}).encode())
        assert servers.is_another(connection)
    before.close()
    tool(
        "psql", database, "-c", f"ALTER DATABASE {make_url(database).database} SET synchronous_commit = local"
    )
    tool("psql", database, "-c", "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'", "-c", _RELOAD)
    try:
        assert opened(database).generation == before.generation
    finally:
        tool("psql", database, "-c", "ALTER SYSTEM RESET synchronous_standby_names", "-c", _RELOAD)


def test_whoever_goes_on_meanwhile_gives_no_letter(database, opened):
    before = opened(database)
    assert begin_life(before) == "A"
    dump = tool("pg_dump", database, "-Fc")
    restore_over(database, dump)
    assert begin_life(before, LETTERS_WAIT) is None


def test_nobody_is_enrolled_by_a_server_that_goes_on_meanwhile(database, tmp_path):
    with running_office(tmp_path / "home", environment={"HEAD_OFFICE_DATABASE": database}) as office:
        first, second = Guest(office.url), Guest(office.url)
        assert first.enrol(office.code()).status_code == 201
        code = office.code()
        restore_over(database, tool("pg_dump", database, "-Fc"))
        refused = second.enrol(code)
        assert (refused.status_code, refused.json()["code"]) == (503, "server.unavailable")
        office.stop()
        office.start()
        second.url = office.url
        assert second.enrol(code).json()["letter"] in "GHIJKLMN"


@pytest.mark.parametrize("place", [None, "postgresql"])
def test_what_no_server_can_see_is_said_by_a_command(request, place, opened, tmp_path):
    """Files that were copied back, of SQLite's database or of a whole disk."""
    database = place and request.getfixturevalue("database")
    before = opened(database)
    assert begin_life(before) == "A"
    before.close()
    office = Office(
        tmp_path / "home", environment={**os.environ, **({"HEAD_OFFICE_DATABASE": database} if place else {})}
    )
    assert office.lines("restored", "--nothing-lost") == [{"generation": before.generation}]
    (told,) = office.lines("restored")
    require_begun_anew(before, after := opened(database))
    assert told == {"generation": after.generation}
    assert "30 hari" in office.run("restored").stdout
    assert begin_life(after, 2 * LETTERS_WAIT) == "M", (
        "five more are left out, as A to G may have been given again"
    )


def test_another_server_that_took_over_and_lost_nothing_is_said_too(database, opened, tmp_path):
    before = opened(database)
    dump = tool("pg_dump", database, "-Fc")
    restore_over(database, dump)
    office = Office(tmp_path / "home", environment={**os.environ, "HEAD_OFFICE_DATABASE": database})
    office.lines("restored", "--nothing-lost")
    after = opened(database)
    assert after.generation == before.generation
    assert begin_life(after) == "A"


def test_who_may_not_ask_the_server_is_no_restore(database, opened):
    """Of a hosted server that says less of itself to us than it did, or more."""
    before = opened(database)
    with before.database.write() as connection:
        known = json.loads(values.get(connection, "server"))
        assert set(known) == {"system", "timeline", "database", "table"}
        values.put(connection, "server", json.dumps({"database": known["database"]}).encode())
        assert not servers.is_another(connection)
        values.put(connection, "server", json.dumps({**known, "more": "1"}).encode())
        assert not servers.is_another(connection)
        values.put(connection, "server", json.dumps({**known, "timeline": "0"}).encode())
        assert servers.is_another(connection)


def test_what_the_server_says_needs_no_rights(database):
    name = f"plain_{secrets.token_hex(4)}"
    tool("psql", database, "-c", f"CREATE ROLE {name} LOGIN")
    for question in servers.QUESTIONS.values():
        assert tool("psql", database, "-c", f"SET ROLE {name}; {question}")
