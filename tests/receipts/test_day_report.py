"""The day's report, read back: one A4 page, all of it there, nobody's data on it."""

from __future__ import annotations

import io
import itertools

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobile_unit.receipts.day_content import report_of
from mobile_unit.receipts.day_report import draw
from tests.receipts.bodies import CATALOGUE, boxes, letters, text_of

MM = 72 / 25.4
LEADER = {"nip": "198203032008031003", "name": "Dewi Lestari, S.H."}
OFFICER = {"nip": "199001012015031001", "name": "Sari Wulandari"}
FIGURES = {
    "submitted": 42, "in_journal": 42, "receipted": 40, "print_failed": 1, "corrected": 2, "withdrawn": 1,
    "referred": 3, "drafts": 3, "old_drafts": 1, "waiting": 42, "scans_waiting": 131,
}  # fmt: skip


def closed(**changes):
    return {
        "visit": None, "day": "2026-11-24", "closing": 1, "closed_at": "2026-11-24T15:04:05+07:00",
        "unit": {"code": "WK01", "name": "Unit Keliling 1 Way Kanan"}, "catalogue": "2026.1",
        "places": [
            {"code": "18.08.04.2001", "name": "Tiuh Balak, Baradatu", "since": "2026-11-24T08:02:00+07:00"},
            {"code": "18.08.05", "name": "Bumi Agung", "since": "2026-11-24T13:10:00+07:00"},
        ],
        "officers": [OFFICER, LEADER],
        "pauses": [{"since": "2026-11-24T12:03:00+07:00", "until": "2026-11-24T12:41:00+07:00"}],
        "counts": FIGURES,
        "services": [
            {"service": "passport.new", "count": 31},
            {"service": "passport.replacement", "count": 11},
        ],
        "fees": [
            {"code": "PB-E-10", "count": 28, "amount": 26_600_000},
            {"code": "PB-E-5", "count": 13, "amount": 8_450_000},
        ],
        "takers": [{**OFFICER, "count": 42}], "exceptions_in_all": 2,
        "exceptions": [
            {"kind": "print_failed", "application": "a", "number": "WK01A-261124-0007-K"},
            {"kind": "no_receipt", "application": "b", "number": "WK01A-261124-0012-S"},
        ],
        "drafts": [
            {"id": "d", "service": "passport.new", "updated_at": "2026-11-21T10:11:00+07:00", "old": True}
        ] * 3,
        "officer": OFFICER, "signer": LEADER, "alone": False, "wrong_pins": 0, **changes,
    }  # fmt: skip


def drawn(**changes) -> bytes:
    return draw(report_of(closed(**changes), CATALOGUE))


def test_it_says_what_it_must() -> None:
    text = text_of(drawn())
    for part in (
        "KANTOR IMIGRASI KELAS II NON TPI KOTABUMI", "Unit Keliling 1 Way Kanan (WK01)",
        "Laporan Harian Loket", "Selasa, 24 November 2026", "Tiuh Balak, Baradatu (sejak 08.02)",
        "Sari Wulandari; Dewi Lestari, S.H.", "12.03–12.41", "15.04 WIB", "Tidak cocok",
        "Cetak gagal 1", "Dikoreksi 2", "Ditarik kembali 1", "Dirujuk ke kantor 3",
        "Draf tersisa 3 (1 dari hari sebelumnya)", "42 permohonan, 131 pindaian", "Paspor baru 31",
        "28 × Rp26.600.000", "Jumlah Rp35.050.000", "WK01A-261124-0007-K: cetak gagal",
        "WK01A-261124-0012-S: belum diberi tanda terima", "21 November 2026 pukul 10.11",
        "Petugas loket", "Ketua tim", "NIP 198203032008031003", "Bumi Agung, 24 November 2026",
    ):  # fmt: skip
        assert letters(part) in letters(text), part
    assert "Penutupan ke-" not in text
    assert "sendirian" not in text


def test_a_day_that_agrees_says_so() -> None:
    text = text_of(drawn(counts={**FIGURES, "receipted": 42}, exceptions=[], exceptions_in_all=0, drafts=[]))
    assert "Cocok" in text
    assert "Tidak cocok" not in text


def test_referrals_saved_receipts_and_a_line_without_a_service_are_told_apart() -> None:
    text = text_of(
        drawn(
            counts={**FIGURES, "submitted": 10, "in_journal": 10, "receipted": 6, "referred": 5},
            saved_only=4,
            services=[{"service": "passport.new", "count": 10, "referred": 5}],
            drafts=[{"id": "d", "service": "", "updated_at": "2026-11-24T10:11:00+07:00", "old": False}],
        )
    )
    for part in (
        "Dicatat: 5 permohonan, 5 rujukan", "Paspor baru 5", "Paspor baru, dirujuk 5",
        "4, belum tentu diserahkan", "Baris yang tidak dapat dibaca, terakhir diisi",
    ):  # fmt: skip
        assert letters(part) in letters(text), part
    assert "Cocok, termasuk tanda terima yang hanya disimpan" in text


def test_alone_wrong_pins_a_second_closing_and_another_day_are_said() -> None:
    text = text_of(drawn(alone=True, wrong_pins=2, closing=2, closed_at="2026-11-26T08:00:00+07:00"))
    for part in ("bertugas sendirian", "2 kali", "Penutupan ke-2", "26 November 2026, 08.00 WIB"):
        assert part in text, part


def test_a_day_without_a_visit_is_drawn_too() -> None:
    nothing = dict.fromkeys(FIGURES, 0)
    text = text_of(drawn(places=[], officers=[], pauses=[], services=[], fees=[], takers=[], counts=nothing,
                         exceptions=[], exceptions_in_all=0, drafts=[]))  # fmt: skip
    assert text.count("tidak dicatat") == 2
    assert "Jumlah Rp0" in text


def test_it_is_a4_and_the_same_entry_gives_the_same_bytes() -> None:
    page = pypdf.PdfReader(io.BytesIO(drawn())).pages[0]
    assert [round(float(side) / MM) for side in page.mediabox[2:]] == [210, 297]
    assert drawn() == drawn()


@pytest.mark.parametrize("crowd", [1, 30, 200])
def test_however_much_went_wrong_it_is_one_page(crowd: int) -> None:
    body = closed()
    pdf = drawn(exceptions=body["exceptions"] * crowd, exceptions_in_all=2 * crowd,
                drafts=body["drafts"] * crowd, counts={**FIGURES, "drafts": 3 * crowd})  # fmt: skip
    assert_well_set(pdf)
    if crowd > 10:
        assert "lainnya" in text_of(pdf)


NAMES = st.text("ABCDEFGHIJKLMNOPRSTUVWYZabcdefgh'-. éçñ", min_size=1, max_size=100)


@settings(max_examples=30, deadline=None)
@given(
    names=st.lists(NAMES, min_size=1, max_size=12),
    place=NAMES,
    services=st.integers(0, 14),
    amount=st.integers(0, 10**12),
)
def test_the_page_holds_whatever_a_day_brings(names, place, services, amount) -> None:
    people = [{"nip": f"{n:018}", "name": name} for n, name in enumerate(names)]
    pdf = drawn(
        officers=people,
        takers=[{**person, "count": 99_999} for person in people],
        signer=people[-1],
        places=[{"code": "18.08.04", "name": place, "since": "2026-11-24T08:02:00+07:00"}] * 3,
        services=[{"service": "passport.replacement", "count": 1234}] * services,
        fees=[{"code": "PB-E-10", "count": 9999, "amount": amount}] * services,
    )
    assert_well_set(pdf)


def assert_well_set(pdf: bytes) -> None:
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1
    found = boxes(pdf)
    for left, bottom, right, top in found:
        assert left >= 14 * MM
        assert bottom >= 12 * MM
        assert right <= 196 * MM
        assert top <= 287 * MM
    for one, other in itertools.combinations(found, 2):
        assert not all(one[s] + 0.8 < other[s + 2] and other[s] + 0.8 < one[s + 2] for s in (0, 1)), (
            one,
            other,
        )
