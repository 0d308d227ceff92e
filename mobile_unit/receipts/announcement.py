"""An announcement on paper: A4 standing up, to hang on a wall; the type is as large as still fits one page.

Nothing is left out: a text too long for a page in the smallest legible type goes on on further pages.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from mobile_unit.forms.plain_markdown import HEADING, ITEM, STEP, Part, parts_of
from mobile_unit.receipts.block import GREY, INK, MM, SMALLER, Block, Placed, draw_blocks
from mobile_unit.receipts.fonts import BOLD, REGULAR, font_named

WIDTH, HEIGHT = 210 * MM, 297 * MM
MARGIN = 16 * MM
LARGEST, SMALLEST = 1.5, 0.86
BODY, INDENT = 11, 6 * MM
INTERNAL = "INTERNAL: hanya untuk petugas, tidak untuk dipasang atau dibagikan."


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed, in Indonesian; ``text`` is Markdown."""

    ministry: str
    office: str
    number: str
    title: str
    text: str
    legal_basis: str
    valid: str
    contact: str
    public: bool


def draw(paper: Paper) -> bytes:
    """The announcement as PDF bytes; the same paper gives the same bytes."""
    parts, scale = parts_of(paper.text), LARGEST
    while len(pages := _pages(paper, parts, scale)) > 1 and scale > SMALLEST:
        scale *= SMALLER
    return _written(paper, pages)


def _pages(paper: Paper, parts: tuple[Part, ...], scale: float) -> list[Placed]:
    foot = _foot(paper)
    bottom = MARGIN + foot.height + 4 * MM
    head = _head(paper, scale)
    pages: list[Placed] = [[(head, HEIGHT - MARGIN), (foot, MARGIN + foot.height)]]
    y = HEIGHT - MARGIN - head.height - 6 * MM
    for part in parts:
        block = _part(part, scale)
        if y - block.height < bottom and y < HEIGHT - 2 * MARGIN:
            pages.append([(foot, MARGIN + foot.height)])
            y = HEIGHT - MARGIN
        pages[-1].append((block, y))
        y -= block.height
    return pages


def _part(part: Part, scale: float) -> Block:
    block = Block(MARGIN, WIDTH - MARGIN, scale)
    if part.style == HEADING:
        block.space(5)
        block.text(part.words, BODY * 1.2, font=BOLD)
    elif part.style in (ITEM, STEP):
        indent = INDENT * scale
        mark = f"{part.mark}." if part.style == STEP else "•"
        block.columns(
            lambda: block.text(mark, BODY, room=indent, font=BOLD if part.style == STEP else REGULAR),
            lambda: block.text(part.words, BODY, x=MARGIN + indent),
        )
    else:
        block.text(part.words, BODY)
    block.space(4)
    return block


def _head(paper: Paper, scale: float) -> Block:
    block = Block(MARGIN, WIDTH - MARGIN, min(1.0, scale))
    block.text(paper.ministry.upper(), 9, colour=GREY)
    block.text(paper.office.upper(), 10.5, font=BOLD)
    block.space(5)
    block.rule(3, INK)
    block.space(10)
    block.text(f"PENGUMUMAN NOMOR {paper.number}", 10, colour=GREY)
    block.text(paper.title, 26, font=BOLD)
    block.space(2)
    block.text(paper.valid + ".", 11)
    if not paper.public:
        block.space(3)
        block.text(INTERNAL, 10, font=BOLD)
    block.space(5)
    block.rule(1, INK)
    return block


def _foot(paper: Paper) -> Block:
    block = Block(MARGIN, WIDTH - MARGIN)
    block.rule(0.5)
    block.space(3)
    if paper.legal_basis:
        block.text(f"Dasar hukum: {paper.legal_basis}.", 8, colour=GREY)
    block.text(paper.contact, 8, colour=GREY)
    return block


def _written(paper: Paper, pages: list[Placed]) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(WIDTH, HEIGHT),
        invariant=1,
        pageCompression=1,
        lang="id",
        initialFontName=font_named(REGULAR).fontName,
    )
    canvas.setTitle(f"Pengumuman {paper.number}: {paper.title}")
    canvas.setAuthor(paper.office)
    for placed in pages:
        draw_blocks(canvas, placed)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
