"""A folder where any scanner's software saves: what is new there, whole, and not taken yet."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from mobile_unit.services.scans import MAX_BYTES

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".pdf"})
BACK_SECONDS = 600
"""A file that was saved so long before the folder was first looked at still counts as new."""

_Print = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class FoundScan:
    """A file in the folder; two with the same facts are the same file."""

    path: Path
    bytes: int
    changed_at: int
    """Nanoseconds since 1970."""


@dataclass
class ScanFolder:
    """Looked at again and again; a file is offered once it was the same at two looks, so that one half
    written is waited for."""

    path: Path
    since: float
    """Seconds since 1970: when the officer began to look; older files are somebody else's papers."""
    _seen: dict[Path, _Print] = field(default_factory=dict)
    _taken: set[_Print] = field(default_factory=set)

    def look(self) -> tuple[FoundScan, ...]:
        """The new files, newest first; raises OSError where the folder is gone."""
        found, seen = [], {}
        with os.scandir(self.path) as entries:
            for entry in entries:
                name = entry.name.lower()
                if name.startswith((".", "~")) or os.path.splitext(name)[1] not in ENDINGS:
                    continue
                try:
                    if not entry.is_file(follow_symlinks=False):
                        continue
                    facts = entry.stat(follow_symlinks=False)
                except OSError:  # gone between two breaths
                    continue
                print_ = (entry.name, facts.st_size, facts.st_mtime_ns)
                seen[Path(entry.path)] = print_
                if facts.st_mtime < self.since - BACK_SECONDS or print_ in self._taken:
                    continue
                if facts.st_size > 0 and self._seen.get(Path(entry.path)) == print_:
                    found.append(FoundScan(Path(entry.path), facts.st_size, facts.st_mtime_ns))
        self._seen = seen
        return tuple(sorted(found, key=lambda scan: (scan.changed_at, scan.path.name), reverse=True))

    def taken(self, scan: FoundScan) -> None:
        """Not to be offered a second time."""
        self._taken.add((scan.path.name, scan.bytes, scan.changed_at))

    def give_back(self, scan: FoundScan) -> None:
        """It could not be taken after all."""
        self._taken.discard((scan.path.name, scan.bytes, scan.changed_at))

    @staticmethod
    def read(scan: FoundScan) -> bytes:
        """A little more than what is allowed, so that the check can say it is too large."""
        with scan.path.open("rb") as file:
            return file.read(MAX_BYTES + 1)

    @staticmethod
    def remove(scan: FoundScan) -> None:
        """Delete the file, if it is still the one that was taken."""
        facts = scan.path.stat()
        if (facts.st_size, facts.st_mtime_ns) == (scan.bytes, scan.changed_at):
            scan.path.unlink()
