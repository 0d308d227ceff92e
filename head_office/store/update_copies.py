"""Copies of the database from before updates of the program: a way back, and everything on file once more."""

from __future__ import annotations

import time
from pathlib import Path

from head_office.store.durable import destroy_file

A_DAY = 24 * 60 * 60.0


def folder_in(home: Path) -> Path:
    return home / "backups"


def copy_name(schema: str) -> str:
    """What the copy from before the update to this schema is called."""
    return f"before-{schema}.db"


def remove(home: Path, older_than: float = 0.0) -> None:
    """Destroy the copies of a home, of these only those of so many seconds ago where that is said."""
    folder = folder_in(home)
    for copy in sorted(folder.glob(copy_name("*"))) if folder.is_dir() else ():
        if not older_than or time.time() - copy.stat().st_mtime > older_than:
            # what a copy that was cut left beside it goes first: nothing would look for it afterwards
            destroy_file(copy.with_name(f"{copy.name}-journal"))
            destroy_file(copy)
