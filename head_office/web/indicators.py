"""The indicators for the staff: figures, months, services and units, each with its definition and its list;
as a spreadsheet and as pages."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import indicator_counting, indicator_lists, indicators
from head_office.services.bulletins import unit_names
from head_office.services.roles import Permission, may
from head_office.store.indicators import Behind
from head_office.store.staff import Session
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import XLSX, PageRoute, SeeOther, attachment, page
from mobile_unit.domain.disclosure import LEAST
from mobile_unit.domain.indicator_book import Told
from mobile_unit.domain.indicator_figures import Figure, in_words
from mobile_unit.domain.indicators import INDICATORS, REACH, Indicator, Statistic
from mobile_unit.domain.moments import STARTS, STOPS
from mobile_unit.domain.periods import Period, month_name
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _, language, say

router = APIRouter(prefix="/desk/indicators", include_in_schema=False, route_class=PageRoute)
Reader = Annotated[Session, Depends(allowed(Permission.INDICATORS))]
Keeper = Annotated[Session, Depends(allowed(Permission.INDICATOR_CLOCK))]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an address asks for: months, a unit and a service, each "" where it does not say."""

    since: str = ""
    until: str = ""
    unit: str = ""
    service: str = ""

    def period(self, office: HeadOffice) -> Period:
        usual = indicators.this_quarter(office)
        return Period(self.since or usual.since, self.until or usual.until)


Asked = Annotated[Chosen, Depends(Chosen)]
BESIDE = ("taken", "days_median", "kept", "returned", "ikm", "complaints", "delay", "reach")
"""Which are told of units beside one another."""


@router.post("/count")
def count(office: Office, session: Keeper, form: OwnForm) -> Response:
    """Count everything anew, by the moments that were chosen."""
    setting = indicator_counting.as_setting(form.one("start"), form.one("stop"))
    indicator_counting.count(office, setting, session.member.nip)
    chosen = {each.name: form.one(each.name) for each in fields(Chosen)}
    raise SeeOther(f"/desk/indicators?{urlencode({key: value for key, value in chosen.items() if value})}")


@router.get("/list/{key}")
def behind(
    office: Office,
    request: Request,
    session: Reader,
    key: str,
    chosen: Asked,
) -> Response:
    if key not in INDICATORS:
        raise UserFacingError(_("There is nothing at this address."))
    period = chosen.period(office)
    indicators.require_period(period)
    indicator, wanted = INDICATORS[key], Behind(period, chosen.unit, chosen.service)
    listed = indicator_lists.behind(office, session.member, indicator, wanted)
    return page(
        request,
        "indicator_list.html",
        indicator=indicator,
        listed=listed,
        period=period,
        unit=chosen.unit,
        back=_query(period, chosen.unit, chosen.service),
    )


@router.get("/sheet")
def sheet(office: Office, _session: Reader, chosen: Asked) -> Response:
    found = _look(office, chosen)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_name(found)}.xlsx"
        indicators.write_sheet(office, found, path)
        return attachment(path.read_bytes(), XLSX, path.name)


@router.get("/pages")
def pages(office: Office, _session: Reader, chosen: Asked) -> Response:
    found = _look(office, chosen)
    return attachment(indicators.pages(office, found), "application/pdf", f"{_name(found)}.pdf")


def _look(office: HeadOffice, chosen: Chosen) -> indicators.Overview:
    """Raises UserFacingError where nothing was counted yet."""
    found = indicators.look(office, chosen.period(office), chosen.unit, chosen.service)
    if found is None:
        raise UserFacingError(_("The indicators were not counted yet."), _("The night run counts them."))
    return found


@router.get("")
def told(office: Office, request: Request, _session: Reader, chosen: Asked) -> Response:
    error: UserFacingError | None = None
    period = chosen.period(office)
    try:
        found = indicators.look(office, period, chosen.unit, chosen.service)
    except TryAgain:
        raise
    except UserFacingError as fault:
        error, period = fault, indicators.this_quarter(office)
        found = indicators.look(office, period)
    unit, service = (found.unit, found.service) if found else ("", "")
    return page(
        request,
        "indicators.html",
        400 if error else 200,
        found=found,
        period=period,
        since=chosen.since or period.since,
        until=chosen.until or period.until,
        units=unit_names(office),
        query=_query(period, unit, service),
        setting=indicator_counting.setting_of(office),
        starts=STARTS,
        stops=STOPS,
        least=LEAST,
        indicators=INDICATORS,
        beside=[INDICATORS[key] for key in BESIDE],
        value=_value,
        count=_count,
        bars=_bars,
        months=lambda each: [(say(month_name(key)), figure) for key, figure in each.months.items()],
        services=lambda each: [(_service(found, key), figure) for key, figure in each.services.items()],
        list_of=lambda each: _list(request, each, period, unit, service),
        error=error,
    )


def _service(found: indicators.Overview | None, code: str) -> str:
    return say(found.services[code]) if found and code in found.services else code


def _list(request: Request, told: Told, period: Period, unit: str, service: str) -> str | None:
    """Where the list behind a figure is; None where there is none, it is of a few, or others may read it."""
    role = request.state.session.member.role
    if told.now is None or told.now.hidden or not told.now.n:
        return None
    if told.indicator.statistic is Statistic.INDEX:
        return f"/desk/survey?{_query(period, unit, '')}" if may(role, Permission.SURVEYS) else None
    if told.indicator.measure == REACH:
        return f"/desk/outreach?{_query(period, '', '')}" if may(role, Permission.OUTREACH) else None
    permission = indicator_lists.permission_for(told.indicator)
    if permission is None or not may(role, permission):
        return None
    return f"/desk/indicators/list/{told.indicator.key}?{_query(period, unit, service)}"


def _query(period: Period, unit: str, service: str) -> str:
    said = {"since": period.since, "until": period.until, "unit": unit, "service": service}
    return urlencode({key: value for key, value in said.items() if value})


def _value(indicator: Indicator, figure: Figure | None) -> str:
    if figure is not None and figure.hidden:
        return f"<{LEAST}"
    if figure is None or figure.value is None:
        return "–"
    unit = indicator.unit.in_(language())
    return f"{in_words(indicator, figure.value, language())}{'' if unit == '%' else ' '}{unit}".strip()


def _count(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f"<{LEAST}" if figure.n is None else str(figure.n)


def _bars(told: Told) -> list[tuple[int, int]]:
    """(place, height in hundredths of the highest) of each month that has a value."""
    values = {place: each.value for place, each in enumerate(told.months.values()) if each.value is not None}
    highest = max(values.values(), default=Fraction(0))
    return [(place, round(100 * value / highest)) for place, value in values.items() if highest]


def _name(found: indicators.Overview) -> str:
    whose = f"-{found.unit}" if found.unit else ""
    return f"indikator{whose}-{found.period.since}-{found.period.until}"
