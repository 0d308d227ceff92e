"""The counts of the indicators lie by measure, month and service, and the survey's sums lie beside them."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

counts = sa.table("indicator_counts", sa.column("scope", sa.Text()), sa.column("content", sa.Text()))
_ELEMENTS = [f"u{number}" for number in range(1, 10)]


def upgrade() -> None:
    connection = op.get_bind()
    kept = connection.execute(sa.select(counts).where(counts.c.scope != "*")).all()
    if not kept:
        return
    rows = {scope: json.loads(content) for scope, content in kept}
    for scope, found in rows.items():
        connection.execute(
            counts.update().where(counts.c.scope == scope).values(content=_text(_by_month(found)))
        )
    units = {scope: _by_month(found, services=False) for scope, found in rows.items() if scope}
    columns: list[Any] = [sa.column(each) for each in _ELEMENTS]
    keys: list[Any] = [sa.column(each) for each in ("unit", "month", "family")]
    sums = [*map(sa.func.sum, columns), *map(sa.func.count, columns)]
    statement = sa.select(*keys, sa.func.count(), *sums).select_from(sa.table("survey_answers"))
    survey = connection.execute(statement.group_by(*keys))
    told = [
        [unit, month, family, [int(each or 0) for each in figures]]
        for unit, month, family, *figures in survey
    ]
    connection.execute(counts.insert().values(scope="*units", content=_text(units)))
    connection.execute(counts.insert().values(scope="*survey", content=_text(told)))


def _by_month(rows: list[Any], *, services: bool = True) -> dict[str, Any]:
    months: dict[str, Any] = {}
    for measure, month, service, value, number in rows:
        found = months.setdefault(measure, {}).setdefault(month, {})
        values = found.setdefault(service if services else "", {})
        values[value] = values.get(value, 0) + number
    return {
        measure: {
            month: {service: [list(values), list(values.values())] for service, values in found.items()}
            for month, found in by_month.items()
        }
        for measure, by_month in months.items()
    }


def _text(content: object) -> str:
    return json.dumps(content, separators=(",", ":"))
