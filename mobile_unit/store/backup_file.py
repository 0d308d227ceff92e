"""A backup as one file: the encrypted database, then its key slots, then where the one ends.

Nothing in it can be read without an officer's PIN: the database is SQLCipher's, and the slots hold its key
sealed under the PINs. ``database || slots || header`` where the header is fixed in size, and last because the
database's size is known only when it is written.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store import journal
from mobile_unit.store.durable import flush_folder
from mobile_unit.store.engine import Store

UNFINISHED = ".part"
_MAGIC = b"mobile-unit backup 1\n"
_TAIL = struct.Struct(f">QI32s{len(_MAGIC)}s")
"""Bytes of the database, bytes of the slots, SHA-256 of the slots, the magic words."""
_CHUNK = 1024 * 1024
_MAX_SLOTS = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """What a whole backup file holds: where the database ends, and the slots' bytes."""

    database_bytes: int
    slots: bytes


class NoBackup(UserFacingError):
    """A file that is no backup, or not whole."""

    def __init__(self) -> None:
        super().__init__(
            _("This file is no whole backup of a unit."), _("Choose another one; nothing was changed.")
        )


def write(
    store: Store,
    key: bytes,
    slots: bytes,
    target: Path,
    pages: Callable[[int, int], None] = lambda _left, _all: None,
) -> int:
    """Write a backup, read it back, and only then give it its name; answers its size in bytes.

    ``pages`` hears of progress and may raise to stop; then, as after any fault, an older file of this name is
    as it was. Raises OSError, or UserFacingError where what was written does not read back.
    """
    with store.read() as connection:
        head = journal.current_head(connection)
    unfinished = target.with_name(target.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)
    try:
        try:
            store.backup_to(unfinished, pages)
        except sqlcipher.OperationalError as error:  # no such folder, no room, pulled out
            raise OSError(str(error)) from error
        size = unfinished.stat().st_size
        with unfinished.open("r+b") as file:
            os.fsync(file.fileno())
            _forget_cached(file.fileno())
        if problem := _problem(unfinished, key, size, head):
            raise UserFacingError(
                _("The backup does not read back as it was written."),
                _("The medium may be failing ({detail}). Use another one.").format(detail=problem),
            )
        with unfinished.open("r+b") as file:
            file.seek(size)
            file.write(slots + _TAIL.pack(size, len(slots), hashlib.sha256(slots).digest(), _MAGIC))
            file.flush()
            os.fsync(file.fileno())
            _forget_cached(file.fileno())
        if read(unfinished) != Content(size, slots):
            raise NoBackup
        unfinished.replace(target)
        flush_folder(target.parent)
        return target.stat().st_size
    except BaseException:
        for leftover in (unfinished, unfinished.with_name(unfinished.name + "-journal")):
            leftover.unlink(missing_ok=True)
        raise


def read(file: Path) -> Content:
    """A backup's frame, its slots checked; raises NoBackup. Its database is checked once it is opened."""
    try:
        with file.open("rb") as stream:
            end = stream.seek(0, os.SEEK_END)
            if end < _TAIL.size:
                raise NoBackup
            stream.seek(end - _TAIL.size)
            size, slots_size, digest, magic = _TAIL.unpack(stream.read(_TAIL.size))
            if magic != _MAGIC or slots_size > _MAX_SLOTS or size + slots_size + _TAIL.size != end:
                raise NoBackup
            stream.seek(size)
            slots = stream.read(slots_size)
    except OSError as error:
        raise NoBackup from error
    if hashlib.sha256(slots).digest() != digest:
        raise NoBackup
    return Content(size, slots)


def unpack(file: Path, content: Content, database: Path) -> None:
    """Copy a backup's database to a place of its own, durably; raises OSError, NoBackup."""
    left = content.database_bytes
    with file.open("rb") as source, database.open("xb") as target:
        while left:
            chunk = source.read(min(_CHUNK, left))
            if not chunk:
                raise NoBackup
            target.write(chunk)
            left -= len(chunk)
        target.flush()
        os.fsync(target.fileno())


def _problem(database: Path, key: bytes, size: int, head: journal.Head) -> str:
    """What is wrong with a database file as it lies on its medium; "" where nothing is and ``head``'s entry
    is there."""
    try:
        connection: Any = sqlcipher.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    except sqlcipher.Error as error:
        return str(error)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA temp_store = MEMORY")
        found = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
        found += [row[0] for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
        pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
        each = int(connection.execute("PRAGMA page_size").fetchone()[0])
        if pages * each != size:
            found.append("size")
        entry = connection.execute(
            "SELECT hash FROM journal WHERE journal = ? AND seq = ?", (head.journal, head.seq)
        ).fetchone()
        if head.seq and (entry is None or bytes(entry[0]) != head.hash):
            found.append("journal")
        return "; ".join(str(line) for line in found[:3])
    except sqlcipher.Error as error:
        return str(error)
    finally:
        connection.close()


def _forget_cached(descriptor: int) -> None:
    """Let the next reading come from the medium, where the system can be told so."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
