"""The ASGI application: routes, refusals in plain words, documentation that needs no internet."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from head_office import __version__
from head_office.api import blobs, devices, journals, metrics, rounds
from head_office.api import public as public_api
from head_office.api.bodies import NoLargerThan
from head_office.api.compressed import Compressed
from head_office.api.crowd import NoMoreThan
from head_office.api.observed import Observed, naming
from head_office.logs import request_id
from head_office.office import HeadOffice
from head_office.problems import COME_AGAIN, UNAVAILABLE, Refusal, TooOften
from head_office.store.engine import THREADS
from head_office.web import (
    applications,
    complaints,
    indicators,
    kept_aside,
    nowhere,
    officers,
    outreach,
    pairs,
    person,
    planned_visits,
    public,
    public_complaints,
    publishing,
    receipts,
    referrals,
    sign_in,
    survey,
    training,
    units,
    work_list,
)
from mobile_unit import bugs
from mobile_unit.domain.texts import Text
from mobile_unit.errors import TryAgain
from mobile_unit.sync import wire

log = logging.getLogger("head_office")
_NOT_PARSED = "model_attributes_type"
"""What the library says of a body that it left as it came, for it was not said to be JSON."""
_OF_THE_DESCRIPTION = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")

_NOT_READ = Text("Permintaan ini tidak dapat dibaca.", "This request can't be read.")
_NO_JSON = Text(
    "Kirim JSON, dengan Content-Type application/json.", "Send JSON, with the Content-Type application/json."
)
_NOTHING_HERE = Text("Tidak ada apa-apa di alamat ini.", "There is nothing at this address.")


def create_app(office: HeadOffice, *, own_tls: bool = False) -> FastAPI:
    """The application over an opened head office; ``own_tls`` is whether no proxy has the certificate."""
    app = FastAPI(
        title="Head office", version=__version__, docs_url=None, redoc_url=None, lifespan=_few_threads
    )
    app.state.office = office
    app.state.own_tls = own_tls
    app.add_middleware(Compressed)
    app.add_middleware(NoLargerThan)
    app.add_middleware(NoMoreThan)
    app.add_middleware(Observed)
    app.include_router(metrics.router)
    for router in (devices.router, journals.router, rounds.router, blobs.router, public_api.router):
        app.include_router(router, prefix=wire.API)
    for pages in (
        public,
        public_complaints,
        receipts,
        sign_in,
        work_list,
        applications,
        kept_aside,
        units,
        person,
        planned_visits,
        outreach,
        complaints,
        referrals,
        survey,
        indicators,
        pairs,
        publishing,
        officers,
        training,
        nowhere,
    ):
        app.include_router(pages.router)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(TryAgain, _unavailable)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _bug)
    _serve_documentation(app)
    return app


@asynccontextmanager
async def _few_threads(_app: FastAPI) -> AsyncIterator[None]:
    """No more at work than there are connections to the database; more would only take turns."""
    current_default_thread_limiter().total_tokens = THREADS
    yield


def _serve_documentation(app: FastAPI) -> None:
    from swagger_ui_bundle import swagger_ui_path

    @app.get("/docs/assets/{name}", include_in_schema=False)
    def asset(name: str) -> FileResponse:
        """No more of the library's folder than the page needs: pages of its own would call other hosts."""
        if name not in _OF_THE_DESCRIPTION:
            raise HTTPException(404)
        return FileResponse(Path(swagger_ui_path) / name)

    made = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Head office",
        swagger_js_url="/docs/assets/swagger-ui-bundle.js",
        swagger_css_url="/docs/assets/swagger-ui.css",
        swagger_favicon_url="/docs/assets/favicon-32x32.png",
    )
    html = bytes(made.body)
    headers = _guarded(html)

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        """A new one for each, as who passes it on writes into its headers."""
        return HTMLResponse(html, headers=headers)


def _guarded(html: bytes) -> dict[str, str]:
    """What a browser may do on the page of the description: its own script, which is the one within it."""
    scripts = re.findall(rb"<script>(.*?)</script>", html, re.DOTALL)
    own = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(each).digest()).decode()}'" for each in scripts)
    return {
        "Content-Security-Policy": f"default-src 'none'; connect-src 'self'; img-src 'self' data:;"
        f" script-src 'self' {own}; style-src 'self' 'unsafe-inline'; font-src data:; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    }


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooOften) else None
    return JSONResponse(error.as_answer(), error.status, headers)


async def _unreadable(request: Request, error: Exception) -> JSONResponse:
    """Which part of a request is wrong, never what it said."""
    assert isinstance(error, RequestValidationError)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and any(item["type"] == _NOT_PARSED for item in error.errors()):
        return _problem(415, "request.type", _NO_JSON)
    where = [".".join(str(part) for part in item["loc"])[:80] for item in error.errors()[:5]]
    return _problem(422, "request.shape", _NOT_READ, where=where)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _problem(error.status_code, f"http.{error.status_code}", _NOTHING_HERE)


async def _unavailable(_request: Request, error: Exception) -> JSONResponse:
    log.warning("%s", error)
    answer = _problem(503, "server.unavailable", UNAVAILABLE)
    answer.headers["Retry-After"] = str(COME_AGAIN)
    return answer


async def _gone(_request: Request, _error: Exception) -> Response:
    """A line that was cut is a village's everyday: nobody reads the answer, and nobody the log for it."""
    return Response(status_code=400)


async def _bug(request: Request, error: Exception) -> JSONResponse:
    known = request.state.request_id
    request_id.set(known)
    log.error("%s", bugs.report(error))
    answer = _problem(500, "server.bug", UNAVAILABLE)
    answer.headers.update(naming(known))
    return answer


def _problem(status: int, code: str, message: Text, **details: Any) -> JSONResponse:
    return JSONResponse({"code": code, "message": message.as_dict(), **details}, status)
