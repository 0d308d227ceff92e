"""The tables of the queue at the counter."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from mobile_unit.domain.queue import SERVED
from mobile_unit.store.metadata import metadata


def _minutes(since: str, until: str) -> str:
    """From minute to minute of the clock on the wall, as a ticket is told; past midnight goes on."""
    first, last = (f"substr({each}, 12, 2) * 60 + substr({each}, 15, 2)" for each in (since, until))
    next_day = f"(substr({until}, 9, 2) <> substr({since}, 9, 2)) * 1440"
    return f"max({last} - ({first}) + {next_day}, 0)"


_SERVED = f"CASE WHEN state = '{SERVED}' THEN {_minutes('begun_at', 'finished_at')} END"

#: a day's queue at a place (a code, "" before the day is opened); its numbers restart with it
queues = Table(
    "queues",
    metadata,
    Column("id", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),
    UniqueConstraint("day", "place"),
)

#: tickets, in the order in which they were taken; nobody's name. ``turn`` is the order of the latest calls,
#: ``called_at`` the first one. ``reason``, ``booking``, ``application`` (a draft's id or an application's)
#: and ``officer`` are of the day only and go once it is over. ``told`` is false where the journal does not
#: say it as it is now. ``month``, and the minutes until it was called (``waited``) and those at the counter
#: (``served``), follow from the rest; by their indexes years of tickets are counted without being read
tickets = Table(
    "tickets",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("queue", Text, ForeignKey("queues.id"), nullable=False),
    Column("letter", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("priority", Boolean, nullable=False),
    Column("booked", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("turn", Integer),
    Column("counter", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("called_at", Text),
    Column("begun_at", Text),
    Column("finished_at", Text),
    Column("reason", Text),
    Column("booking", Text),
    Column("application", Text),
    Column("officer", Text),
    Column("told", Boolean, nullable=False),
    Column("month", Text, Computed("substr(taken_at, 1, 7)", persisted=False)),
    Column("waited", Integer, Computed(_minutes("taken_at", "called_at"), persisted=False)),
    Column("served", Integer, Computed(_SERVED, persisted=False)),
    UniqueConstraint("queue", "letter", "serial"),
    Index("ix_tickets_booking", "booking", unique=True, sqlite_where=text("booking IS NOT NULL")),
    Index("ix_tickets_application", "application", sqlite_where=text("application IS NOT NULL")),
    Index("ix_tickets_told", "queue", sqlite_where=text("told = 0")),
    Index("ix_tickets_waited", "month", "waited", sqlite_where=text("waited IS NOT NULL")),
    Index("ix_tickets_served", "month", "served", sqlite_where=text("served IS NOT NULL")),
)
