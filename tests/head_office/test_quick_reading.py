"""The quick reading of entries says what the one reader says, whatever the bytes are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from head_office.services import quick_reading
from head_office.services.quick_reading import read_quickly
from mobile_unit.domain.entries import GENESIS, Entry, MalformedEntry, read_entry, write_entry

JOURNAL = "01900000-0000-7000-8000-000000000000"
NUMBERS = (
    st.integers(-(1 << 66), 1 << 66) | st.floats(allow_nan=False) | st.sampled_from([1 << 53, (1 << 53) - 1])
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def entry(body: dict) -> Entry:
    return write_entry(
        journal=JOURNAL, seq=1, prev=GENESIS, at="2026-11-24T10:00:00+07:00", officer="1",
        kind="officer.signed_in", body=body,
    )  # fmt: skip


def outcome(read, raw: bytes) -> Entry | str:
    try:
        return read(raw)
    except MalformedEntry as error:
        return str(error)


def alike(raw: bytes) -> bool:
    return outcome(read_quickly, raw) == outcome(read_entry, raw)


@given(VALUES)
def test_bodies_as_anybody_may_write_them(value) -> None:
    said = {**json.loads(entry({}).raw), "body": {"a": value}}
    for ascii_only in (True, False):
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=ascii_only)
        assert alike(text.encode("utf-8", "surrogatepass"))


@given(st.data())
def test_a_few_bytes_that_are_others(data) -> None:
    raw = bytearray(entry({"text": "Tiuh Balak, 1.5 é", "count": 12, "list": [1, {"x": None}]}).raw)
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=3)):
        raw[at] = data.draw(st.sampled_from(b'0123456789.eE-+"\\{}[]:, \x00\xffatv'))
    assert alike(bytes(raw))


@pytest.mark.parametrize(
    "said",
    ["1.0", "1e2", "-0", "-0.0", "1E400", "NaN", "9007199254740992", "18446744073709551616", "01",
     '"\\ud800"', '"\\u00e9"', '"\\/"', '"\\u007f"', '"\u2028"', '{"b":1,"a":1}', '{"a":1,"a":1}',
     "[" * 300 + "]" * 300],
)  # fmt: skip
def test_what_json_libraries_differ_in(said) -> None:
    assert alike(entry({"a": 7}).raw.replace(b'{"a":7}', f'{{"a":{said}}}'.encode()))


def test_every_letter_is_written_alike() -> None:
    for first in range(0, 0x110000, 0x800):
        if not 0xD800 <= first < 0xE000:
            said = entry({"text": "".join(map(chr, range(first, first + 0x800)))})
            assert read_quickly(said.raw) == said


def test_what_units_write_never_comes_to_the_slow_reader(monkeypatch) -> None:
    monkeypatch.delattr(quick_reading, "read_entry")
    said = entry({"text": "Jl. Raya 1.5, RT 2", "nik": "1808041503850001", "count": 3, "none": None})
    assert read_quickly(said.raw) == said
