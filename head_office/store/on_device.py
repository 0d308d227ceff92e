"""What a unit's received entries say of what is on its laptops."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from head_office.store.engine import Connection
from head_office.store.tables import entries, journals
from mobile_unit.domain.entries import (
    COMPLAINT_TAKEN,
    COMPLAINTS_PURGED,
    RECORDS_OF_AN_APPLICATION,
    RECORDS_PURGED,
    VISIT_CLOSED,
    VISITS_FORGOTTEN,
)


def _said(unit: str, *kinds: str) -> Select[Any]:
    return (
        select(entries.c.raw)
        .join(journals, journals.c.id == entries.c.journal)
        .where(journals.c.unit == unit, entries.c.kind.in_(kinds), func.length(entries.c.raw) > 0)
        .order_by(entries.c.received_at, entries.c.journal, entries.c.seq)
    )


def applications(connection: Connection, unit: str) -> Iterator[bytes]:
    """Every version of every application that arrived, also of those kept aside, in the order received."""
    rows = connection.execute(
        _said(unit, *sorted(RECORDS_OF_AN_APPLICATION)), execution_options={"yield_per": 500}
    )
    return (bytes(row.raw) for row in rows)


def complaints(connection: Connection, unit: str) -> list[bytes]:
    """Every complaint that arrived and that the unit did not say it removed."""
    removals = _said(unit, COMPLAINTS_PURGED).where(entries.c.quarantine.is_(None))
    gone = {
        each["id"]
        for raw in connection.execute(removals).scalars()
        for each in json.loads(bytes(raw))["body"]["complaints"]
    }
    raws = [bytes(raw) for raw in connection.execute(_said(unit, COMPLAINT_TAKEN)).scalars()]
    return [raw for raw in raws if json.loads(raw)["body"].get("id") not in gone]


def purges(connection: Connection, unit: str) -> list[bytes]:
    """What the unit said it removed; an entry that was kept aside says nothing."""
    statement = _said(unit, RECORDS_PURGED).where(entries.c.quarantine.is_(None))
    return [bytes(raw) for raw in connection.execute(statement).scalars()]


def forgotten(connection: Connection, unit: str) -> set[str]:
    """The planned visits whose lists the unit said it removed."""
    statement = _said(unit, VISITS_FORGOTTEN).where(entries.c.quarantine.is_(None))
    raws = connection.execute(statement).scalars()
    return {str(plan) for raw in raws for plan in json.loads(bytes(raw))["body"]["visits"]}


def last_closing(connection: Connection, unit: str) -> dict[str, Any] | None:
    """The body of the newest signed closing; None where no day was closed."""
    statement = _said(unit, VISIT_CLOSED).where(entries.c.quarantine.is_(None))
    raws = connection.execute(statement).scalars().all()
    return dict(json.loads(bytes(raws[-1]))["body"]) if raws else None


def heard(connection: Connection, unit: str) -> tuple[int, str | None]:
    """(how many entries arrived, when the last one did)."""
    row = connection.execute(
        select(func.count(), func.max(entries.c.received_at))
        .select_from(entries)
        .join(journals, journals.c.id == entries.c.journal)
        .where(journals.c.unit == unit)
    ).one()
    return int(row[0]), row[1]
