"""A PDF file of one page, or of several."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mobile_unit.receipts.block import Placed, draw_blocks
from mobile_unit.receipts.fonts import REGULAR, font_named


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself; never a person's data."""

    title: str
    subject: str
    author: str
    creator: str


def written(size: tuple[float, float], properties: Properties, *parts: tuple[float, Placed]) -> bytes:
    """A page of ``size`` points; each part is drawn so many points from the left."""
    out = io.BytesIO()
    canvas = _canvas(out, size, properties)
    for left, placed in parts:
        if left:
            canvas.saveState()
            canvas.translate(left, 0)
        draw_blocks(canvas, placed)
        if left:
            canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def written_pages(size: tuple[float, float], properties: Properties, pages: Iterable[Placed]) -> bytes:
    """A page for each of ``pages``."""
    out = io.BytesIO()
    canvas = _canvas(out, size, properties)
    for placed in pages:
        draw_blocks(canvas, placed)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _canvas(out: io.BytesIO, size: tuple[float, float], properties: Properties) -> Any:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(
        out,
        pagesize=size,
        invariant=1,
        pageCompression=1,
        lang="id",
        initialFontName=font_named(REGULAR).fontName,
    )
    canvas.setTitle(properties.title)
    canvas.setAuthor(properties.author)
    canvas.setSubject(properties.subject)
    canvas.setCreator(properties.creator)
    canvas.setViewerPreference("PrintScaling", "None")  # as large as it is, not fitted to printers' margins
    return canvas
