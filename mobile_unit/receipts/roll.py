"""A roll's receipt as a PDF: a page as wide as the paper and as long as what it says. On a sheet of paper, in
type as large as fits."""

from __future__ import annotations

from collections.abc import Sequence

from mobile_unit.receipts.block import BASELINE, GREY, INK, MM, SMALLER, Block, Placed, box, ticked_box, wrap
from mobile_unit.receipts.breaking import hyphenated
from mobile_unit.receipts.fonts import BOLD, MISSING, MISSING_NOTE, REGULAR, printable, width
from mobile_unit.receipts.papers import Paper
from mobile_unit.receipts.qr import QUIET, encode
from mobile_unit.receipts.thermal import Amount, Code, Field, Part, Rule, Space, Tick, Words

TOP, BOTTOM = 4 * MM, 6 * MM
SHEET_TOP = 10 * MM
SIDES = {"80mm": 4 * MM, "58mm": 5 * MM}
"""What the printers leave white: they print 72 and 48 mm."""

SCALES = {"80mm": 1.0, "58mm": 0.86}
LARGEST = 1.9
"""Of a sheet; a few words do not become a poster."""
SIZE, LARGE, LINE = 8.6, 19.0, 11.5
LABELS, MOST_LINES = 22 * MM, 3
WIDEST_CODE = 48 * MM


def place_roll(parts: Sequence[Part], paper: Paper) -> tuple[Placed, float]:
    """The page's only block in its place, and the page's height in points."""
    if paper.height is None:
        block = _drawn(parts, paper, SCALES[paper.key])
        high = TOP + block.height + BOTTOM
        return [(block, high - TOP)], high
    scale = LARGEST
    block = _drawn(parts, paper, scale)
    while SHEET_TOP + block.height + BOTTOM > paper.height * MM and scale > 1:
        scale = max(scale * SMALLER, 1.0)
        block = _drawn(parts, paper, scale)
    high = max(SHEET_TOP + block.height + BOTTOM, paper.height * MM)
    return [(block, high - SHEET_TOP)], high


def _drawn(parts: Sequence[Part], paper: Paper, scale: float) -> Block:
    side = SIDES.get(paper.key, 12 * MM)
    block = Block(side, paper.width * MM - side, scale)
    for part in parts:
        _set(block, part)
    if any(MISSING in line.words for line in block.lines):
        _set(block, Words(MISSING_NOTE))
    return block


def _set(block: Block, part: Part) -> None:
    match part:
        case Words():
            _paragraph(block, part)
        case Field():
            _field(block, part)
        case Tick():
            _tick(block, part)
        case Amount():
            _amount(block, part)
        case Code():
            _code(block, part.text)
        case Rule():
            block.space(3.5)
            block.rule(0.6)
            block.space(3)
        case Space():
            block.space(part.lines * LINE)


def _paragraph(block: Block, part: Words) -> None:
    font = BOLD if part.bold else REGULAR
    room = block.right - block.left
    size = SIZE
    if part.large:
        size = min(LARGE * part.times / 2, 0.98 * room / block.scale / width(part.words, font))
    if part.boxed:
        top = block.y - 2 * block.scale
        block.space(4)
    block.text(part.words, size, font=font, centred=part.centred)
    if part.boxed:
        block.space(2)
        block.frame(block.left, top, room, top - block.y, 1, INK)
        block.space(2)


def _field(block: Block, part: Field) -> None:
    """The value stands beside its label; a long one, or one with a long word, below it, where the paper is
    wider."""
    font = BOLD if part.bold else REGULAR
    value = printable(part.value)
    room = LABELS * block.scale
    size = SIZE * block.scale
    broken = _is_broken(part.label, REGULAR, (room - 1.5 * MM) / size)
    beside = block.right - block.left - room
    broken = broken or _is_broken(value, font, beside / size)
    if broken or len(wrap(value, font, size, beside)) > MOST_LINES:
        block.text(part.label, SIZE, colour=GREY)
        block.text(value, SIZE, font=font)
    else:
        block.columns(
            lambda: block.text(part.label, SIZE, room=room - 1.5 * MM, colour=GREY),
            lambda: block.text(value, SIZE, x=block.left + room, font=font),
        )
    block.space(1)


def _is_broken(words: str, font: str, room: float) -> bool:
    """Whether a line of this room (at a type size of 1) would end within a word and not at its hyphen."""
    return any(width(part, font) > room for word in words.split() for part in hyphenated(word))


def _tick(block: Block, part: Tick) -> None:
    size = SIZE * block.scale
    square = ticked_box if part.ticked else box
    block.drawings.append(square(block.left, block.y - size * BASELINE, size * 0.78))
    block.text(part.words, SIZE, x=block.left + 1.5 * size)


def _amount(block: Block, part: Amount) -> None:
    font = BOLD if part.bold else REGULAR
    wide = width(part.amount, font) * SIZE * block.scale + 0.1
    block.columns(
        lambda: block.text(part.label, SIZE, room=block.right - block.left - wide - 2 * MM, font=font),
        lambda: block.text(part.amount, SIZE, x=block.right - wide, font=font),
    )


def _code(block: Block, text: str) -> None:
    """In the middle, with its quiet zone, as wide as a narrow roll prints."""
    code = encode(text)
    whole = min(WIDEST_CODE, block.right - block.left)
    whole = min(whole, (code.size + 2 * QUIET) * MM)
    quiet = QUIET * whole / (code.size + 2 * QUIET)
    left = (block.left + block.right - whole) / 2 + quiet
    side = whole - 2 * quiet
    block.drawings.append(code.drawing(left, block.y - quiet - side, side))
    block.y -= whole
