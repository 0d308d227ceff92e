"""Scans in a bucket of an S3-compatible storage: ``blobs/ab/<sha256>`` once whole and verified.

An object can't be added to, so each chunk of an upload is an object of its own, ``uploads/<unit>-<sha256>/
<offset>-<length>``: how far an upload has come is what the storage lists, the same for every worker.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from head_office.store.blob_store import WrongHash
from head_office.store.tls import storage_is_in_clear
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

_FAULTS = (BaseError, OSError)
_RETRY: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


class Bucket:
    """A bucket, or a folder in one, by ``s3://bucket/folder``; who we are and where the storage is stand in
    the usual variables (``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL`` …), of which none does away with TLS or
    the look at a certificate. Raises TryAgain while the storage does not answer."""

    def __init__(self, url: str) -> None:
        options: ClientConfig = {
            "timeout": timedelta(seconds=20),
            "allow_http": storage_is_in_clear(),
            "allow_invalid_certificates": False,
        }
        try:
            self._store = S3Store.from_url(url, client_options=options, retry_config=_RETRY)
        except (BaseError, ValueError) as error:
            raise UserFacingError(
                _("This is no address of a bucket."), _("For example s3://bucket/folder.")
            ) from error

    def holds(self, sha256: str) -> bool:
        try:
            obstore.head(self._store, _path(sha256))
        except FileNotFoundError:
            return False
        except _FAULTS as error:
            raise _no_answer() from error
        return True

    def read(self, sha256: str) -> bytes | None:
        return self._get(_path(sha256))

    def put(self, sha256: str, content: bytes) -> None:
        if hashlib.sha256(content).hexdigest() != sha256:
            raise WrongHash
        self._put(_path(sha256), content)

    def begin(self, unit: str, sha256: str) -> int:
        offset = self.offset(unit, sha256)
        if offset is None:
            self._put(_chunk(unit, sha256, 0, 0), b"")
        return offset or 0

    def offset(self, unit: str, sha256: str) -> int | None:
        chunks = self._chunks(unit, sha256)
        return _end(chunks) if chunks else None

    def write(self, unit: str, sha256: str, offset: int, chunk: bytes) -> int:
        self._put(_chunk(unit, sha256, offset, len(chunk)), chunk)
        return offset + len(chunk)

    def finish(self, unit: str, sha256: str) -> None:
        content = bytearray()
        for start, length in self._chunks(unit, sha256):
            # two workers that were sent the same may have kept it in pieces of other lengths
            if start <= len(content) < start + length:
                content[start:] = self._get(_chunk(unit, sha256, start, length)) or b""
        try:
            self.put(sha256, bytes(content))
        except WrongHash:
            self.discard(unit, sha256)
            raise
        self.discard(unit, sha256)

    def discard(self, unit: str, sha256: str) -> bool:
        names = [_chunk(unit, sha256, start, length) for start, length in self._chunks(unit, sha256)]
        try:
            for name in names:
                obstore.delete(self._store, name)
        except _FAULTS as error:
            raise _no_answer() from error
        return bool(names)

    def remove(self, sha256: str) -> None:
        try:
            obstore.delete(self._store, _path(sha256))
        except FileNotFoundError:
            pass
        except _FAULTS as error:
            raise _no_answer() from error

    def is_whole(self, sha256: str) -> bool:
        content = self.read(sha256)
        return content is not None and hashlib.sha256(content).hexdigest() == sha256

    def names(self) -> Iterator[str]:
        for name in self._list("blobs/"):
            yield name.rsplit("/", 1)[-1]

    def _chunks(self, unit: str, sha256: str) -> list[tuple[int, int]]:
        """(offset, length) of an upload's pieces, by their place."""
        names = self._list(f"uploads/{unit}-{sha256}/")
        return sorted(_place(name) for name in names)

    def _list(self, prefix: str) -> Iterator[str]:
        try:
            for some in obstore.list(self._store, prefix):
                yield from (each["path"] for each in some)
        except _FAULTS as error:
            raise _no_answer() from error

    def _get(self, name: str) -> bytes | None:
        try:
            return bytes(obstore.get(self._store, name).bytes())
        except FileNotFoundError:
            return None
        except _FAULTS as error:
            raise _no_answer() from error

    def _put(self, name: str, content: bytes) -> None:
        try:
            obstore.put(self._store, name, content)
        except _FAULTS as error:
            raise _no_answer() from error


def _path(sha256: str) -> str:
    return f"blobs/{sha256[:2]}/{sha256}"


def _chunk(unit: str, sha256: str, offset: int, length: int) -> str:
    return f"uploads/{unit}-{sha256}/{offset:010d}-{length:010d}"


def _place(name: str) -> tuple[int, int]:
    offset, _hyphen, length = name.rsplit("/", 1)[-1].partition("-")
    return int(offset), int(length)


def _end(chunks: list[tuple[int, int]]) -> int:
    end = 0
    for start, length in chunks:
        if start > end:
            break
        end = max(end, start + length)
    return end


def _no_answer() -> TryAgain:
    return TryAgain(
        _("The storage of scans does not answer."), _("Check its address and keys, then do it once more.")
    )
