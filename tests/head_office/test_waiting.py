"""How long a transaction waits for what others write: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import text

from head_office.store import engine
from head_office.store.engine import Collided, Connection, Database, Occupied
from tests.head_office.inside import wait_for_a_lock

WRITE = text("UPDATE settings SET value = value WHERE key = :key")
LIMIT = text("SHOW lock_timeout")
AT_MOST = 10
"""Seconds that a test waits for a thread that should be done."""


@pytest.fixture
def office(monkeypatch, inside_anywhere):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.3)
    inside_anywhere.database.close()  # connections from here on wait that long
    with inside_anywhere.database.write() as connection:
        for key in ("one", "other"):
            connection.execute(text("INSERT INTO settings (key, value) VALUES (:key, '')"), {"key": key})
    return inside_anywhere


def write_one(database: Database, came: list[object], **how: object) -> None:
    begun = time.monotonic()
    try:
        with database.write(**how) as connection:
            connection.execute(WRITE, {"key": "one"})
    except Occupied as error:
        came.append(error)
    came.append(time.monotonic() - begun)


@pytest.mark.parametrize(
    ("how", "usual", "least"),
    [
        ({}, 0.3, 0.3),
        ({"hasty": True}, 0.3, 0.3),
        ({"patience": 0.6}, 0.3, 0.6),
        ({"patience": 0}, 2 * AT_MOST, 0),
    ],
)
def test_who_waits_too_long_for_another_is_told(office, monkeypatch, how, usual, least):
    """It is over long before the thirty seconds, or whatever is usual, of whoever says nothing."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", usual)
    office.database.close()
    came: list[object] = []
    with office.database.write() as first:
        first.execute(WRITE, {"key": "one"})
        thread = threading.Thread(target=write_one, args=[office.database, came], kwargs=how, daemon=True)
        thread.start()
        thread.join(AT_MOST)
        assert not thread.is_alive()
    error, seconds = came
    assert isinstance(error, Occupied)
    assert seconds >= least


def test_who_waits_a_little_writes(office):
    came: list[object] = []
    with office.database.write() as first:
        first.execute(WRITE, {"key": "one"})
        how = {"patience": AT_MOST}
        thread = threading.Thread(target=write_one, args=[office.database, came], kwargs=how, daemon=True)
        thread.start()
        wait_for_a_lock(office, thread)
        thread.join(0.1)  # on SQLite nothing tells that somebody waits
        assert thread.is_alive()
    thread.join(AT_MOST)
    assert len(came) == 1


@pytest.fixture
def large(postgresql, monkeypatch):
    database = Database(postgresql)
    yield database
    database.close()


def limit(connection: Connection) -> str:
    return str(connection.execute(LIMIT).scalar())


def roll_back(database: Database) -> None:
    with database.write(patience=0) as connection:
        assert limit(connection) == "1ms"
        raise Collided


def test_on_postgresql_every_transaction_has_sqlites_patience(large):
    with large.write() as connection:
        assert limit(connection) == "30s"
    for _again in range(2):  # by the connection of the one that was rolled back
        with pytest.raises(Collided):
            roll_back(large)
        with large.read() as connection:
            assert limit(connection) == "30s"
    with large.snapshot() as connection:
        assert limit(connection) == "30s"
    with large.write(hasty=True) as connection:
        assert limit(connection) == "30s"
    large.tidy()
    with large.read() as connection:
        assert limit(connection) == "30s"


@pytest.mark.parametrize("anywhere", ["large"], indirect=True)
def test_of_two_that_wait_for_each_other_one_is_to_begin_again(office, monkeypatch):
    """PostgreSQL sees it after a second, before anybody's patience is at its end."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", AT_MOST)
    office.database.close()
    came: list[str] = []
    both = threading.Barrier(2)

    def write(*keys: str) -> None:
        try:
            with office.database.write() as connection:
                for key in keys:
                    connection.execute(WRITE, {"key": key})
                    if key == keys[0]:
                        both.wait(AT_MOST)
            came.append("written")
        except Collided:
            came.append("collided")

    threads = [threading.Thread(target=write, args=keys) for keys in (("one", "other"), ("other", "one"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["collided", "written"]


@pytest.mark.parametrize("anywhere", ["large"], indirect=True)
def test_tidying_waits_for_another_vacuum_however_long_it_takes(office):
    """Nobody waits behind it; and the connections of others keep their patience."""
    failed: list[Exception] = []

    def tidy() -> None:
        try:
            office.database.tidy()
        except Occupied as error:
            failed.append(error)

    thread = threading.Thread(target=tidy)
    with office.database.write() as connection:
        connection.execute(text("LOCK TABLE settings IN SHARE UPDATE EXCLUSIVE MODE"))
        thread.start()
        wait_for_a_lock(office, thread)
        thread.join(3 * engine.BUSY_SECONDS)  # by when whoever is less patient has given up
        assert thread.is_alive()
    thread.join()
    assert failed == []
