"""The tables of the queue at the counter."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from mobile_unit.store.metadata import metadata

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
#: say it as it is now
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
    UniqueConstraint("queue", "letter", "serial"),
    Index("ix_tickets_booking", "booking", unique=True, sqlite_where=text("booking IS NOT NULL")),
    Index("ix_tickets_application", "application", sqlite_where=text("application IS NOT NULL")),
    Index("ix_tickets_told", "queue", sqlite_where=text("told = 0")),
)
