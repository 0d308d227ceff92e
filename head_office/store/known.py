"""What lists, searches and deadlines know of an application, taken from its newest version and its state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from mobile_unit.domain.duplicates import name_key
from mobile_unit.domain.people import identity_number
from mobile_unit.forms.deadlines import due_on


def person(body: Mapping[str, Any]) -> dict[str, str]:
    """Who an application is of, as lists and searches for duplicates compare people."""
    applicant = body["applicant"]
    full_name = str(applicant.get("full_name") or "")
    return {
        "full_name": full_name,
        "name_key": name_key(full_name),
        "nik": identity_number(applicant),
        "birth_date": str(applicant.get("birth_date") or ""),
    }


def deadline(
    body: Mapping[str, Any], clock_from: str | None, free: Collection[date] | None = None
) -> dict[str, str | None]:
    """The promised day, counted from the moment the promise names, or so long from the submission.

    ``free`` are holidays that are to hold from now on.
    """
    counted_from = date.fromisoformat((clock_from or body["submitted_at"])[:10])
    last = due_on(body, counted_from, free)
    return {"due_on": None if last is None else last.isoformat(), "clock_from": clock_from}
