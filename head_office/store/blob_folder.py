"""Scans on disk: ``blobs/ab/<sha256>`` once whole and verified, ``uploads/<unit>-<sha256>.part`` before,
``aside/`` for bundles that somebody must look at."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path


class WrongHash(ValueError):
    """The uploaded bytes are not those of the name; they were discarded."""


class BlobFolder:
    """A folder of blobs. How far an upload has come is the size of its file, so a crash cannot part the
    two; bytes are on disk before anybody hears of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._blobs = folder / "blobs"
        self._uploads = folder / "uploads"
        self._aside = folder / "aside"
        for path in (self._blobs, self._uploads):
            path.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        return self._blobs / sha256[:2] / sha256

    def holds(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def begin(self, unit: str, sha256: str) -> int:
        """Begin an upload, or go on with one; answers the bytes that are there."""
        self._part(unit, sha256).touch()
        return self.offset(unit, sha256) or 0

    def offset(self, unit: str, sha256: str) -> int | None:
        """Bytes received so far; None where no such upload is under way."""
        try:
            return self._part(unit, sha256).stat().st_size
        except FileNotFoundError:
            return None

    def write(self, unit: str, sha256: str, offset: int, chunk: bytes) -> int:
        """Add a chunk at ``offset`` (the end) and answer the new end; durable when it returns."""
        with self._part(unit, sha256).open("r+b") as file:
            file.seek(offset)
            file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return offset + len(chunk)

    def finish(self, unit: str, sha256: str) -> None:
        """Make a whole upload a blob, durable when it returns; raises WrongHash."""
        part, target = self._part(unit, sha256), self.path(sha256)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != sha256:
            part.unlink()
            raise WrongHash
        if not target.parent.exists():
            target.parent.mkdir(exist_ok=True)
            _sync_folder(self._blobs)
        part.replace(target)
        _sync_folder(target.parent)

    def discard(self, unit: str, sha256: str) -> bool:
        try:
            self._part(unit, sha256).unlink()
        except FileNotFoundError:
            return False
        return True

    def keep_aside(self, source: Path, name: str, at_most: int) -> Path | None:
        """Keep a file as it came, for somebody to look at, once; durable when it returns. None where
        ``at_most`` files are kept already."""
        self._aside.mkdir(exist_ok=True)
        target = self._aside / name
        if target.exists():
            return target
        if len(list(self._aside.glob("*.bundle"))) >= at_most:
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
        _sync_folder(self._aside)
        return target

    def aside(self) -> list[Path]:
        """The bundles that were kept aside, by name."""
        return sorted(self._aside.glob("*.bundle"))

    def write_down(self, name: str, line: str) -> None:
        """Add a line to a record beside them; durable when it returns."""
        self._aside.mkdir(exist_ok=True)
        with (self._aside / name).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())

    def is_whole(self, sha256: str) -> bool:
        """Whether the blob is there and its bytes are still those of its name."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def names(self) -> Iterator[str]:
        for path in sorted(self._blobs.glob("??/*")):
            yield path.name

    def _part(self, unit: str, sha256: str) -> Path:
        return self._uploads / f"{unit}-{sha256}.part"


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
