"""Quizzes that were issued, and who answered them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from head_office.store.engine import Connection, insert
from head_office.store.training_tables import quiz_answers, quizzes


def put(connection: Connection, content: dict[str, Any], at: str) -> None:
    row = {"id": content["id"], "issued_at": at, "content": json.dumps(content)}
    statement = insert(connection, quizzes).values(**row)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))


def every(connection: Connection) -> list[dict[str, Any]]:
    """What was issued, the oldest first."""
    return [said for said, _at in every_at(connection)]


def every_at(connection: Connection) -> list[tuple[dict[str, Any], str]]:
    """(what was issued, when), the oldest first."""
    statement = select(quizzes.c.content, quizzes.c.issued_at).order_by(quizzes.c.issued_at, quizzes.c.id)
    return [(json.loads(row[0]), row[1]) for row in connection.execute(statement)]


def answered_by(connection: Connection) -> dict[str, set[tuple[str, str]]]:
    """Who answered each quiz at least once, as (unit, officer)."""
    c = quiz_answers.c
    found: dict[str, set[tuple[str, str]]] = {}
    for row in connection.execute(select(c.quiz, c.unit, c.officer).distinct()):
        found.setdefault(row[0], set()).add((row[1], row[2]))
    return found


def add_answer(connection: Connection, **answer: Any) -> None:
    """``quiz``, ``unit``, ``officer``, ``at``, ``score`` and ``of``; a second time it changes nothing."""
    connection.execute(insert(connection, quiz_answers).values(**answer).on_conflict_do_nothing())


def results(connection: Connection, quiz: str) -> list[dict[str, Any]]:
    """Each officer's best, and how often they tried."""
    c = quiz_answers.c
    statement = (
        select(
            c.unit,
            c.officer,
            func.max(c.score).label("score"),
            func.max(c.of).label("of"),
            func.count().label("tries"),
        )
        .where(c.quiz == quiz)
        .group_by(c.unit, c.officer)
        .order_by(c.unit, c.officer)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
