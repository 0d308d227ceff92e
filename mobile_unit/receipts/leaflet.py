"""A service's leaflet: one A4 page lying down, in two columns, to be folded once.

The columns part where they come out most alike; the type is made as large as still fits.
"""

from __future__ import annotations

from mobile_unit.receipts.block import GREY, INK, MM, SMALLER, Block, Placed
from mobile_unit.receipts.fonts import BOLD
from mobile_unit.receipts.items import Sheet, composed, say
from mobile_unit.receipts.sheet import Properties, written

WIDTH, HEIGHT = 297 * MM, 210 * MM
MARGIN, FOLD = 12 * MM, 20 * MM
LARGEST = 1.12


def draw_leaflet(sheet: Sheet) -> bytes:
    """The leaflet as PDF bytes; the same sheet gives the same bytes."""
    scale = LARGEST
    while (placed := _placed(sheet, scale)) is None:
        scale *= SMALLER
    return file_of(sheet, "Leaflet", (WIDTH, HEIGHT), placed)


def _placed(sheet: Sheet, scale: float) -> Placed | None:
    head, foot = _head(sheet, scale), foot_of(sheet, MARGIN, WIDTH - MARGIN)
    top, bottom = HEIGHT - MARGIN - head.height - 5 * MM, MARGIN + foot.height + 3 * MM
    middle = WIDTH / 2
    best: tuple[Block, Block] | None = None
    for split in range(1, len(sheet.items)):
        left = composed(sheet.items[:split], MARGIN, middle - FOLD / 2, scale, bilingual=sheet.bilingual)
        right = composed(
            sheet.items[split:], middle + FOLD / 2, WIDTH - MARGIN, scale, bilingual=sheet.bilingual
        )
        if best is None or max(left.height, right.height) < max(best[0].height, best[1].height):
            best = left, right
    assert best is not None
    if max(block.height for block in best) > top - bottom:
        return None
    return [(head, HEIGHT - MARGIN), (best[0], top), (best[1], top), (foot, MARGIN + foot.height)]


def _head(sheet: Sheet, scale: float) -> Block:
    block = Block(MARGIN, WIDTH - MARGIN, min(1, scale))
    block.text(f"{sheet.ministry} · {sheet.office}".upper(), 7.6, colour=GREY)
    block.space(3)
    say(block, sheet.title, 20, bilingual=sheet.bilingual, font=BOLD)
    block.space(1)
    say(block, sheet.summary, 10, bilingual=sheet.bilingual, colour=GREY)
    block.space(4)
    block.rule(1.6, INK)
    return block


def foot_of(sheet: Sheet, left: float, right: float) -> Block:
    """Whom to ask, and as of when all this is so."""
    block = Block(left, right)
    block.rule(0.5)
    block.space(3)
    as_of = f"{sheet.as_of.id} / {sheet.as_of.en}" if sheet.bilingual else sheet.as_of.id
    block.text(sheet.contact.id, 7.4, colour=GREY)
    block.text(as_of, 7.4, colour=GREY)
    return block


def file_of(sheet: Sheet, kind: str, size: tuple[float, float], placed: Placed) -> bytes:
    """The file with one page of these blocks."""
    title = sheet.title.id
    return written(size, Properties(f"{kind}: {title}", title, sheet.office, ""), (0, placed))
