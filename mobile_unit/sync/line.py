"""An HTTP session with head office's server: timeouts, certificate checks, waits, errors in plain words."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.util import SKIP_HEADER

from mobile_unit.domain.texts import Text
from mobile_unit.errors import HeadOfficeBusy, HeadOfficeUnreachable, UserFacingError
from mobile_unit.i18n import _, say

CONNECT_SECONDS = 10
READ_SECONDS = 90
LARGE_BYTES = 16 * 1024
LONGEST_WAIT_SECONDS = 120.0
"""How long one call waits at most, all in all, while head office says that it was asked too often."""
STALE_SECONDS = 5.0
"""A connection that nobody used for so long may be shut by the other side at the moment of the next call."""
LONGEST_PAUSE_SECONDS = 15 * 60.0
"""Nobody who answers in head office's place keeps a unit from trying for longer."""


class Problem(UserFacingError):
    """Head office understood and refused; ``code`` is the protocol's, ``details`` the whole answer."""

    def __init__(self, code: str, message: str, details: Mapping[str, Any]) -> None:
        super().__init__(message, _("Tell head office this code: {code}.").format(code=code))
        self.code = code
        self.details = details


def require_fit_server(url: str) -> str:
    """The address without its last slash; raises UserFacingError unless HTTPS, or HTTP on loopback."""
    parts = urlsplit(url.strip())
    if parts.scheme == "https" and parts.hostname:
        return url.strip().rstrip("/")
    if parts.scheme == "http" and _is_loopback(parts.hostname or ""):
        return url.strip().rstrip("/")
    raise UserFacingError(
        _("This is no safe address of a head office."), _("It begins with https:// ; ask head office for it.")
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Line:
    """An HTTP session with one server: timeouts, certificate checks, and errors in plain words."""

    def __init__(
        self, server: str, ca: Path | None = None, pause: Callable[[float], None] | None = None
    ) -> None:
        """``pause`` waits so many seconds where head office asks for it, or raises Cancelled; without it
        nobody waits."""
        self.server = require_fit_server(server)
        self.paused = 0.0
        """Seconds waited so far because head office asked for it."""
        self._heard_at = float("inf")
        self._pause = pause
        self.session = requests.Session()
        # what the library would say of itself costs more than a small request's own words
        self.session.headers.clear()
        self.session.headers.update({"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER})
        self._verify = str(ca) if ca else True
        if _is_loopback(urlsplit(self.server).hostname or ""):
            self.session.trust_env = False

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        """One call, made again where head office says after how long it may be; ``data`` may be a function
        that makes the body, anew for each try.

        Raises HeadOfficeUnreachable for no answer or a 5xx, HeadOfficeBusy where the wait would be long,
        Problem for a refusal (4xx).
        """
        began = self.paused
        while _asks_to_wait(response := self._once(method, path, **options)):
            seconds = _retry_after(response)
            waited = self.paused - began
            if self._pause is None or seconds is None or waited + seconds > LONGEST_WAIT_SECONDS:
                raise HeadOfficeBusy(
                    _("Head office has a lot to do and asks to wait."),
                    _("Nothing is lost; it is tried again by itself."),
                    seconds or 0.0,
                )
            self._pause(seconds)
            self.paused += seconds
        if response.status_code >= 500:
            raise HeadOfficeUnreachable(
                _("Head office has a problem of its own (code {status}).").format(
                    status=response.status_code
                ),
                _("Nothing is lost; it is tried again by itself."),
            )
        if response.status_code >= 300:
            raise _problem(response)
        return response

    def _once(self, method: str, path: str, *, data: Any = None, **options: Any) -> requests.Response:
        may_be_stale = time.monotonic() - self._heard_at > STALE_SECONDS
        try:
            response = self._sent(method, path, data, **options)
        except HeadOfficeUnreachable as error:
            if not (may_be_stale and _was_shut(error.__cause__)):
                raise
            response = self._sent(method, path, data, **options)
        self._heard_at = time.monotonic()
        return response

    def _sent(self, method: str, path: str, data: Any, **options: Any) -> requests.Response:
        body = data() if callable(data) else data
        # what the library waits for a connection it waits for each write too: on a bad link a large body
        # stands still for longer than a server that is there takes to answer the door
        is_large = callable(data) or (isinstance(body, bytes) and len(body) > LARGE_BYTES)
        try:
            return self.session.request(
                method,
                f"{self.server}{path}",
                data=body,
                timeout=(READ_SECONDS if is_large else CONNECT_SECONDS, READ_SECONDS),
                # said with each call: REQUESTS_CA_BUNDLE would win over what the session says
                verify=self._verify,
                allow_redirects=False,
                **options,
            )
        except requests.exceptions.SSLError as error:
            raise HeadOfficeUnreachable(
                _("The server's certificate is not trusted; nothing was sent."),
                _("Check the laptop's date, or ask head office for its certificate file."),
            ) from error
        except requests.RequestException as error:
            raise HeadOfficeUnreachable(
                _("Head office can't be reached."),
                _("Nothing is lost; it is sent when there is a connection."),
            ) from error

    def json(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        return object_in(self.request(method, path, **options))

    def close(self) -> None:
        self.session.close()


def _was_shut(error: BaseException | None) -> bool:
    """Whether the other side shut the connection instead of answering; every call may be made twice."""
    causes = error.args if isinstance(error, requests.ConnectionError) else ()
    said = [each for cause in causes for each in getattr(cause, "args", ())]
    return any(isinstance(each, ConnectionResetError | BrokenPipeError) for each in said)


def _asks_to_wait(response: requests.Response) -> bool:
    """Head office by 429; by 503 its balancer, or itself where its database is away for a moment."""
    return response.status_code == 429 or (response.status_code == 503 and _retry_after(response) is not None)


def _retry_after(response: requests.Response) -> float | None:
    """The seconds that ``Retry-After`` names; None where it names none."""
    said = response.headers.get("Retry-After", "").strip()
    if not (said.isascii() and said.isdigit()):
        return None
    return min(float(said), LONGEST_PAUSE_SECONDS)


def _problem(response: requests.Response) -> Problem:
    try:
        details = response.json()
        code, message = str(details["code"]), say(Text.of(details["message"]))
    except (ValueError, KeyError, TypeError):
        details, code = {}, f"http.{response.status_code}"
        message = _("Head office refused without saying why.")
    return Problem(code, message, details)


def object_in(response: requests.Response) -> dict[str, Any]:
    """The JSON object of an answer; raises HeadOfficeUnreachable for what head office would never say."""
    try:
        answer = response.json()
    except ValueError as error:
        raise not_head_office() from error
    if not isinstance(answer, dict):
        raise not_head_office()
    return answer


def not_head_office() -> HeadOfficeUnreachable:
    return HeadOfficeUnreachable(
        _("Somebody else answered in place of head office."),
        _("A Wi-Fi log-in page may stand in between; log in there or use another connection."),
    )
