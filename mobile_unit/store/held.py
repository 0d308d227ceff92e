"""Whose data is in this database: every application that is not purged, in its newest version."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, select

from mobile_unit.domain.entries import PASSPORT_HANDED_OVER
from mobile_unit.domain.statements import is_purged
from mobile_unit.store.tables import applications, journal, reconciled


def applications_after(connection: Connection, position: int, limit: int) -> Sequence[RowMapping]:
    """(position, raw bytes of the newest version's entry) of the next ones, as they were taken."""
    statement = (
        select(applications.c.position, journal.c.raw)
        .join(journal, (journal.c.journal == applications.c.journal) & (journal.c.seq == applications.c.seq))
        .outerjoin(reconciled, reconciled.c.application == applications.c.id)
        .where(applications.c.position > position, reconciled.c.purged_at.is_(None))
        .order_by(applications.c.position)
        .limit(limit)
    )
    return connection.execute(statement).mappings().all()


def receivers(connection: Connection) -> dict[str, str]:
    """Who took a passport for somebody else, by application."""
    handed = select(journal.c.raw).where(
        journal.c.kind == PASSPORT_HANDED_OVER, journal.c.subject.is_not(None)
    )
    bodies = (json.loads(raw)["body"] for raw in connection.execute(handed).scalars())
    return {
        body["id"]: body["receiver"]["name"]
        for body in bodies
        if not is_purged(body) and body["receiver"]["relation"] != "self"
    }
