"""Figures that say how head office stands, each by an index or a short table, for who asks every minute."""

from __future__ import annotations

from sqlalchemy import func, select, text

from head_office.store.engine import Connection
from head_office.store.tables import applications, blobs, devices, documents, entries, journals, nights
from head_office.store.tables import set_aside as aside
from mobile_unit.domain.states import INCOMPLETE, REFERRED, SENT


def entries_held(connection: Connection) -> int:
    """By the journals' heads: counting millions of entries would take longer than anybody waits."""
    return int(connection.execute(select(func.coalesce(func.sum(journals.c.head_seq), 0))).scalar_one())


def applications_held(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(applications)).scalar_one())


def quarantined(connection: Connection) -> int:
    statement = select(func.count()).select_from(entries).where(entries.c.quarantine.is_not(None))
    return int(connection.execute(statement).scalar_one())


def batches_aside(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(aside)).scalar_one())


def scans_held(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(blobs)).scalar_one())


def scans_missing(connection: Connection) -> int:
    """Of applications in the states in which scans are waited for: the others were received with all."""
    statement = (
        select(func.count(documents.c.sha256.distinct()))
        .select_from(applications)
        .join(documents, documents.c.application == applications.c.id)
        .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
        .where(applications.c.state.in_((SENT, INCOMPLETE, REFERRED)), blobs.c.sha256.is_(None))
    )
    return int(connection.execute(statement).scalar_one())


def database_bytes(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def contacts(connection: Connection) -> dict[str, str]:
    """When each unit with a laptop in use was last in touch: its last call, its last bundle, or that it was
    enrolled."""
    columns = (devices.c.heard_at, devices.c.carried_at, devices.c.enrolled_at)
    statement = select(devices.c.unit, *columns).where(
        devices.c.revoked_at.is_(None), devices.c.wiped_at.is_(None)
    )
    found: dict[str, str] = {}
    for unit, *moments in connection.execute(statement):
        found[unit] = max(found.get(unit, ""), *(at for at in moments if at is not None))
    return found


def last_night(connection: Connection) -> tuple[str, str] | None:
    """(date, when it finished) of the newest night run that did."""
    statement = (
        select(nights.c.day, nights.c.finished_at)
        .where(nights.c.finished_at.is_not(None))
        .order_by(nights.c.day.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return None if row is None else (row.day, row.finished_at)


def is_night_unfinished(connection: Connection) -> bool:
    """Whether the newest night run was begun and did not end."""
    statement = select(nights.c.finished_at).order_by(nights.c.day.desc()).limit(1)
    row = connection.execute(statement).first()
    return row is not None and row.finished_at is None
