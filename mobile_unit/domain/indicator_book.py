"""The indicators of a period, whole, by service and by month, with who is few hidden in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from mobile_unit.domain.disclosure import LEAST, hidden, hidden_cells
from mobile_unit.domain.indicator_figures import (
    HIDDEN,
    NOTHING,
    Figure,
    Months,
    Services,
    figure,
)
from mobile_unit.domain.indicators import INDICATORS, NO_PROMISE, PROMISE, Indicator, Statistic
from mobile_unit.domain.periods import Period
from mobile_unit.domain.survey_results import Group, broken_down
from mobile_unit.domain.surveys import Tally, total

Family = Callable[[str], str | None]
"""The kind of service, as the survey asks for it, that a service is of."""
NEVER: Sequence[Sequence[int]] = ((), ())


@dataclass(frozen=True, slots=True)
class Told:
    """One indicator of a period, of a service or of all, and of the period before; None where it is not told
    by service. ``months`` are those of the period, ``services`` the parts of all of them."""

    indicator: Indicator
    now: Figure | None
    before: Figure | None
    months: Mapping[str, Figure]
    services: Mapping[str, Figure]


class IndicatorBook:
    """Counted values of all the months that may be asked for, and the survey's sums of the same months.

    Of one book no figure of fewer than LEAST people can be had, nor made by taking services or months of a
    period from its whole; two periods that differ by a small month still can be taken from each other.
    """

    def __init__(self, months: Months, survey: Iterable[Group], family: Family) -> None:
        self._months = months
        self._survey = tuple(survey)
        self._family = family

    @property
    def services(self) -> tuple[str, ...]:
        found = {
            each for months in self._months.values() for services in months.values() for each in services
        }
        return tuple(sorted(found - {""}))

    def told(self, period: Period, service: str = "") -> tuple[Told, ...]:
        """Every indicator, in their order; the book has to hold the period before too."""
        return tuple(
            Told(
                each,
                self.of(each, period, service),
                self.of(each, period.before(), service),
                self.by_month(each, period, service),
                self.by_service(each, period) if each.by_service and not service else {},
            )
            for each in INDICATORS.values()
        )

    def promised(self, period: Period, service: str = "") -> int | None:
        """The working days that everything completed in a period was promised; None where they differ."""
        found = set(self._sum(PROMISE, period, service)) - {NO_PROMISE}
        return next(iter(found)) if len(found) == 1 else None

    def whole(self, indicator: Indicator, period: Period) -> Figure:
        if indicator.statistic is Statistic.INDEX:
            return _index(total(each.tally for each in self._answers(period)))
        return self._guarded(indicator, self._sum(indicator.measure, period), self._per(indicator, period))

    def of(self, indicator: Indicator, period: Period, service: str = "") -> Figure | None:
        """Of one service, or of all ("" ); None where the indicator is not told by service."""
        if not service:
            return self.whole(indicator, period)
        return self.by_service(indicator, period).get(service, NOTHING) if indicator.by_service else None

    def by_service(self, indicator: Indicator, period: Period) -> Mapping[str, Figure]:
        """Of each service that had any; of the survey of each service whose kind was chosen."""
        if indicator.statistic is Statistic.INDEX:
            return self._index_by_service(period)
        gone = self._hidden_services(indicator, period)
        return {
            each: HIDDEN if each in gone else figure(indicator, self._sum(indicator.measure, period, each))
            for each in self.services
        }

    def by_month(self, indicator: Indicator, period: Period, service: str = "") -> Mapping[str, Figure]:
        """Of each month of a period, of one service or of all; {} where it is not told by service, as
        the survey's index is not by service and month."""
        if indicator.statistic is Statistic.INDEX:
            return {} if service else self._index_by_month(period)
        if service and not indicator.by_service:
            return {}
        sums = {each: self._sum(indicator.measure, Period(each, each), service) for each in period.months}
        per = {each: self._per(indicator, Period(each, each)) for each in period.months}
        gone = self._hidden_months(indicator, period, service) if indicator.of_people else ()
        return {
            month: HIDDEN if month in gone else figure(indicator, values, per[month])
            for month, values in sums.items()
        }

    def _guarded(self, indicator: Indicator, values: Counter[int], per: int) -> Figure:
        if indicator.of_people and 0 < values.total() < LEAST:
            return HIDDEN
        return figure(indicator, values, per)

    def _per(self, indicator: Indicator, period: Period) -> int:
        return self._sum(indicator.per, period).total() if indicator.per else 0

    def _sum(self, measure: str, period: Period, service: str = "") -> Counter[int]:
        """Of one service, or of all."""
        found: Counter[int] = Counter()
        for services in self._between(measure, period):
            for values, numbers in (services.get(service, NEVER),) if service else services.values():
                for value, number in zip(values, numbers, strict=True):
                    found[value] += number
        return found

    def _between(self, measure: str, period: Period) -> list[Services]:
        months = self._months.get(measure, {})
        if period.since == period.until:  # asked for each month by itself
            return [months[period.since]] if period.since in months else []
        return [services for month, services in months.items() if period.since <= month <= period.until]

    def _hidden_services(self, indicator: Indicator, period: Period) -> Collection[str]:
        if not indicator.of_people:
            return ()
        return hidden({each: self._sum(indicator.measure, period, each).total() for each in self.services})

    def _hidden_months(self, indicator: Indicator, period: Period, service: str) -> Collection[str]:
        months = {each: self._sum(indicator.measure, Period(each, each)).total() for each in period.months}
        gone = hidden(months)
        if not service:
            return gone
        cells = self._months.get(indicator.measure, {})
        sizes = {
            (each, month): sum(cells.get(month, {}).get(each, NEVER)[1])
            for each, month in product(self.services, period.months)
        }
        apart = hidden_cells(sizes, self._hidden_services(indicator, period), gone)
        return {month for each, month in apart if each == service}

    def _answers(self, period: Period) -> list[Group]:
        return [each for each in self._survey if period.since <= each.month <= period.until]

    def _index_by_service(self, period: Period) -> dict[str, Figure]:
        answers = self._answers(period)
        lines, given = _lines((each.family, each.tally) for each in answers), {e.family for e in answers}
        return {
            each: _line(lines, family, family in given)
            for each in self.services
            if (family := self._family(each)) is not None
        }

    def _index_by_month(self, period: Period) -> dict[str, Figure]:
        answers = self._answers(period)
        lines, given = _lines((each.month, each.tally) for each in answers), {each.month for each in answers}
        return {month: _line(lines, month, month in given) for month in period.months}


def _lines(parts: Iterable[tuple[str | None, Tally]]) -> Mapping[str | None, Tally]:
    """What is told apart, by its key; of too few, nothing."""
    return {key: tally for key, tally in broken_down(parts) if key is not None}


def _line(lines: Mapping[str | None, Tally], key: str | None, given: bool) -> Figure:
    if key in lines:
        return _index(lines[key])
    return HIDDEN if given else NOTHING


def _index(tally: Tally) -> Figure:
    if not tally.respondents:
        return NOTHING
    if tally.respondents < LEAST:
        return HIDDEN
    index = tally.index
    return Figure(None if index is None else Fraction(index, 100), tally.respondents)
