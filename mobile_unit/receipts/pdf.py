"""A receipt as a PDF of one A5 page, drawn straight onto reportlab's canvas.

The page has one look: where everything at its ordinary size would not fit (a name of 100 letters, a dozen
documents, a long address), the type is made a little smaller, step by step, until it does. The foot with
signature and stamp stands at the bottom; the room that is left goes between the parts.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from mobile_unit.receipts.block import BASELINE, GREY, INK, MM, Block, Drawing, draw_blocks, wrap
from mobile_unit.receipts.content import Line, Receipt
from mobile_unit.receipts.fonts import BOLD, MISSING, REGULAR, font_named, printable, width
from mobile_unit.receipts.qr import encode

WIDTH, HEIGHT = 148 * MM, 210 * MM
LEFT, RIGHT = 12 * MM, WIDTH - 12 * MM
TOP, BOTTOM = HEIGHT - 10 * MM, 10 * MM
LABEL = 29 * MM
VALUES = LEFT + LABEL
QR_SIZE = 25.2 * MM
QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""
STAMP, PAD = 14 * MM, 2.4 * MM
NAME, LONG_NAME, MARK, BODY, SMALL = 11.5, 9.6, 9.4, 8.6, 7.6
GAP, WIDEST_GAP = 3.4 * MM, 5.4 * MM
_MISSING_NOTE = f"{MISSING} = huruf yang tidak dapat dicetak di sini; lengkapnya seperti pada berkas."


class UnknownPaper(ValueError):
    """A paper that this module does not draw."""


def draw(receipt: Receipt, paper: str = "a5") -> bytes:
    """The receipt as PDF bytes; the same receipt gives the same bytes."""
    if paper != "a5":
        raise UnknownPaper(paper)
    scale = 1.0
    while (placed := _placed(receipt, scale)) is None:
        scale *= 0.97
    return _pdf(receipt, placed)


def _placed(receipt: Receipt, scale: float) -> list[tuple[Block, float]] | None:
    """The page's blocks with the heights of their tops; None where they are too much at this scale."""
    head, foot = _head(receipt, scale), _foot(receipt, scale)
    parts = [
        _applicant(receipt, scale),
        _documents(receipt, scale),
        _fees(receipt, scale),
        _steps(receipt, scale),
    ]
    used = sum(block.height for block in (head, *parts, foot))
    gap = (TOP - BOTTOM - used) / (len(parts) + 1)
    if gap < GAP * scale:
        return None
    gap = min(gap, WIDEST_GAP)
    placed, y = [(head, TOP)], TOP - head.height
    for part in parts:
        placed += [(_divider(), y - gap / 2), (part, y - gap)]
        y -= gap + part.height
    foot_top = BOTTOM + foot.height
    return [*placed, (_divider(), y - gap / 2), (foot, foot_top)]


def _divider() -> Block:
    block = Block(LEFT, RIGHT)
    block.rule(0.5)
    return block


def _head(receipt: Receipt, scale: float) -> Block:
    """Whose paper it is; below, the number and the QR code that says it."""
    block = Block(LEFT, RIGHT, scale)
    _letterhead(block, receipt)
    code = encode(receipt.number)
    quiet = QUIET * QR_SIZE / code.size
    room = RIGHT - LEFT - QR_SIZE - quiet
    top = block.y - quiet
    block.drawings.append(code.drawing(RIGHT - QR_SIZE, top - QR_SIZE, QR_SIZE))
    block.y = top
    block.space(1)
    block.text(receipt.title.upper(), 9.4, room=room, font=BOLD)
    block.text(receipt.number, min(21, room / scale / width(receipt.number, BOLD)), room=room, font=BOLD)
    block.space(1.5)
    block.text(receipt.taken_at, BODY, room=room)
    if receipt.taken_in:
        block.text(receipt.taken_in, BODY, room=room)
    # Half of the gap that follows, up to the divider, is white as well.
    block.y = min(block.y, top - QR_SIZE - quiet + GAP * scale / 2)
    return block


def _letterhead(block: Block, receipt: Receipt) -> None:
    """Ministry, office and unit over a double rule, with the mark of a copy on the right."""
    mark = width(receipt.copy, BOLD) * MARK * block.scale + 2 * PAD if receipt.copy else 0
    room = RIGHT - LEFT - mark - 2 * MM

    def whose() -> None:
        block.text(receipt.ministry.upper(), 8.2, room=room)
        block.text(receipt.office.upper(), 9.4, room=room, font=BOLD)
        block.text(receipt.unit, 8.2, room=room, colour=GREY)

    def marked() -> None:
        block.space(3.4)
        block.text(receipt.copy, MARK, x=RIGHT - mark + PAD, font=BOLD)
        block.space(3.4)
        block.frame(RIGHT - mark, 0, mark, block.height, 1, INK)

    block.columns(whose, *([marked] if receipt.copy else []))
    block.space(4)
    block.rule(1.4, INK)
    block.space(2.2)
    block.rule(0.5, INK)


def _row(block: Block, line: Line, size: float, value_size: float = 0, font: str = REGULAR) -> None:
    """A label on the left and its value beside it, on one baseline."""
    value_size = value_size or size
    block.columns(
        lambda: block.text(line.label, size, room=LABEL - 2 * MM, colour=GREY, beside=value_size),
        lambda: block.text(line.value, value_size, x=VALUES, font=font),
    )
    block.space(1.2)


def _applicant(receipt: Receipt, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    name, *rest = (Line(line.label, printable(line.value)) for line in receipt.applicant)
    lines = len(wrap(name.value, BOLD, NAME * scale, RIGHT - VALUES))
    _row(block, name, BODY, NAME if lines <= 2 else LONG_NAME, BOLD)
    for line in rest:
        _row(block, line, BODY)
    if any(MISSING in line.value for line in (name, *rest)):
        _row(block, Line("", _MISSING_NOTE), SMALL)
    return block


def _documents(receipt: Receipt, scale: float) -> Block:
    """A checklist in two columns: what was received is ticked, what is to be brought has a box for a pen."""
    block = Block(LEFT, RIGHT, scale)
    labels = receipt.documents or (receipt.labels.no_documents,)
    half = (RIGHT - VALUES) / 2

    def checklist() -> None:
        for first in range(0, len(labels), 2):
            block.columns(
                *(_ticked(block, label, n * half) for n, label in enumerate(labels[first : first + 2]))
            )
            block.space(0.8)

    def _ticked(block: Block, label: str, indent: float) -> Callable[[], None]:
        def column() -> None:
            x, size = VALUES + indent, BODY * scale
            box = _box if receipt.referral else _ticked_box
            block.drawings.append(box(x, block.y - size * BASELINE, size * 0.78))
            block.text(label, BODY, x=x + 1.5 * size, room=half - 1.5 * size - MM)

        return column

    block.columns(
        lambda: block.text(receipt.labels.documents, BODY, room=LABEL - 2 * MM, colour=GREY), checklist
    )
    return block


def _box(x: float, y: float, size: float) -> Drawing:
    """A square, standing on a baseline at ``y``."""

    def drawing(canvas: Any, top: float) -> None:
        canvas.setStrokeColorRGB(*GREY)
        canvas.setLineWidth(0.6)
        canvas.rect(x, top + y - size * 0.06, size, size, stroke=1, fill=0)

    return drawing


def _ticked_box(x: float, y: float, size: float) -> Drawing:
    """A square with a tick, standing on a baseline at ``y``."""
    square = _box(x, y, size)

    def drawing(canvas: Any, top: float) -> None:
        square(canvas, top)
        low = top + y - size * 0.06
        canvas.setStrokeColorRGB(*INK)
        canvas.setLineWidth(1.1)
        tick = canvas.beginPath()
        tick.moveTo(x + size * 0.2, low + size * 0.5)
        tick.lineTo(x + size * 0.42, low + size * 0.24)
        tick.lineTo(x + size * 0.84, low + size * 0.82)
        canvas.drawPath(tick, stroke=1, fill=0)

    return drawing


def _fees(receipt: Receipt, scale: float) -> Block:
    """Fee lines with their sum, then its words, what it rests on, and how it will be paid."""
    block = Block(LEFT, RIGHT, scale)

    def amounts() -> None:
        for line in receipt.fees:
            _amount(block, line.label, line.value, BODY, REGULAR)
        block.space(2)
        block.rule(0.5, x=VALUES)
        block.space(1)
        _amount(block, receipt.labels.total, receipt.total, 10.4, BOLD)

    if receipt.fees:
        block.columns(
            lambda: block.text(receipt.labels.fees, BODY, room=LABEL - 2 * MM, colour=GREY), amounts
        )
        block.space(1.2)
    else:
        _row(block, Line(receipt.labels.fees, receipt.total), BODY)
    for line in receipt.fee_notes:
        _row(block, line, SMALL)
    if receipt.billing is not None:
        _row(block, receipt.billing, BODY, font=BOLD)
    return block


def _amount(block: Block, label: str, amount: str, size: float, font: str) -> None:
    wide = width(amount, font) * size * block.scale
    block.columns(
        lambda: block.text(label, size, x=VALUES, room=RIGHT - VALUES - wide - 3 * MM, font=font),
        lambda: block.text(amount, size, x=RIGHT - wide - MM, font=font, to_the_right=True),
    )


def _steps(receipt: Receipt, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    for line in receipt.steps:
        _row(block, line, SMALL)
    return block


def _foot(receipt: Receipt, scale: float) -> Block:
    """On the left what it is not and whom to ask; on the right who took it, with room for the stamp."""
    block = Block(LEFT, RIGHT, scale)
    middle, signature = LEFT + 66 * MM, RIGHT - 50 * MM

    def warning() -> None:
        top = block.y
        block.space(PAD)
        for line in receipt.not_proof:
            block.text(line, SMALL, x=LEFT + PAD, room=middle - LEFT - 2 * PAD, font=BOLD)
        block.space(PAD)
        block.frame(LEFT, top, middle - LEFT, top - block.y, 0.8, INK)
        block.space(5)
        for line in receipt.contact:
            block.text(line, 7, room=middle - LEFT, colour=GREY)

    def signed() -> None:
        block.text(receipt.place_and_date, SMALL, x=signature)
        block.text(receipt.labels.signature, SMALL, x=signature, colour=GREY)
        block.y -= STAMP
        block.text(receipt.officer, BODY, x=signature, font=BOLD)
        block.rule(0.5, INK, x=signature)
        block.space(1.5)
        block.text(f"NIP {receipt.nip}", SMALL, x=signature)

    block.columns(warning, signed)
    return block


def _pdf(receipt: Receipt, placed: list[tuple[Block, float]]) -> bytes:
    """The file; its properties name the paper, never the person."""
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
    canvas.setTitle(f"{receipt.title} {receipt.number}")
    canvas.setAuthor(receipt.office)
    canvas.setSubject(receipt.title)
    canvas.setCreator(receipt.unit)
    canvas.setViewerPreference("PrintScaling", "None")  # A5 as it is, not fitted to the printer's margins
    draw_blocks(canvas, placed)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
