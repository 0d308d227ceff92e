"""Head office's answer to a bundle, for the way back on the stick: what it holds, and its feed.

A stream like a bundle's, signed by head office, sealed to the devices of one unit. Each head and each feed
entry bears its own signature as well, so it is believed by the same rules as over the network.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile_unit.domain.entries import canonical
from mobile_unit.sync import wire
from mobile_unit.sync.bundles import (
    MAX_MANIFEST_BYTES,
    BadBundle,
    Fed,
    Page,
    Parsing,
    read_page,
    read_size,
    sized,
    unseal_into,
)

REPLY = "way-kanan/reply/1"
MAGIC = REPLY.encode() + b"\n"
PAGE_ENTRIES = 200
MAX_HELD = 1_000_000
MAX_PAGES = 20_000
MAX_HEADS = 100
HELD_TOGETHER = 1000
"""Names of held scans, 32 bytes each, that are read at a time."""

_SIGNATURE, _SIZE, _HASH = 64, 4, 32
_UNIT = re.compile(r"[A-Z][A-Z0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """``heads`` are signed heads as the network gives them; ``after`` is the feed entry before the first one
    here; ``held`` counts the scans that head office holds, ``held_sha256`` is over their names."""

    unit: str
    at: str
    heads: tuple[Mapping[str, Any], ...]
    held: int
    held_sha256: str
    after: int
    pages: tuple[Page, ...]

    def as_bytes(self) -> bytes:
        return canonical(
            {
                "unit": self.unit,
                "at": self.at,
                "heads": [dict(head) for head in self.heads],
                "held": self.held,
                "held_sha256": self.held_sha256,
                "after": self.after,
                "pages": [page.as_dict() for page in self.pages],
            }
        )


def pieces(
    manifest: Manifest, key: Ed25519PrivateKey, held: Iterable[bytes], bodies: Iterable[bytes]
) -> Iterator[bytes]:
    """A reply's bytes before they are sealed; ``held`` are hashes of 32 bytes, in the manifest's order."""
    raw = manifest.as_bytes()
    yield MAGIC + wire.sign_bytes(key, REPLY, raw)
    yield from sized(raw)
    yield from held
    for body in bodies:
        yield from sized(wire.compress(body))


class Taker:
    """Gets what a reply holds, part by part; this one does nothing with it."""

    def held(self, sha256s: list[str]) -> None:
        """Some of the scans that head office holds."""

    def entries(self, entries: list[dict[str, Any]]) -> None:
        """The next feed entries, with their signatures, which are the inbox's to check."""


def read(
    source: BinaryIO,
    identity: str,
    *,
    head_office_key: bytes,
    taker: Taker | None = None,
) -> Manifest:
    """Read a reply to its end, handing over what was checked; ``bundles.read`` says when to believe it."""
    fed = Fed(_parse(head_office_key, taker or Taker()))
    unseal_into(fed, source, identity)
    return fed.result()


def _parse(head_office_key: bytes, taker: Taker) -> Parsing[Manifest]:
    if (yield len(MAGIC)) != MAGIC:
        raise BadBundle("bundle.shape")
    signature = yield _SIGNATURE
    raw = yield read_size((yield _SIZE), MAX_MANIFEST_BYTES)
    try:
        wire.check_bytes(head_office_key, REPLY, raw, signature)
    except wire.BadSignature as error:
        raise BadBundle("bundle.signature") from error
    manifest = _read_manifest(raw)
    digest = hashlib.sha256()
    for start in range(0, manifest.held, HELD_TOGETHER):
        names = yield _HASH * min(HELD_TOGETHER, manifest.held - start)
        digest.update(names)
        taker.held([names[at : at + _HASH].hex() for at in range(0, len(names), _HASH)])
    if digest.hexdigest() != manifest.held_sha256:
        raise BadBundle("bundle.content")
    for page in manifest.pages:
        packed = yield read_size((yield _SIZE), wire.MAX_BATCH_BYTES)
        taker.entries(read_page(page, packed))
    return manifest


def _read_manifest(raw: bytes) -> Manifest:
    try:
        said = json.loads(raw)
        pages = tuple(map(Page.of, said["pages"]))
        heads = tuple(dict(head) for head in said["heads"])
        manifest = Manifest(
            said["unit"], said["at"], heads, said["held"], said["held_sha256"], said["after"], pages
        )
        whole = manifest.as_bytes() == raw
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadBundle("bundle.shape") from error
    counts = [manifest.held, manifest.after, *(n for page in pages for n in (page.entries, page.bytes))]
    if (
        not whole
        or not all(type(n) is int and 0 <= n < 1 << 31 for n in counts)
        or not (isinstance(manifest.unit, str) and _UNIT.fullmatch(manifest.unit))
    ):
        raise BadBundle("bundle.shape")
    if (
        manifest.held > MAX_HELD
        or len(pages) > MAX_PAGES
        or len(heads) > MAX_HEADS
        or any(not 0 < page.bytes <= wire.MAX_BATCH_BYTES for page in pages)
    ):
        raise BadBundle("bundle.too_large")
    return manifest
