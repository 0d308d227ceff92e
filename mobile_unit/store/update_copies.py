"""Copies of the database from before updates of the program: a way back, and everybody's data once more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mobile_unit.store.durable import destroy_file

SECONDS = 14 * 24 * 60 * 60.0
"""A copy that nothing else took away stays for so long: by then the program has shown that it works."""


def folder_of(database: Path) -> Path:
    """Where a home keeps them, from where its database is."""
    return database.parent.parent / "backups"


def copy_name(schema: str) -> str:
    """What the copy from before the update to this schema is called."""
    return f"before-{schema}.db"


def remove(folder: Path) -> None:
    """Destroy all copies in ``folder``. Raises OSError where the disk refuses."""
    for copy in _copies(folder):
        _destroy(copy)


def remove_old(folder: Path) -> None:
    """Destroy those that are older than they may be, by the clock that dated them; what can't be removed
    stays for another time."""
    for copy in _copies(folder):
        with suppress(OSError):
            if time.time() - copy.stat().st_mtime > SECONDS:
                _destroy(copy)


def _copies(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob(copy_name("*"))) if folder.is_dir() else ()


def _destroy(copy: Path) -> None:
    """What a copy that was cut left beside it goes first, as nothing would look for it afterwards."""
    destroy_file(copy.with_name(f"{copy.name}-journal"))
    destroy_file(copy)
