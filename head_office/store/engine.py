"""The database, SQLite by default and PostgreSQL by its address, and the one way to run a transaction."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as Connection
from sqlalchemy import Engine, Table, create_engine, event, make_url, text
from sqlalchemy import RowMapping as RowMapping
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, OperationalError

from head_office.store.tls import require_for_database
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _

BUSY_SECONDS: float = 30
"""For which whoever needs what others write waits for them: on SQLite for its turn, on PostgreSQL for each
lock, a command as well as a page. What others do while they wait for it, they do behind it."""
THREADS = 16
"""How many work on requests at once in a process; each holds one connection at a time, and besides these
there is what commands and the night run hold. So many processes times 40 connections is what PostgreSQL must
allow at the most."""
_LOG_PAGES = 4_000
"""Pages (16 MB) in SQLite's log of changes before they are brought into the database, four times what it does
by itself: in a large office every row of a batch lies on pages of its own, and a page that several batches
change is brought over once."""
_CACHE_KIB = 8_192
"""Of a connection: what a batch changes must not be written into the log before its end, and again then."""
_GAVE_WAY = ("40P01", "40001")
"""What PostgreSQL says to the one of two transactions that it ends so that the other may go on."""
_WAITED = "55P03"
"""What it says to one that waited for a lock for as long as it may."""


class Collided(TryAgain):
    """Somebody else wrote what this transaction was to write, at the same moment; nothing of it is kept, and
    begun again it sees what the other did."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else is writing the same at this moment."), _("Nothing is lost; do it once more.")
        )


class Occupied(TryAgain):
    """Somebody else wrote for as long as this transaction waited; nothing of it is kept."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else is writing at this moment."), _("Nothing is lost; do it once more.")
        )


class NoAnswer(TryAgain):
    """The database is away. ``cause`` is what its driver says, the server's address and user included: for
    commands and the log, which tell the whole of it; pages show ``message`` alone."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            _("The database does not answer."), _("Check the disk and the database, then do it once more.")
        )
        self.cause = cause

    def __str__(self) -> str:
        said = _("The database does not answer: {cause}").format(cause=self.cause)
        return f"{said} {self.next_step}"


class Database:
    """Open from any thread; every transaction has a connection of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            require_for_database(make_url(url))
            self._engine = create_engine(url, hide_parameters=True, pool_size=THREADS, max_overflow=8)
        except (ArgumentError, ImportError, TypeError) as error:
            raise UserFacingError(
                _("This is no address of a database."), _("For example postgresql+psycopg://user@host/name.")
            ) from error
        if self.is_sqlite:
            _prepare_sqlite(self._engine)
        else:
            _prepare_postgresql(self._engine)

    @classmethod
    def in_folder(cls, folder: Path) -> Database:
        return cls(f"sqlite:///{folder / 'head-office.db'}")

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with _told_plainly(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that reads, all of it of one moment, whatever others commit meanwhile."""
        with _told_plainly(), self._engine.connect() as plain:
            options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
            connection = plain.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def hold(self, name: str) -> Iterator[bool]:
        """Whether nobody else holds ``name`` in this database; if so it is held until the end.

        On PostgreSQL it is the session's advisory lock, on SQLite the lock on a file beside the database:
        both are the system's and end with whoever holds them, however that dies.
        """
        with _told_plainly():
            if self.is_sqlite:
                yield from _file_held(f"{self._engine.url.database}-{name}.lock")
                return
            with self._engine.connect() as connection:
                key = zlib.crc32(name.encode())
                got = bool(
                    connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar()
                )
                connection.commit()
                try:
                    yield got
                finally:
                    if got:
                        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
                        connection.commit()

    @contextmanager
    def write(self, *, hasty: bool = False, patience: float | None = None) -> Iterator[Connection]:
        """One transaction, committed at the end, rolled back by any exception; on SQLite it is the only
        writer from its beginning, on PostgreSQL services lock the row they count on.

        A ``hasty`` one does not wait for the disk: a power cut may take it back, whole. One that waits for
        others longer than its ``patience`` (seconds, otherwise ``BUSY_SECONDS``) raises Occupied.
        """
        with _told_plainly(), (self._hasty if hasty else self._engine).connect() as plain:
            connection = plain.execution_options(immediate=True, patience=patience)
            with connection.begin():
                yield connection

    @cached_property
    def _hasty(self) -> Engine:
        if self.is_sqlite:
            engine = create_engine(self.url, hide_parameters=True)
            _prepare_sqlite(engine, synchronous="NORMAL")
            return engine
        options = {"options": "-c synchronous_commit=off"}
        engine = create_engine(self.url, hide_parameters=True, connect_args=options, pool_size=THREADS)
        _prepare_postgresql(engine)
        return engine

    def backup_to(self, target: Path) -> None:
        """A whole copy of the SQLite file, also while others write."""
        source = sqlite3.connect(str(self._engine.url.database))
        copy = sqlite3.connect(target)
        with copy:
            source.backup(copy)
        copy.close()
        source.close()

    def tidy(self) -> None:
        """Leave nothing of what was deleted in the database's files, as far as it can be done while others
        work: on SQLite deleted bytes are overwritten as they go, and the log of changes is emptied here; on
        PostgreSQL their place is given free, and is overwritten as it is used, however long another VACUUM
        is to be waited for: behind this one nobody who reads or writes waits."""
        with _told_plainly(), self._engine.connect() as connection:
            plain = connection.execution_options(isolation_level="AUTOCOMMIT")
            if self.is_sqlite:
                plain.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                return
            plain.detach()  # its patience ends with it
            plain.exec_driver_sql("SET lock_timeout = 0")
            plain.exec_driver_sql("VACUUM")

    def close(self) -> None:
        self._engine.dispose()
        if "_hasty" in self.__dict__:
            self._hasty.dispose()


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ``on_conflict_do_nothing`` and ``_update``, in the database's own dialect."""
    return insert_in(connection.dialect.name, table)


def insert_in(dialect: str, table: Table) -> Any:
    """The same for a database by its name, for a statement that is put together once."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def _prepare_sqlite(engine: Engine, synchronous: str = "FULL") -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            *("journal_mode = WAL", f"synchronous = {synchronous}"),
            *("foreign_keys = ON", "secure_delete = ON"),
            *(f"wal_autocheckpoint = {_LOG_PAGES}", f"cache_size = -{_CACHE_KIB}"),
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout = {_milliseconds(BUSY_SECONDS)}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        patience = options.get("patience")
        if patience is None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN")
            return
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_milliseconds(patience)}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_milliseconds(BUSY_SECONDS)}")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.autocommit = True  # within a transaction it would be taken back with it
        connection.execute(f"SET lock_timeout = {_milliseconds(BUSY_SECONDS)}")
        connection.autocommit = False

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        patience = connection.get_execution_options().get("patience")
        if patience is not None:  # 0 would be for ever
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, _milliseconds(patience))}")


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _file_held(path: str) -> Iterator[bool]:
    """SQLite's own lock on a file with nothing in it: the system's on every platform."""
    holder = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        try:
            holder.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
    finally:
        holder.close()


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _GAVE_WAY:
            raise Collided from error
        if state == _WAITED or getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise Occupied from error
        raise NoAnswer(str(error.orig).splitlines()[0]) from error
