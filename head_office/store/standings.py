"""How units stand: their laptops and journals, what is kept aside, what closed days counted and what came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from head_office.store.engine import Connection
from head_office.store.journals import given_back
from head_office.store.tables import (
    applications,
    blobs,
    closings,
    devices,
    documents,
    entries,
    journals,
    set_aside,
    units,
)

Row = dict[str, Any]


def units_of(connection: Connection, unit: str | None = None) -> list[Row]:
    """code, name, kecamatan, letters given, feed_seq and lease_days, by code."""
    columns = ("code", "name", "kecamatan", "letters", "feed_seq", "lease_days")
    statement = select(*(units.c[name] for name in columns)).order_by(units.c.code)
    if unit is not None:
        statement = statement.where(units.c.code == unit)
    return [dict(row) for row in connection.execute(statement).mappings()]


def laptops(connection: Connection, unit: str | None = None) -> list[Row]:
    """Every laptop that ever was a unit's, the newest first, without its key."""
    columns = [column for column in devices.c if column.name != "public_key"]
    statement = select(*columns).order_by(devices.c.unit, devices.c.id.desc())
    if unit is not None:
        statement = statement.where(devices.c.unit == unit)
    return [dict(row) for row in connection.execute(statement).mappings()]


def lives(connection: Connection, unit: str | None = None) -> list[Row]:
    """Every journal with its head and when that arrived, by unit and letter."""
    statement = (
        select(journals, entries.c.received_at)
        .outerjoin(entries, (entries.c.journal == journals.c.id) & (entries.c.seq == journals.c.head_seq))
        .order_by(journals.c.unit, journals.c.letter, journals.c.id)
    )
    if unit is not None:
        statement = statement.where(journals.c.unit == unit)
    return [dict(row) for row in connection.execute(statement).mappings()]


def held(connection: Connection, journal: str) -> int:
    """How many of a journal's entries are here."""
    statement = select(func.count()).select_from(entries).where(entries.c.journal == journal)
    return int(connection.execute(statement).scalar_one())


def quarantined(connection: Connection) -> dict[str, int]:
    """How many entries are kept aside and were not given back, by unit."""
    statement = (
        select(journals.c.unit, func.count())
        .join(journals, journals.c.id == entries.c.journal)
        .where(entries.c.quarantine.is_not(None), ~given_back)
        .group_by(journals.c.unit)
    )
    return {row[0]: int(row[1]) for row in connection.execute(statement)}


def forked(connection: Connection, since: str) -> dict[str, int]:
    """How many batches that contradict what is held were set aside since a day, by unit."""
    statement = (
        select(journals.c.unit, func.count())
        .join(journals, journals.c.id == set_aside.c.journal)
        .where(set_aside.c.received_at >= since)
        .group_by(journals.c.unit)
    )
    return {row[0]: int(row[1]) for row in connection.execute(statement)}


def filed(
    connection: Connection, since: str, until: str, unit: str | None = None
) -> Iterator[tuple[str, str, int]]:
    """(unit, number, scans that are not here) of what was numbered from a day to the one before another, days
    as numbers have them (``261124``)."""
    lacking = (
        select(func.count())
        .select_from(documents.outerjoin(blobs, blobs.c.sha256 == documents.c.sha256))
        .where(documents.c.application == applications.c.id, blobs.c.sha256.is_(None))
        .scalar_subquery()
    )
    begins = journals.c.unit + journals.c.letter + "-"
    statement = (
        select(journals.c.unit, applications.c.number, lacking)
        .select_from(journals)
        .join(
            applications,
            (applications.c.number >= begins + since) & (applications.c.number < begins + until),
        )
        .where(journals.c.letter != "")
    )
    if unit is not None:
        statement = statement.where(journals.c.unit == unit)
    rows = connection.execute(statement, execution_options={"yield_per": 2000})
    return ((row[0], row[1], int(row[2])) for row in rows)


def closed(connection: Connection, since: str, unit: str | None = None) -> list[Row]:
    """The newest closing of each laptop's day, from a day on."""
    statement = select(closings).where(closings.c.day >= since)
    if unit is not None:
        statement = statement.where(closings.c.unit == unit)
    return [dict(row) for row in connection.execute(statement).mappings()]
