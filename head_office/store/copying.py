"""Every row of a head office into another database, SQLite or PostgreSQL, and a sum to compare by.

A text with a NUL, which programs took in that knew no better, stands with U+FFFD in its place in the new one,
whichever the database. What was signed is bytes, or JSON that spells a NUL out, and goes as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Integer, func, select, text
from sqlalchemy import Table as Table

from head_office.store.engine import Connection
from head_office.store.nul import IN_ITS_PLACE, NUL
from head_office.store.tables import metadata

_AT_ONCE = 1000
TABLES = metadata.sorted_tables
"""A table that names another stands after it."""


def is_empty(connection: Connection) -> bool:
    return all(connection.execute(select(table).limit(1)).first() is None for table in TABLES)


def hold(connection: Connection) -> None:
    """Let nobody else write to any table until the transaction ends, as on SQLite."""
    if connection.dialect.name == "postgresql":
        every = ", ".join(table.name for table in TABLES)
        connection.execute(text(f"LOCK TABLE {every} IN SHARE ROW EXCLUSIVE MODE"))


def copy(source: Connection, target: Connection, table: Table) -> tuple[int, int]:
    """All rows of a table; answers how many, and how many texts in them had a NUL."""
    count = mended = 0
    for rows in _some(source, table):
        mended += sum(_has_nul(value) for row in rows for value in row.values())
        target.execute(table.insert(), [_without_nul(row) for row in rows])
        count += len(rows)
    return count, mended


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
    """The same for the same rows in whatever order (databases sort text each in its own way), and for the
    copies of them."""
    total = 0
    for rows in _some(connection, table):
        for row in rows:
            said = "\n".join(f"{name}={_plain(value)}" for name, value in sorted(_without_nul(row).items()))
            total += int.from_bytes(hashlib.sha256(said.encode()).digest())
    return f"{total % (1 << 256):064x}"


def _some(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = connection.execute(select(table), execution_options={"yield_per": _AT_ONCE}).mappings()
    for some in rows.partitions():
        yield [dict(row) for row in some]


def _has_nul(value: Any) -> bool:
    return isinstance(value, str) and NUL in value


def _without_nul(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace(NUL, IN_ITS_PLACE) if _has_nul(value) else value for name, value in row.items()
    }


def _plain(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return repr(int(value) if isinstance(value, bool) else value)
