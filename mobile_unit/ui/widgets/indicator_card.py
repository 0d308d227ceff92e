"""One indicator: its months drawn and in words, how it is computed, and by which law or standard."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from mobile_unit.domain.disclosure import LEAST
from mobile_unit.domain.indicator_book import Told
from mobile_unit.domain.indicator_figures import in_words
from mobile_unit.domain.indicators import DAYS
from mobile_unit.domain.moments import STARTS, STOPS
from mobile_unit.domain.periods import month_name
from mobile_unit.i18n import _, language, say
from mobile_unit.services.indicators import Overview
from mobile_unit.ui.widgets.basics import label
from mobile_unit.ui.widgets.months_chart import Month, MonthsChart

ROOM_FOR_YEAR = 13
"""So many months are named without their year."""
BRIEFLY = 3


class IndicatorCard(QFrame):
    """It can have the cursor, so that a screen reader reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name = label("", "heading", wrap=True)
        self.chart = MonthsChart()
        self.words = label("", "muted", wrap=True)
        self.definition = label("", wrap=True)
        self.basis = label("", "small", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 16, 18, 16)
        inside.setSpacing(10)
        for part in (self.name, self.chart, self.words, self.definition, self.basis):
            inside.addWidget(part)
        inside.addStretch(1)

    def show_told(self, told: Told, seen: Overview) -> None:
        indicator = told.indicator
        self.name.setText(say(indicator.name))
        promised = seen.promised if indicator.measure == DAYS else None
        words = _in_words(told, promised)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        values = [each.value for each in told.months.values() if each.value is not None]
        top = max([*values, *([Fraction(promised)] if promised is not None else []), Fraction(0)])
        line = None
        if promised is not None:
            line = (float(promised), _("standard: {days}").format(days=promised))
        self.chart.show_months(
            [
                Month(
                    _short(month, len(told.months)),
                    None if each.value is None else float(each.value),
                    each.hidden,
                )
                for month, each in told.months.items()
            ]
            if len(told.months) > 1
            else [],
            f"{in_words(indicator, top, language())} {say(indicator.unit)}".strip(),
            line,
            words,
        )
        definition = say(indicator.definition)
        if indicator.measure == DAYS:
            start, stop = say(STARTS[seen.setting.start]), say(STOPS[seen.setting.stop])
            definition += "\n" + _("Here: from {start} until {stop}.").format(start=start, stop=stop)
        self.definition.setText(definition)
        self.basis.setText(_("Basis: {source}").format(source=say(indicator.basis)))
        self.setAccessibleName("\n".join((say(indicator.name), words, definition, self.basis.text())))


def _in_words(told: Told, promised: int | None) -> str:
    """The highest and the lowest month, and what is not told."""
    found = {month: each.value for month, each in told.months.items() if each.value is not None}
    parts = []
    if len(found) > 1:
        highest, lowest = (
            max(found, key=lambda month: found[month]),
            min(found, key=lambda month: found[month]),
        )
        said = _("Highest: {month}, {value}. Lowest: {other}, {least}.")
        parts.append(
            said.format(
                month=say(month_name(highest)),
                value=in_words(told.indicator, found[highest], language()),
                other=say(month_name(lowest)),
                least=in_words(told.indicator, found[lowest], language()),
            )
        )
    if promised is not None:
        parts.append(_("Standard: {days} working days.").format(days=promised))
    if any(each.hidden for each in (*told.months.values(), *filter(None, (told.now, told.before)))):
        parts.append(
            _("Not shown (<{count}): too few people, or they could be told from other figures.").format(
                count=LEAST
            )
        )
    if told.now is None:
        parts.append(_("Not known by service."))
    return " ".join(parts)


def _short(month: str, months: int) -> str:
    """``Nov``, or ``11/26`` where there are many."""
    if months < ROOM_FOR_YEAR:
        return say(month_name(month))[:BRIEFLY]
    return f"{month[5:]}/{month[2:4]}"
