"""The survey's result for the public, as PermenPANRB 14/2017 wants it shown: one A4 page to hang on a wall.

Where it is too much for the page, the type is made a little smaller. On paper everything is Indonesian.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mobile_unit.domain.periods import Period
from mobile_unit.domain.survey_results import Told
from mobile_unit.domain.surveys import LEAST, grade, in_figures, rounded
from mobile_unit.forms.questionnaire import Attribute, Questionnaire
from mobile_unit.receipts.block import GREY, INK, MM, RULE, Block, fitted
from mobile_unit.receipts.fonts import BOLD
from mobile_unit.receipts.sheet import Properties, written

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 18 * MM, WIDTH - 18 * MM
TOP, BOTTOM = HEIGHT - 16 * MM, 14 * MM
MIDDLE, GUTTER = (LEFT + RIGHT) / 2, 8 * MM
BODY, SMALL, HEADING = 10.4, 8.6, 12
GAP = 7 * MM
BAR, MEAN, SCORE, GRADE = 62 * MM, 16 * MM, 18 * MM, 14 * MM
"""How wide the columns to the right of an element's name are."""


@dataclass(frozen=True, slots=True)
class Result:
    """What is published; ``unit`` is "" for the whole office. ``served`` were served in the period,
    ``wanted`` of them were to be asked; ``follow_up`` is what will be done, by element."""

    ministry: str
    office: str
    unit: str
    period: Period
    told: Told
    follow_up: Mapping[str, str]
    served: int
    wanted: int


def draw(result: Result, asked: Questionnaire) -> bytes:
    """The page as PDF bytes; the same result gives the same bytes."""
    placed = fitted(partial(_parts, result, asked), GAP, TOP, BOTTOM, scale=1.15)
    title = f"Indeks Kepuasan Masyarakat, {result.period.name.id}"
    properties = Properties(title, asked.title.id, result.office, result.unit)
    return written((WIDTH, HEIGHT), properties, (0, placed))


def _parts(result: Result, asked: Questionnaire, scale: float) -> tuple[list[Block], Block]:
    blocks = [
        _head(result, scale),
        _index(result, scale),
        _elements(result, asked, scale),
        _profile(result, asked, scale),
        _lowest(result, asked, scale),
    ]
    return blocks, _foot(asked, scale)


def _head(result: Result, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.letterhead(result.ministry, result.office, result.unit, 9.4)
    block.space(8)
    block.text("Indeks Kepuasan Masyarakat", 23, font=BOLD)
    block.text(result.period.name.id, 14)
    return block


def _index(result: Result, scale: float) -> Block:
    """The figure that counts, large; beside it who was asked."""
    block = Block(LEFT, RIGHT, scale)
    index = result.told.tally.index
    letter, words = grade(index)
    wide, top = 76 * MM, block.y

    def figure() -> None:
        block.space(5)
        block.text(in_figures(index), 44, x=LEFT + 5 * MM, room=wide - 10 * MM, font=BOLD)
        block.text(
            f"Mutu {letter}: {words.id}", 13, x=LEFT + 5 * MM, room=wide - 10 * MM, font=BOLD, colour=INK
        )
        block.space(6)

    def asked() -> None:
        block.space(9)
        count = result.told.tally.respondents
        _say(block, "Responden", str(count))
        if result.served:
            _say(block, "Permohonan pada periode ini", str(result.served))
            _say(block, "Sampel minimal (Krejcie-Morgan)", str(result.wanted))
        _say(block, "Skala nilai", "25 sampai 100")

    block.columns(figure, asked)
    block.frame(LEFT, top, wide, top - block.y, 1.4, INK)
    return block


def _say(block: Block, label: str, value: str) -> None:
    left = LEFT + 84 * MM
    block.columns(
        lambda: block.text(label, BODY, x=left, room=62 * MM, colour=GREY),
        lambda: block.text(value, BODY, x=left + 56 * MM, font=BOLD, to_the_right=True),
    )
    block.space(3)


def _heading(block: Block, words: str) -> None:
    block.text(words, HEADING, font=BOLD)
    block.space(1)
    block.rule(0.6)
    block.space(4)


def _elements(result: Result, asked: Questionnaire, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    _heading(block, "Nilai setiap unsur")
    _line(block, "", "NRR", "Nilai", "Mutu", None, colour=GREY)
    tally = result.told.tally
    for question in sorted(asked.questions, key=lambda each: each.key):
        mean, score = tally.mean(question.key), tally.score(question.key)
        figure = "-" if mean is None else in_figures(rounded(mean))
        _line(block, question.name.id, figure, in_figures(score), grade(score)[0], score)
        block.space(2.4)
    return block


def _line(
    block: Block, name: str, mean: str, score: str, letter: str, length: int | None, colour: Any = INK
) -> None:
    """An element, its figures and a bar as long as its score."""
    columns = RIGHT - BAR - MEAN - SCORE - GRADE
    size, top = (BODY, block.y) if name else (SMALL, block.y)

    def cell(words: str, left: float, room: float) -> Callable[[], None]:
        return lambda: block.text(words, size, x=left, room=room, to_the_right=True, colour=colour)

    block.columns(
        lambda: block.text(name or " ", size, room=columns - LEFT - 2 * MM),
        cell(mean, columns, MEAN),
        cell(score, columns + MEAN, SCORE),
        cell(letter, columns + MEAN + SCORE, GRADE),
    )
    if length is not None:
        block.drawings.append(_bar(RIGHT - BAR + 6 * MM, top, BAR - 6 * MM, length, size * block.scale))


def _bar(x: float, top: float, room: float, score: int, size: float) -> Callable[[Any, float], None]:
    """A bar that begins at 25, the scale's least, in a frame that ends at 100."""
    share = (score - 2500) / 7500

    def drawing(canvas: Any, height: float) -> None:
        y = height + top - size * 1.12
        canvas.setStrokeColorRGB(*RULE)
        canvas.setLineWidth(0.6)
        canvas.rect(x, y, room, size * 0.9, stroke=1, fill=0)
        canvas.setFillColorRGB(*GREY)
        canvas.rect(x, y, room * share, size * 0.9, stroke=0, fill=1)

    return drawing


def _profile(result: Result, asked: Questionnaire, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    _heading(block, "Profil responden")
    said = [each for each in asked.attributes if _values(result, each)]
    wide = (RIGHT - LEFT - GUTTER) / 2
    for first in range(0, len(said), 2):
        block.columns(
            *(
                _attribute(block, result, each, LEFT + number * (wide + GUTTER), wide)
                for number, each in enumerate(said[first : first + 2])
            )
        )
        block.space(4)
    if not said:
        block.text("Responden tidak menyebutkannya.", BODY, colour=GREY)
    return block


def _values(result: Result, attribute: Attribute) -> list[tuple[str, str]]:
    """What was said of it, and how often; too few are not counted exactly."""
    traits = result.told.traits
    counted = [(each, (attribute.key, each.key)) for each in attribute.values]
    return [
        (each.name.id, f"<{LEAST}" if traits[key] is None else str(traits[key]))
        for each, key in counted
        if key in traits
    ]


def _attribute(
    block: Block, result: Result, attribute: Attribute, left: float, wide: float
) -> Callable[[], None]:
    def column() -> None:
        block.text(attribute.name.id, SMALL, x=left, room=wide, colour=GREY)
        words = "; ".join(f"{name}: {count}" for name, count in _values(result, attribute))
        block.text(words, BODY, x=left, room=wide)

    return column


def _lowest(result: Result, asked: Questionnaire, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    _heading(block, "Tiga unsur terendah dan tindak lanjut kami")
    for number, key in enumerate(result.told.tally.lowest(), 1):
        score = result.told.tally.score(key)
        block.text(f"{number}. {asked.element(key).name.id} ({in_figures(score)})", BODY, font=BOLD)
        words = result.follow_up.get(key) or "Tindak lanjut sedang disusun."
        block.text(words, BODY, x=LEFT + 5 * MM)
        block.space(3)
    return block


def _foot(asked: Questionnaire, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.rule(0.6)
    block.space(4)
    block.text(
        "Terima kasih atas penilaian Anda. Survei ini anonim: nama, nomor permohonan, tanggal, dan jam tidak"
        f" dicatat. Dihitung dengan bobot tepat 1/9 menurut {asked.legal_basis.id}.",
        SMALL,
        colour=GREY,
    )
    return block
