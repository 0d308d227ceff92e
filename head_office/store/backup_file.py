"""Head office in one file: a tar of its database and its scans, sealed to the office's backup key (age), and
read back before it gets its name. One that is not sealed is as readable as head office's own disk."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from head_office.store.blob_folder import BlobFolder
from head_office.store.durable import flush_folder, write_whole
from head_office.store.lives import Unit
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.sync import sealing

DATABASE = "head-office.db"
OPENED = "restoring.tar"
RESTORES = "restores"
"""Beside the database, in no backup: how often this home was restored."""
_BLOB = re.compile(r"blobs/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_CHUNK = 1024 * 1024


class NotOurKey(UserFacingError):
    """A backup that is sealed to another key."""

    def __init__(self) -> None:
        super().__init__(
            _("This key does not open this backup."), _("Use the file that head-office backup-key made.")
        )


class NoBackup(UserFacingError):
    """A file that is no backup of a head office, or not whole."""

    def __init__(self) -> None:
        super().__init__(_("This file is no whole backup of a head office."), _("Nothing was changed."))


@dataclass(frozen=True, slots=True)
class Replaced:
    """What the database says whose place a backup takes: with which key it signs, how often it was restored,
    and which letters it gave."""

    key: bytes
    restores: int
    units: tuple[Unit, ...]


def write(database: Path, blobs: BlobFolder, target: Path, recipient: str | None) -> int:
    """Pack a copy of the database and the scans it names; answers the size in bytes.

    Sealed to ``recipient`` (None: not at all), and for the reading back to a key that is thrown away with it.
    Raises OSError, or UserFacingError where a scan is missing or what was written does not read back.
    """
    unfinished = target.with_name(f"{target.name}.part")
    once = sealing.new_identity()
    try:
        read = hashlib.sha256()
        with unfinished.open("wb") as file:
            if recipient is None:
                for piece in _pieces(database, blobs, read.update):
                    file.write(piece)
            else:
                keys = [recipient, sealing.recipient_of(once)]
                sealing.seal(_pieces(database, blobs, read.update), _writer(file), keys)
            file.flush()
            os.fsync(file.fileno())
        back = hashlib.sha256()
        _open(unfinished, once, back.update)
        if back.digest() != read.digest():
            raise NoBackup
        unfinished.replace(target)
        flush_folder(target.parent)
        return target.stat().st_size
    finally:
        unfinished.unlink(missing_ok=True)


def is_sealed(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(len(sealing.BEGINNING)) == sealing.BEGINNING


def open_sealed(file: Path, home: Path, identity: str) -> Path:
    """What a sealed backup holds, as a tar in ``home``; the caller removes it. Raises NoBackup, NotOurKey."""
    plain = home / OPENED
    try:
        with plain.open("wb") as tar:
            _open(file, identity, _writer(tar))
    except BaseException:
        plain.unlink(missing_ok=True)
        raise
    return plain


def _open(file: Path, identity: str, take: Callable[[bytes], object]) -> None:
    def hand_over(piece: bytes) -> None:
        take(piece)

    with file.open("rb") as source:
        if not is_sealed(file):
            while chunk := source.read(_CHUNK):
                take(chunk)
            return
        try:
            sealing.unseal(source, hand_over, identity)
        except sealing.NotForUs as error:
            raise NotOurKey from error
        except sealing.Damaged as error:
            raise NoBackup from error


def _writer(file: IO[bytes]) -> Callable[[bytes], None]:
    def write_piece(piece: bytes) -> None:
        file.write(piece)

    return write_piece


def _pieces(database: Path, blobs: BlobFolder, note: Callable[[bytes], object]) -> Iterator[bytes]:
    """The tar, a piece at a time; ``note`` hears of each. A scan's bytes must be those of its name."""
    for piece in _tar(database, blobs):
        note(piece)
        yield piece


def _tar(database: Path, blobs: BlobFolder) -> Iterator[bytes]:
    yield from _member(DATABASE, database, None)
    for name in _named(database):
        yield from _member(f"blobs/{name[:2]}/{name}", blobs.path(name), name)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _member(name: str, path: Path, sha256: str | None) -> Iterator[bytes]:
    gone = UserFacingError(
        _("A scan is missing; the backup would not be whole."), _("Run head-office verify.")
    )
    if not path.exists():
        raise gone
    info = tarfile.TarInfo(name)
    info.size, info.mode = path.stat().st_size, 0o600
    yield info.tobuf()
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            yield chunk
    if sha256 is not None and digest.hexdigest() != sha256:
        raise gone
    yield bytes(-info.size % tarfile.BLOCKSIZE)


def unpack(file: Path, home: Path) -> Path:
    """Put a backup's scans into ``home`` where they are missing, and its database beside the one there;
    answers where. Raises NoBackup for a file that is none, before the database is there."""
    database = home / f"{DATABASE}.restoring"
    if file.name != OPENED:
        (home / OPENED).unlink(missing_ok=True)
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


def replaced(home: Path) -> Replaced | None:
    """What stands in ``home``; None where nothing does that can be read."""
    old = home / DATABASE
    if not old.exists():
        return None
    connection = sqlite3.connect(f"{old.absolute().as_uri()}?mode=ro", uri=True)
    try:
        said = dict(connection.execute("SELECT key, value FROM settings"))
        rows = connection.execute("SELECT code, name, kecamatan, letters FROM units").fetchall()
        units = tuple(Unit(*row) for row in rows)
        return Replaced(bytes(said["signing_key"]), int(said.get("restores", 0)), units)
    except (sqlite3.DatabaseError, KeyError):
        return None
    finally:
        connection.close()


def restores(home: Path) -> int:
    """How often ``home`` was restored, as the file beside the database says it."""
    try:
        said = (home / RESTORES).read_text("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return 0
    return int(said) if said.isdigit() else 0


def count_restores(home: Path, count: int) -> None:
    """Say it there for the next time; durable when it returns."""
    write_whole(home / RESTORES, f"{count}\n".encode("ascii"))


def put_in_place(database: Path, home: Path, stamp: str) -> None:
    """Make the unpacked database the one of ``home`` in one step; the one before, if any, is kept beside it.

    Raises UserFacingError where somebody has the old one open.
    """
    old = home / DATABASE
    if old.exists():
        _close(old)
        kept = home / f"before-{stamp}-{DATABASE}"
        if not kept.exists():
            _keep(old, kept)
    database.replace(old)
    flush_folder(home)


def _close(database: Path) -> None:
    """Bring a database into its one file: a log beside it would be taken for the new one's."""
    connection = sqlite3.connect(database, timeout=1)
    try:
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if "locked" not in str(error):  # damaged: it is kept as it is, with its log
            for ending in ("-wal", "-shm"):
                beside = database.with_name(database.name + ending)
                if beside.exists():
                    beside.replace(database.with_name(f"damaged-{beside.name}"))
            return
        mode = "wal"
    finally:
        connection.close()
    if mode != "delete":
        raise UserFacingError(
            _("Head office is still running here."), _("Stop it first; nothing was changed.")
        )


def _keep(old: Path, kept: Path) -> None:
    try:
        os.link(old, kept)
    except OSError:  # a file system without links
        part = kept.with_name(f"{kept.name}.part")
        shutil.copyfile(old, part)
        part.replace(kept)


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
