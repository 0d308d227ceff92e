"""Small real pictures and PDFs, and pages of text of a known height with what a scanner does to them."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

from mobile_unit.resources import resource

LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabdefghijkmnqrtuy"
"""Without those that look like another one of them: I and l like 1, O like 0, c like C …"""
DPI = 300
MARGIN_MM = 15


def picture(
    colour: str = "white",
    size: tuple[int, int] = (300, 200),
    *,
    kind: str = "PNG",
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    return saved(Image.new(mode, size, colour), kind, **options)


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    out = io.BytesIO()
    images = [Image.new("RGB", (400, 600), "white") for _n in range(pages)]
    images[0].save(out, "PDF", save_all=True, append_images=images[1:])
    return out.getvalue()


@dataclass(frozen=True)
class TextPage:
    """An A4 page at 300 dpi; ``letters`` are (letter, x, y of its base line) in its pixels."""

    image: Image.Image
    letters: tuple[tuple[str, int, int], ...]
    cap: float


@cache
def text_page(height_mm: float = 2.0, *, every: int = 3, noise: float = 8, dpi: int = DPI) -> TextPage:
    """A page full of letters whose capitals are so high, on greyish paper, with a scanner's noise.

    ``every`` n-th line is written: 1 is a page without a gap, 3 an ordinary certificate.
    """
    cap = height_mm * dpi / 25.4
    width, height, margin = (round(mm * dpi / 25.4) for mm in (210, 297, MARGIN_MM))
    image = Image.new("RGB", (width, height), (238, 240, 242))
    drawing, font, chance = ImageDraw.Draw(image), _font(cap), random.Random(7)
    letters = []
    for y in range(2 * margin, height - margin, round(cap * 2.2) * every):
        for x in range(margin, width - margin, round(cap * 1.25)):
            if chance.random() > 0.15:
                letter = chance.choice(LETTERS)
                drawing.text((x, y), letter, font=font, fill=(35, 35, 45), anchor="ls")
                letters.append((letter, x, y))
    if noise:
        grain = Image.effect_noise(image.size, noise).filter(ImageFilter.GaussianBlur(0.6))
        image = ImageChops.add(image, Image.merge("RGB", [grain] * 3), 1, -128)
    return TextPage(image, tuple(letters), cap)


def share_read(page: TextPage, seen: Image.Image, *, letters: int = 120) -> float:
    """The share of a page's letters that are still taken for themselves, each compared with all others.

    ``seen`` is the page after whatever was done to it, in any size.
    """
    grey, scale = seen.convert("L"), seen.width / page.image.width
    some = random.Random(11).sample(page.letters, letters)
    return sum(_taken_for(page, grey, scale, x, y) == letter for letter, x, y in some) / letters


def _taken_for(page: TextPage, grey: Image.Image, scale: float, x: int, y: int) -> str:
    width, height, above, beside = (page.cap * part for part in (1.5, 1.9, 1.3, 0.2))
    left, top = round((x - beside) * scale), round((y - above) * scale)
    size = int(width * scale), int(height * scale)
    here = grey.crop((left, top, left + size[0], top + size[1]))
    dark, light = here.getextrema()
    ink = here.point([min(max(255 * (light - v) // max(light - dark, 1), 0), 255) for v in range(256)])
    inset = max(left / scale - (x - beside), 0), max(top / scale - (y - above), 0)
    part = (*inset, inset[0] + size[0] / scale, inset[1] + size[1] / scale)

    def unlikeness(letter: str) -> float:
        ideal = _drawn(letter, page.cap).resize(size, Image.Resampling.BOX, part)
        return ImageStat.Stat(ImageChops.difference(ideal, ink)).sum2[0]

    return min(LETTERS, key=unlikeness)


@cache
def _drawn(letter: str, cap: float) -> Image.Image:
    image = Image.new("L", (int(cap * 1.5) + 3, int(cap * 1.9) + 3), 0)
    ImageDraw.Draw(image).text(
        (round(cap * 0.2), round(cap * 1.3)), letter, font=_font(cap), fill=255, anchor="ls"
    )
    return image


@cache
def _font(cap: float) -> ImageFont.FreeTypeFont:
    path = str(resource("fonts", "NotoSans-Regular.ttf"))
    _left, top, _right, bottom = ImageFont.truetype(path, 1000).getbbox("H")
    return ImageFont.truetype(path, cap * 1000 / (bottom - top))
