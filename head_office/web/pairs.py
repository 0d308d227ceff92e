"""Likely duplicates that wait for somebody, and what is said of one beside it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from head_office.api.dependencies import Office
from head_office.services import likely_pairs
from head_office.web.gate import OwnForm, Verifier
from head_office.web.page import PageRoute, SeeOther, page
from mobile_unit.domain.numbers import is_application_number
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

router = APIRouter(prefix="/desk/pairs", include_in_schema=False, route_class=PageRoute)


@router.get("")
def listed(office: Office, request: Request, _session: Verifier) -> Response:
    return page(request, "pairs.html", pairs=likely_pairs.listed(office), most=likely_pairs.MOST_LISTED)


@router.post("/{number}/{other}")
def say(office: Office, session: Verifier, number: str, other: str, form: OwnForm) -> Response:
    """Two people, for a reason; or perhaps one after all."""
    if not (is_application_number(number) and is_application_number(other)):
        raise UserFacingError(_("This form can't be read."))
    if form.one("again"):
        likely_pairs.take_up_again(office, session.member, number, other)
    else:
        likely_pairs.dismiss(office, session.member, number, other, form.one("reason"))
    raise SeeOther(f"/desk/applications/{number}?done=said#others")
