"""Entries up and the feed down in one call of few bytes: how the question and its answer are written.

Question: ``1 || dictionary (varint) || token (its length in a byte, then it) || journal (16) || seq held
(varint) || first 8 bytes of that entry's hash || feed cursor (varint) || number of entries (varint)`` and,
where there are entries, ``signature (64) || the packed lines``. Answer: packed lines, the first of them what
came of the batch, then the feed.
"""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mobile_unit.domain.entries import MalformedEntry, canonical, chain, read_entry
from mobile_unit.sync import packing, wire
from mobile_unit.sync.packing import Place, Unpackable, read_varint, varint

FORMAT = 1
PATH = "/rounds"
HASH_BYTES = 8
"""Of the held entry's hash: enough to see that both mean the same entry; the signature covers the rest."""

FEED_PAGE = 100
MAX_TOKEN_BYTES = 64
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)


def is_token(said: object) -> bool:
    """Whether it is base64url of no more bytes than a question carries: a line without TLS may alter it."""
    is_text = isinstance(said, str) and _TOKEN.fullmatch(said) is not None
    return is_text and len(str(said)) % 4 != 1 and len(str(said)) * 3 // 4 <= MAX_TOKEN_BYTES


@dataclass(frozen=True, slots=True)
class Question:
    """What a unit says in one call; ``signature`` (base64) and ``packed`` are empty where it sends
    nothing."""

    token: str
    journal: str
    held: int
    held_hash: bytes
    cursor: int
    entries: int = 0
    signature: str = ""
    packed: bytes = b""
    dictionary: str = packing.DICTIONARY

    def write(self) -> bytes:
        token = base64.urlsafe_b64decode(self.token + "=" * (-len(self.token) % 4))
        start = (
            bytes([FORMAT]) + varint(int(self.dictionary)) + bytes([len(token)]) + token
            + uuid.UUID(self.journal).bytes + varint(self.held) + self.held_hash[:HASH_BYTES]
            + varint(self.cursor) + varint(self.entries)
        )  # fmt: skip
        return start + wire.decode(self.signature) + self.packed if self.entries else start

    @classmethod
    def read(cls, raw: bytes) -> Question:
        """Raises Unpackable for anything that is no question of this format."""
        if len(raw) < 3 or raw[0] != FORMAT:
            raise Unpackable("format")
        name, at = read_varint(raw, 1)
        token, at = _take(raw, at + 1, raw[at] if at < len(raw) else 0)
        journal, at = _take(raw, at, 16)
        held, at = read_varint(raw, at)
        held_hash, at = _take(raw, at, HASH_BYTES)
        cursor, at = read_varint(raw, at)
        entries, at = read_varint(raw, at)
        if max(held, cursor) >= 2**31 or entries > wire.MAX_BATCH_ENTRIES or len(token) > MAX_TOKEN_BYTES:
            raise Unpackable("numbers")
        signature = b""
        if entries:
            signature, at = _take(raw, at, 64)
        return cls(
            base64.urlsafe_b64encode(token).decode().rstrip("="), str(uuid.UUID(bytes=journal)), held,
            held_hash, cursor, entries, wire.encode(signature), raw[at:], str(name),
        )  # fmt: skip


def _take(raw: bytes, at: int, count: int) -> tuple[bytes, int]:
    if at + count > len(raw):
        raise Unpackable("too short")
    return raw[at : at + count], at + count


def place_of_entries(journal: str, held: int, held_hash: bytes, held_raw: bytes) -> Place:
    """Where a batch stands that follows the entry ``held``, whose bytes both sides have (none for 0).

    Who wrote the next entry, and where, is mostly what the one before says.
    """
    return Place(held + 1, chain, held_hash, (journal, *_likely_again(held_raw)))


def _likely_again(raw: bytes) -> list[str]:
    try:
        entry = read_entry(raw)
    except MalformedEntry:
        return []
    texts: list[Any] = [entry.officer]
    for key, inner in (("officer", "name"), ("unit", "name"), ("unit", "code"), ("place", "name")):
        about = entry.body.get(key)
        texts.append(about.get(inner) if isinstance(about, dict) else None)
    texts.append(entry.body.get("visit"))
    # a short or an odd text would be replaced where it only looks the same, and cost more than it saves
    return [text if _WORTH.fullmatch(text) else "-" * 9 for text in map(str, texts)]


_WORTH = re.compile(r"[0-9A-Za-z][0-9A-Za-z .-]{3,60}")


def place_of_answer(journal: str, last_hash: str, cursor: int, feed_hash: bytes) -> Place:
    return Place(cursor, _feed_link, feed_hash, (journal, last_hash))


def _feed_link(prev: bytes, line: bytes) -> bytes:
    """The hash after a line of an answer; the first one is no entry and moves nothing."""
    try:
        value = json.loads(line)
        if "prev" not in value:
            return prev
        return chain(prev, canonical({key: item for key, item in value.items() if key != "signature"}))
    except (ValueError, TypeError, RecursionError, AttributeError) as error:
        raise Unpackable("feed") from error


def write_answer(
    said: Mapping[str, Any], feed: Sequence[Mapping[str, Any]], place: Place, dictionary: str
) -> bytes:
    """``said`` has ``head``, ``stored``, ``quarantined`` and ``more``; see docs/protocol.md."""
    return packing.pack(
        [canonical(dict(said)), *(canonical(dict(entry)) for entry in feed)], place, dictionary
    )


def read_answer(raw: bytes, place: Place, dictionary: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(what came of the batch, the feed's entries); their signatures are still to be checked.

    Raises Unpackable, also for an answer that is none of head office's.
    """
    try:
        first, *feed = [
            json.loads(line) for line in packing.unpack(raw, place, wire.MAX_BATCH_BYTES, dictionary)
        ]
    except (ValueError, RecursionError) as error:
        raise Unpackable("answer") from error
    if not isinstance(first, dict) or not all(isinstance(entry, dict) for entry in feed):
        raise Unpackable("answer")
    return first, feed
