"""Where TLS may be left out: on this machine alone, for nobody else hears what is said there."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import URL

from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

_PROVEN = ("verify-ca", "verify-full")
"""What libpq calls TLS with a certificate that is checked; it does without either unless it is told."""
_TOLD_ELSEWHERE = ("service", "conninfo", "dsn")
"""What names a server where this program does not see it."""
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_for_database(url: URL) -> None:
    """Raises UserFacingError for a PostgreSQL that is, or may be, elsewhere and need not prove who it is."""
    if url.get_backend_name() != "postgresql":
        return
    _none, given = url.get_dialect()().create_connect_args(url)
    unseen = "PGSERVICE" in os.environ or any(name in given for name in _TOLD_ELSEWHERE)
    mode = given.get("sslmode", None if unseen else os.environ.get("PGSSLMODE"))
    far = [each for each in _hosts(given) if each and not each.startswith("/") and not is_loopback(each)]
    if (unseen or far) and mode not in _PROVEN:
        raise UserFacingError(
            _("A database on another machine is reached by TLS, and proves by a certificate who it is."),
            _("Add ?sslmode=verify-full&sslrootcert=FILE to its address; FILE is the authority's PEM."),
        )


def _hosts(given: Mapping[str, Any]) -> list[str]:
    """Of what the driver is given, and of what it takes from the environment; a hostaddr is what it calls,
    whatever the host is."""
    host = given.get("host") or os.environ.get("PGHOST", "")
    address = given.get("hostaddr") or os.environ.get("PGHOSTADDR", "")
    said = [each if isinstance(each, str) else ",".join(each) for each in (host, address)]
    return [one for each in said for one in each.split(",")]


def storage_is_in_clear() -> bool:
    """Whether the storage of scans is on this machine and without TLS; raises UserFacingError for one that is
    without it elsewhere."""
    plain = [
        urlsplit(value)
        for value in map(os.environ.get, _ENDPOINTS)
        if value and value.lower().startswith("http:")
    ]
    if not all(is_loopback(each.hostname or "") for each in plain):
        raise UserFacingError(
            _("A storage on another machine is reached by TLS."),
            _("Its address in AWS_ENDPOINT_URL begins with https:// ."),
        )
    return bool(plain)
