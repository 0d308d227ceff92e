"""In front of everything: each request gets an id, is counted, and has a line in the log, all without a word
of what it asked for. The line names the route's template, never the address that was called."""

from __future__ import annotations

import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from head_office.api import metrics
from head_office.logs import name_in_log, request_id, requests_log
from mobile_unit.sync import wire

_REFUSED = 400
_NOT_LET_IN = (401, 403)
_GONE = 499
"""Nobody was there any more to be answered."""


class Observed:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        known, status, began = secrets.token_hex(8), _GONE, time.perf_counter()
        token = request_id.set(known)
        scope.setdefault("state", {})["request_id"] = known

        async def named_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if status >= _REFUSED or not scope["path"].startswith(f"{wire.API}/"):
                    # what went well is said to laptops without them: their link counts each byte
                    headers = MutableHeaders(scope=message)
                    for name, value in naming(known).items():
                        headers.setdefault(name, value)
                    if scope["app"].state.own_tls:
                        headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        try:
            await self._app(scope, receive, named_send)
        except Exception:
            status = 500  # answered further out
            raise
        finally:
            self._note(scope, status, time.perf_counter() - began)
            request_id.reset(token)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = template_of(scope)
        metrics.count_request(scope["method"], route, status, seconds)
        device = scope.get("state", {}).get("device")
        write = requests_log.warning if status in _NOT_LET_IN else requests_log.info
        write(
            "%(method)s %(route)s %(status)s",
            {
                "method": scope["method"] if route else None,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
                "device": None if device is None else name_in_log(scope["app"].state.office.secret, device),
            },
        )


def naming(known: str) -> dict[str, str]:
    """Headers by which a fault can be asked about, and what is no page is not taken for one."""
    return {"X-Request-ID": known, "X-Content-Type-Options": "nosniff"}


def template_of(scope: Scope) -> str | None:
    """Which route answered, its parts as ``{number}``; None where none did."""
    template: str | None = getattr(scope.get("route"), "path", None)
    if template is not None and scope["path"].startswith(f"{wire.API}/"):
        # the library names a route within its router
        return template if template.startswith(f"{wire.API}/") else f"{wire.API}{template}"
    return template
