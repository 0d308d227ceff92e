"""A head office moved to PostgreSQL and a bucket, and back: the same to its units, closed where it was."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import create_engine

from head_office.services import moving
from head_office.store import units
from head_office.store.engine import Occupied
from tests.head_office.conftest import Guest
from tests.head_office.test_blobs import create, patch
from tests.object_storage import running_object_storage
from tests.offices import Office

HIDDEN = ("HEAD_OFFICE_DATABASE", "HEAD_OFFICE_BLOBS")


@pytest.fixture
def large(postgresql):
    """An empty PostgreSQL database and an empty bucket, as a program's environment names them."""
    name = f"moved-{secrets.token_hex(4)}"
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    database = postgresql.removesuffix("/postgres") + f"/{name}"
    with running_object_storage(name) as reach:
        yield {**reach, "HEAD_OFFICE_DATABASE": database, "HEAD_OFFICE_BLOBS": f"s3://{name}/office"}


def test_there_and_back_the_units_notice_nothing(tmp_path, large):
    office = Office(tmp_path / "home")
    office.start()
    guest = Guest(office.url)
    assert guest.enrol(office.code()).status_code == 201
    guest.log_in()
    first = guest.application(0)
    assert guest.send(first, guest.application(1)).status_code == 200
    document = first.body["documents"][0]
    content, facts = guest.scan(document["kind"], 0)
    create(guest, facts["sha256"], len(content))
    assert patch(guest, facts["sha256"], 0, content).status_code == 204
    assert office.run("status", first.body["number"], "incomplete").returncode == 0
    before = guest.feed(), office.lines("list"), office.lines("show", first.body["number"])
    office.stop()

    small = dict(office.environment)
    office.environment = {**small, **{name: value for name, value in large.items() if name not in HIDDEN}}
    to = ["--to-database", large["HEAD_OFFICE_DATABASE"], "--to-blobs", large["HEAD_OFFICE_BLOBS"]]
    (moved,) = office.lines("move", *to)
    assert moved["scans"] == 1
    assert moved["rows"] > 20
    closed = office.run("list")
    assert closed.returncode == 1
    assert "--database" in closed.stderr

    office.environment = {**small, **large}
    assert office.run("verify").returncode == 0
    office.start()
    guest.url = office.url
    assert (guest.feed(), office.lines("list"), office.lines("show", first.body["number"])) == before
    assert office.run("status", first.body["number"], "verification").returncode == 0
    assert guest.send(guest.application(2)).json()["stored"] == 1
    after = guest.feed()
    office.stop()

    again = f"sqlite:///{tmp_path / 'back.db'}"
    (moved,) = office.lines("move", "--to-database", again, "--to-blobs", str(tmp_path / "scans"))
    assert moved["scans"] == 1
    office.environment = small
    back = Office(tmp_path / "home", environment={**small, "HEAD_OFFICE_DATABASE": again})
    back.environment["HEAD_OFFICE_BLOBS"] = str(tmp_path / "scans")
    assert back.run("verify").returncode == 0
    back.start()
    guest.url = back.url
    assert guest.feed() == after
    back.stop()


def test_only_to_where_nothing_is_and_only_what_is_whole(tmp_path):
    office = Office(tmp_path / "home")
    office.code()
    full = f"sqlite:///{tmp_path / 'full.db'}"
    assert office.run("move", "--to-database", full).returncode == 0
    other = Office(tmp_path / "other")
    other.code()
    refused = other.run("move", "--to-database", full)
    assert refused.returncode == 1
    assert other.run("list").returncode == 0
    assert other.run("move").returncode == 2


def test_nobody_writes_while_rows_are_copied(inside_anywhere, tmp_path):
    """A server that was not stopped: what it took in meanwhile would be on neither side."""
    office, refused = inside_anywhere, []

    def told(_what: str, _count: int) -> None:
        if not refused:
            with pytest.raises(Occupied), office.database.write(patience=0.1) as connection:
                units.ensure(connection, "WK01")
            refused.append(True)

    moving.move(office, f"sqlite:///{tmp_path / 'new.db'}", None, told)
    assert refused
