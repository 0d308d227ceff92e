"""The indicators are counted whole, of one moment, and kept for the pages: by every night run, and whenever
somebody asks for it. Nothing is added to what was counted before, so nothing can drift from what is here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from head_office.office import HeadOffice
from head_office.services.acts import INDICATORS_COUNTED
from head_office.store import acts, indicators, queue, surveys
from head_office.store import units as unit_rows
from head_office.store.engine import Connection
from mobile_unit.domain.indicator_figures import Counted, Months, Spell, by_month, counted_spells
from mobile_unit.domain.indicators import (
    ANSWERED,
    COMPLAINTS,
    DAYS,
    DELAY,
    KEPT,
    REACH,
    RETURNED,
    SERVING,
    TAKEN,
    WAITING,
)
from mobile_unit.domain.moments import ClockSetting
from mobile_unit.domain.periods import Period
from mobile_unit.domain.working_days import working_days_between
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.forms.deadlines import holidays
from mobile_unit.i18n import _

HOUR = 3600
LOCK = "indicators"
EVER = Period("2000-01", "9999-12")
OF_PEOPLE = (DAYS, KEPT, RETURNED, ANSWERED, WAITING, SERVING)
"""The measures of which it is kept how many each unit had, to hide the few."""

Books = dict[str, Any]


@dataclass
class _Unit:
    """What is counted of one unit: (measure, month, service, value), and how long what was completed took."""

    values: Counter[tuple[str, str, str, int]] = field(default_factory=Counter)
    spells: Counter[tuple[str, date, date, int | None]] = field(default_factory=Counter)


def setting_of(office: HeadOffice) -> ClockSetting:
    """From which moment to which working days are counted here."""
    with office.database.read() as connection:
        return _setting(connection)


def count(office: HeadOffice, setting: ClockSetting | None = None, by: str | None = None) -> None:
    """Count everything, from now on with ``setting``, else with the one before; ``by`` is the NIP of the
    staff member, None where it is the night run. Raises TryAgain where that is under way."""
    with office.database.hold(LOCK) as alone:
        if not alone:
            raise TryAgain(_("The indicators are being counted already."), _("Wait until that has finished."))
        with office.database.snapshot() as connection:
            books = counted(connection, office.now(), setting or _setting(connection))
        with office.database.write() as connection:
            indicators.replace(connection, books)
            if by is not None:
                detail = " → ".join(asdict(setting or _setting(connection)).values())
                acts.note(connection, office.now(), by, INDICATORS_COUNTED, "", detail)


def as_setting(start: str, stop: str) -> ClockSetting:
    """Raises UserFacingError for moments that are none."""
    try:
        return ClockSetting(start, stop)
    except ValueError as error:
        raise UserFacingError(_("Choose from which moment to which working days are counted.")) from error


def counted(connection: Connection, at: str, setting: ClockSetting) -> Books:
    """Everything by scope as it is kept; ``at`` decides which complaints are over their deadline."""
    units: dict[str, _Unit] = defaultdict(_Unit)
    _count_applications(connection, setting, units)
    _count_complaints(connection, at[:10], units)
    _count_tickets(connection, units)
    for event in indicators.held(connection):
        units[event.unit].values[REACH, event.day[:7], "", event.people] += 1
    free = holidays()
    for unit in units.values():
        spells = (Spell(*key, number) for key, number in unit.spells.items())
        for each in counted_spells(spells, free):
            unit.values[each.measure, each.month, each.service, each.value] += each.number
    whole: Counter[tuple[str, str, str, int]] = Counter()
    for unit in units.values():
        whole.update(unit.values)
    codes = sorted(units)
    about = {"at": at, **asdict(setting), "units": codes, "sizes": _sizes(units, codes)}
    return {
        indicators.ABOUT: about,
        indicators.ALL: _months(whole),
        indicators.UNITS: {code: _months(units[code].values, services=False) for code in codes},
        indicators.SURVEY: [
            [each.unit, each.month, each.family, each.tally.figures]
            for each in surveys.groups(connection, EVER, places=False)
        ],
        **{code: _months(units[code].values) for code in codes},
    }


def _count_applications(connection: Connection, setting: ClockSetting, units: Mapping[str, _Unit]) -> None:
    promised = _promises(holidays())
    day, seconds = cache(date.fromisoformat), _seconds
    for row in indicators.facts(connection, setting):
        unit, month = units[row.unit], row.submitted_at[:7]
        unit.values[TAKEN, month, row.service, 1] += 1
        unit.values[RETURNED, month, row.service, row.returned] += 1
        if row.received is not None:  # by two clocks: never less than none
            delay = max(seconds(row.received) - seconds(row.submitted_at), 0)
            unit.values[DELAY, month, "", (delay + HOUR // 2) // HOUR] += 1
        if row.started is not None and row.stopped is not None:
            days = None
            if row.due_on is not None:
                days = promised((row.clock_from or row.submitted_at)[:10], row.due_on)
            unit.spells[row.service, day(row.started[:10]), day(row.stopped[:10]), days] += 1


def _promises(free: Collection[date]) -> Callable[[str, str], int]:
    """The working days that were promised, from the day they are counted from and the last of them."""

    @cache
    def promised(since: str, until: str) -> int:
        return max(working_days_between(date.fromisoformat(since), date.fromisoformat(until), free), 0)

    return promised


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


def _count_complaints(connection: Connection, today: str, units: Mapping[str, _Unit]) -> None:
    for row in indicators.complained(connection):
        values, month = units[row.unit].values, row.taken_at[:7]
        values[COMPLAINTS, month, "", 1] += 1
        if row.due_on and (row.answered_at is not None or row.due_on < today):
            values[ANSWERED, month, "", int((row.answered_at or "~")[:10] <= row.due_on)] += 1


def _count_tickets(connection: Connection, units: Mapping[str, _Unit]) -> None:
    """Whole minutes of who was called, and of who was served."""
    for code in unit_rows.names(connection):
        for ticket in queue.moments(connection, EVER.since, EVER.until, code):
            month = ticket.day[:7]
            for measure, minutes in ((WAITING, ticket.waited), (SERVING, ticket.served)):
                if minutes is not None:
                    units[code].values[measure, month, "", minutes] += 1


def _months(values: Mapping[tuple[str, str, str, int], int], *, services: bool = True) -> Months:
    return by_month(
        Counted(measure, month, service if services else "", value, number)
        for (measure, month, service, value), number in sorted(values.items())
    )


def _sizes(units: Mapping[str, _Unit], codes: Iterable[str]) -> dict[str, Any]:
    """How many of each measure each unit had, by service and month, in the units' order."""
    places = {code: place for place, code in enumerate(codes)}
    sizes: dict[str, Any] = {measure: defaultdict(dict) for measure in OF_PEOPLE}
    for code, place in places.items():
        for (measure, month, service, _value), number in units[code].values.items():
            if measure in sizes:
                row = sizes[measure][service].setdefault(month, [0] * len(places))
                row[place] += number
    return sizes


def _setting(connection: Connection) -> ClockSetting:
    about = indicators.content(connection, indicators.ABOUT)
    return ClockSetting() if about is None else ClockSetting(about["start"], about["stop"])
