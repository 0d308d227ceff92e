"""Answers of the satisfaction survey: kept one by one, sent together, told in sums."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from mobile_unit.domain.periods import Period
from mobile_unit.domain.survey_results import Group
from mobile_unit.domain.surveys import ELEMENTS, Answer, Tally, Trait
from mobile_unit.store.tables import applications, survey_answers, survey_traits


def add(connection: Connection, answer: Answer, traits: Iterable[Trait]) -> None:
    row = {name: getattr(answer, name) for name in ("id", "month", "place", "family", "questionnaire")}
    connection.execute(insert(survey_answers).values(**row, **answer.scores, sent=False))
    for trait in traits:
        row = {name: getattr(trait, name) for name in ("id", "month", "attribute", "value")}
        connection.execute(insert(survey_traits).values(**row, sent=False))


def waiting(connection: Connection) -> list[Answer]:
    rows = connection.execute(select(survey_answers).where(survey_answers.c.sent.is_(False))).mappings()
    return [_answer(row) for row in rows]


def waiting_traits(connection: Connection) -> list[Trait]:
    rows = connection.execute(select(survey_traits).where(survey_traits.c.sent.is_(False)))
    return [Trait(row.id, row.month, row.attribute, row.value) for row in rows]


def count_waiting(connection: Connection) -> int:
    return (
        connection.execute(
            select(func.count()).select_from(survey_answers).where(survey_answers.c.sent.is_(False))
        ).scalar()
        or 0
    )


def is_waiting(connection: Connection) -> bool:
    """Whether an answer or a trait is not in the journal yet."""
    return bool(count_waiting(connection) or waiting_traits(connection))


def mark_sent(connection: Connection, answers: Iterable[Answer], traits: Iterable[Trait]) -> None:
    """They are in the journal now; here too they say only what they said there."""
    for answer in answers:
        connection.execute(
            update(survey_answers)
            .where(survey_answers.c.id == answer.id)
            .values(place=answer.place, family=answer.family, sent=True)
        )
    for trait in traits:
        connection.execute(update(survey_traits).where(survey_traits.c.id == trait.id).values(sent=True))


def groups(connection: Connection, period: Period) -> list[Group]:
    """The sent answers of a period."""
    keys = (survey_answers.c.month, survey_answers.c.place, survey_answers.c.family)
    rows = connection.execute(
        select(*keys, func.count(), *_sums_of(survey_answers))
        .where(survey_answers.c.sent.is_(True), survey_answers.c.month.between(period.since, period.until))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [Group("", row[0], row[1], row[2], Tally.of(row[3:])) for row in rows]


def by_month(connection: Connection, period: Period) -> list[Group]:
    """The same without telling places apart."""
    keys = (survey_answers.c.month, survey_answers.c.family)
    rows = connection.execute(
        select(*keys, func.count(), *_sums_of(survey_answers))
        .where(survey_answers.c.sent.is_(True), survey_answers.c.month.between(period.since, period.until))
        .group_by(*keys)
    )
    return [Group("", row[0], None, row[1], Tally.of(row[2:])) for row in rows]


def traits(connection: Connection, period: Period) -> dict[tuple[str, str], int]:
    """How often each (attribute, value) was said in a period, of what was sent."""
    keys = (survey_traits.c.attribute, survey_traits.c.value)
    rows = connection.execute(
        select(*keys, func.count())
        .where(survey_traits.c.sent.is_(True), survey_traits.c.month.between(period.since, period.until))
        .group_by(*keys)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def served(connection: Connection, period: Period) -> int:
    """How many applications were taken here in a period: whom the sample is drawn from."""
    within = applications.c.day.between(f"{period.since}-01", f"{period.until}-31")
    return connection.execute(select(func.count()).select_from(applications).where(within)).scalar() or 0


def _sums_of(table: Any) -> list[Any]:
    """The columns that ``Tally.of`` reads after a count of rows."""
    columns = [table.c[element] for element in ELEMENTS]
    return [*(func.sum(column) for column in columns), *(func.count(column) for column in columns)]


def _answer(row: RowMapping) -> Answer:
    scores = {element: row[element] for element in ELEMENTS}
    return Answer(row["id"], row["month"], row["place"], row["family"], row["questionnaire"], scores)
