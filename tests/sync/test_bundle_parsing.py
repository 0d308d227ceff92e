"""Whatever bytes come: read or refused with a code, in whatever pieces they arrive, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobile_unit.domain.entries import GENESIS, canonical, write_entry
from mobile_unit.sync import bundles, replies, wire
from mobile_unit.sync.bundles import BadBundle, Blob, Fed, Manifest, Taker

KEY = wire.new_key()
PUBLIC = wire.public_bytes(KEY)
DEVICE, JOURNAL = "0" * 8 + "-0000-7000-8000-" + "0" * 12, "1" * 8 + "-1111-7111-8111-" + "1" * 12
SCANS = [b"scan " * 50, b"x", b"another scan " * 9000]

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["0" * 64]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def bundle() -> tuple[Manifest, list[bytes]]:
    """Five entries in two batches, and three scans."""
    batches, bodies, prev, seq = [], [], GENESIS, 1
    for count in (3, 2):
        lines = []
        first = seq
        for _n in range(count):
            entry = write_entry(
                journal=JOURNAL,
                seq=seq,
                prev=prev,
                at="2026-11-24T09:00:00+07:00",
                officer="1990",
                kind="officer.signed_in",
                body={},
            )
            lines.append(entry.raw)
            prev, seq = entry.hash, seq + 1
        bodies.append(b"\n".join(lines))
        batches.append(bundles.sign_batch(KEY, JOURNAL, first, seq - 1, prev, bodies[-1]))
    blobs = tuple(Blob(hashlib.sha256(scan).hexdigest(), len(scan)) for scan in SCANS)
    digest = hashlib.sha256(b"".join(bodies)).hexdigest()
    return Manifest(
        "WK01", DEVICE, JOURNAL, 1, 5, prev.hex(), 0, "2026-11-24T09:00:00+07:00", "0.1.0", digest,
        tuple(batches), blobs,
    ), bodies  # fmt: skip


MANIFEST, BODIES = bundle()
PLAIN = b"".join(bundles.pieces(MANIFEST, KEY, BODIES, SCANS))


class Seen(Taker):
    def __init__(self) -> None:
        self.batches: list[bytes] = []
        self.blobs: list[bytes] = []

    def batch(self, manifest, batch, body) -> None:
        self.batches.append(body)

    def blob(self, sha256, content) -> None:
        self.blobs.append(content)


def fed_with(pieces) -> tuple[Manifest, Seen]:
    seen = Seen()
    fed = Fed(bundles._parse(lambda device: PUBLIC, seen))
    for piece in pieces:
        fed.take(piece)
    return fed.result(), seen


@settings(max_examples=60, deadline=None)
@given(cuts=st.lists(st.integers(0, len(PLAIN)), max_size=20))
def test_in_whatever_pieces_it_comes_it_is_the_same(cuts) -> None:
    ends = [0, *sorted(cuts), len(PLAIN)]
    manifest, seen = fed_with(PLAIN[a:b] for a, b in itertools.pairwise(ends))
    assert manifest == MANIFEST
    assert (seen.batches, seen.blobs) == (BODIES, SCANS)


def outcome(parsing, plain: bytes):
    """What came of it, or the code it was refused with; anything else is raised."""
    fed = Fed(parsing)
    try:
        fed.take(plain)
        return fed.result()
    except BadBundle as error:
        return error.code


def damaged(plain: bytes, at: int, bits: int, cut: bool) -> bytes:
    return plain[:at] if cut else plain[:at] + bytes([plain[at] ^ bits]) + plain[at + 1 :]


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(PLAIN) - 1), bits=st.integers(1, 255), cut=st.booleans())
def test_after_any_changed_byte_and_any_cut_it_is_refused_or_says_the_same(at, bits, cut) -> None:
    """A frame of zstd has a bit that means nothing."""
    seen = Seen()
    said = outcome(bundles._parse(lambda device: PUBLIC, seen), damaged(PLAIN, at, bits, cut))
    assert isinstance(said, str) or (not cut and said == MANIFEST and seen.batches == BODIES)
    assert all(body in BODIES for body in seen.batches)
    assert all(scan in SCANS for scan in seen.blobs)


def places(value, path=()) -> list[tuple]:
    """Every place in a JSON value."""
    found = [path]
    if isinstance(value, dict):
        for key in value:
            found += places(value[key], (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            found += places(item, (*path, number))
    return found


def replaced(value, path, new):
    if not path:
        return new
    if isinstance(value, dict):
        return {k: replaced(v, path[1:], new) if k == path[0] else v for k, v in value.items()}
    return [replaced(v, path[1:], new) if n == path[0] else v for n, v in enumerate(value)]


def read_by(read, raw: bytes):
    """What was read; None where it was refused."""
    with contextlib.suppress(BadBundle):
        return read(raw)
    return None


SAID = json.loads(MANIFEST.as_bytes())


@settings(max_examples=400, deadline=None)
@given(path=st.sampled_from(places(SAID)), new=JSON)
def test_a_manifest_with_anything_anywhere_is_read_or_refused(path, new) -> None:
    try:
        raw = canonical(replaced(SAID, path, new))
    except ValueError:
        raw = json.dumps(replaced(SAID, path, new)).encode()
    manifest = read_by(bundles.read_manifest, raw)
    assert manifest is None or manifest.as_bytes() == raw


REPLY = replies.Manifest(
    "WK01",
    "2026-11-24T09:00:00+07:00",
    ({"journal": JOURNAL, "seq": 1, "hash": "0" * 64, "at": "x", "signature": "x"},),
    2,
    hashlib.sha256(bytes(64)).hexdigest(),
    0,
    (bundles.write_page([{"seq": 1, "body": {}}])[0],),
)
REPLY_SAID = json.loads(REPLY.as_bytes())
REPLY_PLAIN = b"".join(
    replies.pieces(REPLY, KEY, [bytes(32), bytes(32)], [bundles.write_page([{"seq": 1, "body": {}}])[1]])
)


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(places(REPLY_SAID)), new=JSON)
def test_a_replys_manifest_with_anything_anywhere_is_read_or_refused(path, new) -> None:
    try:
        raw = canonical(replaced(REPLY_SAID, path, new))
    except ValueError:
        raw = json.dumps(replaced(REPLY_SAID, path, new)).encode()
    manifest = read_by(replies._read_manifest, raw)
    assert manifest is None or manifest.as_bytes() == raw


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, len(REPLY_PLAIN) - 1), bits=st.integers(1, 255), cut=st.booleans())
def test_after_any_changed_byte_of_a_reply_it_is_refused_or_says_the_same(at, bits, cut) -> None:
    assert outcome(replies._parse(PUBLIC, replies.Taker()), REPLY_PLAIN) == REPLY
    said = outcome(replies._parse(PUBLIC, replies.Taker()), damaged(REPLY_PLAIN, at, bits, cut))
    assert isinstance(said, str) or (not cut and said == REPLY)


@settings(max_examples=200, deadline=None)
@given(noise=st.binary(max_size=400))
def test_noise_is_refused(noise) -> None:
    for start in (b"", bundles.MAGIC, bundles.MAGIC + DEVICE.encode()):
        said = outcome(bundles._parse(lambda device: PUBLIC, Taker()), start + noise)
        assert said in ("bundle.shape", "bundle.signature", "bundle.too_large")


def test_a_frame_that_asks_for_much_memory_is_refused() -> None:
    import zstandard

    parameters = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    raw = bytes(1 << 20)
    greedy = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = greedy.compress(raw) + greedy.flush()
    with pytest.raises(BadBundle, match=r"bundle\.shape"):
        bundles.unpack(packed, len(raw))
    assert bundles.unpack(wire.compress(raw), len(raw)) == raw
    assert len(wire.inflate(wire.compress(bytes(wire.MAX_BATCH_BYTES)), wire.MAX_BATCH_BYTES)) == 4 << 20


def test_nothing_but_scans_is_a_bundle_too() -> None:
    only = replace(MANIFEST, first=6, last=5, batches=(), entries_sha256=hashlib.sha256(b"").hexdigest())
    manifest, seen = fed_with(bundles.pieces(only, KEY, [], SCANS))
    assert (manifest, seen.batches, seen.blobs) == (only, [], SCANS)
