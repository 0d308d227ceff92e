"""A thousand invented people, and what is wrong with their receipts."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from mobile_unit.domain.numbers import application_number
from mobile_unit.receipts.content import receipt_of
from mobile_unit.receipts.papers import Paper
from mobile_unit.receipts.pdf import draw
from tests.receipts.bodies import (
    CATALOGUE,
    REGIONS,
    SAMPLES,
    Box,
    body_of,
    letters,
    picture_of,
    signed,
    text_of,
)

MM = 72 / 25.4
NAMES = ("MUHAMMAD", "SITI", "NUR", "ABDURRAHMAN", "I", "GUSTI", "AYU", "D'COSTA", "WAHYUNINGTYAS", "RR.")
STREETS = ("Jalan Lintas Sumatera Km. 204", "Gg. Mawar", "Dusun Sidomulyo II", "RT 001 RW 002", "No. 7B")
_MARGINS = {"a5": 9.0, "a4": 9.0, "80mm": 3.6, "58mm": 4.6}
_SLACK = 0.8


def person(number: int) -> dict[str, Any]:
    """The body of the entry of the ``number``-th person; always the same one."""
    chance = random.Random(number)
    length = {0: 1, 1: 100, 2: 2}.get(number % 20, chance.randint(3, 100))
    longest = number % 10 == 1
    body = body_of(
        SAMPLES[number % len(SAMPLES)],
        full_name=_of_length(NAMES, length, chance, unbroken=number % 40 == 1),
        address=_of_length(STREETS, 200 if longest else chance.randint(5, 200), chance),
    )
    body["number"] = application_number("WK01", "A", date(2026, 11, 24), number + 1)
    kinds = list(CATALOGUE.document_labels)
    count = 12 if longest else 0 if number % 100 == 0 else chance.randint(1, 12)
    body["documents"] = [{"kind": kinds[n % len(kinds)]} for n in range(count)]
    if number % 3 == 0:
        body["fees"].append({"code": "PERCEPATAN", "amount": 1_000_000})
    body["copy"] = number % 4
    return body


def _of_length(words: tuple[str, ...], length: int, chance: random.Random, *, unbroken: bool = False) -> str:
    made = ""
    while len(made) < length:
        made += chance.choice(words) + ("" if unbroken else " ")
    made = made[:length]
    return made if made == made.strip() else made.strip() + "A" * (length - len(made.strip()))


def troubles_of(body: dict[str, Any], paper: Paper) -> list[str]:
    """What an eye would find fault with on this person's receipt; empty where it is as it should be."""
    copy = body["copy"]
    pdf = draw(receipt_of(body, CATALOGUE, REGIONS, copy=copy, code=signed(body)), paper.key)
    found = []
    text = letters(text_of(pdf))  # fails unless it has one page
    halves = 2 if paper.key == "a4" else 1
    for value in (body["applicant"]["full_name"], body["applicant"]["address"], body["number"]):
        if text.count(letters(value).rstrip(",")) < halves:
            found.append(f"not all there: {value}")
    if ("SALINAN" in text) != bool(copy):
        found.append("the mark of a copy is wrong")
    found += box_troubles(pdf, paper)
    codes = [code.text for code in qr_codes(picture_of(pdf, 200))]
    if codes != [signed(body)] * halves:
        found.append(f"code: {codes}")
    return found


def box_troubles(pdf: bytes, paper: Paper) -> list[str]:
    """Letters outside of the margins, and lines over one another."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    boxes = [page.get_rect(n) for n in range(page.count_rects())]
    wide, high = document[0].get_size()
    page.close()
    document.close()
    margin = _MARGINS[paper.key] * MM
    found = [
        f"outside of the margin: {box}"
        for box in boxes
        if box[0] < margin or box[2] > wide - margin or box[1] < 3 * MM or box[3] > high - 3 * MM
    ]
    boxes.sort(key=lambda box: -box[3])
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            if other[3] < one[1] + _SLACK:
                break
            if _overlap(one, other):
                found.append(f"over one another: {one} {other}")
    return found


def _overlap(one: Box, other: Box) -> bool:
    return all(
        one[side] + _SLACK < other[side + 2] and other[side] + _SLACK < one[side + 2] for side in (0, 1)
    )


def qr_codes(picture: Image.Image) -> list[zxingcpp.Barcode]:
    """Of no other kind: the reader takes a line through a code for a bar code now and then."""
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
