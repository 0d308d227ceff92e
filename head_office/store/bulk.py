"""Many rows at once: COPY on PostgreSQL, one prepared insert on SQLite."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, Text, any_, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.sql.expression import ColumnClause, TableClause

from head_office.store.engine import Collided, Connection


def add(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, each with the values of the columns with these names; raises Collided."""
    if not rows:
        return
    try:
        if connection.dialect.name == "postgresql":
            _copy(connection, table, names, rows)
        else:  # by the driver's own words: every value here is one that SQLite takes as it is
            connection.exec_driver_sql(_insert(table.name, tuple(names)), list(rows))
    except IntegrityError as error:
        raise Collided from error


def among(dialect: str, column: Column[Any]) -> ColumnElement[bool]:
    """Whether a column has one of the values that ``listed`` gives, in one statement for however many."""
    if dialect == "postgresql":
        return column == any_(bindparam("listed", type_=ARRAY(Text)))
    each = func.json_each(bindparam("listed", type_=Text)).table_valued("value")
    return column.in_(select(each.c.value))


def listed(connection: Connection, values: Collection[str]) -> dict[str, Any]:
    """The values for a statement with ``among``."""
    is_array = connection.dialect.name == "postgresql"
    return {"listed": list(values) if is_array else json.dumps(list(values))}


def grouped(
    connection: Connection, statement: Select[Any], column: Column[Any], values: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """What a statement finds for each of the values of a column, in its order; one statement for however
    many."""
    found: dict[str, list[dict[str, Any]]] = {value: [] for value in values}
    of_these = statement.add_columns(column.label("_of")).where(among(connection.dialect.name, column))
    for row in connection.execute(of_these, listed(connection, values)).mappings():
        of_one = dict(row)
        found[of_one.pop("_of")].append(of_one)
    return found


@cache
def _insert(name: str, columns: tuple[str, ...]) -> str:
    """With the places in the order of these columns, not of the table's."""
    ordered = TableClause(name, *map(ColumnClause, columns))
    return str(ordered.insert().compile(dialect=sqlite.dialect()))


def _copy(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """By the driver's own cursor, within the transaction: SQLAlchemy has no word for COPY."""
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"COPY {table.name} ({columns}) FROM STDIN"
    driver, library = connection.connection.driver_connection, connection.dialect.dbapi
    assert driver is not None
    assert library is not None
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for values in rows:
                copy.write_row(values)
    except library.IntegrityError as error:
        raise IntegrityError(statement, None, error) from error
    except library.OperationalError as error:
        raise OperationalError(statement, None, error) from error
