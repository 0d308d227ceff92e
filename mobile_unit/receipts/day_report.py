"""A day's report as a PDF of one A4 page.

Where it is too much for the page, the lists are cut first (they say how many more there are), then the type
is made a little smaller. Signatures stand at the bottom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mobile_unit.receipts.block import GREY, INK, MM, SMALLER, Block, stacked
from mobile_unit.receipts.content import Line
from mobile_unit.receipts.day_content import DayReport, Signature
from mobile_unit.receipts.fonts import BOLD, REGULAR, width
from mobile_unit.receipts.sheet import Properties, written

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 20 * MM, WIDTH - 18 * MM
TOP, BOTTOM = HEIGHT - 15 * MM, 15 * MM
MIDDLE = (LEFT + RIGHT) / 2
LABEL = 30 * MM
BODY, SMALL, HEADING = 9.4, 8.2, 10.6
GAP = 5 * MM
SIGNATURE = 15 * MM
LISTS = (24, 16, 10, 6, 4)
"""How many lines of a list are printed, the most that fit."""


def draw(report: DayReport) -> bytes:
    """The report as PDF bytes; the same entry gives the same bytes."""
    scale = 1.0
    while True:
        for listed in LISTS:
            blocks = _parts(report, scale, listed)
            foot = _foot(report, scale)
            if sum(block.height + GAP * scale for block in blocks) + foot.height <= TOP - BOTTOM:
                return _pdf(report, blocks, foot, GAP * scale)
        scale *= SMALLER


def _parts(report: DayReport, scale: float, listed: int) -> list[Block]:
    blocks = [
        _head(report, scale),
        _facts(report, scale),
        _reconciliation(report, scale),
        _taken(report, scale),
        _fees(report, scale),
    ]
    blocks.append(
        _list("Pengecualian", report.exceptions, report.exceptions_in_all, scale, listed, columns=2)
    )
    blocks.append(_list("Draf tersisa", report.drafts, report.drafts_in_all, scale, listed, columns=1))
    return blocks


def _head(report: DayReport, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.letterhead(report.ministry, report.office, report.unit)
    block.space(2.2)
    block.rule(0.5, INK)
    block.space(10)
    mark = width(report.again, BOLD) * BODY * scale
    block.columns(
        lambda: block.text(report.title, 17, font=BOLD, room=RIGHT - LEFT - mark - 4 * MM),
        lambda: block.text(report.again, BODY, x=RIGHT - mark, font=BOLD, to_the_right=True, beside=17),
    )
    block.text(report.day, 11)
    return block


def _facts(report: DayReport, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    for line in report.facts:
        _row(block, line)
    return block


def _row(block: Block, line: Line) -> None:
    block.columns(
        lambda: block.text(line.label, BODY, room=LABEL - 2 * MM, colour=GREY),
        lambda: block.text(line.value, BODY, x=LEFT + LABEL),
    )
    block.space(1.4)


def _heading(block: Block, words: str) -> None:
    block.text(words, HEADING, font=BOLD)
    block.space(1)
    block.rule(0.5)
    block.space(3)


def _reconciliation(report: DayReport, scale: float) -> Block:
    """Three figures that must be one and the same, in boxes; below, everything else that was counted."""
    block = Block(LEFT, RIGHT, scale)
    _heading(block, "Rekonsiliasi")
    block.space(2)
    gap = 5 * MM
    wide = (RIGHT - LEFT - 2 * gap) / 3
    top = block.y

    def box(number: int, line: Line) -> Callable[[], None]:
        left = LEFT + number * (wide + gap)

        def column() -> None:
            block.space(5)
            block.text(line.value, 20, x=left + 3 * MM, room=wide - 6 * MM, font=BOLD)
            block.text(line.label, SMALL, x=left + 3 * MM, room=wide - 6 * MM, colour=GREY)
            block.space(5)

        return column

    block.columns(*(box(number, line) for number, line in enumerate(report.compared)))
    high = top - block.y
    for number in range(3):
        block.frame(LEFT + number * (wide + gap), top, wide, high, 0.6 if report.agree else 1.2, INK)
    block.space(5)
    block.text(report.verdict, BODY, font=BOLD)
    block.space(4)
    _two_columns(block, report.other_counts)
    return block


def _two_columns(block: Block, lines: Sequence[Line]) -> None:
    for first in range(0, len(lines), 2):
        left, *right = lines[first : first + 2]
        block.columns(_pair(block, left, LEFT), *(_pair(block, line, MIDDLE) for line in right))
        block.space(1.4)


def _pair(block: Block, line: Line, left: float) -> Callable[[], None]:
    def column() -> None:
        block.columns(
            lambda: block.text(line.label, BODY, x=left, room=LABEL + 4 * MM, colour=GREY),
            lambda: block.text(
                line.value, BODY, x=left + LABEL + 4 * MM, room=MIDDLE - LEFT - LABEL - 8 * MM
            ),
        )

    return column


def _taken(report: DayReport, scale: float) -> Block:
    """What was taken, by service on the left and by officer on the right."""
    block = Block(LEFT, RIGHT, scale)
    _heading(block, "Permohonan menurut layanan dan petugas")

    def counted(lines: Sequence[Line], left: float) -> Callable[[], None]:
        def column() -> None:
            for line in lines:
                _counted(block, line, left)

        return column

    nothing = (Line("Tidak ada", ""),)
    block.columns(counted(report.services or nothing, LEFT), counted(report.takers, MIDDLE))
    return block


def _counted(block: Block, line: Line, left: float) -> None:
    wide = MIDDLE - LEFT
    block.columns(
        lambda: block.text(line.label, BODY, x=left, room=wide - 22 * MM),
        lambda: block.text(line.value, BODY, x=left + wide - 20 * MM, room=12 * MM, to_the_right=True),
    )
    block.space(1)


def _fees(report: DayReport, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    _heading(block, "PNBP yang ditagihkan")
    for label, count, amount in report.fees:
        _fee(block, label, f"{count} ×", amount, REGULAR)
    if report.fees:
        block.rule(0.5, x=MIDDLE)
        block.space(2)
    _fee(block, "Jumlah", "", report.billed, BOLD)
    block.text("Dibayar lewat kode billing; loket tidak menerima uang.", SMALL, colour=GREY)
    return block


def _fee(block: Block, label: str, count: str, amount: str, font: str) -> None:
    block.columns(
        lambda: block.text(label, BODY, room=RIGHT - LEFT - 62 * MM, font=font),
        lambda: block.text(count, BODY, x=RIGHT - 60 * MM, room=18 * MM, to_the_right=True),
        lambda: block.text(amount, BODY, x=RIGHT - 40 * MM, room=40 * MM, font=font, to_the_right=True),
    )
    block.space(1)


def _list(title: str, lines: Sequence[str], in_all: int, scale: float, listed: int, *, columns: int) -> Block:
    block = Block(LEFT, RIGHT, scale)
    _heading(block, title)
    shown = lines[:listed]
    wide = (RIGHT - LEFT) / columns
    for first in range(0, len(shown), columns):
        block.columns(
            *(
                _cell(block, words, LEFT + n * wide, wide - 3 * MM)
                for n, words in enumerate(shown[first : first + columns])
            )
        )
        block.space(0.8)
    if not lines:
        block.text("Tidak ada.", BODY)
    if in_all > len(shown):
        block.text(f"dan {in_all - len(shown)} lainnya", SMALL, colour=GREY)
    return block


def _cell(block: Block, words: str, left: float, room: float) -> Callable[[], None]:
    return lambda: block.text(words, SMALL, x=left, room=room)


def _foot(report: DayReport, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    for remark in report.remarks:
        block.text(remark, SMALL, font=BOLD)
    block.space(6)
    left, right = report.signatures
    block.columns(
        _signature(block, left, "", LEFT),
        _signature(block, right, report.place_and_date, MIDDLE + 8 * MM),
    )
    block.space(6)
    block.text(
        "Ketua tim menyetujui dengan PIN-nya; catatan ini tersimpan dalam jurnal unit. "
        "Bukan tanda tangan elektronik tersertifikasi.",
        7,
        colour=GREY,
    )
    return block


def _signature(block: Block, signature: Signature, above: str, left: float) -> Callable[[], None]:
    room = 70 * MM

    def column() -> None:
        block.text(above or " ", SMALL, x=left, room=room)
        block.text(signature.role, SMALL, x=left, room=room, colour=GREY)
        block.y -= SIGNATURE
        block.text(signature.name, BODY, x=left, room=room, font=BOLD)
        block.text(f"NIP {signature.nip}", SMALL, x=left, room=room)

    return column


def _pdf(report: DayReport, blocks: list[Block], foot: Block, gap: float) -> bytes:
    properties = Properties(f"{report.title}, {report.day}", report.title, report.office, report.unit)
    return written((WIDTH, HEIGHT), properties, (0, stacked(blocks, gap, TOP, foot, BOTTOM)))
