"""Which figures of a unit stay untold: those of a few, which all units less the others would tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from mobile_unit.domain.disclosure import LEAST, Cell, hidden, hidden_cells
from mobile_unit.domain.periods import Period
from mobile_unit.domain.survey_results import Group, broken_down

MOST_STEPS = 40_000
"""So many cells times cells of a few are solved; each of these may ask for all of those."""
PARTNERS = 3
Sizes = Mapping[str, Mapping[str, Sequence[int]]]
"""service -> month -> how many of each unit."""


class UnitSizes:
    """How many each unit had: ``sizes`` by measure, service and month, in the order of ``units``, and of the
    survey's ``answers``. What was worked out once is remembered, as several indicators are made of one
    measure."""

    def __init__(
        self, units: Sequence[str], sizes: Mapping[str, Sizes], answers: Sequence[Group] = ()
    ) -> None:
        self._units = units
        self._sizes = sizes
        self._answers = answers
        self._known: dict[tuple[str, str, Period], frozenset[Any]] = {}

    @classmethod
    def of(cls, about: Mapping[str, Any], answers: Sequence[Group] = ()) -> UnitSizes:
        return cls(about["units"], about["sizes"], answers)

    def in_all(self, measure: str, period: Period, service: str = "") -> dict[str, int]:
        """Of each unit in a period, of one service or of all."""
        rows = [
            months[month]
            for name, months in self._sizes.get(measure, {}).items()
            if service in ("", name)
            for month in period.months
            if month in months
        ]
        sums = map(sum, zip(*rows, strict=True)) if rows else [0] * len(self._units)
        return dict(zip(self._units, sums, strict=True))

    def hidden_units(self, measure: str, period: Period) -> frozenset[str]:
        return self._once("units", measure, period, lambda: hidden(self.in_all(measure, period)))

    def hidden_answers(self, period: Period) -> frozenset[str]:
        """The units whose answers the survey's own page does not tell apart."""

        def found() -> frozenset[str]:
            answers = [each for each in self._answers if period.since <= each.month <= period.until]
            lines = dict(broken_down((each.unit, each.tally) for each in answers))
            return frozenset({each.unit for each in answers} - set(lines))

        return self._once("answers", "", period, found)

    def hidden_months(self, measure: str, period: Period) -> frozenset[Cell]:
        """As (unit, month)."""

        def found() -> frozenset[Cell]:
            sizes = {
                (unit, month): size
                for month in period.months
                for unit, size in self.in_all(measure, Period(month, month)).items()
            }
            return apart(sizes, self.hidden_units(measure, period))

        return self._once("months", measure, period, found)

    def hidden_services(self, measure: str, period: Period) -> frozenset[Cell]:
        """As (unit, service)."""

        def found() -> frozenset[Cell]:
            sizes = {
                (unit, service): size
                for service in self._sizes.get(measure, {})
                for unit, size in self.in_all(measure, period, service).items()
            }
            return apart(sizes, self.hidden_units(measure, period))

        return self._once("services", measure, period, found)

    def _once(
        self, what: str, measure: str, period: Period, found: Callable[[], frozenset[Any]]
    ) -> frozenset[Any]:
        key = (what, measure, period)
        if key not in self._known:
            self._known[key] = found()
        return self._known[key]


def apart(sizes: Mapping[Cell, int], rows: Collection[str]) -> frozenset[Cell]:
    """The cells of a table of units and months, or services, that must not be told, where the sums of its
    rows and columns are, but for the hidden ``rows`` and the columns that are hidden of all units.

    Rows without a few are told: they are numbers that everybody knows, but for some small ones that others
    may hide behind. Where that is still too large a table to be solved, units with a few are told in no
    column: two such rows hide one another.
    """
    columns = hidden(_sums(sizes, 1))
    small = [cell for cell, size in sizes.items() if 0 < size < LEAST]
    few = {row for row, _column in small} | set(rows)
    if not few and not columns:
        return frozenset()
    totals = _sums(sizes, 0)
    others = sorted((row for row in totals if row not in few), key=lambda row: (totals[row], row))
    if not columns:
        others = others[:PARTNERS]
    here = few | set(others)
    table = {cell: size for cell, size in sizes.items() if cell[0] in here}
    if len(table) * len(small) <= MOST_STEPS:
        return hidden_cells(table, rows, columns)
    whole = few | set(others[: max(0, 2 - len(few))])
    return frozenset(cell for cell in table if cell[0] in whole or cell[1] in columns)


def _sums(sizes: Mapping[Cell, int], axis: int) -> dict[str, int]:
    sums: dict[str, int] = {}
    for cell, size in sizes.items():
        sums[cell[axis]] = sums.get(cell[axis], 0) + size
    return sums
