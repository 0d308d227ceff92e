"""The contract that both programs share: signed statements, limits, names of headers, compression.

Every signature is Ed25519 (RFC 8032) over ``context || 0x00 || canonical(statement)``; the context names
what is being said, so that no signature can be taken for another.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Mapping
from typing import Any

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mobile_unit.domain.entries import canonical
from mobile_unit.domain.stand_ins import Place, place_of

API = "/v1"
SIGNATURE_HEADER = "X-Signature"
STANDING_HEADER = "X-Standing"
"""What a laptop says of itself with a call (domain/standing.py)."""
MAGICLESS: int = zstandard.FORMAT_ZSTD1_MAGICLESS
STAND_INS = "stand_ins"
"""In the question for the feed: this program knows what stands in for entries that were destroyed."""
NDJSON = "application/x-ndjson"
STREAM = "application/octet-stream"

ENROLMENT = "way-kanan/enrolment/1"
ENROLLED_BEFORE = "way-kanan/enrolled-before/1"
TOKEN = "way-kanan/token/1"  # noqa: S105 - the name of a statement, no secret
BATCH = "way-kanan/batch/1"
HEAD = "way-kanan/head/1"
FEED = "way-kanan/feed/1"
FEED_DESTROYED = "way-kanan/feed-destroyed/1"
"""What stands in for a feed entry that was destroyed (domain/stand_ins.py)."""
WIPED = "way-kanan/wiped/1"

MAX_ENTRY_BYTES = 256 * 1024
MAX_BATCH_ENTRIES = 500
MAX_BATCH_BYTES = 4 * 1024 * 1024
"""Of the entries as they are, before compression; what the server will inflate at the most."""
MAX_BLOB_BYTES = 10 * 1024 * 1024
MAX_CHUNK_BYTES = 1024 * 1024
MAX_SCANS_TOGETHER = 50
MAX_FEED_PAGE = 500
MAX_BLOB_QUESTIONS = 1000
_MAX_WINDOW = 8 * 1024 * 1024
"""What a frame may ask the receiving side to keep in memory; ``compress`` asks for half of it."""


class BadSignature(ValueError):
    """A statement that its signature does not cover, or a signature that is none."""


class TooLarge(ValueError):
    """More bytes than the receiving side takes."""


def encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def decode(text: str) -> bytes:
    """Base64 back to bytes; raises ValueError for anything else."""
    return base64.b64decode(text, validate=True)


def new_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes that others check this key's signatures with."""
    return key.public_key().public_bytes_raw()


def sign(key: Ed25519PrivateKey, context: str, statement: Mapping[str, Any]) -> str:
    """The signature, base64, of a statement in its context."""
    return encode(sign_bytes(key, context, canonical(dict(statement))))


def sign_bytes(key: Ed25519PrivateKey, context: str, raw: bytes) -> bytes:
    """The signature (64 bytes) of a statement whose canonical bytes are ``raw``."""
    return key.sign(_message(context, raw))


def check(public_key: bytes, context: str, statement: Mapping[str, Any], signature: str) -> None:
    """Raise BadSignature unless ``signature`` covers this very statement in this context."""
    try:
        check_bytes(public_key, context, canonical(dict(statement)), decode(signature))
    except ValueError as error:
        raise BadSignature(context) from error


def check_bytes(public_key: bytes, context: str, raw: bytes, signature: bytes) -> None:
    """The same for bytes that nobody has read yet."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _message(context, raw))
    except (InvalidSignature, ValueError) as error:
        raise BadSignature(context) from error


def check_place(public_key: bytes, said: Mapping[str, Any]) -> Place:
    """The place of a feed that an entry, or a stand-in for one, takes, as this key signed it.

    Raises BadSignature, ValueError for what is neither, KeyError where there is no signature.
    """
    place = place_of(said)
    context = FEED_DESTROYED if place.stands_in else FEED
    check_bytes(public_key, context, place.raw, decode(str(said["signature"])))
    return place


def _message(context: str, raw: bytes) -> bytes:
    return context.encode() + b"\0" + raw


def compress(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=9).compress(raw)


def inflate(raw: bytes, limit: int, dictionary: zstandard.ZstdCompressionDict | None = None) -> bytes:
    """Undo ``compress``, or with a dictionary the frame (without its magic number) of ``packing``; never
    makes more than ``limit`` bytes.

    Raises TooLarge past the limit, ValueError where the bytes are no zstd frame.
    """
    form = MAGICLESS if dictionary else zstandard.FORMAT_ZSTD1
    try:
        decompressor = zstandard.ZstdDecompressor(
            dict_data=dictionary, format=form, max_window_size=_MAX_WINDOW
        )
        with decompressor.stream_reader(raw) as reader:
            out: bytes = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise ValueError("not zstd") from error
    if len(out) > limit:
        raise TooLarge
    return out


_SCAN = struct.Struct(">32sI")


def join_scans(scans: Iterable[tuple[str, bytes]]) -> bytes:
    """Several whole scans, (SHA-256 in hex, content) each, as one body."""
    return b"".join(_SCAN.pack(bytes.fromhex(name), len(content)) + content for name, content in scans)


def split_scans(body: bytes) -> list[tuple[str, int, bytes]]:
    """(SHA-256 in hex, length, the bytes that are there) of each scan of a body; the link may have been cut
    within the last one, so that fewer bytes are there than its length says. Raises TooLarge for too many."""
    found: list[tuple[str, int, bytes]] = []
    at = 0
    while len(body) - at >= _SCAN.size:
        if len(found) == MAX_SCANS_TOGETHER:
            raise TooLarge
        name, length = _SCAN.unpack_from(body, at)
        at += _SCAN.size
        found.append((name.hex(), length, body[at : at + length]))
        at += length
    return found
