"""The link between a laptop and head office, without a socket: what goes wrong on it is decided by lot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter

from mobile_unit.sync.exchange import PATH

GOOD, NOT_THERE, ANSWER_LOST, CUT, TWICE, DIES, ALTERED, LOGIN_PAGE, BUSY = (
    "good", "not there", "answer lost", "cut", "twice", "office dies", "altered", "log-in page", "busy",
)  # fmt: skip
FAULTS = (NOT_THERE, ANSWER_LOST, CUT, TWICE, DIES, ALTERED, LOGIN_PAGE, BUSY)


class Died(BaseException):
    """Head office's machine lost its power."""


class Adapter(BaseAdapter):
    """Stands where the network would. ``next_fault`` says what happens to the next call, ``office`` takes
    one, ``heard`` hears of each that reached head office."""

    def __init__(
        self, office: Any, next_fault: Callable[[str], str], heard: Callable[[Any, bytes], None]
    ) -> None:
        super().__init__()
        self._office = office
        self._next_fault = next_fault
        self._heard = heard

    def send(self, request: Any, *_arguments: Any, **_options: Any) -> requests.Response:
        fault = self._next_fault(request.method)
        if fault == NOT_THERE:
            raise requests.ConnectionError("no link")
        if fault == LOGIN_PAGE:
            return _response(request, 200, [], b"<html>Log in</html>")
        if fault == BUSY:
            return _response(request, 503, [], b"{}")
        body = _read(request.body or b"")
        self._heard(request, body)
        if fault == CUT:
            self._office.take(request, body[: len(body) // 2], whole=False)
            raise requests.ConnectionError("cut")
        status, headers, answer = self._office.take(request, body, dies=fault == DIES)
        if fault == TWICE:
            status, headers, answer = self._office.take(request, body)
        if fault in (ANSWER_LOST, DIES):
            raise requests.ConnectionError("answer lost")
        if fault == ALTERED and answer:
            middle = len(answer) // 2
            answer = answer[:middle] + bytes([answer[middle] ^ 0x20]) + answer[middle + 1 :]
        return _response(request, status, headers, answer)

    def close(self) -> None:
        """Nothing is open."""


def _read(body: Any) -> bytes:
    """What is sent, whether it is there at once or read as it goes."""
    if hasattr(body, "read"):
        return b"".join(iter(lambda: body.read(16_384), b""))
    return body.encode() if isinstance(body, str) else bytes(body)


def call(app: Any, request: Any, body: bytes, *, whole: bool, knows_rounds: bool) -> tuple[int, Any, bytes]:
    """One request to an ASGI application, on this thread and without a loop: nothing in it waits."""
    parts = urlsplit(request.url)
    path = parts.path if knows_rounds or not parts.path.endswith(PATH) else f"{parts.path}-unknown"
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method,
        "scheme": "http", "path": unquote(path), "raw_path": path.encode(), "root_path": "",
        "query_string": parts.query.encode(), "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 9),
        "headers": [
            (k.lower().encode(), v.encode() if isinstance(v, str) else v) for k, v in request.headers.items()
        ],
    }  # fmt: skip
    said: list[Any] = []
    incoming: Iterator[Any] = iter(
        [{"type": "http.request", "body": body, "more_body": not whole}, {"type": "http.disconnect"}]
    )

    async def receive() -> Any:
        return next(incoming)

    async def send(message: Any) -> None:
        said.append(message)

    running = app(scope, receive, send)
    try:
        running.send(None)
        raise AssertionError("the application waits for something")
    except StopIteration:
        pass
    finally:
        running.close()
    start = said[0] if said else {"status": 500, "headers": []}
    return start["status"], start["headers"], b"".join(m.get("body", b"") for m in said[1:])


def _response(request: Any, status: int, headers: Any, body: bytes) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response.request = status, request.url, request
    response.headers.update({name.decode(): value.decode() for name, value in headers})
    response._content = body
    return response
