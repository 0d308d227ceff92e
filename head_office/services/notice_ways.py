"""How a notice leaves the house: as a file in a folder, or as a signed call to a webhook."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from head_office import __version__
from head_office.store.durable import flush_folder
from head_office.store.tls import is_loopback
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

TIMEOUT_SECONDS = 10
_MOST_READ = 64 * 1024


class NotDelivered(Exception):
    """It is not known to have arrived; with ``certain`` it is known not to have. ``nobody_there``: the next
    one would fare alike."""

    def __init__(self, why: str, *, nobody_there: bool, certain: bool) -> None:
        super().__init__(why)
        self.nobody_there = nobody_there
        self.certain = certain


class Way(Protocol):
    def deliver(self, notice_id: str, content: dict[str, Any]) -> None:
        """Hand a notice over for good; raises NotDelivered. The same id again is the same notice."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One JSON file a notice, named by its id, there under its name only when it is whole."""

    path: Path

    def deliver(self, notice_id: str, content: dict[str, Any]) -> None:
        made = self.path / f".{notice_id}.part"
        try:
            handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
            with os.fdopen(handle, "wb") as file:
                if hasattr(os, "fchmod"):
                    os.fchmod(handle, 0o640)  # the folder's group is the gateway's
                file.write(_written(content))
                file.flush()
                os.fsync(handle)
        except OSError as error:
            raise NotDelivered(type(error).__name__, nobody_there=True, certain=True) from error
        try:
            made.replace(self.path / f"{notice_id}.json")
            flush_folder(self.path)
        except OSError as error:
            raise NotDelivered(type(error).__name__, nobody_there=True, certain=False) from error


@dataclass(frozen=True, slots=True)
class Webhook:
    """POST with ``Idempotency-Key`` and an HMAC-SHA256 over ``timestamp.body``; any 2xx says that it was
    taken over, 409 that it was before."""

    url: str
    secret: bytes

    def deliver(self, notice_id: str, content: dict[str, Any]) -> None:
        body, at = _written(content), str(int(time.time()))
        seal = hmac.new(self.secret, at.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": notice_id,
            "X-Timestamp": at,
            "X-Signature": f"sha256={seal}",
            "User-Agent": f"head-office/{__version__}",
        }
        parts = urlsplit(self.url)
        line = _line(parts.scheme, parts.hostname or "", parts.port)
        try:
            line.connect()
        except OSError as error:
            line.close()
            raise NotDelivered(type(error).__name__, nobody_there=True, certain=True) from error
        try:
            line.request(
                "POST", parts._replace(scheme="", netloc="", fragment="").geturl() or "/", body, headers
            )
            answer = line.getresponse()
            answer.read(_MOST_READ)
        except (OSError, http.client.HTTPException) as error:
            raise NotDelivered(type(error).__name__, nobody_there=True, certain=False) from error
        finally:
            line.close()
        if not (200 <= answer.status < 300 or answer.status == http.client.CONFLICT):
            busy = answer.status >= 500 or answer.status == http.client.TOO_MANY_REQUESTS
            refused = 400 <= answer.status < 500 and answer.status != http.client.REQUEST_TIMEOUT
            raise NotDelivered(f"status {answer.status}", nobody_there=busy, certain=refused)


def _line(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)


def _written(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def named(target: str) -> dict[str, Any]:
    """``folder:DIR`` or ``webhook:URL`` as it is kept; raises UserFacingError for what can't be used."""
    kind, _colon, where = target.partition(":")
    if kind == "folder" and where:
        path = Path(where).absolute()
        if not path.is_dir() or not os.access(path, os.W_OK | os.X_OK):
            raise UserFacingError(
                _("There is no such folder, or nothing can be written there."),
                _("Make it first, for whoever runs the server to write and for the gateway to read."),
            )
        return {"folder": str(path)}
    if kind == "webhook" and _is_fit(where):
        return {"webhook": where}
    raise UserFacingError(
        _("Notices go to folder:DIR or to webhook:URL, or off."),
        _("The address begins with https:// , and names no user."),
    )


def way_of(kept: dict[str, Any], secret: bytes) -> Way:
    if "folder" in kept:
        return Folder(Path(kept["folder"]))
    return Webhook(kept["webhook"], secret)


def _is_fit(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or port == 0:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
