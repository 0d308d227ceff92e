"""A block of text and lines, composed from its top down before anything is drawn, so that it can be moved or
composed again in a smaller size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mobile_unit.receipts.breaking import lines_of
from mobile_unit.receipts.fonts import BOLD, REGULAR, printable, width

MM = 72 / 25.4
LEADING, BASELINE = 1.34, 1.04
"""From a line's top down to the next line's top, and to its own baseline, over the type size."""
SMALLER, SMALLEST = 0.97, 0.5
"""By how much type is made smaller at a time, and at which scale that ends."""

Colour = tuple[float, float, float]
INK: Colour = (0.08, 0.09, 0.11)
GREY: Colour = (0.38, 0.41, 0.45)
RULE: Colour = (0.72, 0.75, 0.78)

Drawing = Callable[[Any, float], None]
"""Draws on a reportlab canvas, given the height of the block's top."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text and where its baseline begins: points from the page's left and the block's top."""

    words: str
    x: float
    y: float
    size: float
    font: str
    colour: Colour


@dataclass
class Block:
    """``y`` is where the next thing's top is: 0, then negative. Type sizes are points before ``scale``."""

    left: float
    right: float
    scale: float = 1.0
    y: float = 0.0
    lines: list[Words] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)

    @property
    def height(self) -> float:
        return -self.y

    def space(self, points: float) -> None:
        self.y -= points * self.scale

    def text(
        self,
        words: str,
        size: float,
        *,
        x: float | None = None,
        room: float | None = None,
        font: str = REGULAR,
        colour: Colour = INK,
        to_the_right: bool = False,
        centred: bool = False,
        beside: float = 0,
    ) -> None:
        """Text wrapped to ``room`` points; moves ``y`` below it.

        ``beside`` is the size of larger type on the left or right whose first baseline this shares.
        """
        x = self.left if x is None else x
        room = self.right - x if room is None else room
        self.space(max(0, beside - size) * BASELINE)
        size *= self.scale
        for line in wrap(printable(words), font, size, room):
            left_over = room - width(line, font) * size
            start = x + (left_over if to_the_right else left_over / 2 if centred else 0)
            self.lines.append(Words(line, start, self.y - size * BASELINE, size, font, colour))
            self.y -= size * LEADING

    def letterhead(self, ministry: str, office: str, unit: str = "", size: float = 8.6) -> None:
        """Whose paper it is, over a thick line."""
        self.text(ministry.upper(), size)
        self.text(office.upper(), size + 1.4, font=BOLD)
        if unit:
            self.text(unit, size, colour=GREY)
        self.space(4)
        self.rule(1.4, INK)

    def columns(self, *columns: Callable[[], None]) -> None:
        """Compose each column from the same top; ``y`` ends below the longest."""
        top = lowest = self.y
        for column in columns:
            self.y = top
            column()
            lowest = min(lowest, self.y)
        self.y = lowest

    def rule(self, thickness: float, colour: Colour = RULE, *, x: float | None = None) -> None:
        """A line from ``x`` to the block's right at ``y``."""
        left, y = self.left if x is None else x, self.y

        def drawing(canvas: Any, top: float) -> None:
            canvas.setStrokeColorRGB(*colour)
            canvas.setLineWidth(thickness)
            canvas.line(left, top + y, self.right, top + y)

        self.drawings.append(drawing)

    def frame(self, x: float, top: float, wide: float, high: float, thickness: float, colour: Colour) -> None:
        """A rectangle whose upper left corner is at ``x`` and ``top`` (as ``y``)."""

        def drawing(canvas: Any, height: float) -> None:
            canvas.setStrokeColorRGB(*colour)
            canvas.setLineWidth(thickness)
            canvas.rect(x, height + top - high, wide, high, stroke=1, fill=0)

        self.drawings.append(drawing)


Placed = list[tuple[Block, float]]
"""Blocks, each with the height of its top."""


def stacked(blocks: Iterable[Block], gap: float, top: float, foot: Block, bottom: float) -> Placed:
    """Blocks one below the other from ``top``, and one that stands on ``bottom``."""
    placed, y = [], top
    for block in blocks:
        placed.append((block, y))
        y -= block.height + gap
    return [*placed, (foot, bottom + foot.height)]


def fitted(
    parts: Callable[[float], tuple[Sequence[Block], Block]],
    gap: float,
    top: float,
    bottom: float,
    scale: float = 1.0,
) -> Placed:
    """As ``stacked``, in type as large as fits, from ``scale`` down: ``parts`` draws the blocks and the foot
    at one. What does not fit at SMALLEST runs over."""
    while True:
        blocks, foot = parts(scale)
        used = sum(block.height + gap * scale for block in blocks) + foot.height
        if used <= top - bottom or scale < SMALLEST:
            return stacked(blocks, gap * scale, top, foot, bottom)
        scale *= SMALLER


def draw_blocks(canvas: Any, placed: Placed) -> None:
    """Draw blocks where they are placed; all text as one object, half the work of many.

    Each line says where it begins, so ``textLine`` does: unlike ``textOut`` it measures nothing.
    """
    for block, top in placed:
        for drawing in block.drawings:
            drawing(canvas, top)
    text = canvas.beginText()
    font: tuple[Any, ...] = ()
    colour: Colour | None = None
    for block, top in placed:
        for line in block.lines:
            if font != (line.font, line.size):
                font = (line.font, line.size)
                text.setFont(*font)
            if colour != line.colour:
                colour = line.colour
                text.setFillColorRGB(*colour)
            text.setTextOrigin(line.x, top + line.y)
            text.textLine(line.words)
    canvas.drawText(text)


def box(x: float, y: float, size: float) -> Drawing:
    """A square, standing on a baseline at ``y``."""

    def drawing(canvas: Any, top: float) -> None:
        canvas.setStrokeColorRGB(*GREY)
        canvas.setLineWidth(0.6)
        canvas.rect(x, top + y - size * 0.06, size, size, stroke=1, fill=0)

    return drawing


def ticked_box(x: float, y: float, size: float) -> Drawing:
    """A square with a tick, standing on a baseline at ``y``."""
    square = box(x, y, size)

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


def wrap(words: str, font: str, size: float, room: float) -> list[str]:
    """Lines no wider than ``room`` points (``breaking.py``)."""
    room = room / size + 1e-6  # a text that was made to fit does
    return lines_of(words, lambda part: width(part, font), room)
