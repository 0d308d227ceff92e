"""What the public's page reads: one application by its number, and since when it is where it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from head_office.store.engine import Connection
from head_office.store.tables import applications, history, payments

_FIND = select(
    applications.c.id,
    applications.c.number,
    applications.c.state,
    applications.c.full_name,
    applications.c.birth_date,
    applications.c.submitted_at,
    applications.c.received_at,
    applications.c.due_on,
    applications.c.clock_from,
    applications.c.journal,
    applications.c.seq,
).where(applications.c.number == bindparam("number"))
_SINCE = (
    select(history.c.at)
    .where(history.c.application == bindparam("application"), history.c.state == bindparam("state"))
    .order_by(history.c.id.desc())
    .limit(1)
)
_EXPIRES = select(payments.c.expires_on).where(payments.c.application == bindparam("application"))


@dataclass(frozen=True, slots=True)
class Found:
    """An application as the public's page needs it; ``birth_date`` is ISO, ``""`` where none is known."""

    id: str
    number: str
    state: str
    full_name: str
    birth_date: str
    submitted_at: str
    received_at: str
    due_on: str | None
    clock_from: str | None
    journal: str
    seq: int


def find(connection: Connection, number: str) -> Found | None:
    row = connection.execute(_FIND, {"number": number}).first()
    return None if row is None else Found(*row)


def since(connection: Connection, found: Found) -> str:
    """When an application came into the state that it is in."""
    at = connection.execute(_SINCE, {"application": found.id, "state": found.state}).scalar()
    return found.received_at if at is None else str(at)


def billing_expires_on(connection: Connection, application: str) -> str | None:
    """The last day on which the billing code can be paid; None where that is not known."""
    day: str | None = connection.execute(_EXPIRES, {"application": application}).scalar()
    return day
