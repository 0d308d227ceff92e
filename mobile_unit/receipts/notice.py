"""The notice about personal data (UU 27/2022 Ps 21) on paper: one A5 page in one language."""

from __future__ import annotations

import io

from mobile_unit.domain.texts import Text
from mobile_unit.forms.notices import Notice
from mobile_unit.receipts.block import GREY, INK, MM, SMALLER, Block, draw_blocks
from mobile_unit.receipts.fonts import BOLD, REGULAR, font_named

WIDTH, HEIGHT = 148 * MM, 210 * MM
LEFT, RIGHT = 12 * MM, WIDTH - 12 * MM
TOP, BOTTOM = HEIGHT - 11 * MM, 11 * MM
HEADING, BODY, SMALL = 9.6, 9.2, 7.6

_VERSION = Text("Versi", "Version")


def draw(notice: Notice, office: Text, language: str) -> bytes:
    """The notice as PDF bytes; the same version gives the same bytes."""
    scale = 1.0
    while (block := _block(notice, office, language, scale)).height > TOP - BOTTOM:
        scale *= SMALLER
    return _pdf(notice, block, language)


def _block(notice: Notice, office: Text, language: str, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.text(office.in_(language).upper(), 8.2, colour=GREY)
    block.text(notice.title.in_(language), 14, font=BOLD)
    block.text(notice.law.in_(language), SMALL, colour=GREY)
    block.space(4)
    block.rule(1.2, INK)
    for part in notice.parts:
        block.space(5)
        block.text(part.title.in_(language), HEADING, font=BOLD)
        block.space(1)
        block.text(part.text.in_(language), BODY)
    block.space(6)
    block.text(f"{_VERSION.in_(language)} {notice.version}", SMALL, colour=GREY)
    return block


def _pdf(notice: Notice, block: Block, language: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(WIDTH, HEIGHT),
        invariant=1,
        pageCompression=1,
        lang=language,
        initialFontName=font_named(REGULAR).fontName,
    )
    canvas.setTitle(notice.title.in_(language))
    draw_blocks(canvas, [(block, TOP)])
    canvas.showPage()
    canvas.save()
    return out.getvalue()
