"""A row of every table that there is goes along: to another database, and into a backup and out of it. Which
tables there are is asked of the database, so that a new one is not forgotten here."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Double, Integer, LargeBinary, inspect, select

from head_office.office import HeadOffice, open_head_office
from head_office.services.backups import backup, restore
from head_office.services.moving import move
from head_office.store import copying
from head_office.store.engine import Database
from head_office.store.tables import metadata
from tests.head_office.conftest import make_database

SCAN = b"scan" * 100
SAID_ANEW = {"settings", "units", "journals", "reconciled", "reconciliations"}
"""What a restore changes on purpose: it is another life of the office, and units are told so."""

Rows = dict[str, list[str]]


def value(column: Any, made: dict[str, dict[str, Any]], ending: str) -> Any:
    """Something that column can hold; of another table's row where it names one. Texts have this ending."""
    for key in column.foreign_keys:
        return made[key.column.table.name][key.column.name]
    if column.name == "sha256":
        return hashlib.sha256(SCAN).hexdigest()
    if column.name.endswith("_at") and not isinstance(column.type, Double):
        return "2026-12-01T08:00:00+07:00"
    kinds: list[tuple[type, Any]] = [
        (Boolean, True), (BigInteger, 1 << 40), (Integer, 7), (Double, 0.5), (LargeBinary, b"\0\xff'"),
    ]  # fmt: skip
    return next((said for kind, said in kinds if isinstance(column.type, kind)), f"{column} ‮<é'{ending}")


def fill(office: HeadOffice, ending: str = "") -> None:
    """A row in every table."""
    office.blobs.put(hashlib.sha256(SCAN).hexdigest(), SCAN)
    made: dict[str, dict[str, Any]] = {}
    with office.database.write() as connection:
        for table in copying.TABLES:
            made[table.name] = {column.name: value(column, made, ending) for column in table.columns}
            connection.execute(table.insert().values(**made[table.name]))


@pytest.fixture
def filled(inside):
    """An office with a row in every table."""
    fill(inside)
    return inside


def tables_of(database: Database) -> set[str]:
    with database.read() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def rows_of(database: Database) -> Rows:
    """Without what a PostgreSQL server says of itself."""
    with database.read() as connection:
        return {
            table.name: sorted(
                repr(list(row)) for row in connection.execute(select(table)) if row[0] != "server"
            )
            for table in metadata.sorted_tables
        }


def test_every_table_of_the_database_is_one_that_is_copied(filled):
    assert tables_of(filled.database) == {table.name for table in copying.TABLES}
    assert all(rows_of(filled.database).values())


def test_all_of_them_move_to_postgresql_and_back(filled, postgresql, tmp_path):
    before = rows_of(filled.database)
    large = make_database(postgresql, f"moved_{secrets.token_hex(4)}")
    assert move(filled, large, None, lambda *_told: None).rows == sum(map(len, before.values()))
    there = open_head_office(tmp_path / "there", database=large, blobs=str(tmp_path))
    after = rows_of(there.database)
    assert after == before
    assert tables_of(there.database) >= set(before)
    assert move(there, f"sqlite:///{tmp_path / 'back.db'}", None, lambda *_told: None).rows
    there.close()
    back = Database(f"sqlite:///{tmp_path / 'back.db'}")
    assert rows_of(back) == before
    back.close()


def test_a_nul_in_any_text_stops_no_move(inside, postgresql, tmp_path):
    fill(inside, ending="\0")
    before = rows_of(inside.database)
    large = make_database(postgresql, f"moved_{secrets.token_hex(4)}")
    moved = move(inside, large, None, lambda *_told: None)
    bad = sum(row.count(r"é'\x00") for rows in before.values() for row in rows)
    assert sum(moved.mended.values()) == bad > 100
    there = Database(large)
    after = {name: [row.replace(r"é'\x00", "é'\ufffd") for row in rows] for name, rows in before.items()}
    assert rows_of(there) == after
    there.close()


def test_all_of_them_are_in_a_backup_and_out_of_it_again(filled, tmp_path):
    before = rows_of(filled.database)
    backup(filled, tmp_path / "x.backup", plain=True)
    restore(tmp_path / "new", tmp_path / "x.backup", replace=False)
    restored = Database.in_folder(tmp_path / "new")
    after = rows_of(restored)
    restored.close()
    assert {name for name in before if before[name] != after[name]} <= SAID_ANEW
