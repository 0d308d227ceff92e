"""Records of which nothing is on file: every entry about one was kept aside, and the matter was closed, by
giving the entry back to its unit or by the unit's withdrawing it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, exists, func, select

from head_office.store import ended_records
from head_office.store.complaint_tables import complaints
from head_office.store.destruction_tables import destroyed_records
from head_office.store.destructions import APPLICATION, Ended, entries_about
from head_office.store.engine import Connection
from head_office.store.outreach_tables import outreach_events
from head_office.store.referral_tables import referrals
from head_office.store.returned_tables import returned_entries
from head_office.store.tables import applications, entries, journals
from mobile_unit.domain.entries import APPLICATION_WITHDRAWN
from mobile_unit.domain.numbers import COMPLAINTS, REFERRALS, is_application_number, is_series_number
from mobile_unit.domain.states import DEEMED_WITHDRAWN, WITHDRAWN

OF = {
    **dict.fromkeys(("application", "passport", "receipt"), APPLICATION),
    "complaint": ended_records.COMPLAINT,
    "referral": ended_records.REFERRAL,
    "outreach": ended_records.OUTREACH,
}
"""What an entry's record is, by the first word of the entry's kind."""
GIVEN_BACK = "given_back"
"""How a record ended that is no application; one that is was not completed, and is deemed withdrawn."""
ON_FILE = (
    *(applications.c.id, complaints.c.id, referrals.c.id, outreach_events.c.id),
    destroyed_records.c.record,
)
_NUMBERS = (applications.c.number, complaints.c.number, referrals.c.number)


def closed_before(connection: Connection, day: str) -> list[Ended]:
    """Those whose matter was closed before a day, and that were not destroyed, the longest ago first."""
    aside = select(entries.c.subject).where(
        entries.c.quarantine.is_not(None),
        entries.c.subject.is_not(None),
        *(~exists().where(id_ == entries.c.subject) for id_ in ON_FILE),
    )
    rows = connection.execute(_about().where(entries.c.subject.in_(aside))).all()
    found = _closed(connection, rows)
    return sorted((each for each in found if each.ended_at < day), key=lambda each: (each.ended_at, each.id))


def closed(connection: Connection, record: str) -> Ended | None:
    """The same of one; None where something of it waits for a decision, or it is on file by now."""
    if any(connection.execute(select(id_).where(id_ == record)).first() for id_ in ON_FILE):
        return None
    found = _closed(connection, connection.execute(_about().where(entries.c.subject == record)).all())
    return found[0] if found else None


def _about() -> Select[Any]:
    given_back = (returned_entries.c.journal == entries.c.journal) & (returned_entries.c.seq == entries.c.seq)
    return (
        select(
            *(entries.c.subject, entries.c.kind, entries.c.quarantine, entries.c.received_at),
            *(journals.c.unit, returned_entries.c.at.label("returned_at")),
        )
        .join(journals, journals.c.id == entries.c.journal)
        .outerjoin(returned_entries, given_back)
        .where(func.length(entries.c.raw) > 0)
        .order_by(entries.c.subject, entries.c.received_at, entries.c.journal, entries.c.seq)
    )


def _closed(connection: Connection, rows: Iterable[Row[Any]]) -> list[Ended]:
    found = []
    for record, about in groupby(rows, key=lambda row: row.subject):
        ended = _how_it_ended(record, list(about))
        if ended is not None:
            found.append(ended)
    return [replace(each, number=_number(connection, each.id)) for each in found]


def _how_it_ended(record: str, about: Sequence[Row[Any]]) -> Ended | None:
    """What waits is what was neither given back nor let go by a withdrawal since."""
    of = OF.get(about[0].kind.partition(".")[0])
    withdrawals = (row for row in about if row.kind == APPLICATION_WITHDRAWN and row.quarantine is None)
    withdrawn = max((row.received_at for row in withdrawals), default="")
    waits = any(row.quarantine and not row.returned_at and row.received_at > withdrawn for row in about)
    at = max(withdrawn, *(row.returned_at or "" for row in about))
    if of is None or waits or not at:
        return None
    given_back = DEEMED_WITHDRAWN if of == APPLICATION else GIVEN_BACK
    state = WITHDRAWN if withdrawn else given_back
    return Ended(record, record, about[0].unit, "", state, at, of, never_filed=True)


def _number(connection: Connection, record: str) -> str:
    """What its unit calls it, where that is a number and nothing on file has it; else its identifier."""
    for held in entries_about(connection, record):
        said = json.loads(held.raw)["body"].get("number")
        if not isinstance(said, str) or not _is_number(said):
            continue
        if not any(connection.execute(select(each).where(each == said)).first() for each in _NUMBERS):
            return said
    return record


def _is_number(said: str) -> bool:
    return is_application_number(said) or any(
        is_series_number(each, said) for each in (COMPLAINTS, REFERRALS)
    )
