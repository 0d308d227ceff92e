"""Who took which application, when it was begun, and whether it came back."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from mobile_unit.domain.entries import APPLICATION_SUBMITTED
from mobile_unit.domain.performance import Taken, seconds_taken
from mobile_unit.domain.periods import Period
from mobile_unit.store.tables import applications, journal, requests

_OFFICER = func.json_extract(func.cast(journal.c.raw, journal.c.kind.type), "$.officer")
_RETURNED = select(requests.c.id).where(requests.c.application == applications.c.id).exists()


def taken(connection: Connection, period: Period, officer: str | None = None) -> list[Taken]:
    """The applications of a period, of all officers or one; who submitted first counts, not who corrected."""
    statement = (
        select(applications.c.id, applications.c.submitted_at, _OFFICER.label("officer"), _RETURNED)
        .join(journal, journal.c.subject == applications.c.id)
        .where(
            journal.c.kind == APPLICATION_SUBMITTED,
            applications.c.day.between(f"{period.since}-01", f"{period.until}-31"),
        )
    )
    rows = connection.execute(statement)
    found = {row[0]: Taken(row[2], seconds_taken(row[0], row[1]), bool(row[3])) for row in rows}
    return [each for each in found.values() if officer is None or each.officer == officer]
