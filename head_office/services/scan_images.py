"""Scans as pictures for a browser: JPEGs as they came, pages of a PDF drawn here, never opened there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from head_office.office import HeadOffice
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

MOST_PAGES = 40
_DOTS_PER_INCH = 150
_LONGEST_SIDE = 2400
_PDF = b"%PDF-"
_JPEG = b"\xff\xd8\xff"
_one_at_a_time = Lock()
"""PDFium takes one caller at a time."""


def pages(office: HeadOffice, sha256: str, media_type: str) -> int:
    """How many pages a held scan has; 0 for a PDF that can't be read. Only PDFs are looked into."""
    return 1 if media_type == "image/jpeg" else pages_in(_content(office, sha256))


def pages_in(content: bytes) -> int:
    """The same of a scan's bytes."""
    if content.startswith(_JPEG):
        return 1
    try:
        with _document(content) as document:
            return min(len(document), MOST_PAGES)
    except UserFacingError:
        return 0


def page(office: HeadOffice, sha256: str, number: int) -> bytes:
    """A page, from 0, as JPEG; raises UserFacingError where it can't be read."""
    return page_in(_content(office, sha256), number)


def page_in(content: bytes, number: int) -> bytes:
    """The same of a scan's bytes."""
    if content.startswith(_JPEG) and number == 0:
        return content
    if not content.startswith(_PDF):
        raise _unreadable()
    with _document(content) as document:
        if not 0 <= number < min(len(document), MOST_PAGES):
            raise _unreadable()
        drawn = document[number]
        longest = max(drawn.get_size()) or 1
        picture = drawn.render(scale=min(_DOTS_PER_INCH / 72, _LONGEST_SIDE / longest)).to_pil()
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=80)
        return out.getvalue()


@contextmanager
def _document(content: bytes) -> Iterator[Any]:
    import pypdfium2

    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise _unreadable() from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise _unreadable() from error
        finally:
            document.close()


def _content(office: HeadOffice, sha256: str) -> bytes:
    return office.blobs.read(sha256) or b""


def _unreadable() -> UserFacingError:
    return UserFacingError(_("This scan can't be read."))
