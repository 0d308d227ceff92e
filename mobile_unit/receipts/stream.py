"""A receipt as the bytes that a thermal printer takes (ESC/POS), set in the printer's own letters.

Only what every such printer understands is used: bold, double size, alignment, a raster image for the QR
code (a code drawn by the printer itself is not in all of them), feed and cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mobile_unit.receipts.breaking import lines_of
from mobile_unit.receipts.letters import CODE_PAGE, MARK, as_printed
from mobile_unit.receipts.papers import Paper
from mobile_unit.receipts.qr import QUIET, encode
from mobile_unit.receipts.thermal import Amount, Code, Field, Part, Rule, Space, Tick, Words

if TYPE_CHECKING:
    from PIL.Image import Image

PROFILES = {"80mm": "TM-T20II", "58mm": "ZJ-5870"}
"""What the library knows of a printer of each width: a usual one."""

_NOTE = f"{MARK} = ada huruf yang tidak dimiliki printer ini; lengkapnya seperti pada berkas."
_LARGEST_MODULE = 8
_BEGIN = b"\x1b@\x1c."
"""Reset (ESC @); then, for printers made for China, no two bytes are one letter (FS .)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of print; ``wide`` and ``high`` are how many times the letters' ordinary size."""

    words: str
    bold: bool = False
    centred: bool = False
    wide: int = 1
    high: int = 1


def escpos_of(parts: Sequence[Part], paper: Paper) -> bytes:
    """The whole job, from the printer's reset to the cut."""
    from mobile_unit.receipts.escpos_library import printer_classes

    printer = printer_classes().Dummy(profile=PROFILES[paper.key])
    printer.charcode(CODE_PAGE.upper())
    for each in rows_of(parts, paper.columns):
        if isinstance(each, Code):
            printer.set(align="center")
            printer.image(_picture(each.text, paper.dots))
        else:
            _print(printer, each)
    printer.cut()
    return _BEGIN + bytes(printer.output)


def _print(printer: Any, row: Row) -> None:
    printer.set(
        align="center" if row.centred else "left",
        bold=row.bold,
        custom_size=True,
        width=row.wide,
        height=row.high,
    )
    printer.text(f"{row.words}\n")


def rows_of(parts: Sequence[Part], columns: int) -> Iterator[Row | Code]:
    """Lines of at most ``columns`` letters of ordinary width."""
    changed = False
    for part in parts:
        if isinstance(part, Code):
            yield part
            continue
        yield from _rows(part, columns)
        changed = changed or _is_changed(part)
    if changed:
        yield from _rows(Words(_NOTE), columns)


def _is_changed(part: Part) -> bool:
    return any(as_printed(words)[1] for words in _words_of(part))


def _words_of(part: Part) -> tuple[str, ...]:
    match part:
        case Words(words=words) | Tick(words=words):
            return (words,)
        case Field(label=label, value=value) | Amount(label=label, amount=value):
            return (label, value)
    return ()


def _rows(part: Part, columns: int) -> Iterator[Row]:
    match part:
        case Words():
            yield from _paragraph(part, columns)
        case Field():
            for line in _wrap(f"{_own(part.label)}: {_own(part.value)}", columns, indent=2):
                yield Row(line, bold=part.bold)
        case Tick():
            for line in _wrap(f"[{'x' if part.ticked else ' '}] {_own(part.words)}", columns, indent=4):
                yield Row(line)
        case Amount():
            yield from _amount(part, columns)
        case Rule():
            yield Row("-" * columns)
        case Space():
            for _line in range(part.lines):
                yield Row("")


def _paragraph(part: Words, columns: int) -> Iterator[Row]:
    words = _own(part.words)
    if part.boxed:
        words = f"=== {words} ==="
    wide = max(min(part.times, columns // max(len(words), 1)), 1) if part.large else 1
    row = Row("", part.bold, part.centred, wide, max(wide, 2) if part.large else 1)
    for line in _wrap(words, columns // wide):
        yield replace(row, words=line)


def _amount(part: Amount, columns: int) -> Iterator[Row]:
    """The amount stands on the right of the last line of words, or on a line of its own."""
    amount = _own(part.amount)
    *lines, last = _wrap(_own(part.label), columns, indent=2)
    if len(last) + 1 + len(amount) > columns:
        lines, last = [*lines, last], ""
    for line in lines:
        yield Row(line, bold=part.bold)
    yield Row(last + amount.rjust(columns - len(last)), bold=part.bold)


def _own(words: str) -> str:
    """In the printer's letters, marked where they are not the writer's."""
    written, changed = as_printed(words)
    return written + MARK if changed else written


def _wrap(words: str, columns: int, indent: int = 0) -> list[str]:
    first, *rest = lines_of(words, len, columns, columns - indent)
    return [first, *(" " * indent + line for line in rest)]


def _picture(text: str, dots: int) -> Image:
    """The code with its quiet zone, as large as the paper allows and the eye wants."""
    from PIL import Image

    code = encode(text)
    side = code.size + 2 * QUIET
    module = min(_LARGEST_MODULE, dots // side)
    picture = Image.new("1", (side, side), 1)
    picture.paste(code.picture(), (QUIET, QUIET))
    return picture.resize((side * module, side * module))
