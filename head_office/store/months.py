"""On PostgreSQL the entries of each month lie in a table of their own, made ahead of time.

A month that nobody asks about any more can be moved to slower disks or dumped by itself, its indexes are
small, and what vacuum must look through is this month's. Bounds are the first letters of ``received_at``
(``2026-12``). The key of such a table must name the month too, so it is not what keeps an entry from being
held twice: that is the journal's head, which only one transaction moves from an entry to the next
(``journals.move_head``).
"""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import MetaData, delete, insert, select, text

from head_office.store.engine import Connection
from head_office.store.tables import entries

AHEAD = 18
"""Months; the night run sees to it every night, so this many nights' worth of months may go by without."""
_LOCK = 0x6D6F6E7468
_BOUNDS = text(
    "SELECT pg_get_expr(part.relpartbound, part.oid) FROM pg_inherits"
    " JOIN pg_class part ON part.oid = inhrelid WHERE inhparent = 'entries'::regclass"
)
_UNTIL = re.compile(r"TO \('(\d{4}-\d\d)'\)")


def make_ahead(connection: Connection, now: datetime) -> list[str]:
    """Make what is lacking of the months to come; answers which. Others wait meanwhile, for a moment."""
    if connection.dialect.name != "postgresql" or not _lacking(connection, now):
        return []
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    made = _lacking(connection, now)
    for month in made:
        _make(connection, month, _after(month))
    return made


def _make(connection: Connection, month: str, after: str) -> None:
    """Entries of that month came before it had a table, if there are any (a clock that was wrong): they are
    brought along."""
    name = f"entries_{month.replace('-', '_')}"
    connection.exec_driver_sql("LOCK TABLE entries_other IN ACCESS EXCLUSIVE MODE")
    connection.exec_driver_sql(f"CREATE TABLE {name} (LIKE entries INCLUDING ALL)")
    others, theirs = (entries.to_metadata(MetaData(), name=each) for each in ("entries_other", name))
    within = (others.c.received_at >= month, others.c.received_at < after)
    early = delete(others).where(*within).returning(*others.c).cte("early")
    connection.execute(insert(theirs).from_select(early.c.keys(), select(early)))
    connection.exec_driver_sql(
        f"ALTER TABLE entries ATTACH PARTITION {name} FOR VALUES FROM ('{month}') TO ('{after}')"
    )


def _lacking(connection: Connection, now: datetime) -> list[str]:
    """The months from where the tables end, in order."""
    bounds = connection.execute(_BOUNDS).scalars()
    month = max(found[1] for bound in bounds if (found := _UNTIL.search(bound)))
    last, lacking = _ahead(now), []
    while month <= last:
        lacking.append(month)
        month = _after(month)
    return lacking


def _ahead(now: datetime) -> str:
    number = now.year * 12 + now.month - 1 + AHEAD
    return f"{number // 12}-{number % 12 + 1:02d}"


def _after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02d}"
