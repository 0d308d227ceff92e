"""Compression of what answers everybody alike, and of nothing else: how long a compressed page is tells of
the secrets in it to whoever has words of theirs put beside them (BREACH; decision 045)."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_ALIKE = frozenset(
    {
        *("/", "/lacak", "/pengaduan"),
        *("/desk/desk.css", "/desk/desk.js"),
        *("/docs", "/openapi.json"),
    }
)
_ALIKE_BELOW = ("/r/", "/R/", "/docs/assets/")


class Compressed:
    """gzip, for whoever takes it, at the addresses that know no session, key or token."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        alike = path in _ALIKE or path.startswith(_ALIKE_BELOW)
        await (self._compressing if alike else self._app)(scope, receive, send)
