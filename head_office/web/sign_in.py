"""Signing in with two factors, enrolling the second one, the member's own settings, signing out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from head_office.api.dependencies import Address, Office
from head_office.office import HeadOffice
from head_office.services import acts, own_account, signing_in
from head_office.services.passwords import address_of
from head_office.store.staff import Session
from head_office.web.gate import SIGN_IN, OpenForm, OwnForm, SignedIn, Visitor, give_cookie, take_cookie
from head_office.web.page import ASSETS, PageRoute, SeeOther, asset, page
from head_office.web.qr import dark_squares
from mobile_unit.errors import NotAllowed, TryAgain, UserFacingError
from mobile_unit.i18n import _

router = APIRouter(prefix="/desk", include_in_schema=False, route_class=PageRoute)
HOME = "/desk"


@router.get("/desk.css")
@router.get("/desk.js")
@router.get("/desk.svg")
def served(request: Request) -> Response:
    """Style sheet, script and icon; pages name them with a hash, so that a browser may keep them."""
    name = request.url.path.rsplit("/", 1)[1]
    return Response(
        asset(name)[0], media_type=ASSETS[name], headers={"Cache-Control": "public, max-age=31536000"}
    )


@router.get("/sign-in")
def sign_in_page(request: Request, session: Visitor, to: str = "") -> Response:
    if session is not None:
        raise SeeOther(HOME if session.complete else "/desk/enrol")
    return page(request, "sign_in.html", nip="", to=_ours(to), error=None)


@router.post("/sign-in")
def sign_in(
    office: Office, request: Request, address: Address, _session: Visitor, form: OpenForm
) -> Response:
    nip, to = form.one("nip").strip(), _ours(form.one("to"))
    try:
        token, session = signing_in.sign_in(
            office, nip[:30], form.one("password")[:1000], form.one("code")[:20], address or "here"
        )
    except (NotAllowed, TryAgain) as error:
        return page(request, "sign_in.html", 403, nip=nip, to=to, error=error)
    return _enter(request, token, to if session.complete else "/desk/enrol")


@router.get("/enrol")
def enrol_page(request: Request, session: Visitor) -> Response:
    """The secret of the second factor, as a code to scan and as letters to type."""
    if session is None or session.complete:
        raise SeeOther(HOME)
    return _enrol_page(request, session, None)


@router.post("/enrol")
def enrol(office: Office, request: Request, session: Visitor, form: OwnForm) -> Response:
    if session is None or session.complete:
        raise SeeOther(HOME)
    try:
        if form.one("new") != form.one("again"):
            raise UserFacingError(_typed_differently())
        given, code, new = form.one("old")[:1000], form.one("code")[:20], form.one("new")[:1000]
        token, _complete = signing_in.enrol(office, session, given, code, new)
    except UserFacingError as error:
        return _enrol_page(request, session, error)
    return _enter(request, token, HOME)


@router.post("/sign-out")
def sign_out(office: Office, request: Request, session: Visitor, _form: OwnForm) -> Response:
    """Also for whoever finds the second factor of somebody else half enrolled."""
    if session is not None:
        signing_in.sign_out(office, session)
    response = RedirectResponse(SIGN_IN, 303)
    take_cookie(request, response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.get("/account")
def account_page(office: Office, request: Request, session: SignedIn) -> Response:
    return _account_page(office, request, session)


@router.post("/account/password")
def change_password(office: Office, request: Request, session: SignedIn, form: OwnForm) -> Response:
    try:
        if form.one("new") != form.one("again"):
            raise UserFacingError(_typed_differently())
        own_account.change_password(office, session, form.one("old")[:1000], form.one("new")[:1000])
    except UserFacingError as error:
        return _account_page(office, request, session, at="password", error=error)
    return _account_page(office, request, session, at="password")


@router.post("/account/sessions")
def end_other_sessions(office: Office, request: Request, session: SignedIn, form: OwnForm) -> Response:
    try:
        own_account.end_other_sessions(office, session, form.one("password")[:1000])
    except UserFacingError as error:
        return _account_page(office, request, session, at="sessions", error=error)
    return _account_page(office, request, session, at="sessions")


@router.post("/account/language")
def choose_language(office: Office, session: SignedIn, form: OwnForm) -> Response:
    own_account.choose_language(office, session.member.nip, form.one("language"))
    raise SeeOther("/desk/account")


def _account_page(
    office: HeadOffice,
    request: Request,
    session: Session,
    *,
    at: str = "",
    error: UserFacingError | None = None,
) -> Response:
    """``at`` is the form that was sent, with its ``error`` or done."""
    return page(
        request,
        "account.html",
        400 if error else 200,
        at=at,
        error=error,
        sessions=own_account.sessions(office, session),
        history=own_account.history(office, session),
        most_acts=acts.MOST_SHOWN,
    )


def _enter(request: Request, token: str, to: str) -> Response:
    response = RedirectResponse(to, 303)
    give_cookie(request, response, token)
    return response


def _ours(address: str) -> str:
    """An address to go on to; the list, for any that is not a page of ours."""
    plain = address.startswith("/desk/") and address.isascii() and not set(address) & set('\\?#"<>')
    return address if plain and "//" not in address else HOME


def _typed_differently() -> str:
    return _("The new password was typed differently the second time.")


def _enrol_page(request: Request, session: Session, error: UserFacingError | None) -> Response:
    secret = session.offered or ""
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return page(
        request,
        "enrol.html",
        400 if error else 200,
        squares=dark_squares(address_of(secret, session.member.nip)),
        secret=grouped,
        nip=session.member.nip,
        csrf=session.csrf,
        error=error,
    )
