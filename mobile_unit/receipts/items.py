"""The six items of a service standard, composed for the papers that the public takes or reads on a wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mobile_unit.domain.texts import Text
from mobile_unit.forms.standards import Group, Item, Row
from mobile_unit.receipts.block import GREY, INK, MM, Block, Colour
from mobile_unit.receipts.fonts import BOLD, REGULAR, width

HEADING, TITLE, TEXT, NOTE = 11.4, 9.2, 9.2, 8.0
INDENT, GUTTER = 4.2 * MM, 6 * MM


@dataclass(frozen=True, slots=True)
class Sheet:
    """A service standard as it is printed: its title and summary, whose it is, the items, and as of when.

    ``bilingual`` sheets say everything in Indonesian, with the English below.
    """

    ministry: str
    office: str
    title: Text
    summary: Text
    items: tuple[Item, ...]
    contact: Text
    as_of: Text
    bilingual: bool


def composed(
    items: Sequence[Item], left: float, right: float, scale: float, *, bilingual: bool, abreast: int = 1
) -> Block:
    """Items below each other; groups that have a title stand ``abreast``."""
    block = Block(left, right, scale)
    for number, item in enumerate(items):
        if number:
            block.space(9)
        _heading(block, item.heading, bilingual)
        _groups(block, item.groups, bilingual, abreast)
    return block


def say(block: Block, text: Text, size: float, *, bilingual: bool, **options: Any) -> None:
    """A text, and on a bilingual sheet its English below, smaller and grey."""
    block.text(text.id, size, **options)
    if bilingual and text.en != text.id:
        options |= {"colour": GREY, "font": REGULAR}
        block.text(text.en, size * 0.88, **options)


def _heading(block: Block, heading: Text, bilingual: bool) -> None:
    words = f"{heading.id} / {heading.en}" if bilingual else heading.id
    block.text(words.upper(), HEADING, font=BOLD)
    block.space(1.6)
    block.rule(0.9, INK)
    block.space(4)


def _groups(block: Block, groups: Sequence[Group], bilingual: bool, abreast: int) -> None:
    titled = [group for group in groups if group.title is not None]
    abreast = min(abreast, max(1, len(titled)))
    room = (block.right - block.left - (abreast - 1) * GUTTER) / abreast
    ends = [block.y] * abreast
    for group in titled:
        column = ends.index(max(ends))  # the next one goes where there is most room
        block.y = ends[column]
        _group(block, group, block.left + column * (room + GUTTER), room, bilingual)
        block.space(4)
        ends[column] = block.y
    block.y = min(ends)
    for group in groups:
        if group.title is None:
            _group(block, group, block.left, block.right - block.left, bilingual)


def _group(block: Block, group: Group, x: float, room: float, bilingual: bool) -> None:
    if group.title is not None:
        say(block, group.title, TITLE, bilingual=bilingual, x=x, room=room, font=BOLD)
        block.space(1.5)
    for number, row in enumerate(group.rows, start=1):
        if group.style == "notes":
            say(block, row.text, NOTE, bilingual=bilingual, x=x, room=room, colour=GREY)
        elif row.amount is not None:
            _amount(block, row, row.amount, x, room, bilingual)
        else:
            mark = f"{number}." if group.style == "steps" else "•"
            _marked(block, mark, row.text, x, room, bilingual)
        block.space(1.6)


def _marked(block: Block, mark: str, text: Text, x: float, room: float, bilingual: bool) -> None:
    indent = INDENT * block.scale
    block.columns(
        lambda: block.text(mark, TEXT, x=x, room=indent, font=BOLD if mark != "•" else REGULAR),
        lambda: say(block, text, TEXT, bilingual=bilingual, x=x + indent, room=room - indent),
    )


def _amount(block: Block, row: Row, amount: Text, x: float, room: float, bilingual: bool) -> None:
    """The name on the left, the amount (or that the office sets it) on the right."""
    font, colour, size = (BOLD, INK, TEXT) if row.is_certain else (REGULAR, GREY, NOTE)
    wide = max(width(amount.id, font), width(amount.en, font)) * size * block.scale + 1
    block.columns(
        lambda: say(block, row.text, TEXT, bilingual=bilingual, x=x, room=room - wide - 3 * MM),
        lambda: _at_the_right(block, amount, size, x + room - wide, wide, font, colour, bilingual),
    )


def _at_the_right(
    block: Block,
    amount: Text,
    size: float,
    x: float,
    room: float,
    font: str,
    colour: Colour,
    bilingual: bool,
) -> None:
    options: dict[str, Any] = {"font": font, "colour": colour, "to_the_right": True}
    say(block, amount, size, bilingual=bilingual, x=x, room=room, beside=TEXT, **options)
