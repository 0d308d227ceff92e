"""Who an application is of, to find the same person again; where in a draft somebody stopped."""

import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for name in ("birth_date", "name_key"):
        op.add_column(
            "applications", sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False)
        )
    op.add_column("drafts", sa.Column("stopped_at", sa.Text(), nullable=True))
    connection = op.get_bind()
    plain: Any = connection.connection.dbapi_connection
    plain.create_function("name_key", 1, _name_key, deterministic=True)
    connection.exec_driver_sql(
        "UPDATE applications SET name_key = name_key(full_name), birth_date = coalesce("
        "(SELECT json_extract(CAST(journal.raw AS TEXT), '$.body.applicant.birth_date') FROM journal"
        " WHERE journal.journal = applications.journal AND journal.seq = applications.seq), '')"
    )
    op.create_index("ix_applications_birth_date_name_key", "applications", ["birth_date", "name_key"])


def _name_key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
