"""Everything that the tables hold about one person, found by NIK or passport number."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, func, select

from head_office.store import bulk
from head_office.store.engine import Connection
from head_office.store.outreach_tables import outreach_events
from head_office.store.planned_tables import bookings, planned_visits
from head_office.store.tables import (
    acts,
    applications,
    entries,
    feed,
    feed_subjects,
    history,
    journals,
    looks,
    notices,
    officers,
    pairs,
    payments,
    staff,
)
from head_office.store.training_tables import quiz_answers
from mobile_unit.domain.entries import PASSPORT_HANDED_OVER, RECORDS_OF_AN_APPLICATION

Row = dict[str, Any]


def applications_of(connection: Connection, identity: str) -> list[Row]:
    """Rows of the applications whose applicant has this number, the oldest first."""
    statement = select(applications).where(applications.c.nik == identity).order_by(applications.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def entries_about(connection: Connection, ids: Collection[str]) -> dict[str, list[Row]]:
    """What units wrote about each of several applications: journal, seq, kind, when it arrived, why it was
    not applied, and its bytes."""
    columns = ("journal", "seq", "kind", "received_at", "quarantine", "raw")
    statement = (
        select(*(entries.c[name] for name in columns))
        .where(func.length(entries.c.raw) > 0)
        .order_by(entries.c.received_at, entries.c.journal, entries.c.seq)
    )
    return bulk.grouped(connection, statement, entries.c.subject, ids)


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


def notices_to(connection: Connection, ids: Collection[str]) -> dict[str, list[Row]]:
    columns = ("queued_at", "state", "sent_at", "text")
    statement = select(*(notices.c[name] for name in columns)).order_by(notices.c.position)
    return bulk.grouped(connection, statement, notices.c.application, ids)


def payments_of(connection: Connection, ids: Collection[str]) -> dict[str, Row | None]:
    found = bulk.grouped(connection, select(payments), payments.c.application, ids)
    return {
        application: {**rows[0], "lines": json.loads(rows[0]["lines"])} if rows else None
        for application, rows in found.items()
    }


def likenesses(connection: Connection, ids: Collection[str]) -> dict[str, list[Row]]:
    """That each was found like another application; whose that is, is the other's."""
    columns = ("kind", "score", "found_on", "dismissed_at", "reason")
    statement = select(*(pairs.c[name] for name in columns))
    first, second = (
        bulk.grouped(connection, statement, each, ids) for each in (pairs.c.first, pairs.c.second)
    )
    return {id_: sorted([*first[id_], *second[id_]], key=lambda row: str(row["found_on"])) for id_ in ids}


def looks_at(connection: Connection, ids: Collection[str]) -> dict[str, list[Row]]:
    """Who looked at each, all of it, the oldest first."""
    statement = select(looks.c.at, looks.c.staff, looks.c.page).order_by(looks.c.at, looks.c.id)
    return bulk.grouped(connection, statement, looks.c.application, ids)


def asked_of(connection: Connection, numbers: Collection[str]) -> dict[str, list[Row]]:
    """What the person asked the office to do about each application, by number, the oldest first."""
    statement = select(acts.c.at, acts.c.by, acts.c.what, acts.c.detail).where(
        acts.c.what.startswith("person.")
    )
    return bulk.grouped(connection, statement.order_by(acts.c.id), acts.c.subject, numbers)


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


def applications_naming(connection: Connection, identity: str) -> list[bytes]:
    """Every version of an application in whose bytes a number stands, the applicant's own included. Looks
    through all of them: it is asked for once in a while, and nothing else could be kept for it without
    keeping more of people than their application needs."""
    within = _position(connection, identity.encode()) > 0
    kinds = entries.c.kind.in_(sorted(RECORDS_OF_AN_APPLICATION))
    statement = select(entries.c.raw).where(kinds, entries.c.quarantine.is_(None), within)
    raws = connection.execute(statement.order_by(entries.c.received_at, entries.c.seq)).scalars()
    return [bytes(raw) for raw in raws]


def told_to_units(
    connection: Connection, identity: str, records: Collection[str], lists: Collection[str]
) -> list[tuple[str, bytes]]:
    """(unit, bytes) of what units were told of these records, and of each list (a kind of entry) in which a
    number stands, in the order in which each unit heard it."""
    named = feed_subjects.c.kind.in_(sorted(lists)) & (_position(connection, identity.encode(), feed) > 0)
    statement = (
        select(feed.c.unit, feed.c.raw)
        .join(feed_subjects, (feed_subjects.c.unit == feed.c.unit) & (feed_subjects.c.seq == feed.c.seq))
        .where(feed_subjects.c.record.in_(sorted(records)) | named)
        .group_by(feed.c.unit, feed.c.seq, feed.c.raw)
        .order_by(feed.c.unit, feed.c.seq)
    )
    return [(row.unit, bytes(row.raw)) for row in connection.execute(statement)]


def _position(connection: Connection, needle: bytes, table: Table = entries) -> ColumnElement[int]:
    if connection.dialect.name == "postgresql":
        return cast(ColumnElement[int], func.pg_catalog.position(table.c.raw, needle))
    return cast(ColumnElement[int], func.instr(table.c.raw, needle))


def collections(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """(unit, bytes) of each handing over of a passport that was applied."""
    statement = (
        select(journals.c.unit, entries.c.raw)
        .join(journals, journals.c.id == entries.c.journal)
        .where(
            entries.c.kind == PASSPORT_HANDED_OVER,
            entries.c.quarantine.is_(None),
            func.length(entries.c.raw) > 0,
        )
        .order_by(entries.c.received_at, entries.c.seq)
    )
    rows = connection.execute(statement, execution_options={"yield_per": 500})
    return ((row.unit, bytes(row.raw)) for row in rows)


def events(connection: Connection) -> Iterator[tuple[Row, bytes]]:
    """Outreach as it was said last, with its entry's bytes."""
    e = outreach_events.c
    statement = (
        select(e.unit, e.day, e.place_name, entries.c.raw)
        .join(entries, (entries.c.journal == e.journal) & (entries.c.seq == e.seq))
        .where(func.length(entries.c.raw) > 0)
        .order_by(e.day, e.id)
    )
    rows = connection.execute(statement, execution_options={"yield_per": 500}).mappings()
    return ((dict(row), bytes(row["raw"])) for row in rows)


def lists_of(connection: Connection, nip: str) -> list[Row]:
    """The units on whose list an officer is or was."""
    names = ("unit", "nip", "name", "role", "active")
    statement = select(*(officers.c[name] for name in names)).where(officers.c.nip == nip)
    return _rows(connection, statement.order_by(officers.c.unit))


def account_of(connection: Connection, nip: str) -> Row | None:
    """One of the staff, without what they sign in by."""
    names = ("nip", "name", "role", "language", "active")
    statement = select(*(staff.c[name] for name in names)).where(staff.c.nip == nip)
    found = _rows(connection, statement)
    return found[0] if found else None


def quiz_answers_of(connection: Connection, nip: str) -> list[Row]:
    statement = select(quiz_answers).where(quiz_answers.c.officer == nip).order_by(quiz_answers.c.at)
    return _rows(connection, statement)


def acts_of(connection: Connection, nip: str) -> list[Row]:
    """What somebody did on the pages, and to which unit or number."""
    statement = select(acts.c.at, acts.c.what, acts.c.subject).where(acts.c.by == nip)
    return _rows(connection, statement.order_by(acts.c.id))


def looks_by(connection: Connection, nip: str) -> list[Row]:
    """How often somebody looked, by page, and when last; at whom is those people's."""
    statement = (
        select(looks.c.page, func.count().label("count"), func.max(looks.c.at).label("last_at"))
        .where(looks.c.staff == nip)
        .group_by(looks.c.page)
        .order_by(looks.c.page)
    )
    return _rows(connection, statement)


def decisions_of(connection: Connection, nip: str) -> list[Row]:
    """How often somebody put an application into each state, and when last."""
    statement = (
        select(history.c.state, func.count().label("count"), func.max(history.c.at).label("last_at"))
        .where(history.c.by == nip)
        .group_by(history.c.state)
        .order_by(history.c.state)
    )
    return _rows(connection, statement)


def _rows(connection: Connection, statement: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
