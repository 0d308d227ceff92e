"""The record of a destruction (berita acara pemusnahan) as pages to print, sign and file: what was destroyed
by number and hash, by whose order, and where copies may remain. It names no applicant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from mobile_unit.domain.states import officers_word
from mobile_unit.forms.answers import day_in_words
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.receipts.block import GREY, MM, Block, Placed, stacked
from mobile_unit.receipts.fonts import BOLD, REGULAR
from mobile_unit.receipts.sheet import Properties, written_pages

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 20 * MM, WIDTH - 18 * MM
TOP, BOTTOM = HEIGHT - 16 * MM, 14 * MM
BODY, SMALL = 10.0, 8.0
COLUMNS = (*(LEFT + across * MM for across in (0, 54, 74, 99, 113, 130)), RIGHT)
ON_FIRST, ON_A_PAGE = 12, 46
"""How many are listed."""
LONG = 32
"""What has no number has an identifier, which tells its end."""
OF = {
    "application": "permohonan",
    "complaint": "pertanyaan atau pengaduan",
    "referral": "rujukan",
    "planned_visit": "daftar pemohon kunjungan",
    "outreach": "penyuluhan",
    "training": "pelatihan petugas",
    "quiz": "kuis petugas",
    "entry": "catatan yang tidak menyebut arsip mana pun",
}
REMAIN = (
    "Cadangan (backup) yang dibuat sebelum tanggal ini masih memuatnya sampai cadangan itu dihapus atau"
    " ditimpa menurut jadwalnya.",
    "Laptop unit menghapus salinannya sendiri dan mencatatnya; pesan kantor yang dimusnahkan terhapus dari"
    " laptop saat laptop itu berikutnya tersambung atau menerima balasan.",
    "Salinan yang dicetak atau diekspor mengikuti arsip kertas.",
)

Row = Mapping[str, Any]


def draw(record: Row) -> bytes:
    """The pages as PDF bytes; the same record gives the same bytes."""
    title = f"Berita acara pemusnahan {record['finished_at'][:10]}"
    properties = Properties(title, "Pemusnahan arsip", Catalogue.load().office.id, "head-office retention")
    return written_pages((WIDTH, HEIGHT), properties, _pages(record))


def _pages(record: Row) -> Iterator[Placed]:
    listed = [*record["applications"], *record["records"]]
    pages = 1 + -(-max(len(listed) - ON_FIRST, 0) // ON_A_PAGE)
    first = [_head(record), _facts(record), _list(listed[:ON_FIRST]), _remaining(), _signatures(record)]
    yield stacked(first, 5 * MM, TOP, _foot(record, 1, pages), BOTTOM)
    for page in range(2, pages + 1):
        begin = ON_FIRST + (page - 2) * ON_A_PAGE
        block = _list(listed[begin : begin + ON_A_PAGE])
        yield stacked([block], 0, TOP, _foot(record, page, pages), BOTTOM)


def _head(record: Row) -> Block:
    block, catalogue = Block(LEFT, RIGHT), Catalogue.load()
    block.letterhead(catalogue.ministry.id, catalogue.office.id, size=8.5)
    block.space(12)
    block.text("BERITA ACARA PEMUSNAHAN ARSIP", 14, font=BOLD, centred=True)
    block.text("data pada server kantor", BODY, centred=True)
    block.text(f"Nomor catatan: {record['id']}", SMALL, colour=GREY, centred=True)
    return block


def _facts(record: Row) -> Block:
    block, listed = Block(LEFT, RIGHT), [*record["applications"], *record["records"]]
    day = day_in_words(date.fromisoformat(record["finished_at"][:10]), "id")
    block.text(
        f"Pada {day} telah dimusnahkan isi {_counted(listed)} yang masa simpannya habis:"
        f" {sum(len(each['entries']) for each in listed)} catatan jurnal,"
        f" {sum(len(each['feed']) for each in listed)} pesan kepada unit, dan"
        f" {sum(len(each['scans']) for each in listed)} berkas pindaian, dengan cara dihapus dari basis data"
        " dan penyimpanan. Nomor, layanan, status, dan sidik (hash) setiap catatan dan pesan tetap disimpan,"
        " sehingga rantai jurnal dan rantai pesan tetap dapat diperiksa.",
        BODY,
    )
    block.space(6)
    states = Counter(each["state"] for each in record["applications"])
    kinds = ", ".join(f"{officers_word(state).id}: {count}" for state, count in states.most_common())
    bases = sorted({each["basis"] for each in listed})
    _fact(block, "Atas perintah", record["by"])
    _fact(block, "Persetujuan", record["approval"] or "(belum dicatat)")
    if kinds:
        _fact(block, "Keadaan akhir permohonan", kinds)
    _fact(block, "Dasar", "; ".join(bases))
    return block


def _counted(listed: Sequence[Row]) -> str:
    """How many of each kind, as ``2 permohonan, 1 rujukan``."""
    counts = Counter(OF[each["of"]] for each in listed)
    return ", ".join(f"{count} {words}" for words, count in counts.items())


def _fact(block: Block, label: str, words: str) -> None:
    block.columns(
        lambda: block.text(label, BODY, room=36 * MM, colour=GREY),
        lambda: block.text(words, BODY, x=LEFT + 38 * MM),
    )
    block.space(2)


def _list(listed: Sequence[Row]) -> Block:
    block = Block(LEFT, RIGHT)
    _line(block, ("Nomor", "Unit", "Catatan jurnal", "Pesan", "Pindaian", "Sidik pertama"), BOLD)
    block.space(1.5)
    block.rule(0.6)
    block.space(3)
    for each in listed:
        hashes = [place[2] for place in (*each["entries"], *each["feed"])]
        first = hashes[0][:20] if hashes else "-"
        number = each["number"] if len(each["number"]) < LONG else f"…{each['number'][-12:]}"
        counts = (str(len(each[name])) for name in ("entries", "feed", "scans"))
        _line(block, (number, str(each["unit"]), *counts, first))
        block.space(2)
    return block


def _line(block: Block, cells: Sequence[str], font: str = REGULAR) -> None:
    block.columns(*(_cell(block, words, place, font) for place, words in enumerate(cells)))


def _cell(block: Block, words: str, place: int, font: str) -> Callable[[], None]:
    x, end = COLUMNS[place : place + 2]
    return lambda: block.text(words, SMALL + 0.6, x=x, room=end - x - MM, font=font)


def _remaining() -> Block:
    block = Block(LEFT, RIGHT)
    block.text("Salinan yang mungkin masih ada", BODY, font=BOLD)
    block.space(2)
    for words in REMAIN:
        block.text(f"• {words}", SMALL + 0.6)
        block.space(1)
    return block


def _signatures(record: Row) -> Block:
    block = Block(LEFT, RIGHT)
    block.space(4)
    wide = (RIGHT - LEFT) / 3

    def column(words: str, name: str, place: int) -> None:
        x = LEFT + place * wide
        block.text(words, BODY, x=x, room=wide - 4 * MM)
        block.space(44)
        block.text(name or "(................................)", BODY, x=x, room=wide - 4 * MM)

    block.columns(
        lambda: column("Yang memusnahkan", record["by"], 0),
        lambda: column("Saksi", "", 1),
        lambda: column("Saksi", "", 2),
    )
    return block


def _foot(record: Row, page: int, pages: int) -> Block:
    block = Block(LEFT, RIGHT)
    block.text(
        f"Halaman {page} dari {pages}. Catatan lengkap ada pada berkas JSON bernama sama, ditandatangani"
        f" secara digital oleh server: {record['signature'][:40]}…",
        7,
        colour=GREY,
    )
    return block
