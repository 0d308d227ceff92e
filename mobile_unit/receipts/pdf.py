"""A receipt as a PDF of one A5 page, drawn straight onto reportlab's canvas.

The page is composed before it is drawn: where everything at its ordinary size would not fit (a name of 100
letters, eight documents, a long address), the type is made a little smaller, step by step, until it does.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from mobile_unit.receipts.content import Receipt
from mobile_unit.receipts.qr import encode
from mobile_unit.resources import resource

MM = 72 / 25.4
WIDTH, HEIGHT = 148 * MM, 210 * MM
LEFT, RIGHT = 12 * MM, WIDTH - 12 * MM
TOP, BOTTOM = HEIGHT - 10 * MM, 9 * MM
LABEL = 27 * MM
QR_SIZE = 25 * MM
INK, GREY, RULE = (0.07, 0.09, 0.11), (0.36, 0.4, 0.44), (0.75, 0.78, 0.81)
REGULAR, BOLD = "NotoSans", "NotoSans-Bold"
_SCALES = (1.12, 1.06, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)


class UnknownPaper(ValueError):
    """A paper that this module does not draw."""


def draw(receipt: Receipt, paper: str = "a5") -> bytes:
    """The receipt as PDF bytes; the same receipt gives the same bytes."""
    if paper != "a5":
        raise UnknownPaper(paper)
    _register_fonts()
    for scale in _SCALES:
        page = _Page(scale)
        _compose(page, receipt)
        if page.y >= BOTTOM:
            break
    return _render(page, receipt)


@dataclass(frozen=True, slots=True)
class _Words:
    """A line of text and where it stands."""

    words: str
    x: float
    y: float
    size: float
    font: str
    colour: tuple[float, float, float]


@dataclass
class _Page:
    """Drawing steps from the top down; ``y`` is where the next line's top is, in points from below."""

    scale: float
    y: float = TOP
    steps: list[Callable[[Any], None]] = field(default_factory=list)
    lines: list[_Words] = field(default_factory=list)

    def space(self, millimetres: float) -> None:
        self.y -= millimetres * MM * self.scale

    def rule(self) -> None:
        y = self.y

        def step(canvas: Any) -> None:
            canvas.setStrokeColorRGB(*RULE)
            canvas.setLineWidth(0.6)
            canvas.line(LEFT, y, RIGHT, y)

        self.steps.append(step)

    def text(
        self,
        words: str,
        size: float,
        *,
        x: float = LEFT,
        width: float = RIGHT - LEFT,
        font: str = REGULAR,
        colour: tuple[float, float, float] = INK,
        align: str = "left",
    ) -> None:
        """Wrapped lines of text; moves ``y`` below them."""
        size *= self.scale
        for line in wrap(words, font, size, width):
            self.y -= size * 1.32
            start = x + width - _width(line, font) * size if align == "right" else x
            self.lines.append(_Words(line, start, self.y + size * 0.28, size, font, colour))

    def beside(self, rows: Sequence[tuple[str, str]], size: float, font: str = REGULAR) -> None:
        """Labels in a column on the left, values wrapped beside them."""
        for label, value in rows:
            top = self.y
            self.text(label, size, width=LABEL - 2 * MM, colour=GREY)
            below_label, self.y = self.y, top
            self.text(value, size, x=LEFT + LABEL, width=RIGHT - LEFT - LABEL, font=font)
            self.y = min(self.y, below_label) - 0.5 * MM * self.scale


def _compose(page: _Page, receipt: Receipt) -> None:
    _head(page, receipt)
    page.space(2.5)
    facts = [(line.label, line.value) for line in receipt.facts]
    page.beside(facts[:1], 10.5, BOLD)
    page.beside(facts[1:], 8.8)
    page.space(1.2)
    page.rule()
    page.space(1.6)
    _documents(page, receipt)
    page.space(1.2)
    page.rule()
    page.space(1.6)
    _fees(page, receipt)
    page.space(1.4)
    page.rule()
    page.space(1.8)
    page.beside([(line.label, line.value) for line in receipt.steps], 7.8)
    page.space(2.2)
    _signature(page, receipt)


def _head(page: _Page, receipt: Receipt) -> None:
    """Ministry, office and unit; then the title with the number, and the QR beside them."""
    beside_qr = RIGHT - LEFT - QR_SIZE - 5 * MM
    top = page.y
    page.text(receipt.ministry.upper(), 8, font=BOLD, width=beside_qr)
    page.text(receipt.office, 8, width=beside_qr)
    page.text(receipt.unit, 8, width=beside_qr, colour=GREY)
    page.space(2.4)
    title = f"{receipt.title} · {receipt.copy}" if receipt.copy else receipt.title
    page.text(title.upper(), 9.2, font=BOLD, width=beside_qr)
    page.space(0.6)
    page.text(receipt.number, _fitting(receipt.number, BOLD, 17, beside_qr), font=BOLD, width=beside_qr)
    page.steps.append(_qr(receipt.number, RIGHT - QR_SIZE, top - QR_SIZE))
    page.y = min(page.y, top - QR_SIZE)
    page.space(1.6)
    page.rule()


def _documents(page: _Page, receipt: Receipt) -> None:
    page.text("Berkas diterima", 8, font=BOLD)
    page.space(0.6)
    half = (RIGHT - LEFT - 4 * MM) / 2
    labels = receipt.documents or ("(tidak ada)",)
    for row in range(0, len(labels), 2):
        top, lowest = page.y, page.y
        for column, label in enumerate(labels[row : row + 2]):
            page.y = top
            x = LEFT + column * (half + 4 * MM)
            page.steps.append(_tick(x, page.y - 8.4 * page.scale * 1.05, 6.4 * page.scale))
            page.text(label, 8.4, x=x + 4.2 * MM, width=half - 4.2 * MM)
            lowest = min(lowest, page.y)
        page.y = lowest


def _fees(page: _Page, receipt: Receipt) -> None:
    amount = 30 * MM
    for line in receipt.fees:
        top = page.y
        page.text(line.label, 8.8, width=RIGHT - LEFT - amount)
        below, page.y = page.y, top
        page.text(line.value, 8.8, x=RIGHT - amount, width=amount, align="right")
        page.y = min(below, page.y)
    page.space(0.5)
    top = page.y
    page.text("Jumlah", 10.5, font=BOLD)
    page.y = top
    page.text(receipt.total, 10.5, x=RIGHT - 2 * amount, width=2 * amount, font=BOLD, align="right")
    page.text(f"Terbilang: {receipt.total_in_words}", 7.8, colour=GREY)
    page.text(f"Dasar hukum: {receipt.legal_basis}", 7.8, colour=GREY)
    page.text(f"Kode billing: {receipt.billing}", 8.8, font=BOLD)


def _signature(page: _Page, receipt: Receipt) -> None:
    """On the left what it is not and whom to ask; on the right who took it, with room for the stamp."""
    top = page.y
    right = LEFT + 78 * MM
    width = RIGHT - right
    page.text(receipt.footer, 8.2, font=BOLD, width=72 * MM)
    page.space(0.8)
    page.text(receipt.contact, 7.4, width=72 * MM, colour=GREY)
    below, page.y = page.y, top
    page.text(receipt.place_and_date, 7.8, x=right, width=width)
    page.text("Petugas (tanda tangan dan cap)", 7.8, x=right, width=width, colour=GREY)
    page.space(11)
    page.text(receipt.officer, 8.4, x=right, width=width, font=BOLD)
    page.text(f"NIP {receipt.nip}", 7.8, x=right, width=width)
    page.y = min(below, page.y)


def _qr(text: str, x: float, y: float) -> Callable[[Any], None]:
    code = encode(text)
    module = QR_SIZE / code.size

    def step(canvas: Any) -> None:
        canvas.saveState()
        canvas.setFillColorRGB(0, 0, 0)
        canvas.translate(x, y)
        canvas.scale(module, module)
        path = canvas.beginPath()
        for row, column, length in code.runs:
            path.rect(column, code.size - row - 1, length, 1)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()

    return step


def _tick(x: float, y: float, size: float) -> Callable[[Any], None]:
    def step(canvas: Any) -> None:
        canvas.setStrokeColorRGB(*INK)
        canvas.setLineWidth(1.1)
        path = canvas.beginPath()
        path.moveTo(x, y + size * 0.45)
        path.lineTo(x + size * 0.35, y + size * 0.1)
        path.lineTo(x + size, y + size * 0.85)
        canvas.drawPath(path, stroke=1, fill=0)

    return step


def _render(page: _Page, receipt: Receipt) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(receipt.number)
    canvas.setAuthor(receipt.office)
    canvas.setSubject(receipt.title)
    for step in page.steps:
        step(canvas)
    _write(canvas, page.lines)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _write(canvas: Any, lines: Sequence[_Words]) -> None:
    """All text as one text object: half the work of a string at a time."""
    text = canvas.beginText()
    set_as: tuple[Any, ...] = ()
    for line in lines:
        if set_as != (line.font, line.size, line.colour):
            set_as = (line.font, line.size, line.colour)
            text.setFont(line.font, line.size)
            text.setFillColorRGB(*line.colour)
        text.setTextOrigin(line.x, line.y)
        text.textOut(line.words)
    canvas.drawText(text)


def wrap(words: str, font: str, size: float, width: float) -> list[str]:
    """Lines no wider than ``width``; a word that is wider by itself is broken."""
    room = width / size
    space = _width(" ", font)
    lines: list[str] = []
    line, used = "", 0.0
    for word in words.split():
        wide = _width(word, font)
        if line and used + space + wide <= room:
            line, used = f"{line} {word}", used + space + wide
            continue
        if line:
            lines.append(line)
        while wide > room and len(word) > 1:
            fits = _letters_that_fit(word, font, room)
            lines.append(word[:fits])
            word = word[fits:]
            wide = _width(word, font)
        line, used = word, wide
    return [*lines, line] if line or not lines else lines


def _letters_that_fit(word: str, font: str, room: float) -> int:
    count = 1
    while _width(word[: count + 1], font) <= room:
        count += 1
    return count


def _fitting(words: str, font: str, size: float, width: float) -> float:
    return min(size, width / _width(words, font))


@lru_cache(maxsize=4096)
def _width(words: str, font: str) -> float:
    """The width at a type size of 1; the fonts are set without kerning, so widths add up and scale."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(words, font, 1))


@cache
def _register_fonts() -> None:
    """Noto Sans (SIL OFL 1.1), Latin, Greek and Cyrillic; read once, embedded as far as used."""
    from reportlab import rl_config
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    rl_config.useA85 = 0  # plain binary streams: smaller, and quicker to write
    registerFont(TTFont(REGULAR, str(resource("fonts", "NotoSans-Regular.ttf"))))
    registerFont(TTFont(BOLD, str(resource("fonts", "NotoSans-Bold.ttf"))))
