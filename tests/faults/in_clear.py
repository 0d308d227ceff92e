"""Looks for words in every file of a directory: as they are, in other encodings, and in what is packed."""

from __future__ import annotations

import base64
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import zstandard
from pypdf import PdfReader

DEEPEST = 3
GZIP, ZSTD, ZIP, PDF = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"%PDF"
ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_MOST_BYTES = 50_000_000
_TEXT = ("utf-8", "utf-16-le", "utf-16-be")


def found_in_clear(folder: Path, words: Iterable[str]) -> list[str]:
    """``path: word`` for each word that is in a file's name or contents, in upper or lower case."""
    asked = [(word, _needles(word)) for word in words]
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        heaps = [name.encode()]
        if path.is_file():
            heaps += unpacked(path.read_bytes())
        found += [f"{name}: {word}" for word in words_in(heaps, asked)]
    return found


def words_in(heaps: Iterable[bytes], asked: Iterable[tuple[str, tuple[set[bytes], set[bytes]]]]) -> list[str]:
    """Which of the words are in one of the heaps of bytes."""
    both = [(heap, heap.lower()) for heap in heaps]
    return [
        word
        for word, (plain, coded) in asked
        if any(needle in low for needle in plain for _heap, low in both)
        or any(needle in heap for needle in coded for heap, _low in both)
    ]


def in_bytes(heap: bytes, words: Iterable[str]) -> list[str]:
    return words_in(unpacked(heap), [(word, _needles(word)) for word in words])


def _needles(word: str) -> tuple[set[bytes], set[bytes]]:
    """What to look for in lower case, and (base64) as it is."""
    low = word.lower()
    plain = {low.encode(encoding) for encoding in _TEXT}
    plain |= {quote(low, safe="").lower().encode(), quote_plus(low).lower().encode()}
    coded = set()
    for text in (word, low, word.upper(), word.title()):
        for encoding in _TEXT:
            coded |= in_base64(text.encode(encoding))
    return plain, coded


def in_base64(content: bytes) -> set[bytes]:
    """The letters that are the same whatever stands before and after, at each of the three alignments."""
    made = set()
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + content)
        first = -(-shift * 8 // 6)
        last = (shift + len(content)) * 8 // 6
        made |= {whole[first:last], whole[first:last].translate(bytes.maketrans(b"+/", b"-_"))}
    return made


def unpacked(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and what they hold where they begin like something packed."""
    yield content
    if depth == DEEPEST:
        return
    for inside in _inside(content):
        yield from unpacked(inside, depth + 1)


def _inside(content: bytes) -> Iterator[bytes]:
    """One level of what is packed; bytes that only look packed hold nothing."""
    try:
        if content.startswith(GZIP):
            yield gzip.decompress(content)
        elif content.startswith(ZLIB):
            yield zlib.decompressobj().decompress(content, _MOST_BYTES)
        elif content.startswith(ZSTD):
            yield zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content)).read(_MOST_BYTES)
        elif content.startswith(ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    yield name.encode()
                    yield archive.read(name)
        elif content.startswith(PDF):
            yield from _streams(content)
            yield "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    except (OSError, EOFError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile):
        return


def _streams(pdf: bytes) -> Iterator[bytes]:
    """What a PDF's streams hold, deflated or not, in ASCII85 or not."""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        packed = stream.strip()
        if packed.endswith(b"~>"):
            packed = base64.a85decode(packed.removesuffix(b"~>"))
        yield packed
