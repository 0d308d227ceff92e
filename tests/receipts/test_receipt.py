"""The receipt says what it must, on one page, whatever the names are like."""

from __future__ import annotations

import copy
import io
import json
import random
from datetime import date

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from mobile_unit.domain.numbers import application_number
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.receipts.content import in_words, receipt_of
from mobile_unit.receipts.pdf import UnknownPaper, draw
from mobile_unit.receipts.qr import encode
from mobile_unit.resources import resource

CATALOGUE, REGIONS = Catalogue.load(), Regions.load()
SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
LONGEST = "MUHAMMAD " * 11 + "A"


def body_of(record=SAMPLES[0], **applicant):
    return {
        "id": record.get("id"), "number": "WK01A-261124-0007-S", "service": record["service"],
        "catalogue": "2026.1", "submitted_at": "2026-11-24T09:14:03+07:00",
        "applicant": {**record["applicant"], **applicant}, "answers": record["answers"],
        "documents": [{"kind": d["kind"], "sha256": "0" * 64, "bytes": 1, "media_type": "image/jpeg"}
                      for d in record["documents"]],
        "fees": [{"code": "PB-E-10", "amount": 950_000}], "warnings": [], "visit": None,
        "place": {"code": "18.08.04", "name": "Baradatu"},
        "officer": {"nip": "199001012015031001", "name": "Sari Wulandari"},
        "unit": {"code": "WK01", "name": "Unit Keliling 1 Way Kanan"},
    }  # fmt: skip


def drawn(body, copy=0):
    return draw(receipt_of(body, CATALOGUE, REGIONS, copy=copy))


def text_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def test_it_says_what_it_must():
    text = text_of(drawn(body_of()))
    for part in (
        "KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN", "Kantor Imigrasi Kelas II Non TPI Kotabumi",
        "Unit Keliling 1 Way Kanan (WK01)", "TANDA TERIMA PERMOHONAN", "WK01A-261124-0007-S", "YUSUF",
        "1808**********58", "24 November 2026 pukul 09.14 WIB", "Baradatu",
        "Paspor baru, elektronik, 10 tahun",
        "KTP elektronik", "Kartu Keluarga", "Akta kelahiran", "Rp950.000",
        "Sembilan ratus lima puluh ribu rupiah", "PP 45/2024", "Kode billing: menyusul", "Sari Wulandari",
        "NIP 199001012015031001", "4 hari kerja", "bukti bayar", "30 hari", "SP4N-LAPOR!",
        "Bukan bukti pembayaran",
    ):  # fmt: skip
        assert part in text, part


def test_the_nik_and_the_phone_are_not_on_it():
    body = body_of()
    text = text_of(drawn(body))
    assert body["applicant"]["nik"] not in text
    assert body["applicant"]["phone"] not in text


def test_copies_are_marked_and_counted():
    assert "SALINAN" not in text_of(drawn(body_of()))
    assert "SALINAN KE-2" in text_of(drawn(body_of(), copy=2))


def test_the_same_entry_gives_the_same_bytes():
    assert drawn(body_of()) == drawn(copy.deepcopy(body_of()))


def test_the_qr_is_the_number_and_nothing_else():
    page = pypdfium2.PdfDocument(drawn(body_of()))[0]
    picture = page.render(scale=200 / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["WK01A-261124-0007-S"]


def test_any_number_is_read_back():
    for serial in range(1, 200, 7):
        number = application_number("WK01", "A", date(2026, 11, 24), serial)
        code = encode(number)
        picture = Image.new("L", (code.size + 8, code.size + 8), 255)
        for row, column, length in code.runs:
            picture.paste(0, (column + 4, row + 4, column + 4 + length, row + 5))
        grown = picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST)
        assert [found.text for found in zxingcpp.read_barcodes(grown)] == [number]


def test_metadata_names_nobody():
    reader = pypdf.PdfReader(io.BytesIO(drawn(body_of())))
    assert "YUSUF" not in json.dumps({key: str(value) for key, value in reader.metadata.items()})


def boxes(pdf: bytes) -> list[tuple[float, float, float, float, str]]:
    """Left, bottom, right, top and text of each run of text on the page."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    found = []
    for n in range(page.count_rects()):
        left, bottom, right, top = page.get_rect(n)
        found.append((left, bottom, right, top, page.get_text_bounded(left, bottom, right, top)))
    page.close()
    document.close()
    return found


EXTREMES = {
    "one letter": {"full_name": "X"},
    "one word": {"full_name": "SUPARNO"},
    "longest": {"full_name": LONGEST, "address": "Jalan Lintas Sumatera Kilometer " * 6},
    "no spaces": {"full_name": "W" * 100, "address": "M" * 200},
    "marks": {"full_name": "Ma'ruf D'Çiftçi-Ñandú J.R."},
}


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("sample", [0, 2])
def test_every_name_fits_on_one_page_and_nothing_overlaps(name, sample):
    body = body_of(SAMPLES[sample], **EXTREMES[name])
    body["fees"].append({"code": "PERCEPATAN", "amount": 1_000_000})
    body["documents"] += [
        {"kind": kind} for kind in ("name_change_decree", "naturalisation_letter", "diploma")
    ]
    pdf = drawn(body, copy=12)
    letters = "".join(text_of(pdf).split())
    assert "".join(EXTREMES[name]["full_name"].split()) in letters
    assert "".join(EXTREMES[name].get("address", "").split()) in letters
    found = boxes(pdf)
    for left, bottom, right, top, _text in found:
        assert left >= 20
        assert bottom >= 15
        assert right <= 148 / 25.4 * 72 - 20
        assert top <= 210 / 25.4 * 72 - 15
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            assert not _overlap(one, other), (one, other)


def _overlap(one, other, slack=0.8):
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )


def test_three_hundred_made_up_people_fit():
    chance = random.Random(7)
    parts = [
        "SITI",
        "MUHAMMAD",
        "NUR",
        "WAHYUNINGTYAS",
        "D'ARCY",
        "AL-GHIFARI",
        "I",
        "KARTIKA",
        "PUSPITASARI",
    ]
    for _n in range(300):
        name = " ".join(chance.choices(parts, k=chance.randint(1, 9)))[:100].strip()
        address = " ".join(chance.choices(["Jl.", "Lintas", "RT 001", "RW 02", "Dusun", "Kilometer"], k=25))[
            :200
        ]
        pdf = drawn(body_of(chance.choice(SAMPLES), full_name=name, address=address))
        assert "".join(name.split()) in "".join(text_of(pdf).split())


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Nol rupiah"),
        (650_000, "Enam ratus lima puluh ribu rupiah"),
        (1_450_000, "Satu juta empat ratus lima puluh ribu rupiah"),
        (1_000_000, "Satu juta rupiah"),
        (1_950_000, "Satu juta sembilan ratus lima puluh ribu rupiah"),
        (1_100, "Seribu seratus rupiah"),
    ],
)
def test_amounts_in_words(amount, words):
    assert in_words(amount) == words


def test_other_paper_is_refused():
    with pytest.raises(UnknownPaper):
        draw(receipt_of(body_of(), CATALOGUE, REGIONS), "a0")
