"""QR codes in pictures and PDFs that somebody hands over: a photo of a receipt, a scan, a saved file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

MAX_BYTES = 40 * 1024 * 1024
_PDF_DOTS_PER_INCH = 200
_MAX_PAGES = 5


def codes_in(content: bytes) -> tuple[str, ...]:
    """The texts of the QR codes in a picture or PDF; raises UserFacingError where it is neither."""
    import zxingcpp

    texts: dict[str, None] = {}
    for picture in _pictures(content):
        for found in zxingcpp.read_barcodes(
            picture.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        ):
            texts[found.text] = None
    return tuple(texts)


def _pictures(content: bytes) -> Iterator[Image]:
    from PIL import Image

    if len(content) > MAX_BYTES:
        raise _unreadable()
    try:
        if content.startswith(b"%PDF"):
            yield from _pages(content)
        else:
            with Image.open(io.BytesIO(content)) as picture:
                picture.draft("L", (3000, 3000))
                picture.load()
                yield picture
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unreadable() from error


def _pages(content: bytes) -> Iterator[Image]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        try:
            for number in range(min(len(document), _MAX_PAGES)):
                yield document[number].render(scale=_PDF_DOTS_PER_INCH / 72).to_pil()
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise _unreadable() from error


def _unreadable() -> UserFacingError:
    return UserFacingError(
        _("This file is no picture and no PDF."), _("Choose a photo or a scan of the receipt.")
    )
