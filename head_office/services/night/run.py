"""One night run: bundles in, units told, figures taken of one moment, indicators counted, the report written.

A date has one run. Each step's end is on record, so that a run that was killed goes on where it was. One
that is finished takes in the bundles that came since, tells units what is new, and gives the report of its
date once more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.services import nightly
from head_office.services.feed_destroying import look_through
from head_office.services.indicator_counting import count as count_indicators
from head_office.services.night import deadlines, doubles, files, gaps, money, proposals, report
from head_office.services.night.rules import rules_on
from head_office.services.nightly import BundleOfTheNight, UnitsNight
from head_office.services.notices import forget_old as forget_old_notices
from head_office.store import complaints, nights, pairs, reconciliations
from head_office.store.engine import Connection
from mobile_unit.errors import TryAgain
from mobile_unit.i18n import _

LOCK = "nightly"
BUNDLE, UNIT = "bundle ", "unit "


@dataclass(frozen=True, slots=True)
class Told:
    """``bundles`` and ``units`` are what this call did; ``report`` is the date's and lies in ``folder``."""

    bundles: tuple[BundleOfTheNight, ...]
    units: tuple[UnitsNight, ...]
    report: dict[str, Any]
    folder: Path

    @property
    def needs_somebody(self) -> bool:
        return (
            bool(self.report["needs_somebody"])
            or any(bundle.code is not None for bundle in self.bundles)
            or any(unit.needs_somebody for unit in self.units)
        )


def run(
    office: HeadOffice,
    home: Path,
    day: date,
    *,
    to: Path | None = None,
    anew: bool = False,
    tell: Callable[[BundleOfTheNight | UnitsNight], None] = lambda _done: None,
) -> Told:
    """Do what is left of a date's run; ``anew`` takes its figures again. Raises TryAgain where another run is
    under way, and UserFacingError where the report can't be written."""
    with office.database.hold(LOCK) as alone:
        if not alone:
            raise TryAgain(_("The night run is under way already."), _("Wait until it has finished."))
        return _Run(office, home, day.isoformat(), tell).to_the_end(to, anew)


class _Run:
    def __init__(
        self,
        office: HeadOffice,
        home: Path,
        day: str,
        tell: Callable[[BundleOfTheNight | UnitsNight], None],
    ) -> None:
        self._office = office
        self._home = home
        self._day = day
        self._tell = tell

    def to_the_end(self, to: Path | None, anew: bool) -> Told:
        with self._office.database.write() as connection:
            if anew:
                nights.forget(connection, self._day)
            night = nights.begin(connection, self._day, self._office.now())
        bundles = self._take_bundles_in()
        units = self._tell_units(again=night.cut_at is not None)
        if night.cut_at is None:
            self._take_figures(bundles)
        count_indicators(self._office)
        look_through(self._office)
        nightly.settle_scans(self._office)
        told = self._report()
        reports = self._home / "nightly"
        folder = files.write(self._office, told, to or reports / self._day)
        self._forget_old(reports)
        with self._office.database.write() as connection:
            nights.finish(connection, self._day, self._office.now())
        return Told(tuple(bundles), tuple(units), told, folder)

    def _forget_old(self, reports: Path) -> None:
        """Reports name people: none is kept longer than it is of use."""
        day = date.fromisoformat(self._day)
        oldest = (day - timedelta(days=rules_on(day).keep_days)).isoformat()
        with self._office.database.write() as connection:
            nights.forget_before(connection, oldest)
        files.clear_before(reports, oldest)
        forget_old_notices(self._office)

    def _take_bundles_in(self) -> list[BundleOfTheNight]:
        done = []
        for bundle in nightly.take_in_waiting(self._office, self._home, self._taken):
            self._tell(bundle)
            done.append(bundle)
        return done

    def _taken(self, file: str) -> None:
        self._done(f"{BUNDLE}{file}", None)

    def _tell_units(self, *, again: bool) -> list[UnitsNight]:
        """Those that this run had told before it was killed are left out, unless it is done ``again``."""
        with self._office.database.read() as connection:
            before = {} if again else nights.steps_named(connection, self._day, UNIT)
        units = []
        for unit in nightly.unit_codes(self._office):
            if unit in before:
                told = UnitsNight(**before[unit])
            else:
                told = nightly.reconcile(self._office, unit, date.fromisoformat(self._day))
                self._done(f"{UNIT}{unit}", asdict(self._of_this_night(told)))
            self._tell(told)
            units.append(told)
        return units

    def _of_this_night(self, told: UnitsNight) -> UnitsNight:
        """With the statements that a run killed in the middle of the unit had made."""
        with self._office.database.read() as connection:
            statements, stated = reconciliations.told_on(connection, told.unit, self._day)
        return replace(told, statements=statements, stated=stated)

    def _take_figures(self, bundles: list[BundleOfTheNight]) -> None:
        """All of one moment, and on record together: whatever is decided or arrives meanwhile or later."""
        day = date.fromisoformat(self._day)
        rules = rules_on(day)
        cut_at = self._office.now()
        with self._office.database.snapshot() as connection:
            found, duplicates = doubles.search(
                connection, (day - timedelta(days=rules.pair_days)).isoformat()
            )
            parts: dict[str, Any] = {
                "bundles": {
                    "taken": len(nights.steps_named(connection, self._day, BUNDLE)),
                    "refused": [
                        {"file": each.file, "code": each.code} for each in bundles if each.code is not None
                    ],
                },
                "units": self._units(connection),
                "gaps": gaps.look(connection, day, rules),
                "deadlines": deadlines.look(connection, day, rules.soon_due_working_days),
                "duplicates": duplicates,
                "proposals": proposals.look(connection, day, rules),
                "money": money.look(connection, money.period_of(day)),
                "complaints": {
                    "late": sum(complaints.late(connection, self._day).values()),
                    "to_close": len(complaints.to_close(connection, self._day)),
                },
            }
        with self._office.database.write() as connection:
            pairs.keep(connection, found, self._day)
            for name, result in parts.items():
                nights.done(connection, self._day, name, result, cut_at)
            nights.cut(connection, self._day, cut_at)

    def _units(self, connection: Connection) -> list[dict[str, Any]]:
        """What came of each unit, with the totals of the moment."""
        told = []
        for result in nights.steps_named(connection, self._day, UNIT).values():
            unit = UnitsNight(**result)
            totals = reconciliations.totals(connection, unit.unit)
            heads = reconciliations.heads_of(connection, unit.unit)
            now = replace(
                unit,
                entries=sum(head["seq"] for head in heads),
                applications=totals.applications,
                lacking=totals.lacking,
                scans=totals.scans,
                quarantined=totals.quarantined,
                forked=totals.forked,
            )
            told.append(asdict(now) | {"needs_somebody": now.needs_somebody})
        return told

    def _report(self) -> dict[str, Any]:
        with self._office.database.read() as connection:
            night = nights.of(connection, self._day)
            parts = {name: nights.result_of(connection, self._day, name) for name in report.PARTS}
        assert night.cut_at is not None
        return report.assembled(self._day, night.cut_at, parts)

    def _done(self, step: str, result: Any) -> None:
        with self._office.database.write() as connection:
            nights.done(connection, self._day, step, result, self._office.now())
