"""The night run of each date: when it began, which steps are done, what came of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from head_office.store.engine import Connection, insert
from head_office.store.tables import night_steps, nights


@dataclass(frozen=True, slots=True)
class Night:
    """``cut_at`` is the moment that the figures are of, None while they were not taken."""

    day: str
    began_at: str
    cut_at: str | None
    finished_at: str | None


def begin(connection: Connection, day: str, at: str) -> Night:
    """The run of a date; the one that was begun before, where there is one."""
    connection.execute(insert(connection, nights).values(day=day, began_at=at).on_conflict_do_nothing())
    return of(connection, day)


def of(connection: Connection, day: str) -> Night:
    """The run of a date, which was begun."""
    row = connection.execute(select(nights).where(nights.c.day == day)).one()
    return Night(row.day, row.began_at, row.cut_at, row.finished_at)


def forget(connection: Connection, day: str) -> None:
    """Begin the run of a date anew."""
    connection.execute(delete(night_steps).where(night_steps.c.day == day))
    connection.execute(delete(nights).where(nights.c.day == day))


def forget_before(connection: Connection, day: str) -> None:
    connection.execute(delete(night_steps).where(night_steps.c.day < day))
    connection.execute(delete(nights).where(nights.c.day < day))


def done(connection: Connection, day: str, step: str, result: Any, at: str) -> None:
    """A step's end, with what came of it; once."""
    values = {"day": day, "step": step, "at": at, "result": json.dumps(result, ensure_ascii=True)}
    connection.execute(insert(connection, night_steps).values(**values).on_conflict_do_nothing())


def result_of(connection: Connection, day: str, step: str) -> Any:
    """What came of a step; None where it is not done."""
    statement = select(night_steps.c.result).where(night_steps.c.day == day, night_steps.c.step == step)
    found = connection.execute(statement).scalar()
    return None if found is None else json.loads(found)


def steps_named(connection: Connection, day: str, beginning: str) -> dict[str, Any]:
    """The steps whose name begins so, by the rest of it."""
    statement = (
        select(night_steps.c.step, night_steps.c.result)
        .where(night_steps.c.day == day, night_steps.c.step.startswith(beginning, autoescape=True))
        .order_by(night_steps.c.step)
    )
    rows = connection.execute(statement)
    return {row.step.removeprefix(beginning): json.loads(row.result) for row in rows}


def cut(connection: Connection, day: str, at: str) -> None:
    connection.execute(update(nights).where(nights.c.day == day).values(cut_at=at))


def finish(connection: Connection, day: str, at: str) -> None:
    connection.execute(
        update(nights).where(nights.c.day == day, nights.c.finished_at.is_(None)).values(finished_at=at)
    )
