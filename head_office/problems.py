"""Refusals: a status, a stable code, and what to do in both languages."""

from __future__ import annotations

import math
from typing import Any

from mobile_unit.domain.texts import Text

_TOO_OFTEN = Text(
    "Terlalu banyak permintaan. Coba lagi {wait} lagi.", "Too many requests. Try again in {wait}."
)

_BUSY = Text(
    "Banyak unit mengirim bersamaan. Coba lagi sebentar lagi.",
    "Many units are sending at once. Try again shortly.",
)

UNAVAILABLE = Text("Server sedang terganggu. Coba lagi nanti.", "The server has a problem. Try again later.")
COME_AGAIN = 5
"""Seconds until the database may answer again."""


class Refusal(Exception):
    """An answer of 4xx; ``details`` go beside code and message. Never repeats what was sent."""

    def __init__(self, status: int, code: str, message: Text, **details: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def as_answer(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message.as_dict(), **self.details}


class TooOften(Refusal):
    """Asked too often: 429 with ``Retry-After``."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(math.ceil(seconds), 1)
        wait = in_words(self.seconds)
        message = Text(_TOO_OFTEN.id.format(wait=wait.id), _TOO_OFTEN.en.format(wait=wait.en))
        super().__init__(429, "rate.limited", message, retry_after=self.seconds)


class Busy(Refusal):
    """The line is full: 429 with ``Retry-After``; nobody asked too often."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(429, "server.busy", _BUSY, retry_after=seconds)


def in_words(seconds: int) -> Text:
    """``3 menit``: a time to wait, rounded up."""
    for size, indonesian, english in ((3600, "jam", "hour"), (60, "menit", "minute"), (1, "detik", "second")):
        if seconds > size or size == 1:
            count = -(-seconds // size)
            return Text(f"{count} {indonesian}", f"{count} {english}{'' if count == 1 else 's'}")
    raise AssertionError("unreachable")
