"""Scans and receipts as pictures; never called in the window's own thread."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter

PDF = "application/pdf"


def pictures_of(content: bytes, media_type: str, *, width: int, pages: int = 12) -> list[QImage]:
    """A document's pages, each at most ``width`` pixels wide; empty where nothing can be drawn."""
    if media_type == PDF:
        return pdf_pages(content, width=width, pages=pages)
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if size.width() > width:
        # scaled while it is decoded: the whole picture never stands in memory
        reader.setScaledSize(QSize(width, max(size.height() * width // size.width(), 1)))
    image = reader.read()
    return [] if image.isNull() else [image]


def pdf_pages(
    content: bytes, *, width: int = 0, dots_per_inch: float = 72, pages: int = 12, grey: bool = False
) -> list[QImage]:
    """Its first pages, ``width`` pixels wide, or in their own size at so many dots to the inch; ``grey`` for
    what has no colours: a quarter of the memory."""
    from mobile_unit.services.scan_pages import pdfium

    drawn = []
    with pdfium() as library:
        document = library.PdfDocument(content)
        try:
            for page in list(document)[:pages]:
                scale = width / max(page.get_width(), 1) if width else dots_per_inch / 72
                bitmap = page.render(scale=scale, prefer_bgrx=True, grayscale=grey)
                shape = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB32
                seen = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, shape)
                drawn.append(seen.copy())
        finally:
            document.close()
    return drawn


def thumbnail_of(content: bytes, media_type: str, size: QSize) -> QImage:
    """The first page, filling ``size`` and cut at its edges; a null image where nothing can be drawn."""
    found = pictures_of(content, media_type, width=max(size.width() * 2, 200), pages=1)
    if not found:
        return QImage()
    filled = found[0].scaled(
        size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left = (filled.width() - size.width()) // 2
    return filled.copy(left, 0, size.width(), size.height())


def preview_of(picture: bytes, size: int) -> QImage:
    """A picture as given, upright, at most ``size`` pixels long; raises BadScan."""
    from mobile_unit.services.scans import decoded

    image = decoded(picture, size).convert("RGB")
    image.thumbnail((size, size), reducing_gap=2.0)
    return QImage(
        image.tobytes(), image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888
    ).copy()


def skew_in(picture: bytes, turns: int) -> float:
    """Degrees clockwise that would make a picture straight once it is turned by so many quarters."""
    from mobile_unit.services.scan_edits import Edits, edited
    from mobile_unit.services.scans import decoded
    from mobile_unit.services.straightening import skew_of

    return skew_of(edited(decoded(picture, 1000), Edits(turns)))


def as_png(image: QImage) -> bytes:
    """What came through the clipboard, as a file."""
    return _as_file(image, b"PNG", -1)


def as_jpeg(image: QImage) -> bytes:
    """What a camera saw, as a file of a few megabytes."""
    return _as_file(image, b"JPEG", 92)


def _as_file(image: QImage, kind: bytes, quality: int) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind))
    writer.setQuality(quality)
    writer.write(image)
    buffer.close()
    return bytes(content.data())
