"""Addresses below the staff's pages at which there is nothing: a page that says so, and where to go on."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from head_office.web.gate import Visitor
from head_office.web.page import PageRoute, SeeOther, problem
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

router = APIRouter(prefix="/desk", include_in_schema=False, route_class=PageRoute)


@router.get("/{anything:path}")
def nothing(request: Request, _session: Visitor) -> Response:
    """Asked last, after every other page; with a slash too many it is another's address."""
    url = request.url
    if url.path.endswith("/"):
        raise SeeOther(url.path.rstrip("/") + (f"?{url.query}" if url.query else ""))
    return problem(request, UserFacingError(_("There is nothing at this address.")), 404)
