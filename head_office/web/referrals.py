"""Referrals, for supervisors; and the directory of offices that people are referred to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.services import directories, referrals
from head_office.services.roles import Permission
from head_office.services.work_list import seal, told_in
from head_office.store.staff import Session
from head_office.web.forms import Form
from head_office.web.gate import OwnForm, allowed
from head_office.web.page import PageRoute, SeeOther, page, sheet_page
from mobile_unit.domain.referrals import KINDS, SIGNERS, STATUSES, Target
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _

router = APIRouter(prefix="/desk", include_in_schema=False, route_class=PageRoute)
Handler = Annotated[Session, Depends(allowed(Permission.REFERRALS))]
Keeper = Annotated[Session, Depends(allowed(Permission.DIRECTORY))]


@router.get("/referrals")
def listed(office: Office, request: Request, session: Handler, closed: str = "", after: str = "") -> Response:
    rows, further = referrals.listed(office, session.member, closed=bool(closed), after=after or None)
    return page(
        request,
        "referrals.html",
        rows=rows,
        further=further,
        is_first=not after,
        closed=bool(closed),
        statuses=STATUSES,
        kinds=KINDS,
    )


@router.get("/referrals/{referral}")
def one(office: Office, request: Request, session: Handler, referral: str, done: str = "") -> Response:
    return _one(office, request, session, referral, done=bool(done))


@router.post("/referrals/{referral}")
def follow(office: Office, request: Request, session: Handler, referral: str, form: OwnForm) -> Response:
    try:
        referrals.set_status(office, session.member, referral, form.one("status"), form.one("result"))
    except TryAgain:
        raise
    except UserFacingError as error:
        return _one(office, request, session, referral, form, error)
    raise SeeOther(f"/desk/referrals/{referral}?done=1")


@router.get("/referrals/{referral}/consent")
def consent(office: Office, session: Handler, referral: str) -> Response:
    return sheet_page(referrals.consent_scan(office, session.member, referral))


@router.get("/directory")
def directory(office: Office, request: Request, _session: Keeper, key: str = "", told: str = "") -> Response:
    return _directory(office, request, key, told=told_in(office, told))


@router.post("/directory")
def change(office: Office, request: Request, session: Keeper, form: OwnForm) -> Response:
    fields = {name: form.one(name) for name in ("key", "kind", "name", "address", "phone", "contact")}
    try:
        if form.one("remove"):
            directories.remove(office, fields["key"], session.member.nip)
            words = _("It was taken off the directory; every unit hears of it at its next sync.")
        else:
            if form.one("was") != fields["key"] and _known(office, fields["key"]):
                raise UserFacingError(
                    _("There is an office of this code already."),
                    _("Choose it in the list to change it, or give the new one another code."),
                )
            directories.put(office, Target(**fields), session.member.nip)
            words = _("Kept; every unit hears of it at its next sync.")
    except TryAgain:
        raise
    except UserFacingError as error:
        return _directory(office, request, form.one("was"), Target(**fields), error)
    raise SeeOther(f"/desk/directory?told={seal(office, words)}")


def _one(
    office: Office,
    request: Request,
    session: Session,
    referral: str,
    form: Form | None = None,
    error: UserFacingError | None = None,
    *,
    done: bool = False,
) -> Response:
    return page(
        request,
        "referral.html",
        400 if error else 200,
        seen=referrals.look(office, session.member, referral),
        statuses=STATUSES,
        kinds=KINDS,
        signers=SIGNERS,
        form=form or Form({}),
        error=error,
        done=done,
    )


def _known(office: Office, key: str) -> Target | None:
    return next((each for each in directories.listed(office) if each.key == key), None)


def _directory(
    office: Office,
    request: Request,
    key: str,
    typed: Target | None = None,
    error: UserFacingError | None = None,
    *,
    told: str | None = None,
) -> Response:
    """``key`` is the office that is changed, "" or none that is known where one is added."""
    chosen = _known(office, key)
    return page(
        request,
        "directory.html",
        400 if error else 200,
        offices=directories.listed(office),
        chosen=typed or chosen or Target("", "other", ""),
        is_new=chosen is None,
        kinds=KINDS,
        error=error,
        told=told,
    )
