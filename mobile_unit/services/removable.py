"""Writing a file to a medium that may be full, slow, or pulled out: under its name only once it is proven."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mobile_unit.errors import TryAgain
from mobile_unit.i18n import _

PART = ".part"
_CHUNK = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT)
_SHUT = (errno.EROFS, errno.EACCES, errno.EPERM)

Write = Callable[[bytes], None]
Told = Callable[[int], None]


def write_proven(
    folder: Path,
    name: str,
    fill: Callable[[Write], None],
    *,
    written: Told = lambda count: None,
    read_back: Told = lambda count: None,
    checkpoint: Callable[[], None] = lambda: None,
) -> int:
    """Let ``fill`` write a file, and give it its name once it is on the medium and reads back the same.

    Answers its size. ``written`` and ``read_back`` hear how many bytes it was so far; ``checkpoint`` may
    raise to give up. Whatever goes wrong, nothing is left under ``name`` that was not proven. Raises TryAgain
    for faults of the medium.
    """
    part, target = folder / f"{name}{PART}", folder / name
    digest = hashlib.sha256()
    size = 0
    with faults_told(), _cleared(part):
        with open_new(part) as file:

            def write(piece: bytes) -> None:
                nonlocal size
                checkpoint()
                file.write(piece)
                digest.update(piece)
                size += len(piece)
                written(size)

            fill(write)
            file.flush()
            os.fsync(file.fileno())
        if _read_back(part, read_back, checkpoint) != (size, digest.digest()):
            raise TryAgain(
                _("What was written does not read back the same; the stick may be faulty."),
                _("Use another stick. Nothing is lost; everything is still on this laptop."),
            )
        part.replace(target)
        sync_folder(folder)
        target.stat()
    return size


def open_new(path: Path) -> BinaryIO:
    """A fresh file; what a try that was cut left under this name goes."""
    path.unlink(missing_ok=True)
    return path.open("xb")


def require_room(folder: Path, needed: int) -> None:
    """Raise TryAgain where the medium has not so many bytes free."""
    with faults_told():
        if shutil.disk_usage(folder).free < needed:
            raise OSError(errno.ENOSPC, "too little room")


def sync_folder(folder: Path) -> None:
    """Make a change of names durable; not every system and file system can say so."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


@contextmanager
def faults_told() -> Iterator[None]:
    """Say in plain words what is wrong with a medium."""
    try:
        yield
    except OSError as error:
        raise _plainly(error) from error


def _plainly(error: OSError) -> TryAgain:
    safe = _("Nothing is lost; everything is still on this laptop.")
    if error.errno in _FULL:
        return TryAgain(_("There is not enough room on the stick."), _("Use another stick.") + " " + safe)
    if error.errno == errno.EFBIG:
        return TryAgain(
            _("The stick's format takes no file of this size."),
            _("Format it as exFAT or use another stick.") + " " + safe,
        )
    if error.errno in _SHUT:
        return TryAgain(
            _("The stick can't be written."),
            _("Look for a lock switch on it, or use another stick.") + " " + safe,
        )
    return TryAgain(
        _("The stick was pulled out or does not answer."), _("Insert it and begin again.") + " " + safe
    )


@contextmanager
def _cleared(part: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _read_back(path: Path, told: Told, checkpoint: Callable[[], None]) -> tuple[int, bytes]:
    """(size, SHA-256) of a file as the medium gives it: past the system's cache where it can be told so."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := file.read(_CHUNK):
            checkpoint()
            digest.update(piece)
            size += len(piece)
            told(size)
    return size, digest.digest()
