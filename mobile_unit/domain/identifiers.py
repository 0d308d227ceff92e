"""Time-ordered record ids (UUID version 7, RFC 9562 §5.7)."""

from __future__ import annotations

import os
import re
import time
import uuid

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def uuid7() -> str:
    """A new id that sorts by the time it was made: 48 bits of milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000 & (1 << 48) - 1
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | 0x7 << 76 | (random_bits >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | random_bits & (1 << 62) - 1
    return str(uuid.UUID(int=value))


def is_record_id(text: object) -> bool:
    """Whether ``text`` is a UUID in its lower-case canonical form."""
    return isinstance(text, str) and _UUID.fullmatch(text) is not None
