"""Head office in one file: a tar of its database and its scans, read back before it gets its name.

What is in it is as readable as head office's own disk: it is to be kept as that is.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from head_office.store.blob_folder import BlobFolder
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

DATABASE = "head-office.db"
_BLOB = re.compile(r"blobs/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_CHUNK = 1024 * 1024


class NoBackup(UserFacingError):
    """A file that is no backup of a head office, or not whole."""

    def __init__(self) -> None:
        super().__init__(_("This file is no whole backup of a head office."), _("Nothing was changed."))


def write(database: Path, blobs: BlobFolder, target: Path) -> int:
    """Pack a copy of the database and the scans it names; answers the size in bytes.

    Raises OSError, or UserFacingError where a scan is missing or what was written does not read back.
    """
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with tarfile.open(unfinished, "w") as tar:
            tar.add(database, DATABASE)
            for name in _named(database):
                path = blobs.path(name)
                if not path.exists():
                    raise UserFacingError(
                        _("A scan is missing; the backup would not be whole."), _("Run head-office verify.")
                    )
                tar.add(path, f"blobs/{name[:2]}/{name}")
        with unfinished.open("r+b") as file:
            os.fsync(file.fileno())
        for member, stream in _members(unfinished):
            if member == DATABASE:
                with database.open("rb") as original:
                    if _digest(stream) != _digest(original):
                        raise NoBackup
            elif _digest(stream) != member[-64:]:
                raise NoBackup
        unfinished.replace(target)
        flush_folder(target.parent)
        return target.stat().st_size
    finally:
        unfinished.unlink(missing_ok=True)


def unpack(file: Path, home: Path) -> Path:
    """Put a backup's scans into ``home`` where they are missing, and its database beside the one there;
    answers where. Raises NoBackup for a file that is none, before the database is there."""
    database = home / f"{DATABASE}.restoring"
    for ending in ("", "-wal", "-shm", "-journal"):  # of a restore that was cut
        database.with_name(database.name + ending).unlink(missing_ok=True)
    try:
        _unpack(file, home / "blobs", database)
    except tarfile.TarError as error:
        raise NoBackup from error
    return database


def _unpack(file: Path, blobs: Path, database: Path) -> None:
    found = False
    for member, stream in _members(file):
        if member == DATABASE:
            _copy(stream, database)
            found = True
            continue
        path = blobs / member[6:8] / member[-64:]
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if _copy(stream, path.with_name(f"{path.name}.part")) != member[-64:]:
            raise NoBackup
        path.with_name(f"{path.name}.part").replace(path)
        flush_folder(path.parent)
    if not found:
        raise NoBackup
    require_whole(database)
    for name in _named(database):
        if not (blobs / name[:2] / name).exists():
            raise NoBackup


def require_whole(database: Path) -> None:
    """Raise NoBackup for a damaged database; a whole one is all in its one file afterwards."""
    connection = sqlite3.connect(database)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise NoBackup
    except sqlite3.DatabaseError as error:
        raise NoBackup from error
    finally:
        connection.close()


def put_in_place(database: Path, home: Path, stamp: str) -> None:
    """Make the unpacked database the one of ``home``; the one before, if any, is kept beside it."""
    for ending in ("", "-wal", "-shm"):
        old = home / f"{DATABASE}{ending}"
        if old.exists():
            old.rename(home / f"before-{stamp}-{DATABASE}{ending}")
    database.rename(home / DATABASE)
    flush_folder(home)


def flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _members(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files in a backup by name; raises NoBackup for any other name, a link, or a cut file."""
    try:
        with tarfile.open(file, "r:") as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.isreg() else None
                if stream is None or not (member.name == DATABASE or _BLOB.fullmatch(member.name)):
                    raise NoBackup
                yield member.name, stream
    except tarfile.TarError as error:
        raise NoBackup from error


def _named(database: Path) -> list[str]:
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return [str(row[0]) for row in connection.execute("SELECT sha256 FROM blobs ORDER BY sha256")]
    finally:
        connection.close()


def _copy(source: IO[bytes], target: Path) -> str:
    """Copy durably; answers the SHA-256."""
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
