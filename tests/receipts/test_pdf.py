"""The drawn receipt, read back: one page, all of it there, nothing cut and nothing overlapping."""

from __future__ import annotations

import copy
import io
import itertools
import json
from datetime import date
from typing import Any

import pypdf
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mobile_unit.domain.numbers import application_number
from mobile_unit.receipts.content import receipt_of
from mobile_unit.receipts.papers import UnknownPaper
from mobile_unit.receipts.pdf import draw
from mobile_unit.receipts.qr import encode
from tests.receipts.bodies import (
    ADULT,
    CATALOGUE,
    CHILD,
    NUMBER,
    REGIONS,
    Box,
    body_of,
    boxes,
    drawn,
    letters,
    picture_of,
    signed,
    text_of,
)

MM = 72 / 25.4
WIDE, HIGH, MARGIN = 148 * MM, 210 * MM, 9 * MM
LONGEST = "MUHAMMAD " * 11 + "A"


def test_it_says_what_it_must() -> None:
    text = text_of(drawn(body_of()))
    for part in (
        "KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN", "KANTOR IMIGRASI KELAS II NON TPI KOTABUMI",
        "Unit Keliling 1 Way Kanan (WK01)", "TANDA TERIMA PERMOHONAN", NUMBER,
        "24 November 2026, pukul 09.14 WIB", "Kecamatan Baradatu", "YUSUF", "1808**********58",
        "Paspor baru", "Paspor biasa elektronik, masa berlaku 10 tahun",
        "KTP elektronik", "Kartu Keluarga", "Akta kelahiran", "Rp950.000",
        "Sembilan ratus lima puluh ribu rupiah", "PP 45/2024", "Kode billing menyusul", "Sari Wulandari",
        "NIP 199001012015031001", "4 hari kerja", "bukti bayar", "30 hari", "SP4N-LAPOR!",
        "Bukan bukti pembayaran. Biaya resmi hanya dibayar lewat kode billing.", "tanda tangan dan cap",
    ):  # fmt: skip
        assert part in text, part


def test_a_copy_is_marked_and_counted() -> None:
    assert "SALINAN" not in text_of(drawn(body_of()))
    assert "SALINAN ke-2" in text_of(drawn(body_of(), copy=2))


def test_the_same_entry_gives_the_same_bytes() -> None:
    first = drawn(body_of(CHILD, full_name="Ma'ruf Ñandú"), copy=1)
    drawn(body_of())
    assert drawn(copy.deepcopy(body_of(CHILD, full_name="Ma'ruf Ñandú")), copy=1) == first


def test_it_is_a5_and_its_letters_are_in_it() -> None:
    page = pypdf.PdfReader(io.BytesIO(drawn(body_of()))).pages[0]
    assert [round(float(side) / MM) for side in page.mediabox[2:]] == [148, 210]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert {font["/BaseFont"].split("+")[1] for font in fonts} == {
        "NotoSans-Regular-Receipt",
        "NotoSans-Bold-Receipt",
    }
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_its_properties_name_nobody() -> None:
    reader = pypdf.PdfReader(io.BytesIO(drawn(body_of())))
    said = json.dumps({key: str(value) for key, value in reader.metadata.items()})
    assert NUMBER in said
    for key in ("full_name", "nik", "address", "birth_date"):
        assert ADULT["applicant"][key] not in said


def test_the_qr_on_the_page_is_the_signed_statement_and_nothing_else() -> None:
    assert [code.text for code in zxingcpp.read_barcodes(picture_of(drawn(body_of())))] == [signed(body_of())]


def test_any_numbers_code_is_read_back() -> None:
    for serial in range(1, 200, 7):
        number = application_number("WK01", "A", date(2026, 11, 24), serial)
        code = encode(number)
        picture = Image.new("L", (code.size + 8, code.size + 8), 255)
        picture.paste(code.picture(), (4, 4))
        grown = picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST)
        assert [found.text for found in zxingcpp.read_barcodes(grown)] == [number]


def test_the_longest_number_has_its_place() -> None:
    number = application_number("WAYKANAN", "Z", date(2026, 11, 24), 999_999)
    body = {**body_of(), "number": number}
    pdf = drawn(body, copy=3)
    assert_well_set(pdf)
    assert number in text_of(pdf)
    assert [code.text for code in zxingcpp.read_barcodes(picture_of(pdf))] == [signed(body)]


EXTREMES = {
    "one letter": {"full_name": "X"},
    "one word": {"full_name": "SUPARNO"},
    "longest": {"full_name": LONGEST, "address": "Jalan Lintas Sumatera Kilometer " * 6},
    "no spaces": {"full_name": "W" * 100, "address": "M" * 200},
    "marks": {"full_name": "Ma'ruf D'Çiftçi-Ñandú J.R. Đặng Łukasz Γιώργος Юрий"},
}


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("record", [ADULT, CHILD], ids=["adult", "child"])
def test_the_page_holds_any_name_and_address(name: str, record: dict[str, Any]) -> None:
    body = crowded(body_of(record, **EXTREMES[name]))
    pdf = drawn(body, copy=12)
    assert_well_set(pdf)
    for value in EXTREMES[name].values():
        assert letters(value) in letters(text_of(pdf))


def crowded(body: dict[str, Any]) -> dict[str, Any]:
    """With two fees and as many documents as any application has."""
    body["fees"].append({"code": "PERCEPATAN", "amount": 1_000_000})
    body["documents"] += [{"kind": "name_change_decree"}, {"kind": "naturalisation_letter"}]
    body["officer"]["name"] = "Dr. Hj. Siti Nurhaliza Wahyuningtyas Kusumawardhani, S.H., M.H., M.Si."
    body["place"] = {"code": "18.08.01.2022", "name": "Tanjung Raja Sakti, Blambangan Umpu"}
    return body


def assert_well_set(pdf: bytes) -> None:
    """No text outside the margins, and none over another."""
    found = boxes(pdf)
    for left, bottom, right, top in found:
        assert left >= MARGIN
        assert bottom >= MARGIN
        assert right <= WIDE - MARGIN
        assert top <= HIGH - MARGIN
    for one, other in itertools.combinations(found, 2):
        assert not _overlap(one, other), (one, other)


def _overlap(one: Box, other: Box, slack: float = 0.8) -> bool:
    return all(one[side] + slack < other[side + 2] and other[side] + slack < one[side + 2] for side in (0, 1))


def test_an_overlap_would_be_seen() -> None:
    assert _overlap((0, 0, 10, 10), (8, 8, 20, 20))
    assert not _overlap((0, 0, 10, 10), (10, 0, 20, 10))


WORDS = st.text("ABCDEFGHIJKLMNOPRSTUVWYZ'-.éçñ", min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(
    name=st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words)[:100].strip()),
    address=st.lists(WORDS, min_size=1, max_size=30).map(lambda words: " ".join(words)[:200].strip()),
    copies=st.integers(0, 30),
)
def test_the_page_holds_whatever_people_are_called(name: str, address: str, copies: int) -> None:
    pdf = drawn(body_of(CHILD, full_name=name, address=address), copy=copies)
    assert_well_set(pdf)
    assert letters(name) in letters(text_of(pdf))


def test_a_letter_that_the_fonts_lack_is_marked_and_the_mark_explained() -> None:
    text = text_of(drawn(body_of(full_name="SITI 王小明")))
    assert "SITI \ufffd\ufffd\ufffd" in text
    assert "\ufffd = huruf yang tidak dapat dicetak" in text
    assert "\ufffd" not in text_of(drawn(body_of(full_name="Đặng Łukasz")))


def test_ink_is_where_the_eye_expects_it() -> None:
    """White margins, a dark code on the upper right, and an empty place for signature and stamp."""
    page = picture_of(drawn(body_of()), 100).convert("L")
    wide, high = page.size

    def darkness(left: float, top: float, right: float, bottom: float) -> float:
        part = page.crop((round(left * wide), round(top * high), round(right * wide), round(bottom * high)))
        return 1 - sum(part.get_flattened_data()) / (255 * part.width * part.height)

    assert darkness(0, 0, 0.07, 1) == 0
    assert darkness(0.93, 0, 1, 1) == 0
    assert darkness(0.75, 0.14, 0.91, 0.25) > 0.3
    assert darkness(0.58, 0.855, 0.91, 0.9) == 0


def test_paper_that_is_not_drawn_is_refused() -> None:
    with pytest.raises(UnknownPaper):
        draw(receipt_of(body_of(), CATALOGUE, REGIONS), "a0")
