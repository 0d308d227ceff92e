"""The indicators of all units or one, as they were counted last: figures of a period beside the one before,
the list behind each, a spreadsheet and pages. They name nobody, and the few are hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from head_office.office import HeadOffice
from head_office.services.indicator_units import UnitSizes
from head_office.store import indicators, units
from head_office.store.engine import Connection
from mobile_unit.clock import today
from mobile_unit.domain.indicator_book import IndicatorBook, Told
from mobile_unit.domain.indicator_figures import HIDDEN, Figure, Months
from mobile_unit.domain.indicators import INDICATORS, Indicator, Statistic
from mobile_unit.domain.moments import ClockSetting
from mobile_unit.domain.periods import Period, is_month
from mobile_unit.domain.survey_results import Group
from mobile_unit.domain.texts import Text
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.questionnaire import questionnaire_on
from mobile_unit.i18n import _

if TYPE_CHECKING:
    from mobile_unit.receipts.indicator_report import Report

MOST_MONTHS = 60
MOST_UNITS = 40
"""So many are told beside one another; of more, one at a time."""


@dataclass(frozen=True, slots=True)
class OfUnit:
    """The whole figures of one unit, by indicator."""

    code: str
    name: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Overview:
    """Every indicator of a period; ``unit`` and ``service`` are "" for all. ``services`` are the names of
    those that may be chosen, ``units`` the figures of each where all are told and are not too many."""

    period: Period
    unit: str
    service: str
    counted_at: str
    setting: ClockSetting
    told: tuple[Told, ...]
    services: Mapping[str, Text]
    unit_names: Mapping[str, str]
    units: tuple[OfUnit, ...]


def this_quarter(office: HeadOffice) -> Period:
    return Period.around(f"{today(office.clock):%Y-%m}", 3)


def look(office: HeadOffice, period: Period, unit: str = "", service: str = "") -> Overview | None:
    """None where nothing was counted yet. Raises UserFacingError for a unit, a service or a period that is
    none, or is longer than five years."""
    require_period(period)
    both = Period(period.before().since, period.until)
    with office.database.snapshot() as connection:
        about = indicators.content(connection, indicators.ABOUT)
        names = units.names(connection)
        if unit and unit not in names:
            raise UserFacingError(_("Head office knows no such unit."))
        if about is None:
            return None
        answers = indicators.answers(connection, both)
        whole = _book(office, indicators.months(connection, indicators.ALL, both), answers)
        own = [each for each in answers if each.unit == unit]
        book = _book(office, indicators.months(connection, unit, both), own) if unit else whole
        if service and service not in whole.services:
            raise UserFacingError(_("There is no such service in this period."))
        sizes = UnitSizes.of(about, answers)
        told = book.told(period, service)
        if unit:
            told = tuple(_beside_others(each, unit, period, service, sizes) for each in told)
        of_units = []
        if not unit and len(names) <= MOST_UNITS:
            of_units = _beside_one_another(office, connection, names, period, sizes, answers)
    return Overview(
        period,
        unit,
        service,
        about["at"],
        ClockSetting(about["start"], about["stop"]),
        told,
        {code: _service_name(code) for code in whole.services},
        names,
        tuple(of_units),
    )


def _service_name(code: str) -> Text:
    services = Catalogue.load().services
    return services[code].short_title if code in services else Text.of(code)


def require_period(period: Period) -> None:
    if not (is_month(period.since) and is_month(period.until)):
        raise UserFacingError(_("A month is written 2026-11."))
    if period.until < period.since:
        raise UserFacingError(_("The period ends before it begins."))
    if len(period.months) > MOST_MONTHS:
        raise UserFacingError(_("A period is at most five years."))


def pages(office: HeadOffice, overview: Overview) -> bytes:
    """The figures as pages, PDF, A4."""
    from mobile_unit.receipts.indicator_report import draw

    return draw(_report(office, overview))


def write_sheet(office: HeadOffice, overview: Overview, path: Path) -> None:
    """The figures as a spreadsheet; raises UserFacingError where it can't be written."""
    from mobile_unit.receipts.indicator_tables import tables
    from mobile_unit.sheets import write_book

    names = {code: name.id for code, name in overview.services.items()}
    write_book(path, tables(_report(office, overview), names))


def _report(office: HeadOffice, overview: Overview) -> Report:
    from mobile_unit.receipts.indicator_report import Report

    catalogue = Catalogue.load()
    name = overview.unit_names.get(overview.unit)
    return Report(
        ministry=catalogue.ministry.id,
        office=catalogue.office.id,
        unit=f"{name} ({overview.unit})" if name else "",
        made_on=today(office.clock),
        period=overview.period,
        service=overview.services[overview.service].id if overview.service else "",
        setting=overview.setting,
        told=overview.told,
        promised=None,
    )


def _book(office: HeadOffice, months: Months, answers: list[Group]) -> IndicatorBook:
    """``answers`` are told by their month and kind of service alone, whichever unit they are of."""
    return IndicatorBook(months, answers, questionnaire_on(today(office.clock)).family_of)


def _beside_one_another(
    office: HeadOffice,
    connection: Connection,
    names: Mapping[str, str],
    period: Period,
    sizes: UnitSizes,
    answers: list[Group],
) -> list[OfUnit]:
    months = indicators.months_of_units(connection, period)
    own: dict[str, list[Group]] = defaultdict(list)
    for each in answers:
        own[each.unit].append(each)
    books = {code: _book(office, months.get(code, {}), own[code]) for code in sorted(names)}
    return [OfUnit(code, names[code], _figures(book, code, period, sizes)) for code, book in books.items()]


def _figures(book: IndicatorBook, unit: str, period: Period, sizes: UnitSizes) -> dict[str, Figure]:
    return {
        key: HIDDEN if _is_hidden(each, unit, period, sizes) else book.whole(each, period)
        for key, each in INDICATORS.items()
    }


def _is_hidden(indicator: Indicator, unit: str, period: Period, sizes: UnitSizes) -> bool:
    """Whether the other units, taken from all, would tell this one of a few."""
    if indicator.statistic is Statistic.INDEX:
        return unit in sizes.hidden_answers(period)
    return indicator.of_people and unit in sizes.hidden_units(indicator.measure, period)


def _beside_others(told: Told, unit: str, period: Period, service: str, sizes: UnitSizes) -> Told:
    """The same with those hidden whom the figures of all units and of the others would tell. Months are not
    told of one service of one unit: too many tables would have to be held against each other."""
    indicator = told.indicator
    now, before = (
        HIDDEN if figure is not None and _is_hidden(indicator, unit, span, sizes) else figure
        for figure, span in ((told.now, period), (told.before, period.before()))
    )
    if indicator.statistic is Statistic.INDEX or not indicator.of_people:
        gone = now is not None and now.hidden
        months = {} if service else {each: HIDDEN if gone else one for each, one in told.months.items()}
        services = {each: HIDDEN if gone else one for each, one in told.services.items()}
        return replace(told, now=now, before=before, months=months, services=services)
    measure = indicator.measure
    hidden_months = frozenset() if service else sizes.hidden_months(measure, period)
    hidden_services = sizes.hidden_services(measure, period)
    if service and (unit, service) in hidden_services:
        now = HIDDEN
    if service and (unit, service) in sizes.hidden_services(measure, period.before()):
        before = HIDDEN
    return replace(
        told,
        now=now,
        before=before,
        months={}
        if service
        else {each: HIDDEN if (unit, each) in hidden_months else one for each, one in told.months.items()},
        services={
            each: HIDDEN if (unit, each) in hidden_services else one for each, one in told.services.items()
        },
    )
