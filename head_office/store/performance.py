"""Who took which application at a unit, when it was begun, and whether it came back."""

from __future__ import annotations

import json

from sqlalchemy import select

from head_office.store.engine import Connection
from head_office.store.tables import applications, entries, requests
from mobile_unit.domain.entries import APPLICATION_SUBMITTED
from mobile_unit.domain.performance import Taken, seconds_taken
from mobile_unit.domain.periods import Period

_A = applications.c
_RETURNED = select(requests.c.id).where(requests.c.application == _A.id).exists()


def taken(connection: Connection, unit: str, period: Period) -> list[Taken]:
    """The applications of a period; who submitted first counts, not who corrected. The officer of one whose
    content was destroyed is ""."""
    statement = (
        select(_A.id, _A.submitted_at, entries.c.raw, _RETURNED)
        .join(entries, entries.c.subject == _A.id)
        .where(
            entries.c.kind == APPLICATION_SUBMITTED,
            entries.c.quarantine.is_(None),
            _A.unit == unit,
            _A.submitted_at >= f"{period.since}-01",
            _A.submitted_at < f"{period.until}-32",
        )
        .order_by(entries.c.received_at.desc(), entries.c.seq.desc())
    )
    rows = connection.execute(statement, execution_options={"yield_per": 500})
    found = {
        row[0]: Taken(_officer(bytes(row[2])), seconds_taken(row[0], row[1]), bool(row[3])) for row in rows
    }
    return list(found.values())


def _officer(raw: bytes) -> str:
    return str(json.loads(raw)["officer"]) if raw else ""
