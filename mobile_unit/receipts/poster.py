"""A service's poster: one A4 page standing up, to be read from two steps away.

Requirements of different people stand beside each other, procedure beside what comes of it. The type is as
large as still fits, and what room is left goes between the parts.
"""

from __future__ import annotations

from typing import Any

from mobile_unit.receipts.block import GREY, INK, MM, SMALLER, Block, Placed
from mobile_unit.receipts.fonts import BOLD
from mobile_unit.receipts.items import Sheet, composed, say
from mobile_unit.receipts.leaflet import file_of, foot_of

WIDTH, HEIGHT = 210 * MM, 297 * MM
MARGIN, BETWEEN = 14 * MM, 9 * MM
LARGEST, GAP, WIDEST_GAP = 1.5, 5 * MM, 10 * MM


def draw_poster(sheet: Sheet) -> bytes:
    """The poster as PDF bytes; the same sheet gives the same bytes."""
    scale = LARGEST
    while (placed := _placed(sheet, scale)) is None:
        scale *= SMALLER
    return file_of(sheet, "Poster", (WIDTH, HEIGHT), placed)


def _placed(sheet: Sheet, scale: float) -> Placed | None:
    band, foot = _band(sheet), foot_of(sheet, MARGIN, WIDTH - MARGIN)
    rows = _rows(sheet, scale)
    used = sum(max(block.height for block in row) for row in rows)
    room = HEIGHT - 2 * MARGIN - band.height - foot.height
    gap = (room - used) / (len(rows) + 1)
    if gap < GAP:
        return None
    gap = min(gap, WIDEST_GAP)
    placed, y = [(band, HEIGHT - MARGIN)], HEIGHT - MARGIN - band.height - gap
    for row in rows:
        placed += [(block, y) for block in row]
        y -= max(block.height for block in row) + gap
    return [*placed, (foot, MARGIN + foot.height)]


def _rows(sheet: Sheet, scale: float) -> list[list[Block]]:
    """What stands beside what; the items come in the law's order."""
    requirements, procedure, time, cost, product, complaints = sheet.items
    middle = WIDTH / 2
    whole, left = (MARGIN, WIDTH - MARGIN), (MARGIN, middle - BETWEEN / 2)
    right = (middle + BETWEEN / 2, WIDTH - MARGIN)

    def block(*items: Any, of: tuple[float, float], abreast: int = 1) -> Block:
        return composed(items, *of, scale, bilingual=sheet.bilingual, abreast=abreast)

    return [
        [block(requirements, of=whole, abreast=3 if len(requirements.groups) > 3 else 2)],
        [block(procedure, of=left), block(time, product, of=right)],
        [block(cost, of=left), block(complaints, of=right)],
    ]


def _band(sheet: Sheet) -> Block:
    """Whose it is and what it is about; no large dark areas, for ink is dear in the villages."""
    block = Block(MARGIN, WIDTH - MARGIN)
    block.text(sheet.ministry.upper(), 9, colour=GREY)
    block.text(sheet.office.upper(), 10.5, font=BOLD)
    block.space(5)
    block.rule(3, INK)
    block.space(10)
    block.text(sheet.title.id, 30, font=BOLD)
    if sheet.bilingual:
        block.text(sheet.title.en, 17, colour=GREY)
    block.space(2)
    say(block, sheet.summary, 12, bilingual=sheet.bilingual)
    block.space(5)
    block.rule(1, INK)
    return block
