"""Models and migrations agree; a migration is preceded by a backup; a newer database is refused."""

from __future__ import annotations

import os
import re
import time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from mobile_unit.errors import UserFacingError
from mobile_unit.store import schema
from mobile_unit.store.engine import Store
from mobile_unit.store.tables import metadata
from tests.conftest import KEY


def test_models_and_migrations_agree(store):
    with store.read() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _o, name, kind, *_r: not str(name).startswith("application_search"),
            },
        )
        assert compare_metadata(context, metadata) == []


def test_the_migrated_tables_are_those_of_the_models(store, tmp_path):
    """Alembic's comparison skips checks and partial indexes; the tables' own words don't."""
    other = Store(tmp_path / "models.db", KEY)
    with other.write() as connection:
        metadata.create_all(connection)
        of_models = _definitions(connection)
    with store.read() as connection:
        migrated = _definitions(connection)
    other.close()
    assert {name: sql for name, sql in migrated.items() if name in of_models} == of_models
    assert set(migrated) - set(of_models) == {"alembic_version"}


def _definitions(connection) -> dict[str, list[str]]:
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'application_search%'"
    )
    # an added column stands on the line of the one before it
    return {row.name: _parts(row.sql) for row in rows}


def _parts(sql: str) -> list[str]:
    parts = (part.strip(" \t()") for part in re.split(r"[,\n]", sql))
    return sorted(part for part in parts if part)


def test_the_named_schema_is_the_newest_script():
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    assert scripts.get_current_head() == schema.SCHEMA


def test_a_newer_database_is_refused_and_left_alone(store, tmp_path):
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserFacingError):
        schema.bring_up_to_date(store, tmp_path / "backups")
    with store.read() as connection:
        assert schema.current_revision(connection) == "9999"


def test_an_older_database_is_backed_up_first(store, tmp_path, monkeypatch):
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO settings VALUES ('unit', '1')")
    newer = f"{int(schema.SCHEMA) + 1:04}"
    monkeypatch.setattr(schema, "SCHEMA", newer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "upgrade", lambda connection: None)
        schema.bring_up_to_date(store, tmp_path / "backups")
    copy = Store(tmp_path / "backups" / f"before-{newer}.db", KEY)
    with copy.read() as connection:
        assert connection.exec_driver_sql("SELECT value FROM settings").scalar() == "1"
    copy.close()


def test_the_copy_from_before_goes_in_time_and_is_overwritten(store, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    old, new = folder / "before-0001.db", folder / "before-0002.db"
    for copy, days in ((old, 15), (new, 13)):
        copy.write_bytes(b"everybody" * 1000)
        moment = time.time() - days * 86400
        os.utime(copy, (moment, moment))
    os.link(old, tmp_path / "same")
    schema.bring_up_to_date(store, folder)
    assert (old.exists(), new.exists()) == (False, True)
    left = (tmp_path / "same").read_bytes()
    assert len(left) == 9000
    assert b"everybody" not in left
