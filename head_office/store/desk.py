"""The work list: one page by one index, found by its place and never by counting from the beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, func, select, tuple_

from head_office.store.engine import Connection
from head_office.store.tables import applications, blobs, documents
from mobile_unit.domain.desks import DONE, desk_of
from mobile_unit.domain.states import HANDED_OVER, READY

_A = applications.c
COLUMNS = (
    *(_A.id, _A.number, _A.full_name, _A.name_key, _A.nik, _A.birth_date, _A.service, _A.unit, _A.state),
    *(_A.desk, _A.submitted_at, _A.received_at, _A.due_on, _A.clock_from, _A.assignee, _A.revision),
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which applications are listed: those of a desk, or in a state; None is any."""

    desk: str
    state: str | None = None
    unit: str | None = None
    service: str | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page."""

    due_on: str | None
    id: str


def page(connection: Connection, narrowed: Narrowed, after: Place | None, limit: int) -> list[dict[str, Any]]:
    """At most so many after a place: what is due first is first, what has no promise last. What is done comes
    the other way round, the latest first."""
    latest_first = _desk(narrowed) == DONE
    rows: list[dict[str, Any]] = []
    if after is None or after.due_on is not None:
        rows += _run(connection, _dated(narrowed, after, latest_first), limit)
        after = None
    if len(rows) < limit:
        rows += _run(connection, _undated(narrowed, after, latest_first), limit - len(rows))
    return rows


def count(connection: Connection, narrowed: Narrowed, at_most: int, due_before: str | None = None) -> int:
    """How many there are, counted no further than ``at_most``."""
    statement = select(_A.id).where(*_conditions(narrowed))
    if due_before is not None:
        statement = statement.where(_A.due_on < due_before)
    found = statement.limit(at_most).subquery()
    return int(connection.execute(select(func.count()).select_from(found)).scalar_one())


def beginning_with(connection: Connection, column: str, words: str, limit: int) -> list[dict[str, Any]]:
    """Those whose ``number``, ``nik`` or ``name_key`` begins so, in its order."""
    place: Column[str] = _A[column]
    statement = select(*COLUMNS).where(place >= words).order_by(place).limit(limit)
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    return list(takewhile(lambda row: str(row[column]).startswith(words), rows))


def same_person(
    connection: Connection, row: Mapping[str, Any], likely: Sequence[str], limit: int
) -> list[dict[str, Any]]:
    """Others of the same person across units: by NIK, by name and birth date, or among the ``likely`` ids;
    the newest first."""
    found: dict[str, dict[str, Any]] = {}
    ways: list[tuple[ColumnElement[bool], ...]] = []
    if row["nik"]:
        ways.append((_A.nik == row["nik"],))
    if row["birth_date"] and row["name_key"]:
        ways.append((_A.birth_date == row["birth_date"], _A.name_key == row["name_key"]))
    if likely:
        ways.append((_A.id.in_(likely),))
    for way in ways:
        statement = select(*COLUMNS, _A.journal, _A.seq).where(*way, _A.id != row["id"])
        statement = statement.order_by(_A.id.desc()).limit(limit)
        found |= {each["id"]: dict(each) for each in connection.execute(statement).mappings()}
    return sorted(found.values(), key=lambda each: each["id"], reverse=True)[:limit]


def papers(connection: Connection, application: str) -> list[dict[str, Any]]:
    """The newest version's documents in their order, with their place and kind of file."""
    statement = (
        select(
            *(documents.c.position, documents.c.kind, documents.c.sha256),
            *(documents.c.bytes, documents.c.media_type, blobs.c.held_at.is_not(None).label("held")),
        )
        .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
        .where(documents.c.application == application)
        .order_by(documents.c.position)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _dated(narrowed: Narrowed, after: Place | None, latest_first: bool) -> Select[Any]:
    statement = _listed(narrowed).where(_A.due_on.is_not(None))
    here = tuple_(_A.due_on, _A.id)
    if after is not None:
        last = tuple_(after.due_on, after.id)
        statement = statement.where(here < last if latest_first else here > last)
    return statement.order_by(*(each.desc() if latest_first else each.asc() for each in (_A.due_on, _A.id)))


def _undated(narrowed: Narrowed, after: Place | None, latest_first: bool) -> Select[Any]:
    statement = _listed(narrowed).where(_A.due_on.is_(None))
    if after is not None:
        statement = statement.where(_A.id < after.id if latest_first else _A.id > after.id)
    return statement.order_by(_A.id.desc() if latest_first else _A.id.asc())


def _run(connection: Connection, statement: Select[Any], limit: int) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(statement.limit(limit)).mappings()]


def _listed(narrowed: Narrowed) -> Select[Any]:
    return select(*COLUMNS).where(*_conditions(narrowed))


def _desk(narrowed: Narrowed) -> str:
    return desk_of(narrowed.state) if narrowed.state else narrowed.desk


def _conditions(narrowed: Narrowed) -> Sequence[ColumnElement[bool]]:
    """The one index that leads is chosen here, by what is rarest; the others are hidden from the planner,
    which knows nothing of how many there are."""
    desk = _desk(narrowed)
    given = {
        "assignee": narrowed.assignee,
        "unit": narrowed.unit,
        "state": narrowed.state,
        "service": narrowed.service,
    }
    wanted = {name: value for name, value in given.items() if value is not None}
    leading = next((name for name in ("assignee", "unit", "service", "state") if name in wanted), "desk")
    if leading == "service" and narrowed.state not in (None, HANDED_OVER, READY):
        leading = "state"
    conditions: list[ColumnElement[bool]] = []
    if leading != "state":
        conditions.append(_A.desk == desk)
    for name, value in wanted.items():
        column = _A[name]
        conditions.append(column == value if name == leading else func.coalesce(column, "") == value)
    return conditions
