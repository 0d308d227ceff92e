"""The satisfaction survey's result for the staff: by element, unit, place, service and month; as a
spreadsheet, and as the notice for the public with what will be done."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import surveys
from head_office.services.roles import Permission
from head_office.store.staff import Session
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import XLSX, PageRoute, attachment, page
from mobile_unit.domain.periods import Period, is_month
from mobile_unit.domain.surveys import ELEMENTS, LEAST, Tally, grade, in_figures, rounded
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _, language

router = APIRouter(prefix="/desk/survey", include_in_schema=False, route_class=PageRoute)
Reader = Annotated[Session, Depends(allowed(Permission.SURVEYS))]
LONGEST_FOLLOW_UP = 400


@router.get("")
def result(
    office: Office, request: Request, _session: Reader, since: str = "", until: str = "", unit: str = ""
) -> Response:
    return _page(office, request, {"since": since, "until": until, "unit": unit})


@router.get("/sheet")
def sheet(
    office: Office, request: Request, _session: Reader, since: str = "", until: str = "", unit: str = ""
) -> Response:
    try:
        found = _look(office, {"since": since, "until": until, "unit": unit})
    except TryAgain:
        raise
    except UserFacingError as error:
        return _page(office, request, {"since": since, "until": until, "unit": unit}, error=error)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_name(found)}.xlsx"
        surveys.write(found, path, {})
        return attachment(path.read_bytes(), XLSX, path.name)


@router.post("/notice")
def notice(office: Office, request: Request, _session: Reader, form: OwnForm) -> Response:
    chosen = {name: form.one(name) for name in ("since", "until", "unit")}
    words = {key: " ".join(form.one(key).split())[:LONGEST_FOLLOW_UP] for key in ELEMENTS}
    try:
        found = _look(office, chosen)
        pdf = surveys.notice(found, {key: text for key, text in words.items() if text})
    except TryAgain:
        raise
    except UserFacingError as error:
        return _page(office, request, chosen, error=error, words=words)
    return attachment(pdf, "application/pdf", f"{_name(found)}.pdf")


def _look(office: HeadOffice, chosen: Mapping[str, str]) -> surveys.Survey:
    """Raises UserFacingError for a period or a unit that is none; without a period, of this quarter."""
    usual = surveys.this_quarter(office)
    since, until = chosen.get("since") or usual.since, chosen.get("until") or usual.until
    if not (is_month(since) and is_month(until)):
        raise UserFacingError(_("A month is written 2026-11."))
    return surveys.look(office, Period(since, until), chosen.get("unit") or None)


def _page(
    office: HeadOffice,
    request: Request,
    chosen: Mapping[str, str],
    *,
    error: UserFacingError | None = None,
    words: Mapping[str, str] | None = None,
) -> Response:
    """The fields keep what was asked for, and ``words`` what was typed for the notice, also where it is
    refused; the figures are then of this quarter."""
    try:
        found = _look(office, chosen)
    except TryAgain:
        raise
    except UserFacingError as fault:
        found, error = _look(office, {}), error or fault
    return page(
        request,
        "survey.html",
        400 if error else 200,
        survey=found,
        since=chosen.get("since") or found.period.since,
        until=chosen.get("until") or found.period.until,
        follow_up=words or {},
        units=surveys.units_of(office),
        elements=ELEMENTS,
        least=LEAST,
        figures=lambda hundredths: in_figures(hundredths, language()),
        grade=grade,
        mean_of=_mean_of,
        length=lambda hundredths: 0 if hundredths is None else (hundredths - 2500) // 75,
        words=lambda text: text.in_(language()),
        error=error,
    )


def _mean_of(tally: Tally, element: str) -> int | None:
    mean = tally.mean(element)
    return None if mean is None else rounded(mean)


def _name(found: surveys.Survey) -> str:
    whose = f"-{found.unit}" if found.unit else ""
    return f"skm{whose}-{found.period.since}-{found.period.until}"
