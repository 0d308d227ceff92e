"""How many units a worker serves at once: so many in line, the rest are asked to come back.

A night's first minute brings every unit at once. Those in line are answered one after another within seconds;
whoever comes when the line is full hears at once, with nothing read or done, after how long to come again.
What people open (pages, the public's questions) is not held up at this door.
"""

from __future__ import annotations

import secrets

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from head_office.problems import Busy
from mobile_unit.sync import wire

LINE = 400
"""Requests of units in a worker, being read, waiting or worked on; a core takes in about 50 batches of 100
entries in a second, or some hundreds of small ones: the last in line waits for 10 seconds at the most."""
_SOONEST, _SPREAD = 2, 10
_ALWAYS = (f"{wire.API}/health", f"{wire.API}/public/")


class NoMoreThan:
    """In front of everything else."""

    def __init__(self, app: ASGIApp, line: int = LINE) -> None:
        self._app = app
        self._left = line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_units(scope["path"]):
            await self._app(scope, receive, send)
            return
        if not self._left:
            busy = Busy(_SOONEST + secrets.randbelow(_SPREAD))
            answer = JSONResponse(busy.as_answer(), busy.status, {"Retry-After": str(busy.seconds)})
            await answer(scope, receive, send)
            return
        self._left -= 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._left += 1


def _is_units(path: str) -> bool:
    return path.startswith(f"{wire.API}/") and not path.startswith(_ALWAYS)
