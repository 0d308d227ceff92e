"""The promised days of everything that is still to be done, counted anew by other holidays."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update

from head_office.store.engine import Connection
from head_office.store.known import deadline
from head_office.store.tables import applications, entries
from mobile_unit.domain.desks import DONE

_TOGETHER = 500


def moved(connection: Connection, free: Collection[date]) -> Iterator[tuple[str, str]]:
    """(application, its promised day by these holidays) where that is another day than now."""
    after = ""
    while rows := _some(connection, after):
        for row in rows:
            body = json.loads(row.raw)["body"]
            due = deadline(body, row.clock_from, free)["due_on"]
            if due is not None and due != row.due_on:
                yield row.id, due
        after = rows[-1].id


def count_anew(connection: Connection, free: Collection[date]) -> int:
    """Answers how many have another promised day from now on."""
    count = 0
    for application, due in list(moved(connection, free)):
        connection.execute(
            update(applications)
            .where(applications.c.id == application)
            .values(due_on=due, revision=applications.c.revision + 1)
        )
        count += 1
    return count


def _some(connection: Connection, after: str) -> list[Row[Any]]:
    own = (entries.c.journal == applications.c.journal) & (entries.c.seq == applications.c.seq)
    statement = (
        select(applications.c.id, applications.c.due_on, applications.c.clock_from, entries.c.raw)
        .join(entries, own)
        .where(applications.c.desk != DONE, applications.c.due_on.is_not(None), applications.c.id > after)
        .order_by(applications.c.id)
        .limit(_TOGETHER)
    )
    return list(connection.execute(statement))
