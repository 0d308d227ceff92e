"""Refusals: a status, a stable code, and what to do in both languages."""

from __future__ import annotations

from typing import Any

from mobile_unit.domain.texts import Text


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
