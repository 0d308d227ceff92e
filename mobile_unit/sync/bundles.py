"""A unit's journal and scans as one sealed file, for a USB stick; ``docs/protocol.md`` has the format.

Inside ``age`` it is a stream, not an archive: nothing in it has a name, so nothing can name a path. What
comes first is signed by the device and says the size of all that follows; it is checked before it is read,
and each part against it. A batch is the very request that the network carries, so there is one way to take
it in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Generic, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile_unit.domain.entries import canonical
from mobile_unit.sync import sealing, wire

BUNDLE = "way-kanan/bundle/1"
MAGIC = BUNDLE.encode() + b"\n"

MAX_FILE_BYTES = (1 << 32) - 1
"""What a stick formatted as FAT32 takes."""
MAX_CONTENT_BYTES = MAX_FILE_BYTES - (64 << 20)
"""Entries and scans together: the rest is room for the manifest and for what sealing adds."""
MAX_ENTRIES_BYTES = 512 << 20
MAX_MANIFEST_BYTES = 16 << 20
MAX_BATCHES = 20_000
MAX_BLOBS = 100_000
MAX_LOST_PAGES = 100
LOST_PAGE_ENTRIES = wire.MAX_FEED_PAGE
_MAX_PACKED = wire.MAX_BATCH_BYTES + (64 << 10)

_DEVICE, _SIGNATURE, _SIZE = 36, 64, 4
_HEX = re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f-]{36}")
_UNIT = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_NAME = re.compile(r"[A-Z][A-Z0-9]{1,7}-\d{8}-\d+-\d+(-[A-Z])?\.bundle", re.ASCII)

Result = TypeVar("Result")
Parsing = Generator[int, bytes, Result]
"""Asks for so many bytes, gets them, and so on to its result."""


class BadBundle(ValueError):
    """A file that is not taken, with the reason as a stable code (``bundle.signature`` …)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of entries as the network carries it; ``bytes`` is the length of its lines."""

    first: int
    last: int
    hash: str
    bytes: int
    signature: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "from": self.first,
            "to": self.last,
            "hash": self.hash,
            "bytes": self.bytes,
            "signature": self.signature,
        }


@dataclass(frozen=True, slots=True)
class Blob:
    sha256: str
    bytes: int

    def as_dict(self) -> dict[str, Any]:
        return {"sha256": self.sha256, "bytes": self.bytes}


@dataclass(frozen=True, slots=True)
class Page:
    """A run of feed entries; ``bytes`` is the length of its lines."""

    entries: int
    bytes: int
    sha256: str

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Page:
        return cls(said["entries"], said["bytes"], said["sha256"])

    def as_dict(self) -> dict[str, Any]:
        return {"entries": self.entries, "bytes": self.bytes, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle holds: the entries ``first`` to ``last`` of a journal (``last`` may be ``first - 1``:
    none), whose last hash is ``hash``; ``feed`` is the last feed entry that the unit has; ``lost`` are feed
    entries that head office, restored from a backup, no longer has."""

    unit: str
    device: str
    journal: str
    first: int
    last: int
    hash: str
    feed: int
    at: str
    program: str
    entries_sha256: str
    batches: tuple[Batch, ...]
    blobs: tuple[Blob, ...]
    lost: tuple[Page, ...] = ()

    def as_bytes(self) -> bytes:
        said: dict[str, Any] = {
            "unit": self.unit,
            "device": self.device,
            "journal": self.journal,
            "from": self.first,
            "to": self.last,
            "hash": self.hash,
            "feed": self.feed,
            "at": self.at,
            "program": self.program,
            "entries": self.entries_sha256,
            "batches": [batch.as_dict() for batch in self.batches],
            "blobs": [blob.as_dict() for blob in self.blobs],
        }
        if self.lost:  # else it is what a head office of 0.1.0 reads
            said["lost"] = [page.as_dict() for page in self.lost]
        return canonical(said)


def file_name(unit: str, day: date, first: int, last: int, letter: str = "") -> str:
    """``WK01-20261124-12-40.bundle``; ``letter`` where a second journal goes out at the same time."""
    return f"{unit}-{day:%Y%m%d}-{first}-{last}{f'-{letter}' if letter else ''}.bundle"


def is_file_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def sign_batch(
    key: Ed25519PrivateKey, journal: str, first: int, last: int, hash_: bytes, body: bytes
) -> Batch:
    """What a manifest says of a batch; ``body`` are its lines, as on the wire."""
    statement = _batch_statement(journal, first, last, hash_.hex(), body)
    return Batch(first, last, hash_.hex(), len(body), wire.sign(key, wire.BATCH, statement))


def _batch_statement(journal: str, first: int, last: int, hash_: str, body: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(body).hexdigest()
    return {"journal": journal, "from": first, "to": last, "hash": hash_, "body": digest}


def write_page(entries: Iterable[Mapping[str, Any]]) -> tuple[Page, bytes]:
    """Feed entries, with their signatures, as the lines of a page; and what the manifest says of them."""
    lines = [canonical(dict(entry)) for entry in entries]
    body = b"\n".join(lines)
    return Page(len(lines), len(body), hashlib.sha256(body).hexdigest()), body


def pieces(
    manifest: Manifest,
    key: Ed25519PrivateKey,
    bodies: Iterable[bytes],
    contents: Iterable[bytes],
    lost: Iterable[bytes] = (),
) -> Iterator[bytes]:
    """A bundle's bytes before they are sealed; ``bodies``, ``contents`` and the pages ``lost`` in the
    manifest's order."""
    raw = manifest.as_bytes()
    yield MAGIC + manifest.device.encode("ascii") + wire.sign_bytes(key, BUNDLE, raw)
    yield from sized(raw)
    for body in bodies:
        yield from sized(wire.compress(body))
    for body in lost:
        yield from sized(wire.compress(body))
    yield from contents


def sized(raw: bytes) -> Iterator[bytes]:
    yield len(raw).to_bytes(_SIZE, "big")
    yield raw


class Fed(Generic[Result]):
    """Gives a parsing, which asks for so many bytes at a time, what comes in pieces of any size."""

    def __init__(self, parsing: Parsing[Result]) -> None:
        self._parsing = parsing
        self._buffer = bytearray()
        self._results: list[Result] = []
        self._wanted = next(parsing)

    def take(self, piece: bytes) -> None:
        """Raises BadBundle for a byte too many, and whatever the parsing raises."""
        self._buffer += piece
        while not self._results and len(self._buffer) >= self._wanted:
            given = bytes(self._buffer[: self._wanted])
            del self._buffer[: self._wanted]
            try:
                self._wanted = self._parsing.send(given)
            except StopIteration as end:
                self._results.append(end.value)
        if self._results and self._buffer:
            raise BadBundle("bundle.shape")

    def result(self) -> Result:
        """What came of it; raises BadBundle where bytes are missing at the end."""
        if not self._results:
            raise BadBundle("bundle.shape")
        return self._results[0]


class Taker:
    """Gets what a bundle holds, part by part; this one does nothing with it."""

    def batch(self, manifest: Manifest, batch: Batch, body: bytes) -> None:
        """A run of entries, one a line."""

    def lost(self, entries: list[dict[str, Any]]) -> None:
        """Feed entries with their signatures, whose they are is to be checked; after every batch."""

    def blob(self, sha256: str, content: bytes) -> None:
        """A scan."""


def read(
    source: BinaryIO,
    identity: str,
    *,
    key_of: Callable[[str], bytes],
    taker: Taker | None = None,
) -> Manifest:
    """Read a bundle to its end, never holding more than one batch or one scan of it.

    ``key_of`` answers a device's public key or raises. What is handed over was checked; whether the rest is
    whole is known only at the end, so read once for that before anything is done with it. Raises BadBundle.
    """
    fed = Fed(_parse(key_of, taker or Taker()))
    unseal_into(fed, source, identity)
    return fed.result()


def unseal_into(fed: Fed[Any], source: BinaryIO, identity: str) -> None:
    """Raises BadBundle for a file that does not open, or not whole."""
    try:
        sealing.unseal(source, fed.take, identity)
    except sealing.NotForUs as error:
        raise BadBundle("bundle.not_for_us") from error
    except sealing.Damaged as error:
        raise BadBundle("bundle.damaged") from error


def _parse(key_of: Callable[[str], bytes], taker: Taker) -> Parsing[Manifest]:
    if (yield len(MAGIC)) != MAGIC:
        raise BadBundle("bundle.shape")
    device = (yield _DEVICE).decode("ascii", "replace")
    signature = yield _SIGNATURE
    raw = yield read_size((yield _SIZE), MAX_MANIFEST_BYTES)
    if not _UUID.fullmatch(device):
        raise BadBundle("bundle.shape")
    key = key_of(device)
    try:
        wire.check_bytes(key, BUNDLE, raw, signature)
    except wire.BadSignature as error:
        raise BadBundle("bundle.signature") from error
    manifest = read_manifest(raw)
    if manifest.device != device:
        raise BadBundle("bundle.shape")
    digest = hashlib.sha256()
    for batch in manifest.batches:
        packed = yield read_size((yield _SIZE), _MAX_PACKED)
        body = unpack(packed, batch.bytes)
        _require_batch(key, manifest.journal, batch, body)
        digest.update(body)
        taker.batch(manifest, batch, body)
    if digest.hexdigest() != manifest.entries_sha256:
        raise BadBundle("bundle.content")
    for page in manifest.lost:
        taker.lost(read_page(page, (yield read_size((yield _SIZE), _MAX_PACKED))))
    for blob in manifest.blobs:
        content = yield blob.bytes
        if hashlib.sha256(content).hexdigest() != blob.sha256:
            raise BadBundle("bundle.content")
        taker.blob(blob.sha256, content)
    return manifest


def read_size(raw: bytes, at_most: int) -> int:
    size = int.from_bytes(raw, "big")
    if size > at_most:
        raise BadBundle("bundle.too_large")
    if size == 0:
        raise BadBundle("bundle.shape")
    return size


def unpack(packed: bytes, size: int) -> bytes:
    """Inflate to just ``size`` bytes, and never make more than one over it."""
    try:
        body = wire.inflate(packed, size)
    except wire.TooLarge as error:
        raise BadBundle("bundle.too_large") from error
    except ValueError as error:
        raise BadBundle("bundle.shape") from error
    if len(body) != size:
        raise BadBundle("bundle.content")
    return body


def read_page(page: Page, packed: bytes) -> list[dict[str, Any]]:
    """The feed entries of a page, whose signatures are the reader's to check; raises BadBundle."""
    body = unpack(packed, page.bytes)
    if hashlib.sha256(body).hexdigest() != page.sha256:
        raise BadBundle("bundle.content")
    try:
        entries = [json.loads(line) for line in body.split(b"\n")]
    except (ValueError, RecursionError) as error:
        raise BadBundle("bundle.content") from error
    if len(entries) != page.entries or not all(isinstance(entry, dict) for entry in entries):
        raise BadBundle("bundle.content")
    return entries


def _require_batch(key: bytes, journal: str, batch: Batch, body: bytes) -> None:
    lines = body.split(b"\n")
    if len(lines) != batch.last - batch.first + 1 or max(map(len, lines)) > wire.MAX_ENTRY_BYTES:
        raise BadBundle("bundle.content")
    try:
        statement = _batch_statement(journal, batch.first, batch.last, batch.hash, body)
        wire.check(key, wire.BATCH, statement, batch.signature)
    except wire.BadSignature as error:
        raise BadBundle("bundle.content") from error


def read_manifest(raw: bytes) -> Manifest:
    """What the signed bytes say; raises BadBundle for another shape, or more than a bundle may hold."""
    try:
        said = json.loads(raw)
        batches = tuple(_batch(each) for each in said["batches"])
        blobs = tuple(_blob(each) for each in said["blobs"])
        manifest = Manifest(
            said["unit"], said["device"], said["journal"], said["from"], said["to"], said["hash"],
            said["feed"], said["at"], said["program"], said["entries"], batches, blobs,
            tuple(map(Page.of, said.get("lost", ()))),
        )  # fmt: skip
        if canonical(said) != raw or manifest.as_bytes() != raw:
            raise BadBundle("bundle.shape")
    except (KeyError, TypeError, RecursionError, ValueError) as error:
        raise error if isinstance(error, BadBundle) else BadBundle("bundle.shape") from error
    _require_sense(manifest)
    return manifest


def _batch(said: Mapping[str, Any]) -> Batch:
    return Batch(said["from"], said["to"], said["hash"], said["bytes"], said["signature"])


def _blob(said: Mapping[str, Any]) -> Blob:
    return Blob(said["sha256"], said["bytes"])


def _require_sense(manifest: Manifest) -> None:
    batches, blobs, lost = manifest.batches, manifest.blobs, manifest.lost
    counts = [manifest.first, manifest.last, manifest.feed]
    counts += [n for page in lost for n in (page.entries, page.bytes)]
    counts += [n for batch in batches for n in (batch.first, batch.last, batch.bytes)]
    texts = [manifest.at, manifest.program, *(batch.signature for batch in batches)]
    hashes = [manifest.hash, manifest.entries_sha256]
    hashes += [batch.hash for batch in batches] + [blob.sha256 for blob in blobs]
    hashes += [page.sha256 for page in lost]
    if (
        not all(type(n) is int and 0 <= n < 1 << 31 for n in [*counts, *(blob.bytes for blob in blobs)])
        or not all(isinstance(text, str) and len(text) <= 100 and "\0" not in text for text in texts)
        or not all(_is(_HEX, hash_) for hash_ in hashes)
        or not (_is(_UNIT, manifest.unit) and _is(_UUID, manifest.device) and _is(_UUID, manifest.journal))
        or len({blob.sha256 for blob in blobs}) != len(blobs)
        or not _follow(manifest)
    ):
        raise BadBundle("bundle.shape")
    in_all = sum(batch.bytes for batch in batches) + sum(page.bytes for page in lost)
    if (
        len(batches) > MAX_BATCHES
        or len(blobs) > MAX_BLOBS
        or len(lost) > MAX_LOST_PAGES
        or not all(0 < page.bytes <= wire.MAX_BATCH_BYTES for page in lost)
        or any(page.entries > LOST_PAGE_ENTRIES for page in lost)
        or any(batch.bytes > wire.MAX_BATCH_BYTES for batch in batches)
        or any(batch.last - batch.first >= wire.MAX_BATCH_ENTRIES for batch in batches)
        or not all(0 < blob.bytes <= wire.MAX_BLOB_BYTES for blob in blobs)
        or in_all > MAX_ENTRIES_BYTES
        or in_all + sum(blob.bytes for blob in blobs) > MAX_CONTENT_BYTES
    ):
        raise BadBundle("bundle.too_large")


def _is(shape: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _follow(manifest: Manifest) -> bool:
    """Whether the batches are the manifest's run, one after the other."""
    seq = manifest.first
    for batch in manifest.batches:
        if batch.first != seq or batch.last < seq or batch.bytes == 0:
            return False
        seq = batch.last + 1
    if seq != manifest.last + 1 or manifest.first < 1:
        return False
    return not manifest.batches or manifest.batches[-1].hash == manifest.hash


def fitting(blobs: Sequence[Blob], room: int) -> tuple[Blob, ...]:
    """As many of the first scans as a bundle takes beside ``room`` bytes of entries."""
    chosen: list[Blob] = []
    left = MAX_CONTENT_BYTES - room
    for blob in blobs[:MAX_BLOBS]:
        left -= blob.bytes
        if left < 0:
            break
        chosen.append(blob)
    return tuple(chosen)
