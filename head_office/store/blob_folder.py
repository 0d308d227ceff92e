"""Scans on disk: ``blobs/ab/<sha256>`` once whole and verified, ``uploads/<unit>-<sha256>.part`` before."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from head_office.store.blob_store import WrongHash, is_name
from head_office.store.durable import flush_folder


class BlobFolder:
    """A folder of blobs. How far an upload has come is the size of its file, so a crash cannot part the
    two; bytes are on disk before anybody hears of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._blobs = folder / "blobs"
        self._uploads = folder / "uploads"
        for path in (self._blobs, self._uploads):
            path.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Raises ValueError for what is no name: it might lie anywhere."""
        if not is_name(sha256):
            raise ValueError("no scan's name")
        return self._blobs / sha256[:2] / sha256

    def holds(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def read(self, sha256: str) -> bytes | None:
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, sha256: str, content: bytes) -> None:
        if hashlib.sha256(content).hexdigest() != sha256:
            raise WrongHash
        part = self._uploads / f"{sha256}-{secrets.token_hex(8)}.part"
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            self._name(part, sha256)
        finally:
            part.unlink(missing_ok=True)

    def begin(self, unit: str, sha256: str) -> int:
        self._part(unit, sha256).touch()
        return self.offset(unit, sha256) or 0

    def offset(self, unit: str, sha256: str) -> int | None:
        try:
            return self._part(unit, sha256).stat().st_size
        except FileNotFoundError:
            return None

    def write(self, unit: str, sha256: str, offset: int, chunk: bytes) -> int:
        with self._part(unit, sha256).open("r+b") as file:
            file.seek(offset)
            file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return offset + len(chunk)

    def finish(self, unit: str, sha256: str) -> None:
        part = self._part(unit, sha256)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != sha256:
            part.unlink()
            raise WrongHash
        self._name(part, sha256)

    def discard(self, unit: str, sha256: str) -> bool:
        try:
            self._part(unit, sha256).unlink()
        except FileNotFoundError:
            return False
        return True

    def remove(self, sha256: str) -> None:
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            flush_folder(path.parent)

    def is_whole(self, sha256: str) -> bool:
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def names(self) -> Iterator[str]:
        for path in sorted(self._blobs.glob("??/*")):
            yield path.name

    def _name(self, part: Path, sha256: str) -> None:
        """Give whole bytes their name for good."""
        target = self.path(sha256)
        if not target.parent.exists():
            target.parent.mkdir(exist_ok=True)
            flush_folder(self._blobs)
        part.replace(target)
        flush_folder(target.parent)

    def _part(self, unit: str, sha256: str) -> Path:
        return self._uploads / f"{unit}-{sha256}.part"
