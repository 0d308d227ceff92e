"""``aside/``: bundles that somebody must look at, on the machine where they were brought."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from head_office.store.durable import flush_folder


class AsideFolder:
    """A folder of bundles as they came, and a record of what was decided about them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, source: Path, name: str, at_most: int) -> Path | None:
        """Keep a file as it came, for somebody to look at, once; durable when it returns. None where
        ``at_most`` files are kept already."""
        self.folder.mkdir(exist_ok=True)
        target = self.folder / name
        if target.exists():
            return target
        if len(list(self.folder.glob("*.bundle"))) >= at_most:
            return None
        part = target.with_name(target.name + ".part")
        try:
            with source.open("rb") as original, part.open("wb") as copy:
                shutil.copyfileobj(original, copy, 1 << 20)
                copy.flush()
                os.fsync(copy.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        flush_folder(self.folder)
        return target

    def bundles(self) -> list[Path]:
        """The bundles that were kept aside, by name."""
        return sorted(self.folder.glob("*.bundle"))

    def write_down(self, name: str, line: str) -> None:
        """Add a line to a record beside them; durable when it returns."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
