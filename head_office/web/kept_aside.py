"""What was kept aside and why, and what a person decides on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import aside, quarantine
from head_office.services.entry_words import told_by
from head_office.services.roles import Permission
from head_office.services.work_list import seal, told_in
from head_office.store.staff import Session
from head_office.web.forms import Form
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import PageRoute, SeeOther, page
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _, say

router = APIRouter(prefix="/desk/aside", include_in_schema=False, route_class=PageRoute)
Reader = Annotated[Session, Depends(allowed(Permission.KEPT_ASIDE))]
Releaser = Annotated[Session, Depends(allowed(Permission.RELEASE))]


@router.get("")
def kept(office: Office, request: Request, _session: Reader, told: str = "") -> Response:
    return _page(office, request, told=told_in(office, told))


@router.post("/entry")
def apply_entry(office: Office, request: Request, session: Releaser, form: OwnForm) -> Response:
    try:
        quarantine.apply_now(office, form.one("journal"), form.number("seq"), session.member.nip)
    except TryAgain:
        raise
    except UserFacingError as error:
        return _page(office, request, 400, error=error)
    raise _tell(office, _("The entry was applied."))


@router.post("/return")
def return_entry(office: Office, request: Request, session: Releaser, form: OwnForm) -> Response:
    """Give an entry back to its unit with a sentence for the officer."""
    place = form.one("journal"), form.number("seq")
    try:
        quarantine.give_back(office, *place, form.one("sentence"), session.member.nip)
    except TryAgain:
        raise
    except UserFacingError as error:
        return _page(office, request, 400, error=error, typed=form, returning=True)
    raise _tell(office, _("The entry was given back; the unit hears of it at its next sync."))


@router.post("/bundle")
def decide_bundle(office: Office, request: Request, session: Releaser, form: OwnForm) -> Response:
    name, reason = form.one("file"), f"{form.one('reason')[:300].strip()}"
    try:
        if not reason:
            raise UserFacingError(_("A reason is needed."), _("Write why, then choose again."))
        signed = f"{reason} ({session.member.nip})"
        if form.one("what") == "release":
            taken = aside.release(office, name, signed)
            raise _tell(
                office,
                _("{entries} entries and {scans} scans were taken in.").format(
                    entries=taken.entries_stored, scans=taken.blobs_stored
                ),
            )
        if form.one("what") != "discard":
            raise UserFacingError(_("This form can't be read."))
        aside.discard(office, name, signed)
    except TryAgain:
        raise
    except Refusal as refusal:
        return _page(office, request, 400, error=UserFacingError(say(refusal.message)), typed=form)
    except UserFacingError as error:
        return _page(office, request, 400, error=error, typed=form)
    raise _tell(office, _("The bundle was thrown away; that and why is written down."))


def _tell(office: HeadOffice, words: str) -> SeeOther:
    return SeeOther(f"/desk/aside?told={seal(office, words)}")


def _page(
    office: HeadOffice,
    request: Request,
    status: int = 200,
    *,
    error: UserFacingError | None = None,
    told: str | None = None,
    typed: Form | None = None,
    returning: bool = False,
) -> Response:
    """``typed`` is what was refused, to be mended; ``returning``: an entry was to be returned."""
    return page(
        request,
        "aside.html",
        status,
        entries=quarantine.listed(office),
        batches=quarantine.batches(office),
        most=quarantine.MOST_SHOWN,
        bundles=aside.kept(office),
        error=error,
        told=told,
        typed=typed or Form({}),
        returning=returning,
        told_by=told_by,
    )
