"""Applications in a state that few are in stand in the index a second time, with the state's sign."""

import sqlalchemy as sa
from alembic import op

from mobile_unit.domain.words import words_of_application

revision = "0013"
down_revision = "0012"

STATES = (
    "incomplete",
    "rejected",
    "suspended",
    "withdrawn",
    "deemed_withdrawn",
    "cancelled",
    "billing_expired",
)


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT position, full_name, number, nik, phone, passport, day, service,"
            " coalesce(own_state, status) AS state FROM applications WHERE state IN :states ORDER BY position"
        ).bindparams(sa.bindparam("states", STATES, expanding=True))
    ).mappings()
    insert = sa.text("INSERT INTO application_search (rowid, words) VALUES (:position, :words)")
    while some := rows.fetchmany(1000):
        connection.execute(insert, [{"position": row["position"], "words": _again(row)} for row in some])


def _again(row: sa.RowMapping) -> str:
    named = ("full_name", "number", "nik", "phone", "passport")
    marks = ("\ue000" + row["day"].replace("-", ""), "\ue002" + _letters(row["service"]))
    sign = chr(0xE010 + STATES.index(row["state"]))
    words = (*words_of_application(**{name: row[name] for name in named}), *marks)
    return " ".join(sign + word for word in words)


def _letters(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum())
