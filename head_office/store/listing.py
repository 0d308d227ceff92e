"""What the office reads of its applications: the list, and one's documents and history."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select

from head_office.store import bulk
from head_office.store.engine import Connection
from head_office.store.tables import applications, blobs, documents, history

COLUMNS = ("id", "number", "service", "state", "unit", "submitted_at", "received_at")
_PAPER = ("kind", "sha256", "bytes", "held")

_PAPERS = (
    documents.c.kind,
    documents.c.sha256,
    documents.c.bytes,
    blobs.c.held_at.is_not(None).label("held"),
)
_EVERY = (
    select(*(applications.c[name] for name in COLUMNS), *_PAPERS)
    .outerjoin(documents, documents.c.application == applications.c.id)
    .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
    .order_by(applications.c.received_at, applications.c.number, documents.c.position)
)
_ANY_DOCUMENTS = (
    select(*_PAPERS)
    .select_from(documents)
    .outerjoin(blobs, blobs.c.sha256 == documents.c.sha256)
    .order_by(documents.c.position)
)
_DOCUMENTS = _ANY_DOCUMENTS.where(documents.c.application == bindparam("application"))
_ANY_HISTORY = select(history.c.id, history.c.at, history.c.state, history.c.note, history.c.by).order_by(
    history.c.id
)
_HISTORY = _ANY_HISTORY.where(history.c.application == bindparam("application"))


def every(connection: Connection, unit: str | None) -> Iterator[dict[str, Any]]:
    """Every application (of one unit) with its documents, in the order received, read little by little."""
    statement = _EVERY if unit is None else _EVERY.where(applications.c.unit == unit)
    rows = connection.execute(statement, execution_options={"yield_per": 1000}).mappings()
    for _id, group in groupby(rows, key=lambda row: row["id"]):
        of_one = list(group)
        yield {
            **{name: of_one[0][name] for name in COLUMNS},
            "documents": [
                {name: row[name] for name in _PAPER} for row in of_one if row["sha256"] is not None
            ],
        }


def documents_of(connection: Connection, application: str) -> list[dict[str, Any]]:
    """The newest version's documents in their order, and whether each one's scan is held."""
    rows = connection.execute(_DOCUMENTS, {"application": application}).mappings()
    return [dict(row) for row in rows]


def documents_of_each(connection: Connection, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The same of several applications."""
    return bulk.grouped(connection, _ANY_DOCUMENTS, documents.c.application, ids)


def history_of(connection: Connection, application: str, *, staff: bool = False) -> list[dict[str, Any]]:
    """The states that an application was put into, in order; ``staff``: also each step's ``id`` and who of
    the staff took it."""
    named = ("id", "at", "state", "note", "by") if staff else ("at", "state", "note")
    rows = connection.execute(_HISTORY, {"application": application}).mappings()
    return [{name: row[name] for name in named} for row in rows]


def history_of_each(connection: Connection, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The same of several applications, for the staff."""
    return bulk.grouped(connection, _ANY_HISTORY, history.c.application, ids)
