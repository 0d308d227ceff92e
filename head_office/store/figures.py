"""What the night's figures are taken from: late applications, waiting ones, fee lines, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import Any

from sqlalchemy import func, select

from head_office.store.engine import Connection
from head_office.store.journals import given_back
from head_office.store.tables import (
    applications,
    blobs,
    devices,
    documents,
    entries,
    history,
    journals,
    payments,
    set_aside,
    units,
)
from mobile_unit.domain.entries import VISIT_OPENED

Row = dict[str, Any]
_FAR_BACK = 2000
"""How many of a journal's last entries are looked at for the last opening of a day."""


def due(connection: Connection, desks: Sequence[str], until: str) -> Iterator[Row]:
    """Applications on these desks whose promised day is ``until`` or before, the latest first."""
    columns = ("id", "number", "unit", "service", "state", "desk", "due_on", "clock_from", "assignee")
    statement = (
        select(*(applications.c[name] for name in columns))
        .where(applications.c.desk.in_(desks), applications.c.due_on <= until)
        .order_by(applications.c.due_on, applications.c.id)
    )
    rows = connection.execute(statement, execution_options={"yield_per": 2000}).mappings()
    return (dict(row) for row in rows)


def waiting(connection: Connection, states: Sequence[str]) -> Iterator[Row]:
    """Applications in these states; ``since`` is when each came to it, ``anew`` when it was last put there,
    both None where that is not in its history."""
    columns = ("id", "number", "unit", "service", "state")
    statement = (
        select(*(applications.c[name] for name in columns), history.c.state.label("was"), history.c.at)
        .outerjoin(history, history.c.application == applications.c.id)
        .where(applications.c.state.in_(states))
        .order_by(applications.c.id, history.c.id)
    )
    rows = connection.execute(statement, execution_options={"yield_per": 2000}).mappings()
    for _id, group in groupby(rows, key=lambda row: row["id"]):
        steps = list(group)
        last = list(takewhile(lambda step: step["was"] == step["state"], reversed(steps)))
        told = {name: steps[0][name] for name in columns}
        yield {**told, "since": last[-1]["at"] if last else None, "anew": last[0]["at"] if last else None}


def entries_since(connection: Connection, since: str) -> Iterator[tuple[str, str, str, bytes]]:
    """(id, service, state, bytes of the newest version's entry) of what was submitted since a day."""
    statement = (
        select(applications.c.id, applications.c.service, applications.c.state, entries.c.raw)
        .join(entries, (entries.c.journal == applications.c.journal) & (entries.c.seq == applications.c.seq))
        .where(applications.c.submitted_at >= since, func.length(entries.c.raw) > 0)
    )
    rows = connection.execute(statement, execution_options={"yield_per": 1000})
    return ((row[0], row[1], row[2], bytes(row[3])) for row in rows)


def payments_since(connection: Connection, since: str) -> dict[str, tuple[str, bool]]:
    """Of what was submitted since a day and was billed: (its lines as JSON, whether it is paid)."""
    statement = (
        select(payments.c.application, payments.c.lines, payments.c.ntpn)
        .join(applications, applications.c.id == payments.c.application)
        .where(applications.c.submitted_at >= since)
    )
    return {row.application: (row.lines, row.ntpn is not None) for row in connection.execute(statement)}


def once_in(connection: Connection, state: str, since: str) -> set[str]:
    """Of what was submitted since a day, what has ever been in a state."""
    statement = (
        select(history.c.application)
        .join(applications, applications.c.id == history.c.application)
        .where(history.c.state == state, applications.c.submitted_at >= since)
        .distinct()
    )
    return set(connection.execute(statement).scalars())


def journals_short(connection: Connection) -> list[Row]:
    """Journals that hold another number of entries than their head says: something was lost here."""
    counted = select(entries.c.journal, func.count().label("held")).group_by(entries.c.journal).subquery()
    held = func.coalesce(counted.c.held, 0)
    statement = (
        select(journals.c.unit, journals.c.letter, journals.c.id, journals.c.head_seq, held.label("held"))
        .outerjoin(counted, counted.c.journal == journals.c.id)
        .where(held != journals.c.head_seq)
        .order_by(journals.c.unit, journals.c.letter)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def numbers_since(connection: Connection, since: str) -> Iterator[str]:
    """The numbers of what was submitted since a day."""
    statement = select(applications.c.number).where(applications.c.submitted_at >= since)
    return iter(connection.execute(statement, execution_options={"yield_per": 5000}).scalars())


def aside(connection: Connection) -> list[Row]:
    """Entries that bring nothing that is on file: ``quarantine`` says why, ``raw`` is what came; ``returned``
    where the unit was told what to do."""
    statement = (
        select(
            journals.c.unit,
            journals.c.letter,
            entries.c.seq,
            entries.c.kind,
            entries.c.quarantine,
            entries.c.received_at,
            entries.c.raw,
            given_back.label("returned"),
        )
        .join(journals, journals.c.id == entries.c.journal)
        .outerjoin(applications, applications.c.id == entries.c.subject)
        .where(entries.c.quarantine.is_not(None), applications.c.id.is_(None))
        .order_by(entries.c.received_at, journals.c.unit, entries.c.journal, entries.c.seq)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def forks(connection: Connection) -> list[Row]:
    """Batches that were set aside, by unit and journal."""
    statement = (
        select(
            func.coalesce(journals.c.unit, "").label("unit"),
            func.coalesce(journals.c.letter, "").label("letter"),
            func.count().label("batches"),
            func.max(set_aside.c.received_at).label("last_at"),
        )
        .select_from(set_aside)
        .outerjoin(journals, journals.c.id == set_aside.c.journal)
        .group_by(journals.c.unit, journals.c.letter)
        .order_by(journals.c.unit, journals.c.letter)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def heard(connection: Connection) -> list[Row]:
    """Each unit that has a laptop in use: when its last entry arrived, None where none has, and since when it
    has one."""
    last = (
        select(journals.c.unit, func.max(entries.c.received_at).label("last_at"))
        .join(entries, (entries.c.journal == journals.c.id) & (entries.c.seq == journals.c.head_seq))
        .group_by(journals.c.unit)
        .subquery()
    )
    statement = (
        select(
            units.c.code,
            units.c.name,
            last.c.last_at.label("last_at"),
            func.max(devices.c.enrolled_at).label("since"),
        )
        .join(devices, devices.c.unit == units.c.code)
        .outerjoin(last, last.c.unit == units.c.code)
        .where(devices.c.revoked_at.is_(None), devices.c.wiped_at.is_(None))
        .group_by(units.c.code, units.c.name, last.c.last_at)
        .order_by(units.c.code)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def lacking_scans(connection: Connection, before: str) -> Iterator[Row]:
    """Applications received before a moment that still lack scans, and how many, the oldest first."""
    statement = (
        select(
            applications.c.id,
            applications.c.number,
            applications.c.unit,
            applications.c.received_at,
            func.count().label("scans"),
        )
        .join(documents, documents.c.application == applications.c.id)
        .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
        .where(blobs.c.sha256.is_(None), applications.c.received_at < before)
        .group_by(applications.c.id, applications.c.number, applications.c.unit, applications.c.received_at)
        .order_by(applications.c.received_at, applications.c.id)
    )
    rows = connection.execute(statement, execution_options={"yield_per": 2000}).mappings()
    return (dict(row) for row in rows)


def openings(connection: Connection) -> Iterator[tuple[str, str, bytes]]:
    """(unit, when it arrived, bytes) of each journal's newest opening of a day."""
    for journal in connection.execute(select(journals).order_by(journals.c.unit, journals.c.letter)).all():
        statement = (
            select(entries.c.received_at, entries.c.raw)
            .where(
                entries.c.journal == journal.id,
                entries.c.seq > journal.head_seq - _FAR_BACK,
                entries.c.kind == VISIT_OPENED,
                entries.c.quarantine.is_(None),
            )
            .order_by(entries.c.seq.desc())
            .limit(1)
        )
        found = connection.execute(statement).first()
        if found is not None:
            yield journal.unit, found.received_at, bytes(found.raw)


def people(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """(full name, NIK or passport number) of applications, by id."""
    found: dict[str, tuple[str, str]] = {}
    for first in range(0, len(ids), 500):
        statement = select(applications.c.id, applications.c.full_name, applications.c.nik).where(
            applications.c.id.in_(ids[first : first + 500])
        )
        found |= {row.id: (row.full_name, row.nik) for row in connection.execute(statement)}
    return found
