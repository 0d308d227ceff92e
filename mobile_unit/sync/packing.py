"""Lines of JSON as few bytes: what the other side can work out is left out, what looks random goes raw.

A hash in hex or an identifier is twice as long as what it says, and it spoils the statistics of the words
around it. So each one that occurs once becomes one control character (no JSON holds any), and its bytes go
apart; a chain's ``prev``, the running ``seq`` and what both sides know become a character alone. The rest is
zstd with a dictionary that ships with the program. Whoever unpacks gets the very bytes back: they are signed.
"""

from __future__ import annotations

import base64
import re
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import zstandard

from mobile_unit.domain.entries import GENESIS
from mobile_unit.resources import resource
from mobile_unit.sync import wire

DICTIONARY = "2"
"""The newest dictionary that ships; older ones stay readable."""

_UUID, _HASH, _SIGNATURE, _PREV, _SEQ = b"\x01", b"\x02", b"\x03", b"\x0e", b"\x0f"
_KNOWN = (b"\x04", b"\x05", b"\x06", b"\x07", b"\x10", b"\x11", b"\x12", b"\x13")
_RANDOM = re.compile(
    rb"(?<![0-9a-f-])(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-f-])"
    rb"|(?<![0-9a-f])(?P<hash>[0-9a-f]{64})(?![0-9a-f])"
    rb"|(?<![A-Za-z0-9+/])(?P<signature>[A-Za-z0-9+/]{85}[AQgw]==)"
)
_MARK = re.compile(rb"[\x01-\x07\x0e-\x13]")
_CONTROL = re.compile(rb"[\x00-\x1f]")
_RAW_BYTES = {_UUID: 16, _HASH: 32, _SIGNATURE: 64}

Link = Callable[[bytes, bytes], bytes]
"""From the hash before and a line, the hash that the next line's ``prev`` is."""


class Unpackable(ValueError):
    """Lines that can't be packed, or bytes that no such lines come out of."""


@dataclass(frozen=True, slots=True)
class Place:
    """What both sides know of a run of lines: where it stands in its chain, and up to eight texts."""

    seq: int
    link: Link
    prev: bytes = GENESIS
    known: Sequence[str] = field(default=())


@cache
def dictionary(name: str) -> zstandard.ZstdCompressionDict | None:
    """The dictionary of that name (a number); None where this program does not have it."""
    if not re.fullmatch(r"[0-9]{1,4}", name, re.ASCII):
        return None
    try:
        content = resource("wire", f"{name}.dictionary").read_bytes()
    except FileNotFoundError:
        return None
    made = zstandard.ZstdCompressionDict(content, dict_type=zstandard.DICT_TYPE_FULLDICT)
    made.precompute_compress(compression_params=_parameters())
    return made


def pack(lines: Sequence[bytes], place: Place, name: str = DICTIONARY) -> bytes:
    """The lines as ``length of the raw bytes (varint) || raw bytes || zstd frame``; raises Unpackable."""
    text, raw = shorten(lines, place)
    with_dictionary = dictionary(name)
    if with_dictionary is None:
        raise Unpackable("dictionary")
    return varint(len(raw)) + raw + compress(text, with_dictionary)


def compress(text: bytes, with_dictionary: zstandard.ZstdCompressionDict) -> bytes:
    """A frame that says nothing that the other side knows: no magic number, dictionary, size or checksum."""
    compressor = zstandard.ZstdCompressor(dict_data=with_dictionary, compression_params=_parameters())
    return compressor.compress(text)


def _parameters() -> zstandard.ZstdCompressionParameters:
    return zstandard.ZstdCompressionParameters.from_level(
        19, format=wire.MAGICLESS, write_content_size=False, write_dict_id=False, write_checksum=False
    )


def unpack(packed: bytes, place: Place, limit: int, name: str = DICTIONARY) -> list[bytes]:
    """What was packed; never more than ``limit`` bytes of it.

    Raises wire.TooLarge past the limit, Unpackable for anything else that is wrong.
    """
    size, start = read_varint(packed, 0)
    with_dictionary = dictionary(name)
    if size > len(packed) - start or with_dictionary is None:
        raise Unpackable("shape")
    try:
        text = wire.inflate(packed[start + size :], limit, with_dictionary)
    except wire.TooLarge:
        raise
    except ValueError as error:
        raise Unpackable("not zstd") from error
    unfolding = _Unfolding(place, packed[start : start + size], limit)
    lines = [unfolding.line(marked) for marked in text.split(b"\n")]
    unfolding.end()
    return lines


def shorten(lines: Sequence[bytes], place: Place) -> tuple[bytes, bytes]:
    """(the text with its marks, the bytes that some of the marks stand for), before compression."""
    if not lines or any(_CONTROL.search(line) for line in lines):
        raise Unpackable("control characters")
    marked, prev = [], place.prev
    for number, line in enumerate(lines):
        marked.append(_mark(line, place, number, prev))
        prev = place.link(prev, line)
    text = b"\n".join(marked)
    times = Counter(found.group() for found in _RANDOM.finditer(text))
    raw = bytearray()

    def apart(found: re.Match[bytes]) -> bytes:
        if times[found.group()] > 1:
            return found.group()
        if found.lastgroup == "uuid":
            raw.extend(uuid.UUID(found.group().decode()).bytes)
            return _UUID
        if found.lastgroup == "hash":
            raw.extend(bytes.fromhex(found.group().decode()))
            return _HASH
        raw.extend(base64.b64decode(found.group()))
        return _SIGNATURE

    return _RANDOM.sub(apart, text), bytes(raw)


def _mark(line: bytes, place: Place, number: int, prev: bytes) -> bytes:
    for mark, known in zip(_KNOWN, place.known, strict=False):
        line = line.replace(known.encode(), mark)
    line = line.replace(prev.hex().encode(), _PREV)
    return re.sub(rb'"seq":%d(?=[,}])' % (place.seq + number), b'"seq":' + _SEQ, line)


class _Unfolding:
    """Puts back what marks stand for, line by line, within a bound."""

    def __init__(self, place: Place, raw: bytes, room: int) -> None:
        self._place = place
        self._raw = raw
        self._room = room
        self._at = 0
        self._seq, self._prev = place.seq, place.prev

    def line(self, marked: bytes) -> bytes:
        self._spend(len(marked) + 1)
        line = _MARK.sub(self._written, marked)
        self._seq, self._prev = self._seq + 1, self._place.link(self._prev, line)
        return line

    def end(self) -> None:
        if self._at != len(self._raw):
            raise Unpackable("raw bytes")

    def _spend(self, count: int) -> None:
        self._room -= count
        if self._room < -1:  # the last line has no end
            raise wire.TooLarge

    def _written(self, found: re.Match[bytes]) -> bytes:
        text = self._meant(found.group())
        self._spend(len(text) - 1)
        return text

    def _meant(self, mark: bytes) -> bytes:
        if mark == _PREV:
            return self._prev.hex().encode()
        if mark == _SEQ:
            return b"%d" % self._seq
        if mark in _KNOWN:
            which = _KNOWN.index(mark)
            if which >= len(self._place.known):
                raise Unpackable("known")
            return self._place.known[which].encode()
        piece = self._raw[self._at : self._at + _RAW_BYTES[mark]]
        self._at += len(piece)
        if len(piece) < _RAW_BYTES[mark]:
            raise Unpackable("raw bytes")
        if mark == _UUID:
            return str(uuid.UUID(bytes=piece)).encode()
        return piece.hex().encode() if mark == _HASH else base64.b64encode(piece)


def varint(number: int) -> bytes:
    """A whole number, seven bits a byte, the least first."""
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def read_varint(raw: bytes, at: int) -> tuple[int, int]:
    """(the number that begins at ``at``, where it ends); raises Unpackable."""
    number = 0
    for shift in range(0, 35, 7):
        if at >= len(raw):
            break
        number |= (raw[at] & 0x7F) << shift
        at += 1
        if raw[at - 1] < 0x80:
            return number, at
    raise Unpackable("number")
