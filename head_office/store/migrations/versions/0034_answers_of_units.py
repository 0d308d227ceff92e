"""An answer to the survey is its unit's: another unit that says the same id has an answer of its own."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_ELEMENTS = [f"u{number}" for number in range(1, 10)]
_SUMS = ["unit", "month", "place", "family", *_ELEMENTS]


def upgrade() -> None:
    answers: list[sa.Column[Any]] = [
        *(sa.Column(name, sa.Text()) for name in ("place", "family")),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        *(sa.Column(element, sa.Integer()) for element in _ELEMENTS),
    ]
    traits: list[sa.Column[Any]] = [
        sa.Column(name, sa.Text(), nullable=False) for name in ("attribute", "value")
    ]
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_survey_answers_sums", "survey_answers")
    for name, columns in (("survey_answers", answers), ("survey_traits", traits)):
        _key_by_unit_too(name, columns)
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_survey_answers_sums", "survey_answers", _SUMS, unique=False)


def _key_by_unit_too(name: str, columns: list[sa.Column[Any]]) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(f"pk_{name}", name)
        op.create_primary_key(f"pk_{name}", name, ["id", "unit"])
        return
    op.rename_table(name, f"{name}_before")
    table = op.create_table(
        name,
        *(sa.Column(each, sa.Text(), nullable=False) for each in ("id", "unit", "month")),
        *columns,
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f(f"fk_{name}_unit_units")),
        sa.PrimaryKeyConstraint("id", "unit", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )
    names = [column.name for column in table.c]
    before = sa.table(f"{name}_before", *map(sa.column, names))
    op.execute(table.insert().from_select(names, sa.select(before)))
    op.drop_table(f"{name}_before")
