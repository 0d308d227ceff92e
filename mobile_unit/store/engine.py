"""Opening the encrypted database, and the one way to run a transaction on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection as Connection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy import RowMapping as RowMapping
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from mobile_unit.errors import NotAllowed, TryAgain, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store.durable import disk_cannot_be_written, disk_is_full

BUSY_SECONDS = 15
PAGES_AT_ONCE = 2000

APPENDED = "appended"
"""Where a connection's ``info`` keeps the last entry that its transaction appended."""


def open_connection(path: Path, key: bytes) -> Any:
    """A plain SQLCipher connection with our settings; ``key`` is the 32-byte database key.

    WAL and ``synchronous=FULL``: a commit that returned survives a power cut. ``temp_store=MEMORY``:
    nothing is sorted on disk in clear. ``secure_delete=ON``: what is deleted is overwritten, so that who has
    the key finds no more in the file than the program shows. Raises ``sqlcipher.DatabaseError`` for a wrong
    key.
    """
    connection = sqlcipher.connect(
        str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told by an exception
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (
            "temp_store = MEMORY",
            "foreign_keys = ON",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


class Store:
    """The open database of one unit; safe to use from several threads, a connection each."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key
        self._engine = _engine(path, key)
        self.appended: Callable[[str, int, bytes], None] = lambda _journal, _seq, _hash: None
        """Hears of the last entry (journal, seq, hash) of each transaction that appended any, once it is
        durable."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of the database; nothing is written."""
        with _told_plainly(), self._engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, ``BEGIN IMMEDIATE``: committed at the end, rolled back by any exception.

        Raises TryAgain for faults of the machine (disk full, database held by another program).
        """
        with _told_plainly(), self._engine.connect() as connection:
            connection.info.pop(APPENDED, None)
            with connection.begin():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
            if APPENDED in connection.info:
                self.appended(*connection.info.pop(APPENDED))

    def integrity_problems(self) -> tuple[str, ...]:
        """What SQLCipher (page authentication) and SQLite find broken; empty when whole."""
        try:
            with self._engine.connect() as connection:
                pages = [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
                tables = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
                keys = [f"table {row[0]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
        except DatabaseError as error:
            return (f"the database file: {error.orig}",)
        return (*pages, *(line for line in tables if line != "ok"), *keys)

    def backup_to(self, target: Path, pages: Callable[[int, int], None] | None = None) -> None:
        """A whole copy under the same key, also while others write (a file copy would lose the WAL).

        ``pages`` hears of (pages left, pages in all) and may raise to stop. The copy is one file, without a
        log beside it.
        """
        source = open_connection(self.path, self._key)
        try:
            source.execute("BEGIN")
            source.execute("SELECT 1 FROM sqlite_master").fetchone()  # one moment, whoever writes meanwhile
            copy = sqlcipher.connect(str(target), isolation_level=None)
            try:
                copy.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
                copy.execute("PRAGMA temp_store = MEMORY")
                if pages is None:
                    source.backup(copy)
                else:
                    source.backup(
                        copy, pages=PAGES_AT_ONCE, progress=lambda _s, left, all_: pages(left, all_)
                    )
                copy.execute("PRAGMA journal_mode = DELETE").fetchall()
            finally:
                copy.close()
        finally:
            source.close()

    def empty_log(self) -> None:
        """Move what the write-ahead log holds into the file and empty it, where nobody reads meanwhile."""
        with _told_plainly(), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def engine_for_migrations(self) -> Engine:
        return self._engine

    def close(self) -> None:
        self._engine.dispose()


def _engine(path: Path, key: bytes) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: open_connection(path, key),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_use_lifo=True,  # one connection does nearly all, and its cache is warm
        pool_size=4,
        max_overflow=4,
        pool_reset_on_return=None,  # ended below where need be, which costs nothing where none is
    )

    @event.listens_for(engine, "checkin")
    def _end(connection: Any, _record: Any) -> None:
        """A commit that failed (disk full) may leave its transaction open, and nothing else would end it."""
        if connection is not None and connection.in_transaction:
            connection.rollback()

    return engine


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (OperationalError, sqlcipher.OperationalError) as error:
        raise _environment_fault(error) from error
    except (DatabaseError, sqlcipher.DatabaseError) as error:
        cause = _cause(error)
        if "not a database" in cause:
            raise NotAllowed(_("The database can't be opened with this key.")) from error
        if "malformed" in cause:
            raise UserFacingError(
                _("The database on this laptop is damaged."),
                _("Touch nothing more and call head office; what was synced is safe there."),
            ) from error
        raise


def _cause(error: Exception) -> str:
    """The driver's words, also where SQLAlchemy wrapped them."""
    return str(error.orig if isinstance(error, DatabaseError) else error)


def _environment_fault(error: Exception) -> Exception:
    cause = _cause(error)
    if "full" in cause:
        return disk_is_full()
    if "locked" in cause or "busy" in cause:
        return TryAgain(_("Another program holds the database."), _("Wait a moment, then do it once more."))
    if "readonly" in cause or "I/O" in cause or "unable to open" in cause:
        return disk_cannot_be_written()
    return error
