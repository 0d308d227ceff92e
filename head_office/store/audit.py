"""How much is held, and what its tables say of each other where they must agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Table, exists, func, select

from head_office.store.destruction_tables import destroyed_records
from head_office.store.engine import Connection
from head_office.store.tables import applications, blobs, documents, entries, history, journals
from mobile_unit.domain.entries import APPLICATION_CORRECTED, APPLICATION_SUBMITTED
from mobile_unit.domain.states import RECEIVED


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is held of each."""

    journals: int
    entries: int
    applications: int
    blobs: int


def holdings(connection: Connection) -> Holdings:
    return Holdings(*(_count(connection, table) for table in (journals, entries, applications, blobs)))


def applied(connection: Connection) -> int:
    """How many applications the entries that were applied brought; those that were destroyed without ever
    being on file brought none."""
    on_file = exists().where(applications.c.id == entries.c.subject)
    destroyed = exists().where(destroyed_records.c.record == entries.c.subject)
    statement = select(func.count(entries.c.subject.distinct())).where(
        entries.c.kind.in_((APPLICATION_SUBMITTED, APPLICATION_CORRECTED)),
        entries.c.quarantine.is_(None),
        on_file | ~destroyed,
    )
    return int(connection.execute(statement).scalar_one())


def listed(connection: Connection) -> int:
    """How many applications are on file."""
    return _count(connection, applications)


def received_too_early(connection: Connection) -> Iterator[str]:
    """The numbers of applications that their units were told are here whole, though a scan is not held."""
    statement = (
        select(applications.c.number)
        .join(history, history.c.application == applications.c.id)
        .join(documents, documents.c.application == applications.c.id)
        .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
        .where(history.c.state == RECEIVED, blobs.c.sha256.is_(None), applications.c.awaits.is_(None))
        .order_by(applications.c.number)
    )
    return iter(connection.execute(statement).scalars())


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
