"""The one letter that PostgreSQL keeps in no text. Nobody types it; what holds it is not taken in, whichever
the database."""

from __future__ import annotations

NUL = "\0"
IN_ITS_PLACE = "\ufffd"
"""In what an office took in before that, once it is moved."""


def holds_nul(said: object) -> bool:
    """Whether a text anywhere in what JSON says holds it, names within it included."""
    waiting = [said]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if NUL in each:
                return True
        elif isinstance(each, dict):
            waiting += (*each.keys(), *each.values())
        elif isinstance(each, list | tuple):
            waiting += each
    return False
