"""When head office was heard last, and by which clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from mobile_unit.clock import timestamp
from mobile_unit.domain.lease import DAYS, NEVER, Lease
from mobile_unit.store import settings

_LEAST = timedelta(minutes=10)
"""A clock that moved on by less is not worth a write."""


def days(connection: Connection) -> int:
    """How long a lease is, as head office said it last."""
    return int(settings.get(connection, settings.LEASE_DAYS, DAYS))


def read(connection: Connection) -> Lease | None:
    """None for a database that was never asked; its lease begins with the first time."""
    said = settings.get(connection, settings.LEASE)
    if said is None:
        return None
    return Lease(*(datetime.fromisoformat(said[name]) for name in ("heard", "since", "seen")))


def renew(connection: Connection, heard: str, now: datetime) -> None:
    """Head office was heard: ``heard`` is its signed time. Nothing for a time that can't be read."""
    try:
        told = datetime.fromisoformat(heard)
        before = read(connection)
        lease = Lease(told, now, now) if before is None else before.renewed(told, now)
    except (ValueError, TypeError):
        return
    if lease is not before:
        _put(connection, lease)


def note(connection: Connection, now: datetime) -> None:
    """The clock shows ``now``: it can't be set back behind this any more; begins a lease where none was."""
    lease = read(connection)
    if lease is None:
        _put(connection, Lease(NEVER, now, now))
    elif now - lease.seen > _LEAST:
        _put(connection, Lease(lease.heard, lease.since, now))


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether ``note`` would write."""
    lease = read(connection)
    return lease is None or now - lease.seen > _LEAST


def days_left(connection: Connection, now: datetime) -> int:
    lease = read(connection)
    return days(connection) if lease is None else lease.days_left(now, days(connection))


def _put(connection: Connection, lease: Lease) -> None:
    said = {"heard": lease.heard, "since": lease.since, "seen": lease.seen}
    settings.put(connection, settings.LEASE, {name: timestamp(at) for name, at in said.items()})
