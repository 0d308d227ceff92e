"""What a thermal printer makes of the bytes it is sent: a small ESC/POS printer that prints pictures.

It knows what our receipts use and nothing else; any other command fails the test, as some printer
would print it as letters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from mobile_unit.receipts.papers import Paper
from mobile_unit.resources import resource

CELL_WIDE, CELL_HIGH = 12, 24
LINE_SPACE = 6


@dataclass
class Printed:
    """A line of letters; ``dots`` is how far it reaches, ``limit`` how far it may."""

    words: str
    bold: bool
    align: int
    wide: int
    high: int

    @property
    def columns(self) -> int:
        return len(self.words) * self.wide


@dataclass
class ThermalPaper:
    """``lines`` as printed, ``picture`` the paper at 203 dots to the inch, ``cuts`` where it was cut."""

    paper: Paper
    lines: list[Printed] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    _strips: list[Image.Image] = field(default_factory=list)
    _line: str = ""
    _bold: bool = False
    _align: int = 0
    _size: int = 0
    _code_page: int | None = None

    @property
    def text(self) -> str:
        return "\n".join(line.words for line in self.lines)

    @property
    def picture(self) -> Image.Image:
        whole = Image.new("1", (self.paper.dots, sum(strip.height for strip in self._strips)), 1)
        y = 0
        for strip in self._strips:
            whole.paste(strip, (0, y))
            y += strip.height
        return whole

    def feed(self, job: bytes) -> ThermalPaper:
        at = 0
        while at < len(job):
            at = self._take(job, at)
        assert not self._line, "the last line was never printed"
        return self

    def _take(self, job: bytes, at: int) -> int:
        command, arguments = job[at : at + 2], job[at + 2 :]
        if command == b"\x1b@":
            self._bold, self._align, self._size, self._code_page = False, 0, 0, None
        elif command == b"\x1c.":
            pass
        elif command == b"\x1bt":
            self._code_page = arguments[0]
            return at + 3
        elif command == b"\x1bE":
            self._bold = bool(arguments[0] & 1)
            return at + 3
        elif command == b"\x1ba":
            self._align = arguments[0]
            return at + 3
        elif command == b"\x1d!":
            self._size = arguments[0]
            return at + 3
        elif command == b"\x1bd":
            self._white(arguments[0] * (CELL_HIGH + LINE_SPACE))
            return at + 3
        elif command == b"\x1dV":
            self.cuts.append(sum(strip.height for strip in self._strips))
            return at + 3
        elif job[at : at + 3] == b"\x1dv0":
            return self._raster(job, at + 3)
        else:
            return self._letter(job[at], at)
        return at + 2

    def _letter(self, byte: int, at: int) -> int:
        if byte == 0x0A:
            self._print_line()
            return at + 1
        assert byte >= 0x20, f"a command this printer does not know: {byte:#x} at {at}"
        assert byte < 0x80 or self._code_page == 0, "letters beyond ASCII without a code page"
        self._line += bytes([byte]).decode("cp437")
        return at + 1

    def _print_line(self) -> None:
        wide, high = 1 + (self._size >> 4), 1 + (self._size & 15)
        line = Printed(self._line, self._bold, self._align, wide, high)
        self._line = ""
        self.lines.append(line)
        strip = Image.new("1", (self.paper.dots, CELL_HIGH * high + LINE_SPACE), 1)
        left = self._left(line.columns * CELL_WIDE)
        for n, letter in enumerate(line.words):
            cell = _cell(letter, line.bold).resize((CELL_WIDE * wide, CELL_HIGH * high))
            strip.paste(cell, (left + n * CELL_WIDE * wide, 0))
        self._strips.append(strip)

    def _left(self, dots: int) -> int:
        return {0: 0, 1: (self.paper.dots - dots) // 2, 2: self.paper.dots - dots}[self._align]

    def _raster(self, job: bytes, at: int) -> int:
        mode, wide, high = job[at], job[at + 1] + 256 * job[at + 2], job[at + 3] + 256 * job[at + 4]
        assert mode == 0
        data = job[at + 5 : at + 5 + wide * high]
        assert len(data) == wide * high
        assert 8 * wide <= self.paper.dots, "wider than the paper"
        picture = Image.frombytes("1", (8 * wide, high), bytes(255 - byte for byte in data))
        strip = Image.new("1", (self.paper.dots, high), 1)
        strip.paste(picture, (self._left(8 * wide), 0))
        self._strips.append(strip)
        return at + 5 + wide * high

    def _white(self, high: int) -> None:
        self._strips.append(Image.new("1", (self.paper.dots, high), 1))


@cache
def _cell(letter: str, bold: bool) -> Image.Image:
    font = ImageFont.truetype(str(resource("fonts", f"NotoSans-{'Bold' if bold else 'Regular'}.ttf")), 17)
    cell = Image.new("L", (CELL_WIDE, CELL_HIGH), 255)
    ImageDraw.Draw(cell).text((CELL_WIDE / 2, 18), letter, 0, font, anchor="ms")
    return cell.convert("1", dither=Image.Dither.NONE)
