"""Lines break at spaces, then at hyphens, and within a word only where nothing else is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_unit.receipts.breaking import lines_of
from mobile_unit.receipts.content import receipt_of
from mobile_unit.receipts.papers import PAPERS, Paper
from mobile_unit.receipts.pdf import draw
from mobile_unit.receipts.stream import rows_of
from mobile_unit.receipts.thermal import Field
from tests.receipts.bodies import CATALOGUE, REGIONS, body_of, words_of_lines

words = st.text("AB-", min_size=1, max_size=30)
texts = st.lists(words, min_size=1, max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("SITI NUR-AINI", ["SITI", "NUR-AINI"]),  # it fits on a line of its own
        ("SITI ABDURRAHMAN-NASUTION", ["SITI", "ABDURRAHMAN-", "NASUTION"]),
        ("A WAN-ABDUL-RAHMAN X", ["A WAN-ABDUL-", "RAHMAN X"]),
        ("ABDURRAHMANNASUTION", ["ABDURRAHMANN", "ASUTION"]),
        ("A-ABDURRAHMANNASUTION B", ["A-", "ABDURRAHMANN", "ASUTION B"]),
        ("", [""]),
    ],
)
def test_where_a_line_ends(text: str, lines: list[str]) -> None:
    assert lines_of(text, len, 12) == lines


@given(texts, st.integers(3, 20), st.integers(0, 2))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, room: int, indent: int) -> None:
    first, *rest = lines = lines_of(text, len, room, room - indent)
    assert len(first) <= room
    assert all(len(line) <= room - indent for line in rest)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(texts, st.integers(3, 20))
def test_a_word_is_broken_only_where_no_line_holds_it(text: str, room: int) -> None:
    pieces = {piece for line in lines_of(text, len, room) for piece in line.split()}
    for word in text.split():
        if len(word) <= room:
            assert word in pieces


NAME = "MUHAMMAD ABDURRAHMANSYAH-KUSUMANINGRAT WIJAYAKUSUMADININGRAT"


@pytest.mark.parametrize("paper", [PAPERS["80mm"], PAPERS["58mm"]], ids=lambda paper: paper.key)
def test_a_long_name_keeps_its_words_on_every_roll(paper: Paper) -> None:
    rows = [row.words for row in rows_of((Field("Nama", NAME),), paper.columns)]
    lines = words_of_lines(draw(receipt_of(body_of(full_name=NAME), CATALOGUE, REGIONS), paper.key))
    for said in (rows, lines):
        told = {word for line in said for word in line.split()}
        assert {"MUHAMMAD", "WIJAYAKUSUMADININGRAT"} <= told
        whole = "ABDURRAHMANSYAH-KUSUMANINGRAT" in told
        assert whole or {"ABDURRAHMANSYAH-", "KUSUMANINGRAT"} <= told
