"""What makes a history cost milliseconds: the product's own code, without what only costs time here.

No page is encrypted (SQLCipher without its key is SQLite), statements are compiled once for all databases
and run without what SQLAlchemy does around them (``quick.py``), and the server's routes run on the caller's
thread.
Nothing of this changes what is written, sent or answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import anyio.to_thread
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.engine import Connection, Engine, create_engine

from head_office.store import engine as office_engine
from mobile_unit.store import engine as unit_engine
from tests.faults.simulation import quick

_KEYED = ("PRAGMA key", "PRAGMA cipher")


class _Plain(sqlcipher.Connection):
    """A connection that is told no key."""

    def execute(self, statement: str, *parameters: Any) -> Any:
        if statement.startswith(_KEYED):
            statement = "SELECT 1 WHERE 0"
        return super().execute(statement, *parameters)

    def cursor(self, *arguments: Any) -> Any:
        return super().cursor(_PlainCursor)

    def own_cursor(self) -> Any:
        """One for statements that tell no key."""
        return super().cursor()


class _PlainCursor(sqlcipher.Cursor):
    def execute(self, statement: str, *parameters: Any) -> Any:
        if statement.startswith(_KEYED):
            statement = "SELECT 1 WHERE 0"
        return super().execute(statement, *parameters)


_connect = sqlcipher.connect


def _connect_plainly(*arguments: Any, **options: Any) -> Any:
    return _connect(*arguments, factory=_Plain, **options)


@cache
def _compiled(side: str) -> tuple[Any, Any]:
    """(dialect, compiled statements) that all databases of a side share."""
    options = {"module": sqlcipher} if side == "unit" else {}
    engine = create_engine("sqlite://", **options)
    return engine.dialect, engine._compiled_cache


def _sharing(side: str, made: Engine) -> Engine:
    dialect, statements = _compiled(side)
    if dialect.server_version_info is None:
        with made.connect():  # the dialect learns once what its database can
            dialect.__dict__.update(
                {key: value for key, value in made.dialect.__dict__.items() if key not in dialect.__dict__}
            )
            dialect.server_version_info = made.dialect.server_version_info
    made.dialect = made.pool._dialect = dialect
    made._compiled_cache = statements
    dispose = made.dispose

    def let_go_and_dispose(*arguments: Any, **options: Any) -> None:
        quick.let_go(made)
        dispose(*arguments, **options)

    made.dispose = let_go_and_dispose
    return made


def _reading_quickly(told_plainly: Any) -> Any:
    """``read`` of either side's database."""

    @contextmanager
    def read(self: Any) -> Iterator[Connection]:
        with told_plainly(), quick.reading(self._engine) as connection:
            yield connection

    return read


@contextmanager
def cheaply(*, quickly: bool = True) -> Iterator[None]:
    """Have the product run cheaply within this context; ``quickly`` has statements run by ``quick.py``."""
    unit_made, office_made = unit_engine._engine, office_engine.create_engine

    async def at_once(function: Callable[..., Any], *arguments: Any, **_options: Any) -> Any:
        return function(*arguments)

    def unit_engine_of(path: Path, key: bytes) -> Engine:
        return _sharing("unit", unit_made(path, key))

    def office_engine_of(url: str, **options: Any) -> Engine:
        return _sharing("office", office_made(url, **options))

    with ExitStack() as stack:
        stack.enter_context(patch.object(sqlcipher, "connect", _connect_plainly))
        stack.enter_context(patch.object(unit_engine, "_engine", unit_engine_of))
        stack.enter_context(patch.object(office_engine, "create_engine", office_engine_of))
        stack.enter_context(patch.object(anyio.to_thread, "run_sync", at_once))
        if quickly:
            stack.enter_context(patch.object(Connection, "execute", quick.execute))
            for module, kind in ((unit_engine, unit_engine.Store), (office_engine, office_engine.Database)):
                read = _reading_quickly(module._told_plainly)
                stack.enter_context(patch.object(kind, "read", read))
        yield
