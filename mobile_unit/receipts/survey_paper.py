"""The survey's questionnaire on paper: one A4 page, filled in by hand and typed in later; nobody is named."""

from __future__ import annotations

from collections.abc import Callable

from mobile_unit.domain.texts import Text
from mobile_unit.forms.questionnaire import Attribute, Question, Questionnaire
from mobile_unit.receipts.block import GREY, MM, Block, box, fitted
from mobile_unit.receipts.fonts import BOLD, REGULAR, width
from mobile_unit.receipts.sheet import Properties, written

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 16 * MM, WIDTH - 16 * MM
TOP, BOTTOM = HEIGHT - 12 * MM, 12 * MM
BODY, SMALL, HEADING = 10, 8.4, 11
GAP = 4 * MM
WRITING = 46 * MM


def draw(asked: Questionnaire, ministry: Text, office: Text, language: str) -> bytes:
    """The page as PDF bytes, in ``id`` or ``en``."""

    def parts(scale: float) -> tuple[list[Block], Block]:
        foot = Block(LEFT, RIGHT, scale)
        foot.text(asked.words["paper_drop"].in_(language), BODY, font=BOLD)
        foot.text(f"{asked.legal_basis.in_(language)}; {asked.version}", SMALL, colour=GREY)
        return _parts(asked, ministry, office, language, scale), foot

    placed = fitted(parts, GAP, TOP, BOTTOM, scale=1.1)
    properties = Properties(asked.title.in_(language), asked.title.in_(language), office.id, "")
    return written((WIDTH, HEIGHT), properties, (0, placed))


def _parts(asked: Questionnaire, ministry: Text, office: Text, language: str, scale: float) -> list[Block]:
    head = Block(LEFT, RIGHT, scale)
    head.letterhead(ministry.in_(language), office.in_(language))
    head.space(5)
    head.text(asked.title.in_(language), 17, font=BOLD)
    head.text(asked.words["paper_how"].in_(language), BODY)
    return [
        head,
        _about(asked, language, scale),
        *(_question(number, each, language, scale) for number, each in enumerate(asked.questions, 1)),
    ]


def _about(asked: Questionnaire, language: str, scale: float) -> Block:
    """Month and place are the team's to write; the rest may be left out."""
    block = Block(LEFT, RIGHT, scale)
    blanks = [asked.words[key].in_(language) for key in ("paper_month", "paper_place")]
    block.columns(*(_blank(block, words, LEFT + n * 90 * MM) for n, words in enumerate(blanks)))
    block.space(5)
    _ticks(block, asked.words["family"].in_(language), [each.name.in_(language) for each in asked.families])
    block.space(2)
    block.text(asked.words["about_you"].in_(language), SMALL, colour=GREY)
    for attribute in asked.attributes:
        _attribute(block, attribute, language)
    return block


def _blank(block: Block, words: str, left: float) -> Callable[[], None]:
    def column() -> None:
        block.text(f"{words}: {'.' * 32}", BODY, x=left, room=86 * MM)

    return column


def _attribute(block: Block, attribute: Attribute, language: str) -> None:
    _ticks(block, attribute.name.in_(language), [each.name.in_(language) for each in attribute.values])


def _ticks(block: Block, title: str, choices: list[str]) -> None:
    """A title and boxes to tick, as many in a line as there is room for."""
    size, left = BODY * block.scale, LEFT + WRITING
    top = block.y
    block.text(title, BODY, room=WRITING - 3 * MM, font=BOLD)
    below, block.y, x = block.y, top, left
    for choice in choices:
        room = width(choice, REGULAR) * size + size * 2.6
        if x + room > RIGHT and x > left:
            x = left
            block.space(BODY * 1.5)
        block.drawings.append(box(x, block.y - size * 1.04, size * 0.8))
        y = block.y
        block.text(choice, BODY, x=x + size * 1.3, room=room)
        block.y = y
        x += room
    block.space(BODY * 1.34)
    block.y = min(below, block.y)
    block.space(2)


def _question(number: int, question: Question, language: str, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    indent = LEFT + 7 * MM
    block.columns(
        lambda: block.text(f"{number}.", BODY, font=BOLD),
        lambda: block.text(question.question.in_(language), BODY, x=indent),
    )
    block.space(1.5)
    wide = (RIGHT - indent) / len(question.answers)
    block.columns(
        *(
            _answer(block, f"{score}", words.in_(language), indent + (score - 1) * wide, wide)
            for score, words in enumerate(question.answers, 1)
        )
    )
    return block


def _answer(block: Block, score: str, words: str, left: float, wide: float) -> Callable[[], None]:
    def column() -> None:
        block.columns(
            lambda: block.text(score, 13, x=left, room=6 * MM, font=BOLD),
            lambda: block.text(words, SMALL + 0.6, x=left + 6 * MM, room=wide - 8 * MM, beside=13),
        )

    return column
