"""Entries have one way to be written, and nothing else is read."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.domain.entries import GENESIS, MalformedEntry, canonical, read_entry, write_entry

JOURNAL = "0197a000-0000-7000-8000-000000000001"
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


def entry(body=None, **changes):
    values = {"journal": JOURNAL, "seq": 1, "prev": GENESIS, "at": "2026-11-24T09:00:00+07:00",
              "officer": "1990", "kind": "test.kind", "body": body or {}}  # fmt: skip
    return write_entry(**{**values, **changes})


@given(st.dictionaries(st.text(max_size=10), plain, max_size=5))
def test_what_is_written_is_read_back_whole(body):
    written = entry(body)
    assert read_entry(written.raw) == written
    assert written.hash == hashlib.sha256(GENESIS + written.raw).digest()


@given(plain)
def test_canonical_bytes_do_not_depend_on_order(value):
    shuffled = json.loads(json.dumps(value))
    assert canonical(shuffled) == canonical(value)


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), 2**53, {1: 2}, b"x", "\ud800", {"a": {"b": [0.1]}}, object()]
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises((ValueError, UnicodeEncodeError)):
        canonical(value)


@given(st.binary(max_size=300))
def test_noise_is_no_entry(noise):
    with pytest.raises(MalformedEntry):
        read_entry(noise)


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_flipped_byte_is_no_entry_or_another_one(place, mask):
    written = entry({"name": "SITI", "n": [1, 2, 3]})
    raw = bytearray(written.raw)
    raw[place % len(raw)] ^= mask
    try:
        other = read_entry(bytes(raw))
    except MalformedEntry:
        return
    assert other.hash != written.hash


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "UPPER"},
        {"at": "yesterday"},
        {"officer": "a b"},
        {"journal": "x"},
        {"seq": 0},
        {"kind": "a\x00b"},
    ],
)
def test_fields_of_another_shape_are_refused(change):
    with pytest.raises(MalformedEntry):
        read_entry(entry(**change).raw)


def test_spaces_and_extra_keys_are_refused():
    value = json.loads(entry().raw)
    for raw in (json.dumps(value).encode(), canonical({**value, "extra": 1}), canonical({**value, "v": 2})):
        with pytest.raises(MalformedEntry):
            read_entry(raw)
