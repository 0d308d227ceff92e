"""Pages into one PDF and out of it again, as the JPEGs they are; PDFium for everything else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import ModuleType

MAX_PAGES = 12
A4_LONG_SIDE = 842
"""Points; a page of a document is given the size of an A4 sheet of its shape."""

_one_at_a_time = Lock()


@contextmanager
def pdfium() -> Iterator[ModuleType]:
    """PDFium for as long as the block lasts: it takes one caller at a time, whichever lane calls."""
    import pypdfium2

    with _one_at_a_time:
        yield pypdfium2


def pages_as_pdf(jpegs: list[bytes]) -> bytes:
    """A PDF of these pictures and of nothing else; the same pictures give the same bytes."""
    numbers = [3 + 3 * n for n in range(len(jpegs))]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(jpegs), b" ".join(b"%d 0 R" % n for n in numbers)),
    ]
    for number, jpeg in zip(numbers, jpegs, strict=True):
        width, height, colours = _facts_of(jpeg)
        scale = A4_LONG_SIDE / max(width, height)
        wide, high = width * scale, height * scale
        drawn = b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % (wide, high)
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R"
            b"/Resources<</XObject<</P %d 0 R>>>>>>" % (wide, high, number + 1, number + 2),
            b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/%s"
            b"/Filter/DCTDecode/Length %d>>stream\n%s\nendstream" % (width, height, colours, len(jpeg), jpeg),
        ]
    return _file_of(objects)


def _file_of(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def _facts_of(jpeg: bytes) -> tuple[int, int, bytes]:
    from PIL import Image

    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        return image.width, image.height, b"DeviceGray" if image.mode == "L" else b"DeviceRGB"


def pages_of(content: bytes, media_type: str) -> list[bytes]:
    """The pages of a kept document, each a JPEG with the bytes it was kept with."""
    if media_type != "application/pdf":
        return [content]
    with pdfium() as library:
        document = library.PdfDocument(content)
        try:
            return [_picture_on(page, library) for page in document]
        finally:
            document.close()


def page_count(content: bytes, media_type: str) -> int:
    if media_type != "application/pdf":
        return 1
    with pdfium() as library:
        document = library.PdfDocument(content)
        try:
            return len(document)
        finally:
            document.close()


def _picture_on(page: object, library: ModuleType) -> bytes:
    """The one JPEG that fills a page of ours; a page of another make is drawn."""
    images = list(page.get_objects(filter=(library.raw.FPDF_PAGEOBJ_IMAGE,)))  # type: ignore[attr-defined]
    if len(images) == 1 and images[0].get_filters() == ["DCTDecode"]:
        return bytes(images[0].get_data(decode_simple=False))
    out = io.BytesIO()
    page.render(scale=200 / 72).to_pil().convert("RGB").save(out, "JPEG", quality=75)  # type: ignore[attr-defined]
    return out.getvalue()
