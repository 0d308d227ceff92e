"""Statements are signed in their context, and compressed bytes are bounded."""

from __future__ import annotations

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.sync import wire

KEY = wire.new_key()
statements = st.dictionaries(st.text(max_size=8), st.integers(0, 99) | st.text(max_size=8), max_size=4)


@given(statements)
def test_a_statement_holds_in_its_context_only(statement):
    signature = wire.sign(KEY, wire.HEAD, statement)
    wire.check(wire.public_bytes(KEY), wire.HEAD, statement, signature)
    for context, said, sign, key in (
        (wire.FEED, statement, signature, KEY),
        (wire.HEAD, {**statement, "extra": 1}, signature, KEY),
        (wire.HEAD, statement, signature[:-4] + "AAA=", KEY),
        (wire.HEAD, statement, "no base64!", KEY),
        (wire.HEAD, statement, signature, wire.new_key()),
    ):
        with pytest.raises(wire.BadSignature):
            wire.check(wire.public_bytes(key), context, said, sign)


@given(st.binary(max_size=5000))
def test_what_was_compressed_comes_back(raw):
    assert wire.inflate(wire.compress(raw), 5000) == raw


def test_a_bomb_is_not_inflated():
    bomb = zstandard.ZstdCompressor().compress(bytes(1 << 30))
    with pytest.raises(wire.TooLarge):
        wire.inflate(bomb, 1 << 20)


@given(st.binary(max_size=100))
def test_noise_is_refused(noise):
    with pytest.raises((ValueError, wire.TooLarge)):
        wire.inflate(b"\x00" + noise, 10)
