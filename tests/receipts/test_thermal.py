"""Receipts on a roll, as a thermal printer prints them: columns kept, code read, cut, letters honest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from mobile_unit.receipts.content import Receipt, receipt_of
from mobile_unit.receipts.letters import as_printed
from mobile_unit.receipts.papers import PAPERS, Paper
from mobile_unit.receipts.stream import escpos_of
from mobile_unit.receipts.thermal import parts_of
from tests.receipts.bodies import ADULT, CATALOGUE, CHILD, NUMBER, REGIONS, body_of, letters, signed
from tests.receipts.test_pdf import EXTREMES, crowded
from tests.receipts.thermal_paper import ThermalPaper

ROLLS = [PAPERS["80mm"], PAPERS["58mm"]]
SIGNED = signed(body_of())
"""As long as a signed statement is."""

both_rolls = pytest.mark.parametrize("paper", ROLLS, ids=lambda paper: paper.key)


def said(body: dict[str, Any], copy: int = 0) -> Receipt:
    return receipt_of(body, CATALOGUE, REGIONS, copy=copy)


def printed(receipt: Receipt, paper: Paper) -> ThermalPaper:
    paper_ = ThermalPaper(paper).feed(escpos_of(parts_of(receipt), paper))
    for line in paper_.lines:
        assert line.columns <= paper.columns, line
    return paper_


@both_rolls
def test_it_says_what_it_must(paper: Paper) -> None:
    text = letters(printed(said(body_of()), paper).text)
    for part in (
        "KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN", "KANTOR IMIGRASI KELAS II NON TPI KOTABUMI",
        "Unit Keliling 1 Way Kanan (WK01)", "TANDA TERIMA PERMOHONAN", NUMBER,
        "24 November 2026, pukul 09.14 WIB", "Kecamatan Baradatu", "Nama: YUSUF", "1808**********58",
        "Paspor biasa elektronik, masa berlaku 10 tahun", "[x] KTP elektronik", "Rp950.000",
        "Sembilan ratus lima puluh ribu rupiah", "PP 45/2024", "Kode billing: menyusul", "Sari Wulandari",
        "NIP 199001012015031001", "bukti bayar", "30 hari", "SP4N-LAPOR!",
        "Bukan bukti pembayaran. Biaya resmi hanya dibayar lewat kode billing.",
    ):  # fmt: skip
        assert letters(part) in text, part
    assert "SALINAN" not in text


@both_rolls
def test_a_copy_is_marked_and_counted(paper: Paper) -> None:
    copies = [line for line in printed(said(body_of(), copy=2), paper).lines if "SALINAN ke-2" in line.words]
    assert len(copies) == 1
    assert copies[0].bold


@both_rolls
def test_the_number_is_large(paper: Paper) -> None:
    line = next(line for line in printed(said(body_of()), paper).lines if line.words == NUMBER)
    assert line.high == 2
    assert line.wide == (2 if paper.columns >= 48 else 1)
    assert line.bold


@both_rolls
@pytest.mark.parametrize("code", [NUMBER, SIGNED], ids=["number", "signed statement"])
def test_its_code_is_read_from_the_bytes(paper: Paper, code: str) -> None:
    picture = printed(replace(said(body_of()), code=code), paper).picture.convert("L")
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [code]


def test_a_narrow_roll_gives_a_long_code_its_full_width() -> None:
    picture = printed(replace(said(body_of()), code=SIGNED), PAPERS["58mm"]).picture.convert("L")
    found = zxingcpp.read_barcodes(picture)[0].position
    assert found.top_right.x - found.top_left.x > 0.7 * PAPERS["58mm"].dots


@both_rolls
def test_it_is_fed_and_where_it_can_be_cut_once_at_the_end(paper: Paper) -> None:
    whole = printed(said(body_of()), paper)
    assert len(whole.cuts) == (1 if paper.key == "80mm" else 0)  # small ones are torn off
    picture = whole.picture.convert("L")
    end = picture.crop((0, picture.height - 100, picture.width, picture.height))
    assert end.getextrema() == (255, 255)
    assert whole.cuts in ([], [whole.picture.height])


@both_rolls
@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("record", [ADULT, CHILD], ids=["adult", "child"])
def test_any_name_and_address_keeps_its_columns(paper: Paper, record: dict[str, Any], name: str) -> None:
    body = crowded(body_of(record, **EXTREMES[name]))
    text = letters(printed(said(body, copy=12), paper).text)
    for value in EXTREMES[name].values():
        assert letters(as_printed(value)[0]) in text


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(min_size=1, max_size=100).filter(str.strip),
    address=st.text("ABCDE fgh.,'-0123é", min_size=1, max_size=200).filter(str.strip),
    paper=st.sampled_from(ROLLS),
)
def test_whatever_people_are_called_no_letter_is_taken_for_a_command(
    name: str, address: str, paper: Paper
) -> None:
    printed(said(body_of(full_name=name, address=address)), paper)


@pytest.mark.parametrize(
    ("words", "written", "changed"),
    [
        ("SITI AMINAH", "SITI AMINAH", False),
        ("Ñandú Çiftçi é", "Ñandú Çiftçi é", False),
        ("Łukasz Đặng Őry", "Lukasz Dang Ory", True),
        ("Jose\u0301", "José", False),
        ("“Ma’ruf” – RT 1…", '"Ma\'ruf" - RT 1...', False),
        ("王小明", "???", True),
        ("a\tb\x1bc", "a b?c", True),
        ("Apa?", "Apa?", False),
    ],
)
def test_letters_the_printer_lacks(words: str, written: str, changed: bool) -> None:
    assert as_printed(words) == (written, changed)


@both_rolls
def test_a_changed_letter_is_marked_and_the_mark_explained(paper: Paper) -> None:
    text = printed(said(body_of(full_name="Łukasz")), paper).text
    assert "Nama: Lukasz*\n" in text
    assert "* = ada huruf" in text
    assert "* = ada huruf" not in printed(said(body_of(full_name="Ñandú")), paper).text
