"""Who is looking, what they may do, and whether a form came from a page of theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request, Response

from head_office.api.dependencies import Office
from head_office.problems import Refusal
from head_office.services.roles import Permission, may
from head_office.services.signing_in import is_own_form, session_of
from head_office.store.nul import NUL
from head_office.store.staff import Session
from head_office.web.forms import Form, FormWithFile, read, read_with_file
from head_office.web.page import SeeOther
from mobile_unit.domain.texts import Text
from mobile_unit.errors import NotAllowed
from mobile_unit.i18n import _, speak_here

SIGN_IN = "/desk/sign-in"
_NOWHERE = Text("Halaman ini tidak ada.", "There is nothing at this address.")


def cookie_name(request: Request) -> str:
    """Behind TLS a name that browsers take from this very host only."""
    return "__Host-desk" if _is_behind_tls(request) else "desk"


def _is_behind_tls(request: Request) -> bool:
    """Also behind a proxy that nobody named: who says so and lies makes their own cookie the stricter."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))


def give_cookie(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        cookie_name(request),
        token,
        httponly=True,
        samesite="strict",
        secure=_is_behind_tls(request),
        path="/",
    )


def take_cookie(request: Request, response: Response) -> None:
    """Take it back; browsers look at this one as strictly as at the one that was given."""
    response.delete_cookie(
        cookie_name(request), path="/", secure=_is_behind_tls(request), httponly=True, samesite="strict"
    )


def _session(office: Office, request: Request) -> Session | None:
    return session_of(office, request.cookies.get(cookie_name(request)))


async def visitor(request: Request, session: Annotated[Session | None, Depends(_session)]) -> Session | None:
    """Whoever has a session, complete or not; from here on their language is spoken. No page's address holds
    what no text holds."""
    request.state.session = session if session is not None and session.complete else None
    if session is not None:
        speak_here(session.member.language)
    if NUL in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise Refusal(404, "page.nowhere", _NOWHERE)
    return session


Visitor = Annotated[Session | None, Depends(visitor)]


async def signed_in(request: Request, session: Visitor) -> Session:
    """A session with both factors; sends others to the sign-in, and back to where they wanted to go."""
    if session is None or not session.complete:
        wanted = f"?to={quote(request.url.path)}" if request.method == "GET" else ""
        raise SeeOther(f"{SIGN_IN}{wanted}")
    return session


SignedIn = Annotated[Session, Depends(signed_in)]


def allowed(permission: Permission) -> Callable[[Session], Session]:
    """A dependency that lets those through who have the permission."""

    def check(session: SignedIn) -> Session:
        if not may(session.member.role, permission):
            raise NotAllowed(_("Your role may not do this."), _("Ask your supervisor."))
        return session

    return check


Verifier = Annotated[Session, Depends(allowed(Permission.APPLICATIONS))]


async def open_form(request: Request) -> Form:
    """What was posted from one of our own pages, before anybody is signed in."""
    return await read(request)


def require_own(session: Session, form: Form) -> None:
    """The form is from a page of this very session."""
    if not is_own_form(session, form.one("csrf")):
        raise NotAllowed(
            _("This form is not from a page of yours, or you signed in anew since."),
            _("Open the page again and repeat it."),
        )


async def own_form(session: Visitor, form: Annotated[Form, Depends(open_form)]) -> Form:
    """What was posted from a page of this very session."""
    if session is None:
        raise SeeOther(SIGN_IN)
    require_own(session, form)
    return form


async def own_form_with_file(request: Request, session: Visitor) -> FormWithFile:
    """The same of a form that may bring a file."""
    if session is None:
        raise SeeOther(SIGN_IN)
    form = await read_with_file(request)
    require_own(session, form)
    return form


OpenForm = Annotated[Form, Depends(open_form)]
OwnForm = Annotated[Form, Depends(own_form)]
OwnFormWithFile = Annotated[FormWithFile, Depends(own_form_with_file)]
