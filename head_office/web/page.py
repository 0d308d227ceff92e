"""Pages from templates, with the headers that each of them carries, and refusals as pages."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from functools import cache
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from head_office.problems import COME_AGAIN, Refusal
from head_office.services import security_log
from head_office.services.look_words import said_of
from head_office.services.roles import Permission, may
from head_office.store.engine import Collided, NoAnswer, Occupied
from head_office.store.staff import Session
from head_office.web.forms import Form, kind_of, sent_by
from mobile_unit.domain.money import rupiah
from mobile_unit.domain.people import masked_nik
from mobile_unit.domain.states import officers_word
from mobile_unit.errors import MustWait, NotAllowed, TryAgain, UserFacingError
from mobile_unit.forms.answers import MONTHS
from mobile_unit.forms.deadlines import is_set
from mobile_unit.i18n import DEFAULT_LANGUAGE, _, known_language, language, ngettext, say, speak_here
from mobile_unit.resources import resource

log = logging.getLogger("head_office")
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}
_SECRETS = ("password", "old", "new")
"""Fields of forms that are never sent back; their own pages show the rest of them again."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FOLDER = resource("pages", "desk")
_ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b", re.ASCII)
ASSETS = {
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "desk.svg": "image/svg+xml",
}


class SeeOther(Exception):
    """The answer is at another address of ours."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class PageRoute(APIRoute):
    """A route whose refusals are pages that say what to do, and whose answers carry the headers of pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            response: Response
            asked = request.headers.get("accept-language", "")
            speak_here(known_language(asked.split(",")[0]) or DEFAULT_LANGUAGE)
            try:
                response = await answer(request)
            except SeeOther as elsewhere:
                response = RedirectResponse(elsewhere.address, 303)
            except TryAgain as error:
                response = await _again(request, error)
            except UserFacingError as error:
                if isinstance(error, NotAllowed):
                    _note_refused(request)
                response = problem(request, error)
            except Refusal as refusal:
                response = problem(request, UserFacingError(say(refusal.message)), refusal.status)
            except RequestValidationError:
                response = problem(request, UserFacingError(_("There is nothing at this address.")), 404)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return handle


async def _again(request: Request, error: TryAgain) -> Response:
    """To a form: what it sent, to be sent once more, also where the database did not even say who sent it."""
    form = await sent_by(request)
    if form is None or any(name in _SECRETS for name, _value in form.pairs()):
        return problem(request, error)
    return not_saved(request, form, error)


def not_saved(request: Request, form: Form, error: TryAgain, *, already: str = "") -> Response:
    """The page of a form that could not be saved at this moment, whole and to be sent again; nothing is asked
    of the database for it. ``already`` is what was done of it."""
    url = request.url
    pairs = form.pairs()
    return page(
        request,
        "not_saved.html",
        503,
        error=error,
        already=already,
        address=url.path + (f"?{url.query}" if url.query else ""),
        kind=kind_of(request),
        pairs=pairs,
        words="\n".join(value.strip() for _name, value in pairs if " " in value.strip()),
    )


def _note_refused(request: Request) -> None:
    session: Session | None = getattr(request.state, "session", None)
    nip = session.member.nip if session else None
    security_log.note(request.app.state.office, security_log.REFUSED, nip)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for whoever is signed in (nobody, on the sign-in page); 503 where its ``error`` passes by
    itself."""
    session: Session | None = getattr(request.state, "session", None)
    headers = {}
    if isinstance(error := values.get("error"), TryAgain):
        log.warning("%s", error)
        status, values["error"] = 503, _in_words(request, error)
        headers["Retry-After"] = str(COME_AGAIN)
    content = (
        _environment()
        .get_template(template)
        .render(
            session=session,
            member=session.member if session else None,
            path=request.url.path,
            language=language(),
            may=lambda name: session is not None and may(session.member.role, Permission[name]),
            **values,
        )
    )
    return HTMLResponse(content, status, headers)


def _in_words(request: Request, error: TryAgain) -> UserFacingError:
    """What a database that is busy or away means to whoever sent a form, or opens a page."""
    if isinstance(error, Collided | Occupied):
        if request.method == "POST":
            return UserFacingError(
                _("This was not saved: somebody else was writing at that moment."), _("Send it again.")
            )
        return UserFacingError(
            _("Somebody else is writing at this moment."), _("Open the page again in a moment.")
        )
    if isinstance(error, NoAnswer):
        if request.method == "POST":
            return UserFacingError(
                _("The server has a problem; this was probably not saved."),
                _("Wait a little, then send it again."),
            )
        return UserFacingError(_("The server has a problem. Try again later."))
    return error


def sheet_page(jpeg: bytes) -> Response:
    """A page of a scan by itself: a picture, and nothing in it runs."""
    return Response(
        jpeg, media_type="image/jpeg", headers={"Content-Security-Policy": "default-src 'none'; sandbox"}
    )


def attachment(content: bytes, kind: str, name: str) -> Response:
    """A file to be kept."""
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def problem(request: Request, error: UserFacingError, status: int | None = None) -> HTMLResponse:
    """What went wrong and what to do next, as a page."""
    kinds = ((MustWait, 429), (NotAllowed, 403), (TryAgain, 503))
    code = status or next((code for kind, code in kinds if isinstance(error, kind)), 400)
    return page(request, "problem.html", code, error=error)


@cache
def asset(name: str) -> tuple[bytes, str]:
    """A style sheet or script, and the short hash by which pages name it."""
    content = (_FOLDER / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, ngettext=ngettext, asset=lambda name: f"/desk/{name}?v={asset(name)[1]}")
    environment.filters.update(
        day=day_in_words, moment=moment_in_words, state=lambda state: say(officers_word(state)),
        rupiah=rupiah, masked=masked_nik, capped=capped, apart=apart, said=say,
        unset=year_not_set, dated=days_in_words, counted=counted, look=lambda page: say(said_of(page)),
    )  # fmt: skip
    return environment


def day_in_words(iso: str | date | None, written_in: str = "") -> str:
    """``24 Nov 2026``, in a paper's own language where it has one; what can't be read is left as it is."""
    if not iso:
        return "–"
    try:
        day = date.fromisoformat(str(iso)[:10])
    except ValueError:
        return str(iso)
    return f"{day.day} {MONTHS[written_in or language()][day.month - 1][:3]} {day.year}"


def days_in_words(text: str) -> str:
    """A text with each day in it (``2026-11-24``) as the pages write days."""
    return _ISO_DAY.sub(lambda found: day_in_words(found[0]), text)


def moment_in_words(iso: str | None, written_in: str = "") -> str:
    """``24 Nov 2026, 09:14``."""
    try:
        return f"{day_in_words(iso, written_in)}, {datetime.fromisoformat(iso or ''):%H:%M}"
    except ValueError:
        return day_in_words(iso, written_in)


def year_not_set(iso: str | None) -> str:
    """The year of a day whose holidays are not set yet; "" where they are."""
    year = (iso or "")[:4]
    return year if year.isdigit() and not is_set(int(year)) else ""


def apart(seconds: int | None) -> str:
    """By how much a clock is ahead, or behind (less than nothing): ``3 s ahead``, ``12 min behind``."""
    if seconds is None:
        return "–"
    size = abs(seconds)
    time = _("{count} s").format(count=size)
    if size >= 60:
        time = _("{count} min").format(count=counted(round(size / 60)))
    if not seconds:
        return time
    return (_("{time} ahead") if seconds > 0 else _("{time} behind")).format(time=time)


def counted(count: int) -> str:
    """``1.440``, or ``1,440`` in English."""
    return f"{count:,}" if language() == "en" else f"{count:,}".replace(",", ".")


def capped(count: int) -> str:
    """A count that was taken no further than a thousand."""
    return f"{counted(1000)}+" if count > 1000 else counted(count)
