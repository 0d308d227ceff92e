"""Scans of documents that nobody has: each says what it is, whose it would be, and that it is a sample."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from mobile_unit.resources import resource

CARD, SHEET = (640, 404), (560, 792)
LARGE = 1.5
"""As large as a scanner's smallest setting makes them, so that nobody is told to scan again."""
CARDS = ("ktp", "guardian_ktp", "sponsor_ktp", "old_passport", "foreign_passport")
INK, FAINT, PAPER = (40, 44, 60), (150, 156, 168), {"card": (222, 232, 242), "sheet": (250, 248, 240)}


def scan(kind: str, title: str, record: dict[str, dict[str, str]], *, large: bool) -> bytes:
    """A JPEG; the same for the same document, another for another person's. Not ``large`` it costs less."""
    size = CARD if kind in CARDS else SHEET
    applicant = record["applicant"]
    image = Image.new("RGB", size, PAPER["card" if size is CARD else "sheet"])
    draw = ImageDraw.Draw(image)
    draw.rectangle((12, 12, size[0] - 12, size[1] - 12), outline=INK, width=3)
    draw.text((size[0] / 2, 52), title.upper(), fill=INK, font=_font(22), anchor="mm")
    draw.text((size[0] / 2, 88), "CONTOH, BUKAN DOKUMEN", fill=(170, 40, 40), font=_font(18), anchor="mm")
    lines = (
        ("Nama", applicant["full_name"]),
        ("NIK", applicant.get("nik") or applicant.get("passport_number", "")),
        ("Lahir", f"{applicant['birth_place']}, {applicant['birth_date']}"),
        ("Alamat", applicant["address"]),
    )
    for number, (label, words) in enumerate(lines):
        y = 140 + number * 48
        draw.text((40, y), label, fill=FAINT, font=_font(17))
        draw.text((130, y), words, fill=INK, font=_font(19))
        draw.line((130, y + 30, size[0] - (170 if size is CARD and number > 1 else 40), y + 30), fill=FAINT)
    if size is CARD:
        draw.rectangle((size[0] - 150, size[1] - 165, size[0] - 40, size[1] - 30), outline=FAINT, width=2)
    if large:
        image = image.resize((round(size[0] * LARGE), round(size[1] * LARGE)), Image.Resampling.LANCZOS)
    else:
        image = image.reduce(2)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resource("fonts", "NotoSans-Regular.ttf")), size)
