"""The indicators of a period on A4: the figures on the first page, what each means on the next.

On paper everything is Indonesian.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from mobile_unit.domain.disclosure import LEAST
from mobile_unit.domain.indicator_book import Told
from mobile_unit.domain.indicator_figures import Figure, in_words
from mobile_unit.domain.indicators import Indicator
from mobile_unit.domain.moments import STARTS, STOPS, ClockSetting
from mobile_unit.domain.periods import Period, month_name
from mobile_unit.receipts.block import GREY, INK, MM, RULE, Block, fitted
from mobile_unit.receipts.fonts import BOLD, REGULAR
from mobile_unit.receipts.sheet import Properties, written_pages

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 18 * MM, WIDTH - 18 * MM
TOP, BOTTOM = HEIGHT - 15 * MM, 14 * MM
BODY, SMALL, HEADING = 9.6, 8.2, 11.5
GAP = 6 * MM
VALUE, COUNT = 36 * MM, 17 * MM
"""How wide a column of values and one of counts are."""
CHART = 25 * MM
CHARTS = ("taken", "days_mean", "kept", "ikm")
"""Whose months are drawn."""


@dataclass(frozen=True, slots=True)
class Report:
    """``unit`` is "" for the whole office, ``service`` for all services; ``promised`` working days where all
    that was completed was promised the same."""

    ministry: str
    office: str
    unit: str
    made_on: date
    period: Period
    service: str
    setting: ClockSetting
    told: Sequence[Told]
    promised: int | None


def draw(report: Report) -> bytes:
    """The pages as PDF bytes; the same report gives the same bytes."""
    properties = Properties(
        f"Indikator layanan, {report.period.name.id}", "Indikator layanan", report.office, report.unit
    )
    pages = (
        fitted(partial(_figures, report), GAP, TOP, BOTTOM),
        fitted(partial(_meanings, report), 3 * MM, TOP, BOTTOM),
    )
    return written_pages((WIDTH, HEIGHT), properties, pages)


def _figures(report: Report, scale: float) -> tuple[list[Block], Block]:
    return [_head(report, scale), _table(report, scale), _charts(report, scale)], _foot(report, scale)


def _meanings(report: Report, scale: float) -> tuple[list[Block], Block]:
    title = Block(LEFT, RIGHT, scale)
    title.text("Cara menghitung", 15, font=BOLD)
    return [title, *(_meaning(each.indicator, scale) for each in report.told)], _foot(report, scale)


def _head(report: Report, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.letterhead(report.ministry, report.office, report.unit)
    block.space(8)
    block.text("Indikator layanan", 19, font=BOLD)
    block.text(report.period.name.id, 12)
    block.space(3)
    service = report.service or "semua layanan"
    setting = f"dari {STARTS[report.setting.start].id} sampai {STOPS[report.setting.stop].id}"
    block.text(f"Layanan: {service}. Waktu penyelesaian dihitung {setting}.", BODY, colour=GREY)
    return block


def _table(report: Report, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    _row(block, ("Indikator", "Nilai", "n", "Periode lalu", "n"), SMALL, GREY)
    block.space(2)
    block.rule(0.6)
    block.space(4)
    for each in report.told:
        now, before = (_value(each.indicator, figure) for figure in (each.now, each.before))
        _row(block, (each.indicator.name.id, now, _n(each.now), before, _n(each.before)))
        block.space(3.4)
    return block


def _row(block: Block, cells: Sequence[str], size: float = BODY, colour: Any = INK) -> None:
    columns = (VALUE, COUNT, VALUE, COUNT)
    left = RIGHT - sum(columns)

    def cell(words: str, x: float, room: float, font: str) -> Callable[[], None]:
        return lambda: block.text(words, size, x=x, room=room, to_the_right=True, colour=colour, font=font)

    drawn: list[Callable[[], None]] = [
        lambda: block.text(cells[0], size, room=left - LEFT - 2 * MM, colour=colour)
    ]
    x = left
    for place, (words, room) in enumerate(zip(cells[1:], columns, strict=True)):
        drawn.append(cell(words, x, room, BOLD if place == 0 and size == BODY else REGULAR))
        x += room
    block.columns(*drawn)


def _value(indicator: Indicator, figure: Figure | None) -> str:
    if figure is not None and figure.hidden:
        return f"<{LEAST}"
    if figure is None or figure.value is None:
        return "–"
    unit = indicator.unit.id
    return f"{in_words(indicator, figure.value)}{'' if unit == '%' else ' '}{unit}".strip()


def _n(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f"<{LEAST}" if figure.n is None else str(figure.n)


def _charts(report: Report, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    if len(report.period.months) < 2:
        return block
    shown = [each for each in report.told if each.indicator.key in CHARTS and each.months]
    gutter = 8 * MM
    room = (RIGHT - LEFT - gutter) / 2
    for first in range(0, len(shown), 2):
        block.columns(
            *(
                _chart(block, report, each, LEFT + place * (room + gutter), room)
                for place, each in enumerate(shown[first : first + 2])
            )
        )
        block.space(10)
    return block


def _chart(block: Block, report: Report, told: Told, left: float, room: float) -> Callable[[], None]:
    indicator, months = told.indicator, told.months

    def column() -> None:
        unit = f" ({indicator.unit.id})" if indicator.unit.id else ""
        block.text(f"{indicator.name.id}{unit}", SMALL, x=left, room=room, font=BOLD)
        block.space(2)
        line = report.promised if indicator.key == "days_mean" else None
        block.drawings.append(_bars(months, None if line is None else Fraction(line), left, block.y, room))
        block.y -= CHART
        block.space(1)
        first, last = month_name(report.period.since).id, month_name(report.period.until).id
        top = max((each.value for each in months.values() if each.value is not None), default=Fraction(0))
        standard = "" if line is None else f"; garis: standar {line} hari"
        words = f"{first} s.d. {last}; tertinggi {in_words(indicator, top)}{standard}"
        block.text(words, SMALL - 1, x=left, room=room, colour=GREY)

    return column


def _bars(
    months: Mapping[str, Figure], line: Fraction | None, left: float, top: float, room: float
) -> Callable[[Any, float], None]:
    values = [each.value for each in months.values()]
    highest = max([each for each in values if each is not None] + [line or Fraction(0), Fraction(1, 100)])

    def drawing(canvas: Any, height: float) -> None:
        base, step = height + top - CHART, room / len(values)
        canvas.setFillColorRGB(*GREY)
        for place, value in enumerate(values):
            if value is not None:
                tall = float(value / highest) * CHART
                canvas.rect(left + place * step + step * 0.15, base, step * 0.7, tall, stroke=0, fill=1)
        canvas.setStrokeColorRGB(*RULE)
        canvas.setLineWidth(0.6)
        canvas.line(left, base, left + room, base)
        if line is not None:
            canvas.setStrokeColorRGB(*INK)
            canvas.setLineWidth(1)
            canvas.setDash(3, 2)
            at = base + float(line / highest) * CHART
            canvas.line(left, at, left + room, at)
            canvas.setDash()

    return drawing


def _meaning(indicator: Indicator, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.text(indicator.name.id, BODY, font=BOLD)
    block.text(indicator.definition.id, BODY)
    block.text(f"Dasar: {indicator.basis.id}", SMALL, colour=GREY)
    return block


def _foot(report: Report, scale: float) -> Block:
    block = Block(LEFT, RIGHT, scale)
    block.rule(0.6)
    block.space(4)
    block.text(
        f"Dibuat {report.made_on.day} {month_name(f'{report.made_on:%Y-%m}').id}. n: banyaknya yang dihitung."
        f" <{LEAST}: tidak ditampilkan, karena orangnya terlalu sedikit atau dapat dihitung dari angka lain.",
        SMALL,
        colour=GREY,
    )
    return block
