"""What is packed comes back to the byte; what is bent is refused and never grows."""

from __future__ import annotations

import base64
import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.entries import GENESIS, canonical, chain
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.sync import packing, wire
from mobile_unit.sync.exchange import Question
from mobile_unit.sync.packing import Place, Unpackable, pack, unpack

LIMIT = 1 << 20
JOURNAL = "01a210e0-c41e-7808-a6e1-a41ce71be974"
texts = st.one_of(
    st.text(max_size=20),
    st.uuids().map(str),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.binary(min_size=64, max_size=64).map(lambda raw: base64.b64encode(raw).decode()),
    st.sampled_from([JOURNAL, "0" * 64, "Sari", "A" * 86 + "==", "B" * 86 + "==", "f" * 128, JOURNAL + "-0"]),
)
plain = texts | st.integers(-9, 9) | st.none() | st.booleans()
bodies = (
    plain
    | st.lists(plain, max_size=3)
    | st.dictionaries(st.text(max_size=6), plain | st.lists(plain, max_size=3), max_size=3)
)


def run(*values, first=7, prev=GENESIS):
    """Entries that chain, as lines."""
    lines = []
    for seq, value in enumerate(values, first):
        lines.append(canonical({"body": value, "journal": JOURNAL, "prev": prev.hex(), "seq": seq, "v": 1}))
        prev = chain(prev, lines[-1])
    return lines


PLACE = Place(7, chain, GENESIS, (JOURNAL, "Sari"))


@given(st.lists(bodies, min_size=1, max_size=5))
def test_lines_come_back_as_they_were(values):
    lines = run(*values)
    assert unpack(pack(lines, PLACE), PLACE, LIMIT) == lines


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=4))
def test_so_do_lines_that_are_no_entries_or_they_are_not_packed(lines):
    try:
        packed = pack(lines, PLACE)
    except Unpackable:
        assert any(byte < 32 for line in lines for byte in line)
    else:
        assert unpack(packed, PLACE, LIMIT) == lines


@given(st.binary(max_size=200))
def test_noise_is_refused(noise):
    for read in (lambda: unpack(noise, PLACE, LIMIT), lambda: Question.read(noise)):
        try:
            read()
        except (Unpackable, wire.TooLarge):
            continue


@given(st.data())
def test_bent_bytes_never_pass_for_the_same_lines_unseen(data):
    """Whatever comes out is bounded; that it is another text is for the signature to say."""
    packed = bytearray(pack(run({"id": JOURNAL}, {"name": "Sari"}), PLACE))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(Unpackable, wire.TooLarge):
        assert sum(map(len, unpack(bytes(packed), PLACE, 5000))) <= 5000


@pytest.mark.parametrize("bomb", [b"\x04" * 100_000, b" " * (1 << 21), b"\n" * (1 << 21), b"\x0e" * 60_000])
def test_a_bomb_of_marks_or_blanks_is_not_inflated(bomb):
    place = Place(1, chain, GENESIS, (JOURNAL,))
    dictionary = packing.dictionary(packing.DICTIONARY)
    with pytest.raises(wire.TooLarge):
        unpack(packing.varint(0) + packing.compress(bomb, dictionary), place, LIMIT)


@pytest.mark.parametrize("name", ["", "0", "9999", "../1", "1/../1", "x", "１"])
def test_a_dictionary_that_is_not_here(name):
    assert packing.dictionary(name) is None


def test_a_real_entry_is_packed_small():
    answer = {"id": uuid7(), "sha256": "ab" * 32}
    (line,) = run(answer)
    text, raw = packing.shorten([line], PLACE)
    assert len(raw) == 16 + 32
    assert json.loads(line)["body"] == answer
    assert b"\x01" in text
    assert b"\x02" in text
    assert b"\x0e" in text


@given(
    st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.integers(0, 500), st.binary(max_size=30),
    st.uuids(), st.integers(1, 20),
)  # fmt: skip
def test_a_question_is_read_as_it_was_written(held, cursor, count, packed, journal, size):
    token = base64.urlsafe_b64encode(bytes(range(3 * size))).decode()
    asked = Question(
        token, str(journal), held, b"8 bytes!", cursor, count,
        wire.encode(bytes(64)) if count else "", packed if count else b"",
    )  # fmt: skip
    assert Question.read(asked.write()) == asked
