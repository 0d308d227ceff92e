"""Complaints on file: their rows, what was handed in, whom they are about, and what happened to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, tuple_, update

from head_office.store import bulk
from head_office.store.complaint_tables import (
    answer_counts,
    complaint_about,
    complaint_steps,
    complaints,
)
from head_office.store.engine import Connection, insert
from head_office.store.tables import entries
from mobile_unit.domain.complaints import (
    ANONYMOUS,
    ANSWERED,
    CLOSED,
    COMPLAINT,
    MISCONDUCT,
    OPEN,
    REJECTED,
    UNDER_WAY,
)

TO_DO, ANSWERED_GROUP, DONE = "to_do", "answered", "done"
GROUPS = {TO_DO: UNDER_WAY, ANSWERED_GROUP: (ANSWERED, REJECTED), DONE: (CLOSED,)}
_C = complaints.c


def find(connection: Connection, complaint: str) -> dict[str, Any] | None:
    return _one(connection, _C.id == complaint)


def find_numbered(connection: Connection, number: str) -> dict[str, Any] | None:
    return _one(connection, _C.number == number)


def hold(connection: Connection, number: str) -> dict[str, Any] | None:
    """The row with this number, which nobody else changes until the transaction ends."""
    statement = select(complaints).where(_C.number == number).with_for_update()
    row = connection.execute(statement).mappings().first()
    return None if row is None else dict(row)


def _one(connection: Connection, which: ColumnElement[bool]) -> dict[str, Any] | None:
    row = connection.execute(select(complaints).where(which)).mappings().first()
    return None if row is None else dict(row)


def add(connection: Connection, row: Mapping[str, Any], about: Collection[str]) -> None:
    connection.execute(complaints.insert().values(**row))
    if about:
        rows = [{"complaint": row["id"], "nip": nip} for nip in sorted(set(about))]
        connection.execute(complaint_about.insert(), rows)


def add_step(connection: Connection, complaint: str, what: str, status: str, at: str, **more: Any) -> None:
    """``more``: ``words``, ``by``, or ``journal`` and ``seq``."""
    values = {"complaint": complaint, "what": what, "status": status, "at": at, **more}
    connection.execute(complaint_steps.insert().values(**values))


def change(connection: Connection, complaint: str, **values: Any) -> None:
    connection.execute(
        update(complaints).where(_C.id == complaint).values(**values, revision=_C.revision + 1)
    )


def steps_of(connection: Connection, complaint: str) -> list[dict[str, Any]]:
    statement = (
        select(complaint_steps).where(complaint_steps.c.complaint == complaint).order_by(complaint_steps.c.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def steps_of_each(connection: Connection, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The same of several, each step with the ``raw`` bytes of its entry; None where it has none."""
    place = (entries.c.journal == complaint_steps.c.journal) & (entries.c.seq == complaint_steps.c.seq)
    statement = (
        select(complaint_steps, entries.c.raw).outerjoin(entries, place).order_by(complaint_steps.c.id)
    )
    return bulk.grouped(connection, statement, complaint_steps.c.complaint, ids)


def about_of(connection: Connection, complaint: str) -> list[str]:
    statement = select(complaint_about.c.nip).where(complaint_about.c.complaint == complaint)
    return list(connection.execute(statement.order_by(complaint_about.c.nip)).scalars())


def page(
    connection: Connection,
    group: str,
    reader: str,
    *,
    sealed: bool,
    after: tuple[str, str] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """At most so many of a group after a place: what has to be done first is first, of what is done the
    latest. Nobody is shown one that is about them; sealed ones only where ``sealed``."""
    statement = select(complaints).where(*_visible(reader, sealed), _C.status.in_(GROUPS[group]))
    if group == DONE:
        if after is not None:
            statement = statement.where(_C.id < after[1])
        statement = statement.order_by(_C.id.desc())
    else:
        day = func.coalesce(_C.next_on, "")
        if after is not None:
            statement = statement.where(tuple_(day, _C.id) > tuple_(*after))
        statement = statement.order_by(day, _C.id)
    return [dict(row) for row in connection.execute(statement.limit(limit)).mappings()]


def counts(connection: Connection, reader: str, today: str, *, sealed: bool) -> dict[str, int]:
    """How many of each group the reader is shown, and how many of them are late."""
    visible = _visible(reader, sealed)
    found = {
        group: _count(connection, *visible, _C.status.in_(statuses)) for group, statuses in GROUPS.items()
    }
    late = (_C.status.in_(UNDER_WAY), _C.next_on < today)
    return {**found, "late": _count(connection, *visible, *late)}


def every(connection: Connection) -> Iterator[dict[str, Any]]:
    """All of them, as they arrived, with nothing of what they say."""
    statement = select(complaints).order_by(_C.received_at, _C.id)
    rows = connection.execute(statement, execution_options={"yield_per": 1000}).mappings()
    return (dict(row) for row in rows)


def under_a_name(
    connection: Connection, *, not_about: Collection[str], numbers: Collection[str] = (), day: str = ""
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Those that say openly whose they are, and those with these numbers that say it at all: of a day, or of
    all, each with its entry's bytes, as they arrived. None about one of these NIPs, and none that was
    destroyed."""
    about = exists().where(complaint_about.c.complaint == _C.id, complaint_about.c.nip.in_(sorted(not_about)))
    is_open = (_C.mode == OPEN) & _C.sealed.is_(False)
    statement = (
        select(complaints, entries.c.raw)
        .join(entries, (entries.c.journal == _C.journal) & (entries.c.seq == _C.seq))
        .where(_C.mode != ANONYMOUS, is_open | _C.number.in_(sorted(numbers)), ~about)
        .where(func.length(entries.c.raw) > 0)
        .order_by(_C.received_at, _C.id)
    )
    if day:
        statement = statement.where(func.substr(_C.taken_at, 1, 10) == day)
    for found in connection.execute(statement, execution_options={"yield_per": 500}).mappings():
        row = dict(found)
        yield row, bytes(row.pop("raw"))


def to_close(
    connection: Connection, today: str, reader: str | None = None, *, sealed: bool = False
) -> list[str]:
    """The numbers of those whose answer nobody came back to for so long that they may be closed: those that
    the reader is shown, all of them where nobody is named."""
    visible = [] if reader is None else _visible(reader, sealed)
    statement = select(_C.number).where(*visible, _C.status.in_((ANSWERED, REJECTED)), _C.next_on < today)
    return list(connection.execute(statement.order_by(_C.number)).scalars())


def late(connection: Connection, today: str) -> dict[str, int]:
    """How many are over the day of what has to be done next, by status."""
    statement = (
        select(_C.status, func.count())
        .where(_C.status.in_(UNDER_WAY), _C.next_on < today)
        .group_by(_C.status)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def upheld(connection: Connection, unit: str, since: str, until: str, reader: str) -> dict[str, int]:
    """How many complaints taken at a unit from a day to another name each officer and were answered, not
    rejected, by NIP. None that is about the reader counts, for anybody."""
    about, steps = complaint_about.alias(), complaint_steps.alias()
    last = (
        select(func.max(steps.c.id))
        .where(steps.c.complaint == _C.id, steps.c.what == "status", steps.c.status.in_((ANSWERED, REJECTED)))
        .correlate(complaints)
        .scalar_subquery()
    )
    statement = (
        select(about.c.nip, func.count())
        .join(complaints, _C.id == about.c.complaint)
        .join(complaint_steps, complaint_steps.c.id == last)
        .where(
            *_visible(reader, sealed=True),
            _C.unit == unit,
            _C.kind.in_((COMPLAINT, MISCONDUCT)),
            _C.status.in_((ANSWERED, CLOSED)),
            _C.taken_at >= since,
            _C.taken_at < f"{until}U",
            complaint_steps.c.status == ANSWERED,
        )
        .group_by(about.c.nip)
    )
    return {row[0]: int(row[1]) for row in connection.execute(statement)}


def count_answers(
    connection: Connection, counted: str, unit: str, day: str, answers: Sequence[Mapping[str, Any]]
) -> None:
    """The same act a second time changes nothing."""
    for each in answers:
        values = {"counted": counted, "unit": unit, "day": day, **each}
        statement = insert(connection, answer_counts).values(**values)
        connection.execute(statement.on_conflict_do_nothing())


def answers_between(connection: Connection, since: str, until: str) -> list[tuple[str, int]]:
    """(answer, how often it ended a question) from a day to another, the most frequent first."""
    total = func.sum(answer_counts.c.count)
    statement = (
        select(answer_counts.c.answer, total)
        .where(answer_counts.c.day.between(since, until))
        .group_by(answer_counts.c.answer)
        .order_by(total.desc(), answer_counts.c.answer)
    )
    return [(row[0], int(row[1])) for row in connection.execute(statement)]


def _visible(reader: str, sealed: bool) -> list[ColumnElement[bool]]:
    about_them = exists().where(complaint_about.c.complaint == _C.id, complaint_about.c.nip == reader)
    return [~about_them] if sealed else [~about_them, _C.sealed.is_(False)]


def _count(connection: Connection, *which: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(complaints).where(*which)).scalar_one())
