"""Outreach: the events, the latest first, whom they reached, and one of them with its photos."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.services import outreach
from head_office.services.roles import Permission
from head_office.store.staff import Session
from head_office.web.gate import allowed
from head_office.web.page import PageRoute, page
from mobile_unit.domain.outreach import STATES
from mobile_unit.domain.periods import Period, is_month
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _

router = APIRouter(prefix="/desk/outreach", include_in_schema=False, route_class=PageRoute)
Reader = Annotated[Session, Depends(allowed(Permission.OUTREACH))]


@router.get("")
def listed(
    office: Office,
    request: Request,
    _session: Reader,
    since: str = "",
    until: str = "",
    state: str = "",
    day: str = "",
    after: str = "",
) -> Response:
    year = outreach.this_year(office)
    period, error = Period(since or year.since, until or year.until), None
    try:
        if not (is_month(period.since) and is_month(period.until)):
            raise UserFacingError(_("A month is written 2026-11."))
        reach = outreach.reach(office, period)
    except TryAgain:
        raise
    except UserFacingError as fault:
        error, reach = fault, outreach.reach(office, year)
    state = state if state in STATES else ""
    place = (day, after) if day and after else None
    events, further = outreach.listed(office, state or None, place)
    chosen = {"since": since, "until": until} if since or until else {}
    return page(
        request,
        "outreach.html",
        400 if error else 200,
        events=events,
        further=further,
        state=state,
        states=STATES,
        reach=reach,
        since=period.since,
        until=period.until,
        first=place is None,
        address=lambda **more: f"/desk/outreach?{urlencode({**chosen, **more})}",
        error=error,
    )


@router.get("/{event_id}")
def one(office: Office, request: Request, _session: Reader, event_id: str) -> Response:
    return page(request, "outreach_event.html", event=outreach.event(office, event_id), states=STATES)


@router.get("/{event_id}/photos/{position}")
def photo(office: Office, _session: Reader, event_id: str, position: int) -> Response:
    return Response(outreach.photo(office, event_id, position), media_type="image/jpeg")
