"""Everything that the tables hold about one person, found by NIK or passport number."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from head_office.store.engine import Connection
from head_office.store.planned_tables import bookings, planned_visits
from head_office.store.tables import acts, applications, entries, journals, looks, notices, pairs, payments

Row = dict[str, Any]


def applications_of(connection: Connection, identity: str) -> list[Row]:
    """Rows of the applications whose applicant has this number, the oldest first."""
    statement = select(applications).where(applications.c.nik == identity).order_by(applications.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def entries_about(connection: Connection, application: str) -> list[Row]:
    """What units wrote about an application: journal, seq, kind, when it arrived, why it was not applied,
    and its bytes."""
    columns = ("journal", "seq", "kind", "received_at", "quarantine", "raw")
    statement = (
        select(*(entries.c[name] for name in columns))
        .where(entries.c.subject == application, func.length(entries.c.raw) > 0)
        .order_by(entries.c.received_at, entries.c.journal, entries.c.seq)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def aside(connection: Connection, kinds: frozenset[str]) -> list[Row]:
    """Entries of these kinds that were not applied and whose application is not on file: there are few."""
    statement = (
        select(journals.c.unit, entries.c.kind, entries.c.received_at, entries.c.quarantine, entries.c.raw)
        .join(journals, journals.c.id == entries.c.journal)
        .outerjoin(applications, applications.c.id == entries.c.subject)
        .where(
            entries.c.quarantine.is_not(None),
            entries.c.kind.in_(sorted(kinds)),
            applications.c.id.is_(None),
        )
        .order_by(entries.c.received_at, entries.c.seq)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def notices_to(connection: Connection, application: str) -> list[Row]:
    columns = ("queued_at", "state", "sent_at", "text")
    statement = (
        select(*(notices.c[name] for name in columns))
        .where(notices.c.application == application)
        .order_by(notices.c.position)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def payment_of(connection: Connection, application: str) -> Row | None:
    row = connection.execute(select(payments).where(payments.c.application == application)).mappings().first()
    return None if row is None else {**row, "lines": json.loads(row["lines"])}


def likenesses(connection: Connection, application: str) -> list[Row]:
    """That it was found like another application; whose that is, is the other's."""
    columns = ("kind", "score", "found_on", "dismissed_at", "reason")
    statement = (
        select(*(pairs.c[name] for name in columns))
        .where((pairs.c.first == application) | (pairs.c.second == application))
        .order_by(pairs.c.found_on)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def looks_at(connection: Connection, application: str) -> list[Row]:
    """Who looked, all of it, the oldest first."""
    statement = (
        select(looks.c.at, looks.c.staff, looks.c.page)
        .where(looks.c.application == application)
        .order_by(looks.c.at, looks.c.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def asked_of(connection: Connection, number: str) -> list[Row]:
    """What the person asked the office to do about an application, the oldest first."""
    mine = (acts.c.subject == number) & acts.c.what.startswith("person.")
    statement = select(acts.c.at, acts.c.by, acts.c.what, acts.c.detail).where(mine)
    return [dict(row) for row in connection.execute(statement.order_by(acts.c.id)).mappings()]


def visits_of(connection: Connection, identity: str) -> list[str]:
    """The ids of planned visits on whose list the person stands."""
    statement = select(bookings.c.visit).where(bookings.c.nik == identity).distinct()
    return list(connection.execute(statement.order_by(bookings.c.visit)).scalars())


def bookings_of(connection: Connection, identity: str) -> list[Row]:
    """Those visits, and what the list says."""
    statement = (
        select(
            *(planned_visits.c[name] for name in ("unit", "day", "place_name", "cancelled_at")),
            *(bookings.c[name] for name in ("full_name", "nik", "service", "hour")),
        )
        .join(planned_visits, planned_visits.c.id == bookings.c.visit)
        .where(bookings.c.nik == identity)
        .order_by(planned_visits.c.day)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
