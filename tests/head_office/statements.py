"""What a piece of work asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def noted() -> Iterator[list[str]]:
    """Every statement that runs meanwhile, in order."""
    ran: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many):
        ran.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(Engine, "before_cursor_execute", note)
