"""What head office asks of the place where scans lie: a folder (``blob_folder.py``) or a bucket of an
S3-compatible storage (``bucket.py``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

_SHA256 = re.compile("[0-9a-f]{64}")


class WrongHash(ValueError):
    """The uploaded bytes are not those of the name; they were discarded."""


def is_name(said: object) -> bool:
    """Whether it can be a scan's: what is no SHA-256 is the name of none, but might be the path of a file."""
    return isinstance(said, str) and _SHA256.fullmatch(said) is not None


class BlobStore(Protocol):
    """Scans by SHA-256, and uploads under way by unit and SHA-256. Whatever returns is durable, and every
    worker sees it. A scan has at most ``wire.MAX_BLOB_BYTES``."""

    def holds(self, sha256: str) -> bool: ...

    def read(self, sha256: str) -> bytes | None:
        """A scan's bytes; None where it is not held."""

    def put(self, sha256: str, content: bytes) -> None:
        """Hold a scan whose bytes are all here; raises WrongHash."""

    def begin(self, unit: str, sha256: str) -> int:
        """Begin an upload, or go on with one; answers the bytes that are there."""

    def offset(self, unit: str, sha256: str) -> int | None:
        """Bytes received so far; None where no such upload is under way."""

    def write(self, unit: str, sha256: str, offset: int, chunk: bytes) -> int:
        """Add a chunk at ``offset`` (the end) and answer the new end."""

    def finish(self, unit: str, sha256: str) -> None:
        """Make a whole upload a scan that is held; raises WrongHash."""

    def discard(self, unit: str, sha256: str) -> bool:
        """Throw an upload away; False where there was none."""

    def remove(self, sha256: str) -> None:
        """Let go of a scan for good; one that is not there is no fault."""

    def is_whole(self, sha256: str) -> bool:
        """Whether the scan is there and its bytes are still those of its name."""

    def names(self) -> Iterator[str]:
        """The SHA-256 of every scan that is there."""
