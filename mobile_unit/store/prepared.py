"""The statements of a submission, compiled once and run by the driver itself.

A submission is a dozen small statements, and building each of them anew cost more than the database did
(``bench/submit.py``). Everything else goes the plain way, by ``Connection.execute``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.dialects import sqlite

_DIALECT = sqlite.dialect(paramstyle="named")


class Prepared:
    """``columns`` are what an INSERT gives values for. Values are said by name and as SQLite keeps them;
    rows are plain tuples. Errors are the driver's own."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        compiled = statement.compile(dialect=_DIALECT, column_keys=columns)
        self._sql = str(compiled)
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Every row that it answers, so that nothing stays open."""
        driver: Any = connection.connection.driver_connection
        rows: list[tuple[Any, ...]] = driver.execute(self._sql, {**self._fixed, **values}).fetchall()
        return rows

    def run_each(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        driver: Any = connection.connection.driver_connection
        driver.executemany(self._sql, [{**self._fixed, **row} for row in rows])
