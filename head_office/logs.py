"""How the server's log is written: plain lines, or JSON lines for a collector. Neither repeats what an error
said, for that may be what somebody typed: it is told by its type and its places in the code."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from mobile_unit import bugs

PLAIN, JSON = "plain", "json"
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that is being answered, in every line that is written meanwhile."""
requests_log = logging.getLogger("head_office.requests")
"""One line a request; plain logs have those alone that were not let in."""
security_log = logging.getLogger("head_office.security")
"""Written by services/security_log.py."""


def set_up(how: str) -> None:
    """Write to standard error from here on."""
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLines() if how == JSON else _PlainLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    requests_log.setLevel(logging.INFO if how == JSON else logging.WARNING)


def name_in_log(secret: bytes, said: str) -> str:
    """The same for the same laptop, account or address, and nothing that leads back to it without this
    office's secret."""
    return hmac.new(secret, b"way-kanan/log\0" + said.encode(), hashlib.sha256).hexdigest()[:12]


class _PlainLines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the library's name)
        return bugs.report(ei[1])


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if (known := request_id.get()) is not None:
            line["request"] = known
        if record.name in (requests_log.name, security_log.name) and isinstance(record.args, dict):
            line |= record.args
        else:
            line |= {"from": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = bugs.report(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)
