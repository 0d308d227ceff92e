"""The slip of a ticket: its number large on every paper, an honest estimate, nobody's data."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from pypdf import PdfReader

from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.receipts.block import MM
from mobile_unit.receipts.papers import PAPERS, paper_of
from mobile_unit.receipts.queue_slip import parts_of, pdf_of
from mobile_unit.receipts.stream import Row, escpos_of, rows_of

TAKEN = datetime.fromisoformat("2026-11-24T09:14:03+07:00")


def parts(language: str = "id", ahead: int = 6, minutes: int = 40):
    kind = Text("Paspor", "Passport")
    return parts_of(
        "A-012", kind, "Baradatu", TAKEN, ahead, minutes, "Unit Keliling 1 (WK01)", Catalogue.load(), language
    )


def sizes(page) -> dict[str, float]:
    found: dict[str, float] = {}

    def see(text, _cm, matrix, _font, size):
        if text.strip():
            found[text.strip()] = size * matrix[0]

    page.extract_text(visitor_text=see)
    return found


@pytest.mark.parametrize("paper", PAPERS)
def test_the_number_is_the_largest_thing_on_every_paper(paper):
    reader = PdfReader(io.BytesIO(pdf_of(parts(), paper_of(paper), "A-012")))
    (page,) = reader.pages
    text = " ".join(page.extract_text().split())
    for words in ("A-012", "Paspor", "Baradatu", "24 November 2026, pukul 09.14 WIB", "sekitar 40 menit"):
        assert words in text
    assert reader.metadata.title == "Nomor antrean A-012"
    size = sizes(page)
    assert size["A-012"] > 2.5 * max(each for words, each in size.items() if words != "A-012")


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_a_sheet_is_filled_and_no_more(paper):
    (page,) = PdfReader(io.BytesIO(pdf_of(parts(), paper_of(paper), "A-012"))).pages
    heights: list[float] = []
    page.extract_text(
        visitor_text=lambda text, _cm, matrix, _font, _size: (
            heights.append(matrix[5]) if text.strip() else None
        )
    )
    assert 0 < min(heights) < 0.3 * page.mediabox.height
    assert float(page.mediabox.height) == pytest.approx(paper_of(paper).height * MM)


@pytest.mark.parametrize(("paper", "wide"), [("80mm", 5), ("58mm", 5)])
def test_a_roll_printer_writes_it_five_times_as_large(paper, wide):
    rows = [row for row in rows_of(parts(), paper_of(paper).columns) if isinstance(row, Row)]
    (number,) = (row for row in rows if row.words == "A-012")
    assert (number.wide, number.high, number.bold) == (wide, wide, True)
    assert all(len(row.words) * row.wide <= paper_of(paper).columns for row in rows)
    stream = escpos_of(parts(), paper_of(paper))
    assert b"A-012" in stream
    assert b"\x1d!\x44" in stream  # GS ! n: five times as wide and high


def test_nobody_before_means_soon_and_english_is_english():
    said = str(parts("en", 0, 0))
    assert "you are called soon" in said
    assert "nobody" in said
    assert "Queue number".upper() in said
    assert "antrean" not in said.casefold()
