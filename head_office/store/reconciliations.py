"""What a unit can be told is held for good, and what it was told so far."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from head_office.store.engine import Connection, insert
from head_office.store.journals import given_back
from head_office.store.tables import (
    applications,
    blobs,
    documents,
    entries,
    journals,
    reconciled,
    reconciliations,
    set_aside,
    units,
)

_LACKS = (
    select(documents.c.sha256)
    .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
    .where(documents.c.application == applications.c.id, blobs.c.sha256.is_(None))
    .exists()
)


@dataclass(frozen=True, slots=True)
class Whole:
    """An application that is held with every scan of its newest version."""

    id: str
    correction: int
    scans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """What is on file of a unit: ``lacking`` applications wait for a scan, ``scans`` are held,
    ``quarantined`` entries bring nothing that is on file and were not given back, ``forked`` batches were
    set aside."""

    applications: int
    lacking: int
    scans: int
    quarantined: int
    forked: int


def unit_codes(connection: Connection) -> list[str]:
    return list(connection.execute(select(units.c.code).order_by(units.c.code)).scalars())


def heads_of(connection: Connection, unit: str) -> list[dict[str, Any]]:
    """How far each journal of a unit is held: ``journal``, ``seq`` (which is the number of its entries too)
    and ``hash`` in hex."""
    rows = connection.execute(
        select(journals).where(journals.c.unit == unit, journals.c.head_seq > 0).order_by(journals.c.id)
    )
    return [{"journal": row.id, "seq": row.head_seq, "hash": bytes(row.head_hash).hex()} for row in rows]


def whole_and_untold(
    connection: Connection, unit: str, limit: int, without: Collection[str] = ()
) -> list[Whole]:
    """Applications that are whole and that no statement named in their newest version, oldest first;
    ``without`` are left out."""
    rows = connection.execute(
        select(applications.c.id, applications.c.correction)
        .outerjoin(reconciled, reconciled.c.application == applications.c.id)
        .where(
            applications.c.unit == unit,
            reconciled.c.application.is_(None) | (reconciled.c.correction != applications.c.correction),
            ~_LACKS,
            applications.c.id.not_in(without),
        )
        .order_by(applications.c.received_at, applications.c.id)
        .limit(limit)
    ).all()
    scans: dict[str, list[str]] = {row.id: [] for row in rows}
    named = select(documents.c.application, documents.c.sha256).where(documents.c.application.in_(scans))
    for application, sha256 in connection.execute(named):
        scans[application].append(sha256)
    return [Whole(row.id, row.correction, tuple(scans[row.id])) for row in rows]


def totals(connection: Connection, unit: str) -> Totals:
    ours = applications.c.unit == unit
    scans = (
        select(func.count(blobs.c.sha256.distinct()))
        .join(documents, documents.c.sha256 == blobs.c.sha256)
        .join(applications, applications.c.id == documents.c.application)
        .where(ours)
    )
    unsettled = (
        select(func.count())
        .select_from(entries)
        .join(journals, journals.c.id == entries.c.journal)
        .outerjoin(applications, applications.c.id == entries.c.subject)
        .where(journals.c.unit == unit, entries.c.quarantine.is_not(None), applications.c.id.is_(None))
        .where(~given_back)
    )
    forks = (
        select(func.count())
        .select_from(set_aside)
        .join(journals, journals.c.id == set_aside.c.journal)
        .where(journals.c.unit == unit)
    )
    counted = (
        select(func.count()).select_from(applications).where(ours),
        select(func.count()).select_from(applications).where(ours, _LACKS),
        scans,
        unsettled,
        forks,
    )
    return Totals(*(int(connection.execute(statement).scalar_one()) for statement in counted))


def last_heads(connection: Connection, unit: str) -> list[dict[str, Any]] | None:
    """The journals as the last statement named them; None before the first."""
    found = connection.execute(
        select(reconciliations.c.heads)
        .where(reconciliations.c.unit == unit)
        .order_by(reconciliations.c.at.desc(), reconciliations.c.day.desc(), reconciliations.c.part.desc())
        .limit(1)
    ).scalar()
    return None if found is None else list(json.loads(found))


def parts_of(connection: Connection, unit: str, day: str) -> int:
    """How many statements of this day there are."""
    statement = select(func.max(reconciliations.c.part)).where(
        reconciliations.c.unit == unit, reconciliations.c.day == day
    )
    return int(connection.execute(statement).scalar() or 0)


def told_on(connection: Connection, unit: str, day: str) -> tuple[int, int]:
    """(how many statements of this day there are, how many applications they name)."""
    statement = select(func.count(), func.coalesce(func.sum(reconciliations.c.named), 0)).where(
        reconciliations.c.unit == unit, reconciliations.c.day == day
    )
    count, named = connection.execute(statement).one()
    return int(count), int(named)


def keep(
    connection: Connection,
    unit: str,
    day: str,
    part: int,
    heads: Sequence[dict[str, Any]],
    told: Sequence[Whole],
    at: str,
) -> None:
    """Remember a statement and the applications that it names."""
    values = {"unit": unit, "day": day, "part": part, "at": at}
    said = {**values, "heads": json.dumps(list(heads)), "named": len(told)}
    connection.execute(reconciliations.insert().values(**said))
    rows = [{"application": each.id, "correction": each.correction, "at": at} for each in told]
    if rows:
        adding = insert(connection, reconciled)
        newer = {name: adding.excluded[name] for name in ("correction", "at")}
        connection.execute(adding.on_conflict_do_update(index_elements=["application"], set_=newer), rows)


def forget_what_was_told(connection: Connection) -> None:
    """A database that was put back from a backup states everything anew: what it told last is not here."""
    connection.execute(delete(reconciled))
    connection.execute(delete(reconciliations))
