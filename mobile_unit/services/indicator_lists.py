"""The list behind an indicator's figure, record by record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobile_unit.domain.complaints import KINDS, status_word
from mobile_unit.domain.indicators import (
    ANSWERED,
    COMPLAINTS,
    DAYS,
    DELAY,
    KEPT,
    REACH,
    RETURNED,
    SERVING,
    WAITING,
    Indicator,
    Statistic,
)
from mobile_unit.domain.moments import ClockSetting
from mobile_unit.domain.outreach import title_of
from mobile_unit.domain.queue import number_of
from mobile_unit.domain.working_days import working_day_after, working_days_between
from mobile_unit.errors import UserFacingError
from mobile_unit.forms import queue_rules
from mobile_unit.forms.deadlines import holidays
from mobile_unit.forms.outreach_themes import themes
from mobile_unit.i18n import _, say
from mobile_unit.store import indicators
from mobile_unit.store.engine import Connection, RowMapping
from mobile_unit.store.indicators import MOST_LISTED, Behind

APPLICATION, OUTREACH = "application", "outreach"
"""What ``Listed.opens`` names: the page on which a record is opened."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record behind a figure. ``id`` is "" for one that nobody here may open."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The newest first, at most MOST_LISTED: then it is not ``whole``. ``opens`` is where they are opened."""

    opens: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def whole(self) -> bool:
        return len(self.lines) < MOST_LISTED


def behind(connection: Connection, indicator: Indicator, wanted: Behind, setting: ClockSetting) -> Listed:
    """Raises UserFacingError for the survey's index, which has no list."""
    measure = indicator.measure
    if indicator.statistic is Statistic.INDEX:
        raise UserFacingError(
            _("There is no list behind the satisfaction index: an answer is nobody's."),
            _('The page "Satisfaction survey" shows its parts.'),
        )
    if measure in (COMPLAINTS, ANSWERED):
        return _complaints(indicators.complained(connection, wanted.period), known=measure == ANSWERED)
    if measure == REACH:
        return _events(indicators.held(connection, wanted.period))
    if measure in (WAITING, SERVING):
        return _tickets(indicators.called(connection, wanted.period, served=measure == SERVING))
    if measure in (DAYS, KEPT):
        return _completed(indicators.completed(connection, wanted, setting), promised=measure == KEPT)
    if measure == DELAY:
        rows = indicators.taken(connection, wanted, arrived=True)
        return _applications(rows, (_("Hours"),), lambda row: (str(row["late"]),))
    rows = indicators.taken(connection, wanted, returned=measure == RETURNED)
    return _applications(rows, (), lambda row: ())


def _applications(
    rows: Sequence[RowMapping], headings: tuple[str, ...], more: Callable[[RowMapping], tuple[str, ...]]
) -> Listed:
    lines = (Line(row["id"], (row["number"], row["full_name"], row["day"], *more(row))) for row in rows)
    return Listed(APPLICATION, (_("Number"), _("Name"), _("Taken on"), *headings), tuple(lines))


def _completed(rows: Sequence[RowMapping], *, promised: bool) -> Listed:
    free = holidays()

    def line(row: RowMapping) -> Line:
        started, stopped = date.fromisoformat(row["started"]), date.fromisoformat(row["stopped"])
        days = max(working_days_between(started, stopped, free), 0)
        kept = _kept(started, stopped, row["promised"], free)
        said = (row["number"], row["full_name"], row["started"], row["stopped"], str(days), kept)
        return Line(row["id"], said)

    headings = (_("Number"), _("Name"), _("From"), _("Until"), _("Working days"), _("In time"))
    wanted = (row for row in rows if row["promised"] is not None or not promised)
    return Listed(APPLICATION, headings, tuple(map(line, wanted)))


def _kept(started: date, stopped: date, promised: int | None, free: Any) -> str:
    if promised is None:
        return "–"
    return _("Yes") if stopped <= working_day_after(started, promised, free) else _("No")


def _complaints(rows: Sequence[RowMapping], *, known: bool) -> Listed:
    """Of a sealed complaint only its number and day; ``known`` leaves out those without a deadline here."""
    lines = (
        Line(
            "",
            (
                row["number"],
                row["taken_at"][:10],
                _("Sealed") if row["sealed"] else say(KINDS[row["kind"]]),
                row["due_on"] or "–",
                (row["answered_at"] or "–")[:10],
                "–" if row["sealed"] else say(status_word(row["status"])),
            ),
        )
        for row in rows
        if row["due_on"] or not known
    )
    headings = (_("Number"), _("Taken on"), _("Kind"), _("Deadline"), _("Answered on"), _("State"))
    return Listed("", headings, tuple(lines))


def _tickets(rows: Sequence[RowMapping]) -> Listed:
    known = {each.key: say(each.name) for each in queue_rules.rules().kinds}
    lines = (
        Line(
            "",
            (
                row["day"],
                number_of(row["letter"], row["serial"]),
                known.get(row["kind"], row["kind"]),
                str(row["minutes"]),
            ),
        )
        for row in rows
    )
    return Listed("", (_("Day"), _("Ticket"), _("Kind"), _("Minutes")), tuple(lines))


def _events(rows: Sequence[RowMapping]) -> Listed:
    known = themes()
    lines = (
        Line(
            row["id"],
            (row["day"], say(title_of(dict(row), known)), row["place_name"], str(row["men"] + row["women"])),
        )
        for row in rows
    )
    return Listed(OUTREACH, (_("Day"), _("Event"), _("Place"), _("People")), tuple(lines))
