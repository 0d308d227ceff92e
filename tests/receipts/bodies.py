"""Entries that receipts are drawn from, and how a drawn receipt is read back."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import pypdf
import pypdfium2
from PIL import Image

from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.receipts.content import receipt_of
from mobile_unit.receipts.pdf import draw
from mobile_unit.resources import resource
from mobile_unit.sync import proof, wire
from mobile_unit.sync.keys import private_key

CATALOGUE, REGIONS = Catalogue.load(), Regions.load()
DEVICE = private_key("07" * 32)
CERTIFICATE = proof.certify(private_key("08" * 32), "WK01", wire.public_bytes(DEVICE))
NUMBER = "WK01A-261124-0007-S"
SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
ADULT = SAMPLES[0]
CHILD = SAMPLES[2]  # replacement, with a guardian and six documents


def body_of(record: Mapping[str, Any] = ADULT, **applicant: str) -> dict[str, Any]:
    """The body of an ``application.submitted`` entry; ``applicant`` replaces what the record says of them."""
    documents = [
        {"kind": document["kind"], "sha256": "0" * 64, "bytes": 1, "media_type": "image/jpeg"}
        for document in record["documents"]
    ]
    return {
        "id": record["id"],
        "number": NUMBER,
        "service": record["service"],
        "catalogue": "2026.1",
        "submitted_at": "2026-11-24T09:14:03+07:00",
        "applicant": {**record["applicant"], **applicant},
        "answers": record["answers"],
        "documents": documents,
        "fees": [{"code": "PB-E-10", "amount": 950_000}],
        "warnings": [],
        "visit": None,
        "place": {"code": "18.08.04", "name": "Baradatu"},
        "officer": {"nip": "199001012015031001", "name": "Sari Wulandari"},
        "unit": {"code": "WK01", "name": "Unit Keliling 1 Way Kanan"},
    }


def signed(body: Mapping[str, Any]) -> str:
    """What the QR code says of a certified laptop's receipt."""
    return proof.write("https://layanan.kotabumi.example", body, device_key=DEVICE, certificate=CERTIFICATE)


def drawn(body: Mapping[str, Any], copy: int = 0) -> bytes:
    return draw(receipt_of(body, CATALOGUE, REGIONS, copy=copy, code=signed(body)))


def text_of(pdf: bytes) -> str:
    """All text of its one page, white space made single."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def words_of_lines(pdf: bytes) -> list[str]:
    """The text of its one page, line by line."""
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()


def letters(text: str) -> str:
    """``text`` without its white space, as lines break anywhere."""
    return "".join(text.split())


def picture_of(pdf: bytes, dots_per_inch: int = 200) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=dots_per_inch / 72).to_pil()
    document.close()
    return picture


Box = tuple[float, float, float, float]


def boxes(pdf: bytes) -> list[Box]:
    """Left, bottom, right and top, in points, of each run of text on the page."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    found = [page.get_rect(n) for n in range(page.count_rects())]
    page.close()
    document.close()
    return found
