"""Scans made small enough for a bad link and still legible; the original is not kept.

The rule, measured in ``bench/scans.py`` and explained in ``docs/decisions/``: upright, on white, without
metadata; grey where there is no colour; JPEG, the first rung of ``LADDER`` that stays under ``PAGE_BYTES``.
A PDF becomes a PDF of such pages, so that nothing but the picture of it travels.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import say
from mobile_unit.services.scan_pages import MAX_PAGES, pages_as_pdf, pdfium

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 80_000_000
"""Of a JPEG, which is reduced while it is decoded; of any other kind half of it, an A4 page at 600 dpi."""
PAGE_BYTES = 120_000
LONG_SIDE = 2339
"""A4 at 200 dpi, in pixels; a larger picture is reduced, a smaller one left."""
LADDER = ((LONG_SIDE, 60), (LONG_SIDE, 45), (1754, 50), (1754, 35))
"""(long side, JPEG quality) from the best down; the last one is the floor, however large the file then is."""
PHOTO, SIGNATURE = "photo", "signature"
"""Kinds of documents that are no page: a portrait of 3 by 4, and a line of ink."""
PHOTO_SIZE = (600, 800)
_PHOTO_QUALITY = 75
_COLOUR_SEEN_AT, _COLOUR, _COLOURED, _TINTED = 512, 8, 0.0004, 24
_PHOTO_RATIO = PHOTO_SIZE[0] / PHOTO_SIZE[1]


@dataclass(frozen=True, slots=True)
class Scan:
    content: bytes
    media_type: str


class BadScan(UserFacingError):
    """A file that can't be taken as a document; ``code`` is stable, ``text`` in both languages."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(say(text))
        self.code = code
        self.text = text


_TOO_LARGE = Text(
    "Berkas lebih besar dari 10 MB. Pindai lagi dengan resolusi lebih rendah (300 dpi cukup).",
    "The file is larger than 10 MB. Scan it again at a lower resolution (300 dpi is enough).",
)
_TOO_LARGE_IN_ALL = Text(
    "Halaman-halaman ini bersama lebih dari 10 MB. Bagi menjadi beberapa berkas.",
    "Together these pages are more than 10 MB. Make several documents of them.",
)
_TOO_MANY_PIXELS = Text(
    "Gambar ini terlalu besar untuk dibuka. Pindai lagi dengan resolusi lebih rendah (300 dpi cukup).",
    "This picture is too large to be opened. Scan it again at a lower resolution (300 dpi is enough).",
)
_UNREADABLE = Text(
    "Berkas ini bukan JPEG, PNG, WebP, atau PDF yang utuh. Pindai atau simpan lagi.",
    "This file is no whole JPEG, PNG, WebP or PDF. Scan or save it again.",
)
_MOVING = Text(
    "Gambar ini bergerak. Simpan satu gambar diam, lalu coba lagi.",
    "This picture moves. Save one still picture of it, then try again.",
)
_LOCKED = Text(
    "PDF ini terkunci kata sandi. Simpan tanpa kata sandi, atau pindai lagi.",
    "This PDF is locked by a password. Save it without one, or scan it again.",
)
_EMPTY = Text("Berkas ini kosong. Pindai lagi.", "This file is empty. Scan it again.")
_TOO_MANY_PAGES = Text(
    "Lebih dari {count} halaman. Pilih hanya halaman yang perlu.",
    "More than {count} pages. Choose only the pages that are needed.",
)


@lru_cache(maxsize=4)  # the files as given, of 10 MB at most, are its keys
def re_encode(data: bytes) -> Scan:
    """The small form of a JPEG, PNG, WebP or PDF; the same bytes in give the same bytes out.

    Raises BadScan for anything else, over 10 MB, over 80 megapixels, or over 12 pages.
    """
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    return Scan(page_of(decoded(data)), "image/jpeg")


def re_encode_as(kind: str, data: bytes) -> Scan:
    """The small form of a document of this kind; a portrait is cut to 3 by 4 around its middle."""
    if kind == PHOTO and not data.startswith(b"%PDF-"):
        return Scan(portrait_of(decoded(data)), "image/jpeg")
    return re_encode(data)


def joined(pages: list[bytes]) -> Scan:
    """One document of pages that are JPEGs already; they are not encoded a second time."""
    if len(pages) > MAX_PAGES:
        raise BadScan("document.too_many_pages", _TOO_MANY_PAGES.format(count=MAX_PAGES))
    if len(pages) == 1:
        return Scan(pages[0], "image/jpeg")
    return _within_limits(Scan(pages_as_pdf(pages), "application/pdf"))


def _within_limits(scan: Scan) -> Scan:
    """What head office takes; a dozen pages of nothing but noise would be more."""
    if len(scan.content) > MAX_BYTES:
        raise BadScan("document.too_large", _TOO_LARGE_IN_ALL)
    return scan


def decoded(data: bytes, long_side: int = LONG_SIDE) -> Image.Image:
    """A picture upright, on white, in RGB or grey; a JPEG no larger than about twice ``long_side``.

    Raises BadScan.
    """
    from PIL import Image

    if not data:
        raise BadScan("document.empty", _EMPTY)
    if len(data) > MAX_BYTES:
        raise BadScan("document.too_large", _TOO_LARGE)
    try:
        return _picture(data, long_side)
    except BadScan:
        raise
    except Image.DecompressionBombError as error:
        raise BadScan("document.too_many_pixels", _TOO_MANY_PIXELS) from error
    except Exception as error:  # decoders meet hostile bytes: whatever they raise, the file is unreadable
        raise BadScan("document.unreadable", _UNREADABLE) from error


def _picture(data: bytes, long_side: int) -> Image.Image:
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            most = MAX_PIXELS if image.format in ("JPEG", "MPO") else MAX_PIXELS // 2
            if image.width * image.height > most:
                raise BadScan("document.too_many_pixels", _TOO_MANY_PIXELS)
            if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
                raise BadScan("document.moving", _MOVING)
            image.draft("RGB", (long_side, long_side))
            return ImageOps.exif_transpose(_on_white(image))


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode in ("RGB", "L"):
        image.load()
        return image
    if image.mode.startswith("I"):  # 16 bits of grey: convert("L") would cut them off at 255
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    see_through = image.convert("RGBA")
    paper = Image.new("RGBA", see_through.size, "white")
    return Image.alpha_composite(paper, see_through).convert("RGB")


def page_of(image: Image.Image) -> bytes:
    """A page as JPEG by the rule."""
    image = image if _has_colour(image) else image.convert("L")
    content = b""
    for long_side, quality in LADDER:
        image = _at_most(image, (long_side, long_side))
        content = _jpeg(image, quality)
        if len(content) < PAGE_BYTES:
            break
    return content


def portrait_of(image: Image.Image) -> bytes:
    """A portrait of 3 by 4 as JPEG, cut around its middle where it has another shape; always in colour."""
    from PIL import Image

    width, height = image.size
    wide, high = min(width, round(height * _PHOTO_RATIO)), min(height, round(width / _PHOTO_RATIO))
    left, top = (width - wide) // 2, (height - high) // 2
    cut = image.crop((left, top, left + wide, top + high)).convert("RGB")
    if wide > PHOTO_SIZE[0]:
        cut = cut.resize(PHOTO_SIZE, Image.Resampling.LANCZOS)
    return _jpeg(cut, _PHOTO_QUALITY)


def _has_colour(image: Image.Image) -> bool:
    """Whether anything stands out from the paper by its colour: a stamp, blue ink, a red photo's wall."""
    if image.mode == "L":
        return False
    small = _at_most(image.copy() if max(image.size) <= _COLOUR_SEEN_AT else image, (_COLOUR_SEEN_AT,) * 2)
    for chroma in small.convert("YCbCr").split()[1:]:
        counts = chroma.histogram()
        paper = max(range(256), key=counts.__getitem__)
        near = sum(counts[max(paper - _COLOUR, 0) : paper + _COLOUR + 1])
        if abs(paper - 128) > _TINTED or sum(counts) - near > _COLOURED * sum(counts):
            return True
    return False


def _at_most(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    from PIL import Image

    scale = min(size[0] / image.width, size[1] / image.height)
    if scale >= 1:
        return image
    smaller = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
    return image.resize(smaller, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    bare = image.copy()
    bare.info = {}  # a comment in the file as given would be written again
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _pdf(data: bytes) -> Scan:
    if len(data) > MAX_BYTES:
        raise BadScan("document.too_large", _TOO_LARGE)
    pages: list[bytes] = []
    try:
        count = 1
        while len(pages) < count:
            with pdfium() as library:  # let go between pages: a receipt need not wait for all of them
                document = library.PdfDocument(data)
                count = len(document)
                if not 0 < count <= MAX_PAGES:
                    raise BadScan("document.too_many_pages", _TOO_MANY_PAGES.format(count=MAX_PAGES))
                page = document[len(pages)]
                scale = LONG_SIDE / max(*page.get_size(), 1)
                image = page.render(scale=scale).to_pil().convert("RGB")
                document.close()
            pages.append(page_of(image))
    except BadScan:
        raise
    except Exception as error:  # as above
        if "password" in str(error).lower():
            raise BadScan("document.locked", _LOCKED) from error
        raise BadScan("document.unreadable", _UNREADABLE) from error
    return _within_limits(Scan(pages_as_pdf(pages), "application/pdf"))
