"""Every row of a head office into another database, SQLite or PostgreSQL, and a sum to compare by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Integer, func, select, text
from sqlalchemy import Table as Table

from head_office.store.engine import Connection
from head_office.store.tables import metadata

_AT_ONCE = 1000
TABLES = metadata.sorted_tables
"""A table that names another stands after it."""


def is_empty(connection: Connection) -> bool:
    return all(connection.execute(select(table).limit(1)).first() is None for table in TABLES)


def copy(source: Connection, target: Connection, table: Table) -> int:
    """All rows of a table; answers how many."""
    count = 0
    for rows in _some(source, table):
        target.execute(table.insert(), rows)
        count += len(rows)
    return count


def count_on(target: Connection, table: Table) -> None:
    """Let PostgreSQL number the rows to come after those that were copied with their numbers."""
    if target.dialect.name != "postgresql":
        return
    for column in table.primary_key:
        if column.autoincrement is True and isinstance(column.type, Integer):
            last = target.execute(select(func.max(column))).scalar()
            if last is not None:
                statement = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
                target.execute(statement, {"table": table.name, "column": column.name, "last": last})


def sum_of(connection: Connection, table: Table) -> str:
    """The same for the same rows in whatever order (databases sort text each in its own way)."""
    total = 0
    for rows in _some(connection, table):
        for row in rows:
            said = "\n".join(f"{name}={_plain(value)}" for name, value in sorted(row.items()))
            total += int.from_bytes(hashlib.sha256(said.encode()).digest())
    return f"{total % (1 << 256):064x}"


def _some(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = connection.execute(select(table), execution_options={"yield_per": _AT_ONCE}).mappings()
    for some in rows.partitions():
        yield [dict(row) for row in some]


def _plain(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return repr(int(value) if isinstance(value, bool) else value)
