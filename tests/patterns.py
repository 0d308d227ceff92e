"""Empty databases at the newest schema, made once in a run and copied: all migrations take ten times as long.

What migrating itself does is tested in ``store/test_schema.py`` and ``head_office/test_commands.py``; an
enrolment and a head office's first start migrate for themselves.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import head_office.store.schema
from head_office.store.engine import Database
from mobile_unit.store.engine import Store, open_connection
from mobile_unit.store.schema import bring_up_to_date

_KEY = bytes(32)


def unit_database(path: Path, key: bytes) -> None:
    """A unit's at ``path``, under its own ``key``."""
    path.write_bytes(_unit())
    connection = open_connection(path, _KEY)
    connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"").fetchall()
    connection.close()


def office_database(home: Path) -> None:
    """Head office's in ``home``, unless there is one."""
    path = home / "head-office.db"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(_office())


@cache
def _unit() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "unit.db", _KEY)
        bring_up_to_date(store, Path(folder))
        store.close()
        return (Path(folder) / "unit.db").read_bytes()


@cache
def _office() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.in_folder(Path(folder))
        head_office.store.schema.bring_up_to_date(database, Path(folder))
        database.close()
        return (Path(folder) / "head-office.db").read_bytes()
