"""On PostgreSQL entries lie in a table a month; an entry is held once all the same."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from head_office.services import ingest
from head_office.services.verification import broken_things
from head_office.store import journals, months, schema
from head_office.store.engine import Collided, Database
from mobile_unit.clock import JAKARTA
from mobile_unit.domain.entries import GENESIS
from tests.conftest import SetClock
from tests.head_office.inside import open_inside, unit_inside
from tests.head_office.test_gathering import database_at

BEFORE = "0021"


def tables_of(office) -> dict[str, int]:
    """The rows in each table of entries that has some."""
    with office.database.read() as connection:
        counted = connection.execute(
            text("SELECT tableoid::regclass::text, count(*) FROM entries GROUP BY 1")
        )
        return dict(counted.all())


@pytest.fixture
def clock():
    return SetClock(datetime(2027, 1, 31, 23, 0, tzinfo=JAKARTA))


@pytest.fixture
def office(postgresql, tmp_path, clock):
    opened = open_inside(tmp_path, clock, database=database_at(postgresql))
    yield opened
    opened.close()


def test_each_month_has_its_table_and_a_journal_goes_through_all(office, clock):
    unit = unit_inside(office)
    for _month in range(3):
        assert unit.take(unit.application(unit.head[0])).quarantined == []
        clock.move(days=29)
    assert tables_of(office) == {"entries_2027_01": 1, "entries_2027_03": 2}
    again = [unit.entry("officer.signed_in", {}) for _n in range(2)]
    assert unit.take(*again).stored == 2
    assert unit.take(*again).stored == 0
    assert list(broken_things(office)) == []


def test_months_are_made_ahead_once_and_whatever_the_clock_says_is_kept(office, clock):
    with office.database.write() as connection:
        assert months.make_ahead(connection, clock.now()) == []
        assert months.make_ahead(connection, datetime(2028, 9, 1, tzinfo=JAKARTA))[-1] == "2030-03"
    unit = unit_inside(office)
    clock.move(days=365 * 60)
    unit.take(unit.entry("officer.signed_in", {}))
    clock.move(days=-365 * 80)
    unit.take(unit.entry("officer.signed_in", {}))
    clock.move(days=365 * 22)
    unit.take(unit.entry("officer.signed_in", {}))
    assert tables_of(office) == {"entries_before": 1, "entries_other": 1, "entries_2029_01": 1}


def test_what_came_before_its_month_was_made_lies_in_it_afterwards(office, clock):
    unit = unit_inside(office)
    clock.move(days=365 * 3)
    unit.take(unit.entry("officer.signed_in", {}), unit.entry("officer.signed_in", {}))
    assert tables_of(office) == {"entries_other": 2}
    with office.database.write() as connection:
        months.make_ahead(connection, clock.now())
    assert tables_of(office) == {"entries_2030_01": 2}
    assert unit.take(unit.entry("officer.signed_in", {})).stored == 1
    assert list(broken_things(office)) == []


def test_many_who_open_at_once_make_each_month_once(postgresql, tmp_path, clock):
    url, opened = database_at(postgresql), []
    open_inside(tmp_path, clock, database=url).close()
    clock.move(days=400)

    def open_one(home: Path) -> None:
        opened.append(open_inside(home, clock, database=url))

    threads = [threading.Thread(target=open_one, args=[tmp_path / str(n)]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    for office in opened:
        office.close()


def test_months_are_left_for_the_next_time_where_somebody_reads_for_long(postgresql, tmp_path, clock):
    """A dump, the night's snapshot: nobody is to stand behind us meanwhile."""
    url = database_at(postgresql)
    open_inside(tmp_path, clock, database=url).close()
    clock.move(days=40)

    def lacking(office) -> list[str]:
        with office.database.read() as connection:
            return months._lacking(connection, clock.now())

    dump = Database(url)
    with dump.read() as connection:
        connection.execute(text("SELECT count(*) FROM entries"))
        office = open_inside(tmp_path, clock, database=url)
        assert lacking(office) == ["2028-08", "2028-09"]
        office.close()
    dump.close()
    office = open_inside(tmp_path, clock, database=url)
    assert lacking(office) == []
    office.close()


def test_the_head_moves_on_from_where_it_was_and_nowhere_else(office):
    unit = unit_inside(office)
    unit.take(unit.entry("officer.signed_in", {}))
    stale = journals.Journal(unit.journal, "WK01", "", "A", 0, GENESIS)
    with pytest.raises(Collided), office.database.write() as connection:
        journals.move_head(connection, stale, 1, bytes(32))


def test_the_same_batch_from_many_at_once_at_the_turn_of_a_month(office, clock):
    """Without the key's help: the copies come with another month each."""
    unit = unit_inside(office)
    run = [unit.application(n) for n in range(5)]
    taken: list[ingest.Taken] = []
    threads = [threading.Thread(target=lambda: taken.append(unit.take(*run))) for _n in range(6)]
    for thread in threads:
        thread.start()
        clock.move(days=31)
    for thread in threads:
        thread.join()
    assert sorted(each.stored for each in taken) == [0] * 5 + [5]
    assert sum(tables_of(office).values()) == 5
    assert list(broken_things(office)) == []


def test_what_an_older_program_left_stays_as_the_part_before(postgresql, tmp_path, clock):
    url = database_at(postgresql)
    old = Database(url)
    with old.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        for row in (
            "INSERT INTO units (code, name, letters, feed_seq, feed_hash) VALUES ('WK01', '', 1, 0, '')",
            "INSERT INTO devices (id, unit, public_key, officer, program, enrolled_at)"
            " VALUES ('d', 'WK01', '', '', '', '')",
            "INSERT INTO journals (id, unit, device, letter, head_seq, head_hash)"
            " VALUES ('j', 'WK01', 'd', 'A', 2, '')",
            "INSERT INTO entries (journal, seq, hash, kind, received_at, raw)"
            " VALUES ('j', 1, '', 'x', '2026-03-01T', ''), ('j', 2, '', 'x', '2026-12-31T', '')",
        ):
            connection.exec_driver_sql(row)
    old.close()
    office = open_inside(tmp_path, clock, database=url)
    assert tables_of(office) == {"entries_before": 2}
    unit = unit_inside(office, "WK02")
    unit.take(unit.entry("officer.signed_in", {}))
    assert tables_of(office) == {"entries_before": 2, "entries_2027_01": 1}
    office.close()
