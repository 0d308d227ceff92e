"""Scans made small enough for a bad link and still legible; the original is not kept.

Rule: A4 at 150 dpi (long side 1754 px; a larger picture is reduced, a smaller one left), JPEG quality 55,
no metadata. A PDF becomes a PDF of such pages, so that nothing but the picture of it travels.
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

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 10 * 1024 * 1024
LONG_SIDE = 1754
QUALITY = 55
MAX_PIXELS = 80_000_000
MAX_PAGES = 12
_PDF_DPI = 150
_EPOCH = (2000, 1, 1, 0, 0, 0, 0, 0, 0)


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
_UNREADABLE = Text(
    "Berkas ini bukan JPEG, PNG, WebP, atau PDF yang utuh. Pindai atau simpan lagi.",
    "This file is no whole JPEG, PNG, WebP or PDF. Scan or save it again.",
)
_EMPTY = Text("Berkas ini kosong. Pindai lagi.", "This file is empty. Scan it again.")
_TOO_MANY_PAGES = Text(
    "PDF ini lebih dari {count} halaman. Pilih hanya halaman yang perlu.",
    "This PDF has more than {count} pages. Choose only the pages that are needed.",
)


@lru_cache(maxsize=32)
def re_encode(data: bytes) -> Scan:
    """The small form of a JPEG, PNG, WebP or PDF; the same bytes in give the same bytes out.

    Raises BadScan for anything else, over 10 MB, over 80 megapixels, or over 12 pages.
    """
    if not data:
        raise BadScan("document.empty", _EMPTY)
    if len(data) > MAX_BYTES:
        raise BadScan("document.too_large", _TOO_LARGE)
    try:
        if data.startswith(b"%PDF-"):
            return _pdf(data)
        return Scan(_jpeg(_picture(data)), "image/jpeg")
    except BadScan:
        raise
    except Exception as error:  # decoders meet hostile bytes: whatever they raise, the file is unreadable
        raise BadScan("document.unreadable", _UNREADABLE) from error


def _picture(data: bytes) -> Image.Image:
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise BadScan("document.too_large", _TOO_LARGE)
            image.draft("RGB", (LONG_SIDE, LONG_SIDE))
            upright = ImageOps.exif_transpose(image)
            return _small(_on_white(upright))


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode in ("RGB", "L"):
        return image
    if not image.has_transparency_data:
        return image.convert("RGB")
    see_through = image.convert("RGBA")
    paper = Image.new("RGBA", see_through.size, "white")
    return Image.alpha_composite(paper, see_through).convert("RGB")


def _small(image: Image.Image) -> Image.Image:
    from PIL import Image

    if max(image.size) > LONG_SIDE:
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    return image


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _pdf(data: bytes) -> Scan:
    import time

    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        if len(document) > MAX_PAGES:
            raise BadScan("document.too_many_pages", _TOO_MANY_PAGES.format(count=MAX_PAGES))
        pages = []
        for page in document:
            scale = min(_PDF_DPI / 72, LONG_SIDE / max(*page.get_size(), 1))
            pages.append(_small(page.render(scale=scale).to_pil().convert("RGB")))
    finally:
        document.close()
    out = io.BytesIO()
    made = time.struct_time(_EPOCH)
    pages[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=_PDF_DPI,
        quality=QUALITY,
        creationDate=made,
        modDate=made,
    )
    return Scan(out.getvalue(), "application/pdf")
