"""Everything held on one person, for a supervisor who was asked for it. The NIK comes by POST, so that it
stands in no address, history or log; every page and file of it is a look that is written down."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.services import person
from head_office.services.roles import Permission
from head_office.store.staff import Session
from head_office.web.forms import Form
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import PageRoute, moment_in_words, page
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _

router = APIRouter(prefix="/desk/person", include_in_schema=False, route_class=PageRoute)
Answerer = Annotated[Session, Depends(allowed(Permission.PERSON))]


@router.get("")
def ask(request: Request, _session: Answerer) -> Response:
    return _asked(request, "", person.Shown(), None)


@router.post("")
def found(office: Office, request: Request, session: Answerer, form: OwnForm) -> Response:
    nik, shown = form.one("nik"), _shown(form)
    try:
        held = person.held_on(office, nik, session.member, shown)
    except TryAgain:
        raise
    except UserFacingError as error:
        return _asked(request, nik, shown, error)
    return _held(office, request, held, shown)


@router.post("/file")
def file(office: Office, request: Request, session: Answerer, form: OwnForm) -> Response:
    """All of it as one file; its name says nothing of whose it is."""
    try:
        held = person.held_on(office, form.one("nik"), session.member, _shown(form))
    except TryAgain:
        raise
    except UserFacingError as error:
        return _asked(request, form.one("nik"), _shown(form), error)
    name = 'attachment; filename="data-pribadi.zip"'
    content = person.packed(office, held)
    return Response(content, media_type="application/zip", headers={"Content-Disposition": name})


@router.post("/correction")
def correction(office: Office, request: Request, session: Answerer, form: OwnForm) -> Response:
    """The person asked to have something corrected: from now on the hours count."""
    nik, shown = form.one("nik"), _shown(form)
    try:
        held, until = person.asked_to_correct(office, session.member, nik, form.one("number"), shown)
    except TryAgain:
        raise
    except UserFacingError as error:
        return _asked(request, nik, shown, error)
    words = _("Written down. The answer is due by {moment}; ask the unit on the application's page.")
    return _held(office, request, held, shown, words.format(moment=moment_in_words(until)))


def _shown(form: Form) -> person.Shown:
    return person.Shown(form.one("name"), form.one("born"), form.one("slips"))


def _held(
    office: HeadOffice, request: Request, held: person.Held, shown: person.Shown, told: str | None = None
) -> Response:
    return page(
        request,
        "person.html",
        nik=held.data["identity"],
        shown=shown,
        held=held.data,
        scans=len(held.scans),
        waiting=person.open_requests(held, office.now()),
        told=told,
        error=None,
    )


def _asked(request: Request, nik: str, shown: person.Shown, error: UserFacingError | None) -> Response:
    told = {"nik": nik, "shown": shown, "held": None, "scans": 0, "waiting": [], "told": None}
    return page(request, "person.html", 400 if error else 200, **told, error=error)
