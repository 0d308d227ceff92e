"""Corrections that head office asked for: kept as its feed says, closed by a correction or by its word."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select, update
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.domain.corrections import Asked, CorrectionRequest, CorrectionTask
from mobile_unit.store.tables import applications, requests


def put(connection: Connection, request_id: str, application: str, at: str, asked: Iterable[Asked]) -> None:
    """Keep a request once, however often it is told."""
    fields = [{"field": each.field, "sentence": each.sentence} for each in asked]
    statement = insert(requests).values(
        id=request_id, application=application, asked_at=at, fields=json.dumps(fields, ensure_ascii=True)
    )
    connection.execute(statement.on_conflict_do_nothing())


def get(connection: Connection, request_id: str) -> CorrectionRequest | None:
    row = connection.execute(select(requests).where(requests.c.id == request_id)).mappings().first()
    return None if row is None else _request(row)


def oldest_open(connection: Connection, application: str) -> CorrectionRequest | None:
    """The request of one application that waits longest."""
    statement = _open().where(requests.c.application == application).limit(1)
    row = connection.execute(statement).mappings().first()
    return None if row is None else _request(row)


def tasks(connection: Connection) -> tuple[CorrectionTask, ...]:
    """Every request that waits, the oldest first."""
    rows = connection.execute(_open()).mappings().all()
    return tuple(CorrectionTask(_request(row), row["number"], row["full_name"]) for row in rows)


def close(connection: Connection, request_id: str, at: str) -> None:
    _close(connection, requests.c.id == request_id, at)


def close_all(connection: Connection, application: str, at: str) -> None:
    """Close whatever waits for one application: it is decided, withdrawn or handed over."""
    _close(connection, requests.c.application == application, at)


def reopen(connection: Connection, request_id: str) -> None:
    """The correction that answered it was not taken: it waits again."""
    connection.execute(update(requests).where(requests.c.id == request_id).values(closed_at=None))


def _open() -> Select[Any]:
    return (
        select(requests, applications.c.number, applications.c.full_name)
        .join(applications, applications.c.id == requests.c.application)
        .where(requests.c.closed_at.is_(None))
        .order_by(requests.c.asked_at, requests.c.id)
    )


def _close(connection: Connection, which: Any, at: str) -> None:
    connection.execute(update(requests).where(which, requests.c.closed_at.is_(None)).values(closed_at=at))


def _request(row: RowMapping | Mapping[str, Any]) -> CorrectionRequest:
    asked = tuple(Asked(each["field"], each["sentence"]) for each in json.loads(row["fields"]))
    return CorrectionRequest(row["id"], row["application"], row["asked_at"], asked)
