"""A small file replaced so that a power cut leaves the old one or the new one, whole; and one destroyed."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from mobile_unit.errors import TryAgain
from mobile_unit.i18n import _

_CHUNK = 1 << 20


def disk_is_full() -> TryAgain:
    return TryAgain(_("The disk is full; nothing was changed."), _("Free some space, then do it once more."))


def disk_cannot_be_written() -> TryAgain:
    return TryAgain(
        _("The disk can't be written; nothing was changed."),
        _("Check the disk and the folder's permissions, then do it once more."),
    )


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file, readable by its owner alone, and come back once it is on the disk.

    Raises TryAgain where the disk is full or can't be written; the file is then as it was.
    """
    temporary = path.with_suffix(path.suffix + ".new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            file.write(content)
            os.fsync(file.fileno())
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (disk_is_full() if full else disk_cannot_be_written()) from error


def destroy_file(path: Path) -> None:
    """Overwrite in place, flush, and remove: what a file system allows, where the disk does. Nothing where it
    is not there; cut, the same call goes on."""
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            size = os.fstat(file.fileno()).st_size
            for start in range(0, size, _CHUNK):
                file.write(os.urandom(min(_CHUNK, size - start)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
