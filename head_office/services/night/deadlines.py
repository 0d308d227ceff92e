"""What is late, what is due next, and what the applicant or the unit keeps waiting."""

from __future__ import annotations

from datetime import date
from typing import Any

from head_office.store import figures
from head_office.store.engine import Connection
from mobile_unit.domain.desks import ELSEWHERE, OFFICE
from mobile_unit.domain.working_days import working_day_after, working_days_between
from mobile_unit.forms.deadlines import holidays

NO_PROMISE = ("suspended",)
"""While somebody is examined (BAP) no time is promised (Permenkumham 8/2014)."""


def look(connection: Connection, day: date, soon_days: int) -> dict[str, Any]:
    """``overdue``: on the office's desk past the promised day, those whose time runs by the moment that the
    promise names before those where the submission stands in for it, each the latest first; ``due_soon``: due
    on ``day`` or within so many working days; ``elsewhere``: how many are past it with the unit or the
    applicant."""
    until = working_day_after(day, soon_days, holidays())
    overdue, soon, elsewhere = [], [], 0
    days_late: dict[str, int] = {}
    for row in figures.due(connection, (OFFICE, ELSEWHERE), until.isoformat()):
        if row["state"] in NO_PROMISE:
            continue
        late = row["due_on"] < day.isoformat()
        if row["desk"] == ELSEWHERE:
            elsewhere += late
        elif late:
            due_on = row["due_on"]
            if due_on not in days_late:
                days_late[due_on] = working_days_between(date.fromisoformat(due_on), day, holidays())
            overdue.append(_told(row) | {"working_days_late": days_late[due_on]})
        else:
            soon.append(_told(row))
    overdue.sort(key=lambda row: not row["counted"])
    return {"overdue": overdue, "due_soon": soon, "due_soon_until": until.isoformat(), "elsewhere": elsewhere}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """``counted`` says whether the time runs by the moment that the promise names, or by the submission."""
    names = ("id", "number", "unit", "service", "state", "due_on", "assignee")
    return {name: row[name] for name in names} | {"counted": row["clock_from"] is not None}
