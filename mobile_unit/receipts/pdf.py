"""A receipt as a PDF of one page, drawn straight onto reportlab's canvas.

A4 is two A5 side by side, one for the applicant and one for the office; a roll is drawn by ``roll``. The A5
page has one look: where everything at its ordinary size would not fit (a name of 100 letters, a dozen
documents, a long address), the type is made a little smaller, step by step, until it does. The foot with
signature and stamp stands at the bottom; the room that is left goes between the parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mobile_unit.receipts.block import BASELINE, GREY, INK, MM, SMALLER, Block, Placed, box, ticked_box, wrap
from mobile_unit.receipts.content import Line, Receipt
from mobile_unit.receipts.fonts import BOLD, MISSING, MISSING_NOTE, REGULAR, printable, width
from mobile_unit.receipts.papers import Paper, paper_of
from mobile_unit.receipts.qr import QUIET, encode
from mobile_unit.receipts.sheet import Properties, written

WIDTH, HEIGHT = 148 * MM, 210 * MM
LEFT, RIGHT = 12 * MM, WIDTH - 12 * MM
TOP, BOTTOM = HEIGHT - 10 * MM, 10 * MM
LABEL = 29 * MM
VALUES = LEFT + LABEL
QR_SIZE = 25.2 * MM
STAMP, PAD = 14 * MM, 2.4 * MM
NAME, LONG_NAME, MARK, BODY, SMALL = 11.5, 9.6, 9.4, 8.6, 7.6
GAP, WIDEST_GAP = 3.4 * MM, 5.4 * MM


HALVES = ("Lembar pemohon", "Lembar kantor")


def draw(receipt: Receipt, paper: str = "a5") -> bytes:
    """The receipt as PDF bytes; the same receipt gives the same bytes. Raises UnknownPaper."""
    return _DRAWN_BY[paper_of(paper).key](receipt, paper_of(paper))


def _a5(receipt: Receipt, _paper: Paper) -> bytes:
    return written((WIDTH, HEIGHT), properties_of(receipt), (0, _fitted(receipt)))


def _a4(receipt: Receipt, paper: Paper) -> bytes:
    """Whose half each is, and where to cut."""
    wide, half = paper.width * MM, paper.width * MM / 2
    side = (half - WIDTH) / 2
    halves = [_fitted(replace(receipt, part=part)) for part in HALVES]
    return written(
        (wide, HEIGHT),
        properties_of(receipt),
        (side, halves[0]),
        (half + side, halves[1]),
        (0, [(_cut(half), HEIGHT)]),
    )


def _roll(receipt: Receipt, paper: Paper) -> bytes:
    from mobile_unit.receipts.roll import place_roll
    from mobile_unit.receipts.thermal import parts_of

    placed, high = place_roll(parts_of(receipt), paper)
    return written((paper.width * MM, high), properties_of(receipt), (0, placed))


_DRAWN_BY = {"a5": _a5, "a4": _a4, "80mm": _roll, "58mm": _roll}


def properties_of(receipt: Receipt) -> Properties:
    """They name the paper, never the person."""
    return Properties(f"{receipt.title} {receipt.number}", receipt.title, receipt.office, receipt.unit)


def _cut(x: float) -> Block:
    """A dashed line from edge to edge."""
    block = Block(0, 2 * x)

    def drawing(canvas: Any, top: float) -> None:
        canvas.setStrokeColorRGB(*GREY)
        canvas.setLineWidth(0.6)
        canvas.setDash(3, 3)
        canvas.line(x, 0, x, top)
        canvas.setDash()

    block.drawings.append(drawing)
    return block


def _fitted(receipt: Receipt) -> Placed:
    """An A5 page's blocks, the type as large as it can be."""
    scale = 1.0
    while (placed := _placed(receipt, scale)) is None:
        scale *= SMALLER
    return placed


def _placed(receipt: Receipt, scale: float) -> Placed | None:
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
    code = encode(receipt.code)
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
    """Ministry, office and unit over a double rule, with the marks of a copy and a half on the right."""
    marks = [words for words in (*receipt.stamp, receipt.copy, receipt.part) if words]
    mark = max((width(words, BOLD) * MARK * block.scale + 2 * PAD for words in marks), default=0)
    room = RIGHT - LEFT - mark - 2 * MM

    def whose() -> None:
        block.text(receipt.ministry.upper(), 8.2, room=room)
        block.text(receipt.office.upper(), 9.4, room=room, font=BOLD)
        block.text(receipt.unit, 8.2, room=room, colour=GREY)

    def marked() -> None:
        block.space(3.4)
        for words in marks:
            block.text(words, MARK, x=RIGHT - mark + PAD, room=mark - 2 * PAD, font=BOLD, centred=True)
        block.space(3.4)
        block.frame(RIGHT - mark, 0, mark, block.height, 1, INK)

    block.columns(whose, *([marked] if marks else []))
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
        _row(block, Line("", MISSING_NOTE), SMALL)
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
            square = box if receipt.referral else ticked_box
            block.drawings.append(square(x, block.y - size * BASELINE, size * 0.78))
            block.text(label, BODY, x=x + 1.5 * size, room=half - 1.5 * size - MM)

        return column

    block.columns(
        lambda: block.text(receipt.labels.documents, BODY, room=LABEL - 2 * MM, colour=GREY), checklist
    )
    return block


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
