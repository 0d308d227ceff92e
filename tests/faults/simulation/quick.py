"""Statements and reading transactions without what SQLAlchemy does around them each time.

The SQL is SQLAlchemy's own, compiled once; values are bound, rows converted and errors told as it does. What
it does that this doesn't (many rows at once, defaults made in Python, streaming, text) goes its own way, and
so does every transaction that writes. ``test_simulation.py`` plays histories both ways and compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Connection, Delete, Insert, Select, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ReleaseSavepointClause, RollbackToSavepointClause, SavepointClause

_KINDS = frozenset({Select, CompoundSelect, Insert, sqlite.Insert, Update, Delete})
_POINTS = {
    SavepointClause: "SAVEPOINT",
    ReleaseSavepointClause: "RELEASE SAVEPOINT",
    RollbackToSavepointClause: "ROLLBACK TO SAVEPOINT",
}
_OWN_WAY = Connection.execute


class _Value(NamedTuple):
    """Where a value comes from: its name, its place in the statement's own values, how it is converted."""

    name: str
    place: int | None
    otherwise: Any
    convert: Callable[[Any], Any] | None


class _Plan(NamedTuple):
    sql: str
    values: tuple[_Value, ...]
    rows: SimpleResultMetaData | None
    listing: Any
    """What puts a list's values into the SQL, where it takes one."""


class _Done(IteratorResult[Any]):
    """The rows, all read; ``rowcount`` as the driver says it."""

    rowcount = -1


_NO_ROWS = SimpleResultMetaData([])
_plans: dict[Any, _Plan | None] = {}


def execute(self: Connection, statement: Any, parameters: Any = None, **options: Any) -> Any:
    """``Connection.execute``, quickly where that is known to be the same."""
    if type(statement) in _POINTS:
        return _run(self, f"{_POINTS[type(statement)]} {statement.ident}", (), None)
    if (
        type(statement) not in _KINDS
        or options
        or not (parameters is None or type(parameters) is dict)
        or self._transaction is None
        or "yield_per" in self._execution_options
        or statement._execution_options
    ):
        return _OWN_WAY(self, statement, parameters, **options)
    key = statement._generate_cache_key()
    if key is None or key.params:
        return _OWN_WAY(self, statement, parameters)
    names = tuple(sorted(parameters)) if parameters else ()
    known = (self.dialect, key.key, names)
    try:
        plan = _plans[known]
    except KeyError:
        plan = _plans[known] = _planned(self.dialect, statement, key, names)
    if plan is None:
        return _OWN_WAY(self, statement, parameters)
    given = parameters or {}
    bound: list[Any] = []
    for name, place, otherwise, convert in plan.values:
        value = given[name] if name in given else otherwise if place is None else key.bindparams[place].value
        bound.append(value if convert is None else convert(value))
    if plan.listing is None:
        return _run(self, plan.sql, tuple(bound), plan.rows)
    by_name = dict(zip(plan.listing.positiontup, bound, strict=True))
    whole = plan.listing._process_parameters_for_postcompile(by_name)
    return _run(self, whole.statement, tuple(whole.parameters[name] for name in whole.positiontup), plan.rows)


def _run(connection: Connection, sql: str, bound: tuple[Any, ...], heads: SimpleResultMetaData | None) -> Any:
    driver = connection.connection.driver_connection
    cursor = driver.own_cursor() if hasattr(driver, "own_cursor") else driver.cursor()
    try:
        cursor.execute(sql, bound)
        rows = cursor.fetchall() if heads else []
    except Exception as error:
        dialect = connection.dialect
        wrapped = DBAPIError.instance(
            sql, bound, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        )
        raise wrapped.with_traceback(error.__traceback__) from error
    finally:
        cursor.close()
    done = _Done(heads or _NO_ROWS, iter(rows))
    done.rowcount = cursor.rowcount
    return done


def _planned(dialect: Any, statement: Any, key: Any, names: tuple[str, ...]) -> _Plan | None:
    """None where the statement goes SQLAlchemy's own way."""
    made = statement._compiler(
        dialect, cache_key=key, column_keys=list(names), for_executemany=False, schema_translate_map=None
    )
    if (
        (made.post_compile_params and made._bind_processors) or made.literal_execute_params
        or made.insert_prefetch or made.update_prefetch or made.escaped_bind_names or not made.positional
        or made._textual_ordered_columns or made._loose_column_name_matching
    ):  # fmt: skip
        return None
    match, _ = made._cache_key_bind_match
    places = {bind: place for place, one in enumerate(key.bindparams) for bind in match[one]}
    named = {name: bind for bind, name in made.bind_names.items()}
    values = []
    for name in made.positiontup or ():
        bind = named[name]
        if bind.callable or (bind.required and bind.key not in names):
            return None
        values.append(_Value(bind.key, places.get(bind), bind.value, made._bind_processors.get(name)))
    rows = None
    if made._result_columns:
        convert = [one.type._cached_result_processor(dialect, None) for one in made._result_columns]
        columns = [one.keyname for one in made._result_columns]
        if len(set(columns)) != len(columns):
            return None
        rows = SimpleResultMetaData(columns, _processors=convert if any(convert) else None)
    return _Plan(made.string, tuple(values), rows, made if made.post_compile_params else None)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A view of one moment on a connection that is kept for that; one within another has its own."""
    kept = engine.__dict__.setdefault("_kept_for_reading", [])
    if kept:
        connection = kept.pop()
    else:
        connection = engine.connect()
        connection.begin()
    driver = connection.connection.driver_connection
    if not driver.in_transaction:
        driver.execute("BEGIN")
    options = connection._execution_options
    try:
        yield connection
    finally:
        connection._execution_options = options
        driver.rollback()
        kept.append(connection)


def let_go(engine: Engine) -> None:
    """Close what was kept for reading."""
    for connection in engine.__dict__.pop("_kept_for_reading", ()):
        with suppress(Exception):
            connection.close()
