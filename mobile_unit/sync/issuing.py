"""A publication on its way through the feed: in parts small enough for a bad link, and whole again.

Every part is a feed entry of its own, signed as all are; together they are the zstd frame of the content,
whose SHA-256 each of them names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from mobile_unit.sync import wire

PART_BYTES = 36 * 1024
"""Of the compressed content, 48 KiB once written: four seconds of a link that carries 100 kbit/s."""
MOST_PARTS = 100
MOST_BYTES = 4 * 1024 * 1024


def parts_of(publication: Mapping[str, Any], content: bytes) -> list[dict[str, Any]]:
    """The bodies of the entries that carry a publication; raises TooLarge for more than all may have."""
    packed = wire.compress(content)
    pieces = [packed[at : at + PART_BYTES] for at in range(0, len(packed), PART_BYTES)]
    if len(content) > MOST_BYTES or len(pieces) > MOST_PARTS:
        raise wire.TooLarge
    whole = {
        **publication,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "parts": len(pieces),
    }
    return [{**whole, "part": at, "content": wire.encode(piece)} for at, piece in enumerate(pieces, 1)]


def whole_of(bodies: Iterable[Mapping[str, Any]]) -> bytes | None:
    """The content, once all of its parts are there; None while one is missing.

    Raises ValueError where they are not what the SHA-256 says.
    """
    found = {body["part"]: body for body in bodies}
    first = next(iter(found.values()))
    wanted = range(1, first["parts"] + 1)
    if not 0 < first["parts"] <= MOST_PARTS or not 0 < first["bytes"] <= MOST_BYTES:
        raise ValueError("sizes")
    if not all(part in found for part in wanted):
        return None
    content = wire.inflate(b"".join(wire.decode(found[part]["content"]) for part in wanted), first["bytes"])
    if hashlib.sha256(content).hexdigest() != first["sha256"]:
        raise ValueError("sha256")
    return content
