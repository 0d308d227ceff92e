"""Answers of the satisfaction survey: taken in once each, told in sums."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, null, select

from head_office.store.engine import Connection, insert
from head_office.store.tables import applications, survey_answers, survey_traits
from mobile_unit.domain.periods import Period
from mobile_unit.domain.survey_results import Group
from mobile_unit.domain.surveys import ELEMENTS, Answer, Tally, Trait


def add(connection: Connection, unit: str, answers: Iterable[Answer], traits: Iterable[Trait]) -> None:
    """Keep what is not here of the unit yet: a laptop that was restored sends some a second time. An id is no
    secret of a unit, so what another one says of it is another answer."""
    names = ("id", "month", "place", "family", "questionnaire")
    rows = [
        {"unit": unit, **{name: getattr(each, name) for name in names}, **each.scores} for each in answers
    ]
    said = [
        {"unit": unit, "id": each.id, "month": each.month, "attribute": each.attribute, "value": each.value}
        for each in traits
    ]
    for table, found in ((survey_answers, rows), (survey_traits, said)):
        if found:
            statement = insert(connection, table).on_conflict_do_nothing(index_elements=["id", "unit"])
            connection.execute(statement, found)


def groups(
    connection: Connection, period: Period, unit: str | None = None, *, places: bool = True
) -> list[Group]:
    """Without ``places`` those of all of them together."""
    table = survey_answers
    place = (table.c.place if places else null()).label("place")
    keys = (table.c.unit, table.c.month, place, table.c.family)
    columns = [table.c[element] for element in ELEMENTS]
    rows = connection.execute(
        select(*keys, func.count(), *map(func.sum, columns), *map(func.count, columns))
        .where(*_within(table, period, unit))
        .group_by(*(key for key in keys if places or key is not place))
    )
    return [Group(row[0], row[1], row[2], row[3], Tally.of(row[4:])) for row in rows]


def traits(connection: Connection, period: Period, unit: str | None = None) -> dict[tuple[str, str], int]:
    """How often each (attribute, value) was said."""
    keys = (survey_traits.c.attribute, survey_traits.c.value)
    rows = connection.execute(
        select(*keys, func.count()).where(*_within(survey_traits, period, unit)).group_by(*keys)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def served(connection: Connection, period: Period, unit: str | None = None) -> int:
    """How many applications were submitted in a period: whom the sample is drawn from."""
    column = applications.c.submitted_at
    within = [column >= f"{period.since}-01", column < f"{period.until}-32"]
    if unit is not None:
        within.append(applications.c.unit == unit)
    return connection.execute(select(func.count()).select_from(applications).where(*within)).scalar() or 0


def _within(table: Any, period: Period, unit: str | None) -> list[ColumnElement[bool]]:
    within = [table.c.month.between(period.since, period.until)]
    return within if unit is None else [*within, table.c.unit == unit]
